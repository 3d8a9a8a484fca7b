/* SPDX-License-Identifier: MIT
 *
 * The program's constants cannot be written.
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"

static const char constant[] = "constant";

int main(void)
{
    dprintf(1, "writes to a constant\n");
    char *volatile p = (char *)(uintptr_t)constant;

    p[0] = 'X';
    check_die("the constant was written");
}
