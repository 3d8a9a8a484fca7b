/* SPDX-License-Identifier: MIT
 *
 * Arguments: mostly such as the call could want, so that it gets far, and often
 * enough such as nobody should pass: the borders of integers, the kernel's
 * addresses, memory that is half there. Structures are words drawn at random, many
 * of them small numbers and pointers to each other.
 *
 * The kernel's addresses that are passed end in MARK, so that one which comes back
 * without it is the kernel's own; an eventfd may add a little to them.
 */
#define _GNU_SOURCE
#include "fuzz.h"
#include <fcntl.h>
#include <sched.h>
#include <signal.h>

#define MARK 0x2a5ul /* without the bits of SIGKILL and SIGSTOP */
#define POISON 0xfefefefefefefefeul /* ASAN_FILL in kernel/checked/asan.h */
#define FILLED 24                   /* words at the start of each page */
#define CHECKED 64 /* words there that are looked at after a call */
#define PAGE_WORDS (PAGE / sizeof(uint64_t))
#define SECOND 1000000000ul

uint64_t draw(struct caller *caller)
{
    uint64_t *state = &caller->state;

    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state * 0x2545f4914f6cdd1dul;
}

static uint64_t below(struct caller *caller, uint64_t limit)
{
    return (draw(caller) >> 16) % limit;
}

static bool one_in(struct caller *caller, uint64_t n)
{
    return below(caller, n) == 0;
}

static const long magic[] = {
    0x5401,    0x5402,  0x540f, 0x5410,  0x5413,  0x541b,   0x5421,
    0x5450, /* ioctl */
    02,        0102,    01102,  0200000, 02000,   04000,    02000000,
    020000000, 0x100,   0x200,  0x400,   0x800,   0x1000,   0x40,
    0x80,      0x18,    0x22,   0x32,    0x8022,  0x100022, 0x31,
    0x21,      0x1,     0x2,    0666,    0777,    040755,   0100644,
    010644,    020666,  07777,  0,       1030,    1031,     1032,
    128,       129,     137,    138,     131,     15,       16,
    38,        0x1002,  0x1003, 59,      4,       22,       512,
    17 | 512,  0x50f00, 17,     0x4111,  0x10000, 0x80000,  0x7fffffff,
};

static long number(struct caller *caller)
{
    switch (below(caller, 8)) {
    case 0:
        return (long)(1ul << below(caller, 64));
    case 1:
        return (long)((1ul << below(caller, 32)) | (1ul << below(caller, 32)));
    case 2:
    case 3:
        return magic[below(caller, sizeof magic / sizeof *magic)];
    case 4:
        return (long)(draw(caller) & 0x7fffffff);
    case 5:
        return -(long)below(caller, 4);
    default:
        return (long)below(caller, 16);
    }
}

static long bad_address(struct caller *caller)
{
    uint64_t r = below(caller, 1ul << 32) & ~0xffful;

    switch (below(caller, 8)) {
    case 0:
        return 0;
    case 1:
        return (long)((uint64_t)KERNEL_ADDRESS + r + MARK);
    case 2:
        return (long)(0xffffffff80000000ul + r % 0x2000000 + MARK);
    case 3:
        return (long)((uint64_t)NON_CANONICAL - below(caller, PAGE));
    case 4:
        return -(long)below(caller, PAGE);
    case 5:
        return (long)(0xffffc00000000000ul + r % 0x100000 + MARK);
    case 6:
        return (long)below(caller, 0x20000);
    default: /* ends in a closed page */
        return (long)((char *)caller->arena + (ARENA_PAGES - 1) * PAGE) -
               (long)below(caller, 64);
    }
}

static long address(struct caller *caller)
{
    switch (below(caller, 16)) {
    case 0:
    case 1:
        return bad_address(caller);
    case 2:
        return (long)(PLAYGROUND + below(caller, PLAYGROUND_PAGES * PAGE));
    case 3:
        return (long)((char *)caller->arena +
                      below(caller, ARENA_PAGES * PAGE));
    default:
        return (long)((char *)caller->arena +
                      below(caller, ARENA_PAGES - 1) * PAGE);
    }
}

