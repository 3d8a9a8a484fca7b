/* SPDX-License-Identifier: MIT
 *
 * Model specific registers are for ring 0.
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    dprintf(1, "runs wrmsr\n");
    __asm__ volatile("wrmsr" : : "a"(0), "d"(0), "c"(0xc0000080));
    check_die("wrmsr was let through");
}
