/* SPDX-License-Identifier: MIT
 *
 * Ports are for ring 0.
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    dprintf(1, "runs out\n");
    __asm__ volatile("outb %%al, %%dx" : : "a"(0), "d"(0xf4));
    check_die("out was let through");
}
