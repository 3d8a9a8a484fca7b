/* SPDX-License-Identifier: MIT
 *
 * A breakpoint without a debugger kills by SIGTRAP.
 *
 * Expected status: 133
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    dprintf(1, "runs int3\n");
    __asm__ volatile("int3");
    check_die("int3 was ignored");
}
