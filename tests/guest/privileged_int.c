/* SPDX-License-Identifier: MIT
 *
 * Only the vectors meant for programs may be raised by INT.
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    dprintf(1, "runs int 0x20\n");
    __asm__ volatile("int $0x20");
    check_die("int 0x20 was let through");
}
