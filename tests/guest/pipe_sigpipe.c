/* SPDX-License-Identifier: MIT
 *
 * A write to a pipe that nobody reads kills by SIGPIPE.
 *
 * Expected status: 141
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    int fds[2];

    CHECK_EQ(pipe(fds), 0);
    close(fds[0]);
    dprintf(1, "writes to a broken pipe\n");
    if (write(fds[1], "x", 1) == 1)
        check_die("the write was taken");
    check_die("no SIGPIPE");
}
