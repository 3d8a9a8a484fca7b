/* SPDX-License-Identifier: MIT
 *
 * How a test asks what an address allows, without a signal handler: the
 * kernel copies one byte from it or to it through a pipe, and answers EFAULT
 * where the program itself would die.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include "check.h"

static int memory_pipe[2] = {-1, -1};

static inline void memory_open(void)
{
    if (memory_pipe[0] < 0 && pipe(memory_pipe))
        check_die("no pipe");
}

/* Can the byte at P be read? */
static inline int readable(const volatile void *p)
{
    char c;

    memory_open();
    if (syscall(SYS_write, memory_pipe[1], p, 1) != 1)
        return 0;
    return syscall(SYS_read, memory_pipe[0], &c, 1) == 1;
}

/* Can the byte at P be written? It becomes 0x77 if so. */
static inline int writable(volatile void *p)
{
    char c = 0x77;
    int can;

    memory_open();
    if (syscall(SYS_write, memory_pipe[1], &c, 1) != 1)
        return 0;
    can = syscall(SYS_read, memory_pipe[0], p, 1) == 1;
    if (!can && syscall(SYS_read, memory_pipe[0], &c, 1) != 1)
        check_die("the byte is lost");
    return can;
}

static inline int all_zero(const volatile void *p, size_t length)
{
    const volatile uint64_t *word = p;

    for (size_t i = 0; i < length / sizeof *word; i++)
        if (word[i])
            return 0;
    return 1;
}

/* mmap of private anonymous memory; FLAGS are added. */
static inline void *map(void *at, size_t length, int prot, int flags)
{
    return mmap(at, length, prot, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
}

#define RW (PROT_READ | PROT_WRITE)
#define MIB (1024ul * 1024)

#endif
