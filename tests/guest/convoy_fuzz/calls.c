/* SPDX-License-Identifier: MIT
 *
 * Which calls there are, from the kernel's own list: what an argument is meant to
 * be follows from its name there.
 */
#define _GNU_SOURCE
#include "fuzz.h"

struct call calls[CALLS_MAX];
int calls_count;

static const struct {
    const char *words;
    enum kind kind;
} kinds[] = {
    {" fd epfd dir directory from_directory to_directory dirfd in_fd out_fd ",
     KIND_FD},
    {" path target old_path new_path ", KIND_PATH},
    {" pid tid who group id ", KIND_PID},
    {" signal ", KIND_SIGNAL},
    {" bytes size length count limit max mask_size name_length old_length "
     "new_length ",
     KIND_SIZE},
    {" address new_address end start ", KIND_PLACE},
};

/* The first that fits is taken. Flags of most calls are 0. */
static const struct hint hints[] = {
    {"mmap", "flags", 6, {0x22, 0x21, 0x32, 0x8022, 2, 1}},
    {"mmap", "prot", 4, {3, 1, 3, 7}},
    {"mmap", "offset", 3, {0, 4096, 65536}},
    {"mprotect", "prot", 4, {0, 1, 3, 5}},
    {"mremap", "flags", 4, {0, 1, 3, 1}},
    {"madvise", "advice", 6, {4, 8, 0, 3, 9, 10}},
    {"msync", "flags", 3, {4, 1, 2}},
    {"open", "flags", 8, {0, 2, 0102, 01102, 02002, 04002, 0200000, 0301}},
    {"renameat2", "flags", 3, {0, 1, 2}},
    {"unlinkat", "flags", 2, {0, 0x200}},
    {"at", "flags", 4, {0, 0x100, 0x1000, 0x400}},
    {"clone", "flags", 6, {17, 17, 0x4111, 0x50f00, 0x1200011, 0x3d0f00}},
    {"socketpair", "family", 1, {1}},
    {"socketpair", "type", 4, {1, 2, 5, 02001}},
    {"socketpair", "protocol", 1, {0}},
    {"sockopt", "level", 1, {1}},
    {"sockopt", "option", 8, {3, 4, 7, 8, 17, 30, 38, 39}},
    {"send", "flags", 4, {0, 0x40, 0x4000, 0x4040}},
    {"recv", "flags", 4, {0, 0x40, 2, 0x42}},
    {"shutdown", "how", 3, {0, 1, 2}},
    {"epoll_ctl", "op", 3, {1, 2, 3}},
    {"epoll", "max", 4, {1, 4, 16, 64}},
    {"", "mask_size", 1, {8}},
    {"", "timeout_ms", 3, {0, 1, 20}},
    {"poll", "count", 4, {0, 1, 3, 12}},
    {"select", "limit", 4, {0, 1, 16, 64}},
    {"v", "count", 4, {0, 1, 2, 4}},
    {"wait", "options", 5, {0, 1, 3, 4, 5}},
    {"waitid", "which", 3, {0, 1, 2}},
    {"", "which", 3, {0, 1, 2}},
    {"rt_sigprocmask", "how", 3, {0, 1, 2}},
    {"futex", "operation", 8, {0, 1, 128, 129, 131, 132, 137, 138}},
    {"futex", "value", 3, {0, 1, 3}},
    {"lseek", "whence", 3, {0, 1, 2}},
    {"", "offset", 4, {0, 1, 4096, 100000}},
    {"", "at", 4, {0, 1, 4096, 100000}},
    {"fallocate", "mode", 2, {0, 1}},
    {"access", "mode", 4, {0, 1, 4, 7}},
    {"mknod", "mode", 4, {010644, 0100644, 0140644, 020666}},
    {"mknod", "device", 2, {0x103, 0x105}},
    {"", "mode", 5, {0777, 0666, 0700, 0, 04755}},
    {"", "resource", 8, {0, 1, 3, 6, 7, 9, 11, 13}},
    {"clock", "clock", 8, {0, 1, 2, 3, 4, 5, 7, -6}},
    {"clock_nanosleep", "flags", 2, {0, 1}},
    {"fcntl", "command", 8, {0, 1, 2, 3, 4, 1030, 1031, 1032}},
    {"ioctl",
     "request",
     8,
     {0x5401, 0x5421, 0x541b, 0x5413, 0x540f, 0x5410, 0x5403, 0x5451}},
    {"prctl", "option", 8, {15, 16, 1, 2, 3, 4, 38, 40}},
    {"sched", "policy", 5, {0, 1, 2, 3, 5}},
    {"set_robust_list", "length", 1, {24}},
    {"close_range", "flags", 2, {0, 4}},
    {"", "flags", 4, {0, 02000000, 04000, 02004000}},
    {"", "uid", 3, {-1, 0, 65534}},
    {"", "gid", 3, {-1, 0, 65534}},
};

static const struct hint *hint_for(const char *call, const char *argument)
{
    for (unsigned i = 0; i < sizeof hints / sizeof *hints; i++)
        if (strstr(call, hints[i].call) && !strcmp(argument, hints[i].argument))
            return &hints[i];
    return NULL;
}

/* Calls whose from and to are names; in others they are what their type says. */
static const char named[] = " rename renameat renameat2 link linkat ";

static bool listed(const char *words, const char *word)
{
    char spaced[40];

    snprintf(spaced, sizeof spaced, " %s ", word);
    return strstr(words, spaced) != NULL;
}

static enum kind kind_of(const char *call, const char *type, const char *name)
{
    if (!strcmp(name, "from") || !strcmp(name, "to")) {
        if (listed(named, call))
            return KIND_PATH;
        return strcmp(type, "int") ? KIND_ADDRESS : KIND_FD;
    }
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (listed(kinds[i].words, name))
            return kinds[i].kind;
    return strcmp(type, "uint64_t") ? KIND_NUMBER : KIND_ADDRESS;
}

/* `parameters` as they stand in the list: "(int fd, uint64_t buffer)". */
static void add(int number, const char *name, const char *parameters)
{
    struct call *call = &calls[calls_count++];
    char text[256], *next = text, *word;

    call->number = number;
    call->name = name;
    snprintf(text, sizeof text, "%s", parameters);
    while ((word = strsep(&next, "(),"))) {
        char type[32], argument[32];
        if (sscanf(word, "%31s %31s", type, argument) != 2)
            continue;
        call->hints[call->arguments] = hint_for(name, argument);
        call->kinds[call->arguments++] = kind_of(name, type, argument);
    }
}

void calls_init(void)
{
#define SYSCALL(number, name, parameters) add(number, #name, #parameters);
#include "kernel/syscall.def"
#undef SYSCALL
}
