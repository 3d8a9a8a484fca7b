/* SPDX-License-Identifier: MIT
 *
 * The program's own code cannot be written.
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    dprintf(1, "writes to its text\n");
    unsigned char *volatile text = (unsigned char *)(uintptr_t)main;

    text[0] = 0x90;
    check_die("the text was written");
}
