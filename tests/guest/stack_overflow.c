/* SPDX-License-Identifier: MIT
 *
 * Endless recursion ends at the end of the stack, by SIGSEGV.
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"

static __attribute__((noinline)) long deeper(long n)
{
    volatile char frame[8192];

    frame[0] = frame[8191] = (char)n;
    return n ? deeper(n + 1) + frame[0] : 0;
}

int main(void)
{
    dprintf(1, "recurses without end\n");
    deeper(1);
    check_die("the stack has no end");
}
