/* SPDX-License-Identifier: MIT
 *
 * A page that was written and then made read-only: the next write kills, also
 * if the processor still remembers that it could be written.
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    volatile char *p = pages(1);

    p[0] = 1;
    mprotect((void *)p, PAGE, PROT_READ);
    CHECK_EQ(p[0], 1);
    dprintf(1, "writes to a read-only page\n");
    p[0] = 2;
    check_die("the write was let through");
}
