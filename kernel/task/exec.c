/* SPDX-License-Identifier: MIT
 *
 * Loading a program: its segments are read into the pages of a new space (each
 * with the rights that it asks for, never writable and executable), and its
 * stack is laid out as the System V ABI wants it:
 *
 *   USER_TOP   0 (one word)
 *              the path, the strings of envp, the strings of argv
 *              "x86_64", 16 random bytes
 *              auxv: pairs of words, ended by AT_NULL
 *              envp: pointers, ended by 0
 *              argv: pointers, ended by 0
 *   RSP ->     argc                        (at a multiple of 16)
 *
 * Source: System V ABI, AMD64 supplement, section 3.4.1; execve(2);
 * getauxval(3). Not here: what becomes of the old program, and running the new
 * one (exec_call.c).
 */
#include "task/exec.h"

#include <stddef.h>
#include "fs/file.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/random.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "mm/space.h"
#include "task/elf.h"
#include "task/process.h"
#include "task/usage.h"
#include "x86/cpu.h"

#define STACK_FLAGS                                                            \
    (MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_GROWSDOWN | MAP_STACK)

#define STACK_FIRST (128ul << 10) /* mapped at once: it grows as it is used */

enum auxv_type { /* getauxval(3) */
                 AT_NULL = 0,
                 AT_PHDR = 3,
                 AT_PHENT = 4,
                 AT_PHNUM = 5,
                 AT_PAGESZ = 6,
                 AT_BASE = 7,
                 AT_FLAGS = 8,
                 AT_ENTRY = 9,
                 AT_UID = 11,
                 AT_EUID = 12,
                 AT_GID = 13,
                 AT_EGID = 14,
                 AT_PLATFORM = 15,
                 AT_HWCAP = 16,
                 AT_CLKTCK = 17,
                 AT_SECURE = 23,
                 AT_RANDOM = 25,
                 AT_EXECFN = 31,
};

/* The reason of the last refusal, for *why. Two programs refused on two cores
 * at once may mix their reasons, not more. */
static char refusal[192];

/* Everything that is known of the program's file. */
struct program {
    struct file *file;
    struct elf_header header;
    struct elf_segment segments[ELF_SEGMENTS_MAX];
    struct elf_plan plan;
};

/* Exactly `bytes` at `position` of the file. 0 or -errno. */
static int read_exactly(struct file *file, void *to, uint64_t bytes,
                        uint64_t position)
{
    int64_t got = file_read_kernel(file, to, bytes, position);

    if (got < 0)
        return (int)got;
    return (uint64_t)got == bytes ? 0 : -EIO;
}

/* Read and check the headers. */
static int program_read(struct program *program)
{
    struct file *file = program->file;
    int64_t size = file->ops->size ? file->ops->size(file) : -EACCES;

    if (size < 0)
        return -EACCES;
    uint64_t part = min_u64((uint64_t)size, sizeof program->header);
    int error = read_exactly(file, &program->header, part, 0);
    if (!error)
        error = elf_check_header(&program->header, (uint64_t)size, refusal,
                                 sizeof refusal);
    if (!error)
        error = read_exactly(file, program->segments,
                             program->header.phnum * sizeof(struct elf_segment),
                             program->header.phoff);
    if (!error)
        error = elf_check_segments(&program->header, program->segments,
                                   (uint64_t)size, &program->plan, refusal,
                                   sizeof refusal);
    return error;
}

static uint32_t segment_prot(const struct elf_segment *segment)
{
    uint32_t prot = PROT_NONE;

    if (segment->flags & ELF_R)
        prot |= PROT_READ;
    if (segment->flags & ELF_W)
        prot |= PROT_WRITE;
    if (segment->flags & ELF_X)
        prot |= PROT_EXEC;
    return prot;
}

/* Map one segment as zero pages and read its part of the file into them. */
static int segment_load(const struct program *program,
                        const struct elf_segment *segment, struct space *space)
{
    uint64_t at = segment->vaddr + program->plan.bias;
    uint64_t start = align_down(at, PAGE_SIZE);
    uint64_t length = align_up(at + segment->memsz, PAGE_SIZE) - start;
    int error =
        space_map(space, &start, length, segment_prot(segment),
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, NULL, NULL, 0);

    for (uint64_t done = 0; !error && done < segment->filesz;) {
        uint64_t part = min_u64(segment->filesz - done,
                                PAGE_SIZE - ((at + done) & ~PAGE_MASK));
        void *to = space_reach(space, at + done);
        if (!to)
            return -ENOMEM;
        error = read_exactly(program->file, to, part, segment->offset + done);
        done += part;
    }
    return error;
}

static int segments_load(const struct program *program, struct space *space)
{
    for (unsigned i = 0; i < program->header.phnum; i++) {
        const struct elf_segment *segment = &program->segments[i];
        if (segment->type != ELF_LOAD || segment->memsz == 0)
            continue;
        int error = segment_load(program, segment, space);
        if (error)
            return error;
    }
    space->brk_start = space->brk_end = program->plan.end;
    return 0;
}

/* A stack under construction: filled from USER_TOP downwards, but the vectors,
 * whose place is known once their length is, upwards. */
struct stack {
    struct space *space;
    uint64_t bottom; /* all from here up is in use */
    uint64_t vector; /* where the next word of the vectors goes */
    int error;       /* the first one; what follows it does nothing */
};

static uint64_t stack_push(struct stack *stack, const void *data,
                           uint64_t bytes)
{
    stack->bottom -= bytes;
    if (!stack->error)
        stack->error = space_write(stack->space, stack->bottom, data, bytes);
    return stack->bottom;
}

