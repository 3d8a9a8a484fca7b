/* SPDX-License-Identifier: MIT
 *
 * A write through a null pointer kills the process by SIGSEGV.
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"

static int *volatile nowhere;

int main(void)
{
    dprintf(1, "writes to null\n");
    *nowhere = 1;
    check_die("the write to null was let through");
}
