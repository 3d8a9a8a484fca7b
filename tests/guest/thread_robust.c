/* SPDX-License-Identifier: MIT
 *
 * Robust mutexes: a thread that ends while it holds one leaves EOWNERDEAD to
 * the next (the kernel walks the list given by set_robust_list).
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>

struct robust_head {
    void *list;
    long offset;
    void *pending;
};

static pthread_mutex_t lock, waited;
static pthread_barrier_t held;

static void *dies_holding(void *arg)
{
    pthread_mutex_lock(&lock);
    pthread_mutex_lock(&waited);
    pthread_barrier_wait(&held);
    sleep_ms(10);
    return arg;
}

static void init_robust(pthread_mutex_t *m)
{
    pthread_mutexattr_t attr;

    pthread_mutexattr_init(&attr);
    if (pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST))
        check_die("no robust mutexes");
    CHECK_EQ(pthread_mutex_init(m, &attr), 0);
}

static void check_owner_dead(void)
{
    pthread_t thread;

    init_robust(&lock);
    init_robust(&waited);
    pthread_barrier_init(&held, NULL, 2);
    CHECK_EQ(pthread_create(&thread, NULL, dies_holding, NULL), 0);
    pthread_barrier_wait(&held);
    CHECK_EQ(pthread_mutex_lock(&waited), EOWNERDEAD); /* sleeps till then */
    pthread_join(thread, NULL);
    CHECK_EQ(pthread_mutex_trylock(&lock), EOWNERDEAD);
    CHECK_EQ(pthread_mutex_consistent(&lock), 0);
    CHECK_EQ(pthread_mutex_unlock(&lock), 0);
    CHECK_EQ(pthread_mutex_lock(&lock), 0);
    CHECK_EQ(pthread_mutex_unlock(&lock), 0);
    CHECK_EQ(pthread_mutex_unlock(&waited), 0); /* never made consistent */
    CHECK_EQ(pthread_mutex_lock(&waited), ENOTRECOVERABLE);
    ok("owner dead");
}

static void check_list_calls(void)
{
    struct robust_head head = {&head, 0, NULL}, *got = NULL;
    size_t length = 0;

    CHECK_ERR(syscall(SYS_set_robust_list, &head, sizeof head - 1), EINVAL);
    CHECK_EQ(syscall(SYS_set_robust_list, &head, sizeof head), 0);
    CHECK_EQ(syscall(SYS_get_robust_list, 0, &got, &length), 0);
    CHECK(got == &head);
    CHECK_EQ(length, sizeof head);
    CHECK_ERR(syscall(SYS_get_robust_list, 0, KERNEL_ADDRESS, &length), EFAULT);
    CHECK_ERR(syscall(SYS_get_robust_list, 0x3fffffff, &got, &length), ESRCH);
    CHECK_EQ(syscall(SYS_set_robust_list, KERNEL_ADDRESS, sizeof head), 0);
    ok("list calls");
}

int main(void)
{
    check_owner_dead();
    check_list_calls(); /* ends with a list that cannot be walked */
    return check_status();
}