static void stack_word(struct stack *stack, uint64_t word)
{
    if (!stack->error)
        stack->error =
            space_write(stack->space, stack->vector, &word, sizeof word);
    stack->vector += sizeof word;
}

/* Push `strings`, the last one first; the first one is then the lowest. */
static void stack_strings(struct stack *stack, char *const strings[],
                          size_t count)
{
    while (count-- > 0)
        stack_push(stack, strings[count], strlen(strings[count]) + 1);
}

/* The vector of pointers to `strings`, which were pushed and begin at `at`. */
static void stack_pointers(struct stack *stack, char *const strings[],
                           uint64_t at)
{
    for (; *strings; strings++) {
        stack_word(stack, at);
        at += strlen(*strings) + 1;
    }
    stack_word(stack, 0);
}

/* Count `strings` and add what they take to *bytes. 0 or -E2BIG. */
static int strings_measure(char *const strings[], size_t *count,
                           uint64_t *bytes)
{
    for (*count = 0; strings[*count]; ++*count) {
        uint64_t length = strnlen(strings[*count], EXEC_STRING_MAX);
        *bytes += length + 1 + sizeof(char *);
        if (length == EXEC_STRING_MAX || *bytes > EXEC_STRINGS_MAX)
            return -E2BIG;
    }
    return 0;
}

/* The auxiliary vector. `path`, `platform` and `random` are user addresses. */
static void stack_auxv(struct stack *stack, const struct program *program,
                       uint64_t path, uint64_t platform, uint64_t random)
{
    const struct process *process = current_process();
    const struct credentials ids = /* there is none when pid 1 is made */
        process ? process->credentials : (struct credentials){0};
    const uint64_t auxv[][2] = {
        {AT_PHDR, program->plan.phdr},
        {AT_PHENT, sizeof(struct elf_segment)},
        {AT_PHNUM, program->header.phnum},
        {AT_PAGESZ, PAGE_SIZE},
        {AT_BASE, 0}, /* no dynamic linker */
        {AT_FLAGS, 0},
        {AT_ENTRY, program->plan.entry},
        {AT_UID, ids.user.real},
        {AT_EUID, ids.user.effective},
        {AT_GID, ids.group.real},
        {AT_EGID, ids.group.effective},
        {AT_SECURE, 0},
        {AT_RANDOM, random},
        {AT_EXECFN, path},
        {AT_PLATFORM, platform},
        {AT_HWCAP, cpu_id(1, 0).edx},
        {AT_CLKTCK, CLOCK_TICKS},
        {AT_NULL, 0},
    };

    for (size_t i = 0; i < sizeof auxv / sizeof auxv[0]; i++) {
        stack_word(stack, auxv[i][0]);
        stack_word(stack, auxv[i][1]);
    }
}

#define AUXV_WORDS 36 /* two for each entry of the table above */

/* Lay out everything; *top is the first RSP. 0, -E2BIG or -ENOMEM. */
static int stack_fill(struct stack *stack, const struct program *program,
                      const char *path, char *const argv[], char *const envp[],
                      uint64_t *top)
{
    const uint64_t random[2] = {random_next(), random_next()};
    const uint64_t zero = 0;
    size_t argc, envc;
    uint64_t bytes = 0;

    if (strings_measure(argv, &argc, &bytes) ||
        strings_measure(envp, &envc, &bytes))
        return -E2BIG;
    stack_push(stack, &zero, sizeof zero);
    uint64_t path_at = stack_push(stack, path, strlen(path) + 1);
    stack_strings(stack, envp, envc);
    uint64_t envp_at = stack->bottom;
    stack_strings(stack, argv, argc);
    uint64_t argv_at = stack->bottom;
    uint64_t platform = stack_push(stack, "x86_64", sizeof "x86_64");
    uint64_t random_at = stack_push(stack, random, sizeof random);
    uint64_t words = 1 + argc + 1 + envc + 1 + AUXV_WORDS;
    *top = align_down(stack->bottom - words * sizeof(uint64_t), 16);
    stack->vector = *top;
    stack_word(stack, argc);
    stack_pointers(stack, argv, argv_at);
    stack_pointers(stack, envp, envp_at);
    stack_auxv(stack, program, path_at, platform, random_at);
    return stack->error;
}

/* Map the main thread's stack and fill it. */
static int stack_create(const struct program *program, const char *path,
                        char *const argv[], char *const envp[],
                        struct space *space, uint64_t *top)
{
    struct stack stack = {.space = space, .bottom = USER_TOP};
    uint64_t start = USER_TOP - STACK_FIRST;
    int error = space_map(space, &start, STACK_FIRST, PROT_READ | PROT_WRITE,
                          STACK_FLAGS, NULL, NULL, 0);

    if (error)
        return error;
    return stack_fill(&stack, program, path, argv, envp, top);
}

static int program_load(struct program *program, const char *path,
                        char *const argv[], char *const envp[],
                        struct space *space, uint64_t *stack)
{
    int error = program_read(program);

    if (!error)
        error = segments_load(program, space);
    if (!error)
        error = stack_create(program, path, argv, envp, space, stack);
    return error;
}

int exec_load(struct file *file, const char *path, char *const argv[],
              char *const envp[], struct space *space, uint64_t *entry,
              uint64_t *stack, const char **why)
{
    struct program *program = kmalloc(sizeof *program);

    *why = "";
    if (!program)
        return -ENOMEM;
    program->file = file;
    int error = program_load(program, path, argv, envp, space, stack);
    if (!error)
        *entry = program->plan.entry;
    if (error == -ENOEXEC)
        *why = refusal;
    kfree(program);
    return error;
}
