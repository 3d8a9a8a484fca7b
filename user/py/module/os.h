/* SPDX-License-Identifier: MIT
 *
 * What the files that make up the module os share; nobody else includes it but
 * those whose arguments are of the same kinds (signal.c, select.c).
 */
#ifndef PY_OS_H
#define PY_OS_H

#include "module/module.h"
#include "object/mem.h"

/* An argument that is a C int. 0, or -1: raised. */
int int_argument(struct object *o, int *out);
/* All of them. */
int int_arguments(struct object *const *args, uint32_t count, int *out);
/* An argument that is a path. NULL: TypeError. */
const char *path_argument(struct object *o, const char *function);
/* Bytes that stay as they are while the GIL is not held: a bytearray's are
 * copied. NULL: TypeError. */
struct object *bytes_to_write(struct object *o);
/* What a system call has answered: an int, None (of 0 where that says nothing);
 * or OSError, errno's, if it is negative. */
struct object *int_result(int64_t result);
struct object *none_result(int64_t result);

/* Refuse, with PermissionError, what reaches beyond the interpreter: processes,
 * signals, timers. For a fuzzer, whose programs do anything. */
extern bool os_confined;
/* 0, or -1: PermissionError. */
int os_check_reach(void);

struct named_int {
    const char *name; /* NULL ends the table */
    int value;
};

/* Put them into a module. 0, or -1. */
int module_set_ints(struct object *module, const struct named_int *table);

/* os_descriptor.c, os_process.c, os_wait.c, os_exec.c: their parts of the
 * module. 0, or -1. */
int os_add_descriptors(struct object *module);
int os_add_processes(struct object *module);
int os_add_waits(struct object *module);
int os_add_execs(struct object *module);

/* Forget what register_at_fork was told; at the end. */
void os_forget_hooks(void);

#endif
