/* SPDX-License-Identifier: MIT
 *
 * Code in .data is not executed (NX).
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"

static unsigned char code[] = {0xc3}; /* ret */
static void (*volatile call)(void);

int main(void)
{
    dprintf(1, "runs code in .data\n");
    call = (void (*)(void))(uintptr_t)code;
    call();
    check_die(".data was executed");
}
