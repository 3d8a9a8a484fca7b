/* SPDX-License-Identifier: MIT
 *
 * A handler for SIGSEGV that has no stack to run on does not run: the process
 * dies.
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"
#include <signal.h>

static void handler(int number)
{
    dprintf(1, "FAIL handled %d\n", number);
    _exit(1);
}

static __attribute__((noinline)) long deeper(long n)
{
    volatile char frame[4096];

    frame[0] = frame[4095] = (char)n;
    return n ? deeper(n + 1) + frame[0] : 0;
}

int main(void)
{
    signal(SIGSEGV, handler);
    dprintf(1, "recurses without end\n");
    return (int)deeper(1);
}