static long size(struct caller *caller)
{
    static const long sizes[] = {0,  1,  7,    8,    16,   24,         56,
                                 64, 88, 128,  255,  256,  1023,       1024,
                                 5,  32, 4095, 4096, 4097, 0x7ffff000, 65536};

    return one_in(caller, 6)
               ? number(caller)
               : sizes[below(caller, sizeof sizes / sizeof *sizes)];
}

/* For a `directory` mostly the working directory. */
static long descriptor(struct caller *caller, bool directory)
{
    switch (below(caller, 12)) {
    case 0:
        return -1;
    case 1:
    case 2:
    case 3:
        return directory ? AT_FDCWD : (long)below(caller, 16);
    case 4:
        return AT_FDCWD;
    case 5:
        return number(caller);
    default:
        return directory ? AT_FDCWD : (long)below(caller, 24);
    }
}

static long process(struct caller *caller)
{
    switch (below(caller, 8)) {
    case 0:
        return 0;
    case 1:
        return getpid();
    case 2:
        return -getpid();
    case 3:
        return -(long)below(caller, 3);
    case 4:
        return number(caller);
    default:
        return syscall(SYS_gettid) + (long)below(caller, 5) - 2;
    }
}

/* Names below the working directory; the last ones only to be looked at. */
static const char *const names[] = {
    "a",       "b",     "c",      "d",      "d/a",      "d/b",     "e",
    "d/e",     "e/f/g", "l",      "l/a",    "./a",      "fifo",    "a/",
    "d//a",    "",      "a/b",    "d/e/..", "d/./a",    "l/l/l/l", ".",
    "nothing", "x",     "d/fifo", "long",   "too long",
};
#define NAMES (sizeof names / sizeof *names)

static const char *const outside[] = {
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/urandom",
    "/dev/tty",
    "/",
    "..",
    "/bin",
    "/proc",
    "/proc/self/stat",
    "/proc/self",
    "/proc/self/maps",
    "/proc/self/fd",
    "/proc/meminfo",
    "/proc/self/fd/0",
    "/proc/1/status",
    "/sys/kernel/tracing/trace_marker",
};
#define OUTSIDE (sizeof outside / sizeof *outside)

static bool looks_only(long nr)
{
    return nr == SYS_open || nr == SYS_openat || nr == SYS_stat ||
           nr == SYS_lstat || nr == SYS_access || nr == SYS_readlink ||
           nr == SYS_statfs || nr == SYS_newfstatat || nr == SYS_statx ||
           nr == SYS_readlinkat || nr == SYS_faccessat;
}

/* A path, written to the end of one of the arena's pages. */
static long path(struct caller *caller, long nr)
{
    char *at = (char *)caller->arena + below(caller, ARENA_PAGES - 1) * PAGE;
    const char *name = names[below(caller, NAMES)];

    if (one_in(caller, 10))
        return bad_address(caller);
    if (looks_only(nr) && one_in(caller, 3))
        name = outside[below(caller, OUTSIDE)];
    size_t length = strlen(name) + 1;
    if (!strcmp(name, "long"))
        length = 250 + below(caller, 10);
    if (!strcmp(name, "too long"))
        length = PAGE - 40 + below(caller, 30);
    at += PAGE - length;
    memset(at, 'n', length - 1);
    if (length == strlen(name) + 1)
        memcpy(at, name, length);
    at[length - 1] = '\0';
    return (long)at;
}

static long value(struct caller *caller, const struct call *call, int i)
{
    if (one_in(caller, 40))
        return one_in(caller, 2) ? bad_address(caller) : number(caller);
    const struct hint *hint = call->hints[i];
    if (hint && !one_in(caller, 8))
        return hint->values[below(caller, (uint64_t)hint->count)];
    switch (call->kinds[i]) {
    case KIND_ADDRESS:
        return address(caller);
    case KIND_PLACE:
        return one_in(caller, 4)
                   ? address(caller)
                   : (long)(PLAYGROUND +
                            below(caller, PLAYGROUND_PAGES) * PAGE);
    case KIND_PATH:
        return path(caller, call->number);
    case KIND_FD:
        return descriptor(caller, call->kinds[i + 1] == KIND_PATH);
    case KIND_PID:
        return process(caller);
    case KIND_SIGNAL:
        return (long)below(caller, 67);
    case KIND_SIZE:
        return size(caller);
    default:
        return number(caller);
    }
}

