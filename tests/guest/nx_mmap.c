/* SPDX-License-Identifier: MIT
 *
 * A mapping made without PROT_EXEC is not executed.
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    dprintf(1, "runs code in a mapping\n");
    unsigned char *code = pages(1);
    void (*volatile call)(void) = (void (*)(void))(uintptr_t)code;

    code[0] = 0xc3; /* ret */
    call();
    check_die("the mapping was executed");
}
