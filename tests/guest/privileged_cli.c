/* SPDX-License-Identifier: MIT
 *
 * CLI is for ring 0: a program cannot keep its core for ever.
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    dprintf(1, "runs cli\n");
    __asm__ volatile("cli");
    check_die("cli was let through");
}
