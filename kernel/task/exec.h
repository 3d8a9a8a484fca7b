/* SPDX-License-Identifier: MIT
 *
 * From a program's file to an address space that is ready to run.
 */
#ifndef TASK_EXEC_H
#define TASK_EXEC_H

#include <stdint.h>

struct file;
struct space;

/* Linux's limits: one string with its NUL; all strings and pointers (a quarter of
 * the stack). */
#define EXEC_STRING_MAX (128ul << 10)
#define EXEC_STRINGS_MAX (USER_STACK_SIZE / 4)

/* Load the static (or static-PIE) ELF program `file` into the new `space`. On
 * success *entry and *stack are the first user RIP and RSP; the stack holds argc,
 * argv, envp and auxv as the System V ABI says; `path` is what it is told as its
 * name. 0 or -errno (-ENOEXEC: malformed; *why says how). */
int exec_load(struct file *file, const char *path, char *const argv[],
              char *const envp[], struct space *space, uint64_t *entry,
              uint64_t *stack, const char **why);

#endif
