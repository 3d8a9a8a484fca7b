/* SPDX-License-Identifier: MIT
 *
 * The kernel's half of memory cannot be executed from user mode.
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    dprintf(1, "jumps to the kernel half\n");
    void (*volatile jump)(void) = (void (*)(void))0xffffffff80100000ul;

    jump();
    check_die("the kernel half was executed");
}
