/* SPDX-License-Identifier: MIT
 *
 * A fault cannot be ignored or masked away: the process dies all the same.
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"
#include <signal.h>

static int *volatile nowhere;

int main(void)
{
    sigset_t all;

    signal(SIGSEGV, SIG_IGN);
    sigfillset(&all);
    CHECK_EQ(sigprocmask(SIG_SETMASK, &all, NULL), 0);
    dprintf(1, "faults with SIGSEGV ignored and masked\n");
    *nowhere = 1;
    check_die("the fault was let through");
}
