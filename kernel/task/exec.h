/* SPDX-License-Identifier: MIT
 *
 * From a program's file to an address space that is ready to run.
 */
#ifndef TASK_EXEC_H
#define TASK_EXEC_H

#include <stdbool.h>
#include <stdint.h>
#include "task/credentials.h"

struct inode;
struct space;

#define EXEC_STRING_MAX (128ul << 10) /* Linux's: one string with its NUL */

/* What is to be run, how, and what came of it. */
struct exec {
    struct inode *file; /* as from executable_open */
    const char *name;   /* by which it was called: AT_EXECFN */
    char *const *argv, *const *envp;
    struct credentials ids; /* of the process that it will be */
    bool secure;            /* it may do more than its caller: AT_SECURE */
    uint64_t stack_limit;   /* RLIMIT_STACK */

    uint64_t entry, stack; /* the first user RIP and RSP */
    const char *why;       /* of -ENOEXEC and -ELIBBAD: what is wrong */
};

/* Load exec->file, and the dynamic linker that it names, into the new `space`. On
 * success the stack holds argc, argv, envp and auxv as the System V ABI says, and
 * the results are set. 0 or -errno: -ENOEXEC (malformed), -ELIBBAD (its dynamic
 * linker is), what executable_open says of the dynamic linker, -E2BIG, -ENOMEM. */
int exec_load(struct exec *exec, struct space *space);

/* How many bytes the strings and their pointers may take: execve(2), "Limits on
 * size of arguments and environment". */
uint64_t exec_strings_max(uint64_t stack_limit);

#endif
