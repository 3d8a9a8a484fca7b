/* SPDX-License-Identifier: MIT
 *
 * Code on the stack is not executed (NX).
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    dprintf(1, "runs code on the stack\n");
    unsigned char code[] = {0xc3}; /* ret */
    void (*volatile call)(void) = (void (*)(void))(uintptr_t)code;

    call();
    check_die("the stack was executed");
}
