/* SPDX-License-Identifier: MIT
 *
 * A division by zero kills by SIGFPE.
 *
 * Expected status: 136
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    dprintf(1, "divides by zero\n");
    __asm__ volatile("xorl %%edx, %%edx; divl %0" : : "r"(0), "a"(1) : "edx");
    check_die("the division had a result");
}
