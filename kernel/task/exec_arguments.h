/* SPDX-License-Identifier: MIT
 *
 * argv and envp on their way from the old program to the new one.
 */
#ifndef TASK_EXEC_ARGUMENTS_H
#define TASK_EXEC_ARGUMENTS_H

#include <stddef.h>
#include <stdint.h>

/* A vector of strings in kernel memory. */
struct exec_strings {
    char **at; /* [count], and room for the NULL behind */
    size_t count, room;
};

/* All zeros: none. */
struct exec_arguments {
    struct exec_strings argv, envp;
    uint64_t left; /* bytes that further strings and pointers may take */
    char *text;    /* a buffer for one string */
    size_t text_size;
};

/* Copy the vectors at the user addresses `argv` and `envp` (0: an empty one), which
 * may take `most` bytes. An empty argv gets one empty string, as with Linux, so
 * that programs need not look. 0, -EFAULT, -E2BIG, -ENOMEM. To be freed in any
 * case. */
int exec_arguments_read(struct exec_arguments *arguments, uint64_t argv,
                        uint64_t envp, uint64_t most);

/* The script `path` is run by `program` with `argument` (or NULL): argv becomes
 * program, argument, path and what followed argv[0]. 0, -E2BIG, -ENOMEM. */
int exec_arguments_interpret(struct exec_arguments *arguments, const char *path,
                             const char *program, const char *argument);

void exec_arguments_free(struct exec_arguments *arguments);

#endif
