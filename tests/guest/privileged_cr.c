/* SPDX-License-Identifier: MIT
 *
 * Control registers are for ring 0.
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    dprintf(1, "runs mov from cr3\n");
    __asm__ volatile("mov %%cr3, %%rax" : : : "rax");
    check_die("mov from cr3 was let through");
}
