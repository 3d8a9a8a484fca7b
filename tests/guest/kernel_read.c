/* SPDX-License-Identifier: MIT
 *
 * The kernel's half of memory cannot be read from user mode.
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    dprintf(1, "reads the kernel half\n");
    volatile char *volatile p = KERNEL_ADDRESS;

    (void)*p;
    check_die("the kernel half was read");
}
