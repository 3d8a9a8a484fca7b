/* SPDX-License-Identifier: MIT
 *
 * An undefined instruction kills by SIGILL.
 *
 * Expected status: 132
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    dprintf(1, "runs ud2\n");
    __asm__ volatile("ud2");
    check_die("ud2 was executed");
}
