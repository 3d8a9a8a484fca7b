/* SPDX-License-Identifier: MIT
 *
 * The stack with which a program begins.
 */
#ifndef TASK_EXEC_STACK_H
#define TASK_EXEC_STACK_H

#include <stdbool.h>
#include <stdint.h>

struct exec;
struct space;

/* What the auxiliary vector tells of the loaded files. */
struct exec_layout {
    uint64_t entry; /* of the program itself */
    uint64_t phdr;  /* its program headers, or 0 */
    uint64_t phnum;
    uint64_t base;   /* of the dynamic linker, or 0 */
    bool stack_exec; /* the stack may be executed */
};

/* Map the main LWP's stack into `space` and fill it; sets exec->stack. 0, -E2BIG
 * or -ENOMEM. */
int exec_stack_create(struct exec *exec, const struct exec_layout *layout,
                      struct space *space);

#endif
