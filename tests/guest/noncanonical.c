/* SPDX-License-Identifier: MIT
 *
 * A non-canonical address is a general protection fault, not a page fault.
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    dprintf(1, "reads a non-canonical address\n");
    volatile char *volatile p = NON_CANONICAL;

    (void)*p;
    check_die("a non-canonical address was read");
}
