/* SPDX-License-Identifier: MIT
 *
 * SIGTERM without a handler ends the process, sleeping threads and all.
 *
 * Expected status: 143
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <signal.h>

static void *sleeps(void *arg)
{
    sleep_ms(1000000);
    return arg;
}

int main(void)
{
    pthread_t thread;

    CHECK_EQ(pthread_create(&thread, NULL, sleeps, NULL), 0);
    dprintf(1, "raises SIGTERM\n");
    raise(SIGTERM);
    check_die("SIGTERM was ignored");
}
