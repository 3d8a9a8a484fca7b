/* SPDX-License-Identifier: MIT
 *
 * The status that a program returns is the status of the run; only its low
 * eight bits count.
 *
 * Expected status: 42
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    dprintf(1, "exits with 0x1002a\n");
    syscall(SYS_exit_group, 0x1002a);
    return 1;
}
