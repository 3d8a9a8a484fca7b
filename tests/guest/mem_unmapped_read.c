/* SPDX-License-Identifier: MIT
 *
 * A page that was used and then unmapped: the next read kills.
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    volatile char *p = pages(1);

    p[0] = 1;
    munmap((void *)p, PAGE);
    dprintf(1, "reads an unmapped page\n");
    (void)p[0];
    check_die("the read was let through");
}
