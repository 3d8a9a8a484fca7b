/* SPDX-License-Identifier: MIT
 *
 * Where every thread leaves by exit(2), not exit_group(2), the status of the
 * process is that of the last one (Linux since 5.17).
 *
 * Expected status: 9
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>

static void *leaves_last(void *arg)
{
    (void)arg;
    sleep_ms(20);
    dprintf(1, "the last thread leaves with 9\n");
    syscall(SYS_exit, 9);
    return NULL;
}

int main(void)
{
    pthread_t thread;

    CHECK_EQ(pthread_create(&thread, NULL, leaves_last, NULL), 0);
    dprintf(1, "main leaves with 5\n");
    syscall(SYS_exit, 5);
    check_die("exit came back");
}
