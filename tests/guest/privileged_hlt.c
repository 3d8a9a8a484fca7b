/* SPDX-License-Identifier: MIT
 *
 * HLT is for ring 0: it kills by SIGSEGV.
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    dprintf(1, "runs hlt\n");
    __asm__ volatile("hlt");
    check_die("hlt was let through");
}
