/* SPDX-License-Identifier: MIT
 *
 * How a forked child of a test ends.
 */
#ifndef TESTS_HOST_CHILD_H
#define TESTS_HOST_CHILD_H

#include <sys/types.h>
#include <sys/wait.h>

/* Wait until `child` has ended: its exit status; -1: a signal ended it, or
 * there is no such child. */
static inline int child_status(pid_t child)
{
    int status;

    if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status);
}

#endif