static uint64_t word(struct caller *caller)
{
    switch (below(caller, 10)) {
    case 0:
        return (uint64_t)bad_address(caller);
    case 1:
    case 2:
        return (uint64_t)address(caller);
    case 3:
        return below(caller, 32) | below(caller, 32) << 32;
    case 4:
        return below(caller, SECOND);
    case 5:
        return (uint64_t)size(caller);
    case 6:
        return draw(caller) & 0x7fffffff7ffffffful;
    default:
        return below(caller, 8);
    }
}

void values_draw(struct caller *caller, const struct call *call,
                 long a[ARGUMENTS])
{
    for (unsigned page = 0; page < ARENA_PAGES - 1; page++)
        for (unsigned i = 0; i < FILLED; i++)
            caller->arena[page * PAGE_WORDS + i] = word(caller);
    for (int i = 0; i < ARGUMENTS; i++)
        a[i] = i < call->arguments ? value(caller, call, i) : number(caller);
    for (unsigned page = 0; page < ARENA_PAGES - 1; page++)
        memcpy(caller->before + page * PAGE_WORDS,
               caller->arena + page * PAGE_WORDS, CHECKED * sizeof(uint64_t));
}

/* In the image, the direct map of 4 GiB, the kernel's stacks? What lies lower there
 * is a structure's small field behind the upper half of an address of ours. */
static bool kernel_address(uint64_t value)
{
    if ((value & 0xff0) == (MARK & 0xff0))
        return false;
    return (value >= 0xffff800000100000ul && value < 0xffff800100000000ul) ||
           (value >= 0xffffc00000004000ul && value < 0xffffc00010000000ul) ||
           (value >= 0xffffffff80100000ul && value < 0xffffffff82000000ul);
}

static void check_word(const char *name, uint64_t value, uint64_t at)
{
    if (value != POISON && !kernel_address(value))
        return;
    if (__atomic_fetch_add(&shared->leaks, 1, __ATOMIC_SEQ_CST) == 0)
        snprintf(shared->leak, sizeof shared->leak, "%s: %lx at byte %lu", name,
                 value, at * sizeof value % PAGE);
}

void values_check(struct caller *caller, const char *name)
{
    const uint64_t *now = caller->arena, *before = caller->before;

    if (!strcmp(name, "getgroups")) /* halves of addresses, in a new order */
        return;
    for (unsigned i = 0; i < (ARENA_PAGES - 1) * CHECKED; i++) {
        uint64_t at = i / CHECKED * PAGE_WORDS + i % CHECKED;
        if (now[at] >> 32 != before[at] >> 32) /* else half is the program's */
            check_word(name, now[at], at);
    }
}

static void tame_memory(struct caller *caller, long nr, long a[ARGUMENTS])
{
    uint64_t pages = below(caller, 16);
    bool inside = nr != SYS_mmap || a[3] & (MAP_FIXED | MAP_FIXED_NOREPLACE);
    uint64_t start = (uint64_t)PLAYGROUND + below(caller, 48) * PAGE;

    if (nr == SYS_mremap) { /* what moves lands in the playground */
        a[2] &= 0xffff;
        a[4] = (long)(PLAYGROUND + below(caller, 48) * PAGE);
    }
    if (inside && ((uint64_t)a[0] >> 63) == 0)
        a[0] = (long)(start + (one_in(caller, 8) ? below(caller, PAGE) : 0));
    a[1] = one_in(caller, 16) ? bad_address(caller) : (long)(pages * PAGE);
    if (a[1] > 0 && (uint64_t)a[1] < 1ul << 47 && (uint64_t)a[1] > 64 * PAGE)
        a[1] &= 0xffff;
}

