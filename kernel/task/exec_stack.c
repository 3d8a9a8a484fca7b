/* SPDX-License-Identifier: MIT
 *
 * The stack with which a program begins, as the System V ABI wants it:
 *
 *   USER_TOP   0 (one word)
 *              the path, the strings of envp, the strings of argv
 *              "x86_64", 16 random bytes
 *              auxv: pairs of words, ended by AT_NULL
 *              envp: pointers, ended by 0
 *              argv: pointers, ended by 0
 *   RSP ->     argc                        (at a multiple of 16)
 *
 * It always begins at the same place. Source: System V ABI, AMD64 supplement,
 * section 3.4.1; execve(2); getauxval(3).
 */
#include "task/exec_stack.h"

#include <stddef.h>
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/random.h"
#include "lib/string.h"
#include "mm/layout.h"
#include "mm/space.h"
#include "task/elf.h"
#include "task/exec.h"
#include "task/signal.h"
#include "task/usage.h"
#include "x86/cpu.h"

#define STACK_FLAGS                                                            \
    (MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_GROWSDOWN | MAP_STACK)

#define STACK_FIRST (128ul << 10) /* mapped at once: it grows as it is used */
#define STACK_LEAST PAGE_SIZE     /* whatever the limit says */
#define STACK_WORDS 512 /* bytes: all but strings and their pointers */

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
                 AT_HWCAP2 = 26,
                 AT_EXECFN = 31,
                 AT_MINSIGSTKSZ = 51,
};

/* Linux's rule: a quarter of the stack, but never less than 32 pages nor more
 * than three quarters of the usual stack. */
uint64_t exec_strings_max(uint64_t stack_limit)
{
    uint64_t most = USER_STACK_SIZE / 4 * 3;

    return max_u64(min_u64(stack_limit / 4, most), EXEC_STRING_MAX);
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

/* Count `strings` and add what they and their pointers take to *bytes. 0 or
 * -E2BIG. */
static int strings_measure(char *const strings[], uint64_t most, size_t *count,
                           uint64_t *bytes)
{
    for (*count = 0; strings[*count]; ++*count) {
        uint64_t length = strnlen(strings[*count], EXEC_STRING_MAX);
        *bytes += length + 1 + sizeof(char *);
        if (length == EXEC_STRING_MAX || *bytes > most)
            return -E2BIG;
    }
    return 0;
}

/* Where on the stack lies what the auxiliary vector points to. */
struct places {
    uint64_t path, platform, random;
};

/* The auxiliary vector, in Linux's order. There is no vDSO. */
static void stack_auxv(struct stack *stack, const struct exec *exec,
                       const struct exec_layout *layout,
                       const struct places *at)
{
    const uint64_t auxv[][2] = {
        {AT_MINSIGSTKSZ, signal_frame_size()},
        {AT_HWCAP, cpu_id(1, 0).edx},
        {AT_PAGESZ, PAGE_SIZE},
        {AT_CLKTCK, CLOCK_TICKS},
        {AT_PHDR, layout->phdr},
        {AT_PHENT, sizeof(struct elf_segment)},
        {AT_PHNUM, layout->phnum},
        {AT_BASE, layout->base},
        {AT_FLAGS, 0},
        {AT_ENTRY, layout->entry},
        {AT_UID, exec->ids.user.real},
        {AT_EUID, exec->ids.user.effective},
        {AT_GID, exec->ids.group.real},
        {AT_EGID, exec->ids.group.effective},
        {AT_SECURE, exec->secure},
        {AT_RANDOM, at->random},
        {AT_HWCAP2, 0}, /* neither MWAIT nor WRFSBASE in ring 3 */
        {AT_EXECFN, at->path},
        {AT_PLATFORM, at->platform},
        {AT_NULL, 0},
    };

    for (size_t i = 0; i < sizeof auxv / sizeof auxv[0]; i++) {
        stack_word(stack, auxv[i][0]);
        stack_word(stack, auxv[i][1]);
    }
}

#define AUXV_WORDS 40 /* two for each entry of the table above */

/* Lay out everything. */
static int stack_fill(struct stack *stack, struct exec *exec,
                      const struct exec_layout *layout)
{
    const uint64_t random[2] = {random_next(), random_next()};
    const uint64_t zero = 0;
    size_t argc, envc;
    struct places at;
    uint64_t bytes = strlen(exec->name) + 1;
    uint64_t most = exec_strings_max(exec->stack_limit);

    if (strings_measure(exec->argv, most, &argc, &bytes) ||
        strings_measure(exec->envp, most, &envc, &bytes) ||
        bytes + STACK_WORDS > max_u64(exec->stack_limit, STACK_LEAST))
        return -E2BIG;
    stack_push(stack, &zero, sizeof zero);
    at.path = stack_push(stack, exec->name, strlen(exec->name) + 1);
    stack_strings(stack, exec->envp, envc);
    uint64_t envp_at = stack->bottom;
    stack_strings(stack, exec->argv, argc);
    uint64_t argv_at = stack->bottom;
    at.platform = stack_push(stack, "x86_64", sizeof "x86_64");
    at.random = stack_push(stack, random, sizeof random);
    uint64_t words = 1 + argc + 1 + envc + 1 + AUXV_WORDS;
    stack->vector = align_down(stack->bottom - words * sizeof(uint64_t), 16);
    exec->stack = stack->vector;
    stack_word(stack, argc);
    stack_pointers(stack, exec->argv, argv_at);
    stack_pointers(stack, exec->envp, envp_at);
    stack_auxv(stack, exec, layout, &at);
    stack->space->layout.stack_start = exec->stack;
    stack->space->layout.arguments = argv_at;
    stack->space->layout.arguments_end = envp_at;
    stack->space->layout.environment = envp_at;
    stack->space->layout.environment_end = at.path;
    return stack->error;
}

int exec_stack_create(struct exec *exec, const struct exec_layout *layout,
                      struct space *space)
{
    struct stack stack = {.space = space, .bottom = USER_TOP};
    uint64_t limit = align_down(exec->stack_limit, PAGE_SIZE);
    uint64_t first = max_u64(min_u64(limit, STACK_FIRST), STACK_LEAST);
    uint64_t start = USER_TOP - first;
    uint32_t prot = PROT_READ | PROT_WRITE;

    if (layout->stack_exec)
        prot |= PROT_EXEC;
    int error =
        space_map(space, &start, first, prot, STACK_FLAGS, NULL, NULL, 0);
    return error ? error : stack_fill(&stack, exec, layout);
}
