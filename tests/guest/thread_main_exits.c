/* SPDX-License-Identifier: MIT
 *
 * The main thread leaves by pthread_exit while another goes on; the process
 * ends with the last thread, with status 0.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <signal.h>

static pthread_t main_thread;

static void *goes_on(void *arg)
{
    void *result;

    CHECK_EQ(pthread_join(main_thread, &result), 0);
    CHECK(result == arg);
    sleep_ms(10);
    CHECK(syscall(SYS_gettid) != getpid());
    CHECK_EQ(kill(getpid(), 0), 0); /* the process is still there */
    ok("main is gone");
    if (check_status())
        exit(1);
    return NULL;
}

int main(void)
{
    pthread_t thread;

    main_thread = pthread_self();
    CHECK_EQ(pthread_create(&thread, NULL, goes_on, &main_thread), 0);
    pthread_exit(&main_thread);
}