/* No thread on a stack that another one uses; few new processes. */
static void tame_clone(struct caller *caller, long nr, long a[ARGUMENTS])
{
    if (nr == SYS_clone) {
        if (a[0] & CLONE_VM && !a[1])
            a[1] = (long)((char *)caller->arena + PAGE / 2);
        if (a[0] & CLONE_SETTLS)
            a[0] &= ~(long)CLONE_SETTLS;
    } else if (one_in(caller, 4)) { /* else whatever the words mean */
        memset((char *)caller->arena, 0, 88);
        caller->arena[0] =
            below(caller, 2) ? 0 : CLONE_FS | CLONE_PARENT_SETTID;
        caller->arena[2] = (uint64_t)(caller->arena + 16);
        caller->arena[3] = (uint64_t)(caller->arena + 17);
        caller->arena[4] = SIGCHLD;
        a[0] = (long)caller->arena;
        a[1] = 88;
    } else {
        a[0] = bad_address(caller);
    }
}

/* SIGUSR1 wakes who blocks. Mostly it may. */
static void tame_mask(struct caller *caller, long nr, long a[ARGUMENTS])
{
    if (one_in(caller, 16))
        return;
    if (nr == SYS_rt_sigprocmask) {
        a[0] = SIG_UNBLOCK;
    } else if (nr == SYS_rt_sigaction) {
        a[0] = a[0] == SIGUSR1 ? SIGUSR2 : a[0];
    } else {
        caller->arena[0] &= ~(1ul << (SIGUSR1 - 1));
        a[nr == SYS_ppoll           ? 3
          : nr == SYS_rt_sigsuspend ? 0
                                    : 4] = (long)caller->arena;
    }
}

#define NOBODY 0x7fffff00 /* a pid that there never is */

/* Calls on processes. */
static void tame_process(struct caller *caller, long nr, long a[ARGUMENTS])
{
    switch (nr) {
    case SYS_kill: /* not all, not pid 1, and not who asks every time */
    case SYS_rt_sigqueueinfo:
        if ((int)a[0] == -1 || (int)a[0] == 1)
            a[0] = NOBODY;
        if (!one_in(caller, 8))
            a[1] = 0;
        break;
    case SYS_tkill:
        a[0] = (int)a[0] == 1 ? NOBODY : a[0];
        a[1] = one_in(caller, 8) ? a[1] : 0;
        break;
    case SYS_tgkill:
    case SYS_rt_tgsigqueueinfo:
        a[1] = (int)a[1] == 1 ? NOBODY : a[1];
        a[2] = one_in(caller, 8) ? a[2] : SIGUSR1;
        break;
    case SYS_setrlimit: /* nobody can do anything with limits of 0 */
    case SYS_prlimit64:
        if (a[0] == 1 || !one_in(caller, 8))
            a[nr == SYS_setrlimit ? 1 : 2] = bad_address(caller);
        break;
    case SYS_setpriority:
    case SYS_sched_setaffinity:
    case SYS_sched_setscheduler:
    case SYS_sched_setparam:
    case SYS_setpgid:
        a[nr == SYS_setpriority] = a[nr == SYS_setpriority] == 1 ? 0 : a[0];
        break;
    }
}

void values_tame(struct caller *caller, long nr, long a[ARGUMENTS])
{
    switch (nr) {
    case SYS_mmap:
    case SYS_munmap:
    case SYS_mprotect:
    case SYS_madvise:
    case SYS_mremap:
    case SYS_msync:
        tame_memory(caller, nr, a);
        break;
    case SYS_clone:
    case SYS_clone3:
        tame_clone(caller, nr, a);
        break;
    case SYS_rt_sigprocmask:
    case SYS_rt_sigaction:
    case SYS_rt_sigsuspend:
    case SYS_ppoll:
    case SYS_epoll_pwait:
        tame_mask(caller, nr, a);
        break;
    case SYS_reboot:
        a[0] = 0;
        break;
    case SYS_arch_prctl: /* the thread pointer stays */
        a[0] = one_in(caller, 2) ? 0x1003 : 0x1001;
        a[1] = a[0] == 0x1001 ? (long)PLAYGROUND : a[1];
        break;
    case SYS_close_range:
        a[0] = (long)below(caller, 64);
        break;
    case SYS_fallocate:
    case SYS_ftruncate:
    case SYS_truncate:
        a[1] = one_in(caller, 4) ? a[1] : (long)below(caller, 1 << 17);
        break;
    case SYS_alarm:
        a[0] = (long)below(caller, 2);
        break;
    default:
        tame_process(caller, nr, a);
    }
}
