/* SPDX-License-Identifier: MIT
 *
 * The kernel's image cannot be read from user mode (it is mapped, unlike the
 * bottom of the kernel's half).
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    dprintf(1, "reads the kernel image\n");
    volatile char *volatile p = (void *)0xffffffff80100000ul;

    (void)*p;
    check_die("the kernel image was read");
}
