/* SPDX-License-Identifier: MIT
 *
 * Futexes without the private flag: keyed by what the word is, not by where
 * it is mapped. Within a process both forms wake their own kind only.
 */
#define _GNU_SOURCE
#include "asleep.h"
#include "futex.h"
#include <pthread.h>

static int *shared_word, private_word;
static int woken;

static void *waiter(void *arg)
{
    asleep_soon();
    CHECK_EQ(futex_wait(arg, FUTEX_WAIT, 0, NULL), 0);
    __atomic_add_fetch(&woken, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

/* Sleepers on the shared form answer a shared wake-up, no other. */
static void check_word(int *word, const char *name)
{
    pthread_t thread;

    woken = 0;
    CHECK_EQ(pthread_create(&thread, NULL, waiter, word), 0);
    asleep_await();
    CHECK_EQ(futex_wake(word, FUTEX_WAKE | FUTEX_PRIVATE, 1, 0), 0);
    CHECK_EQ(woken, 0);
    while (futex_wake(word, FUTEX_WAKE, 1, 0) == 0)
        sched_yield();
    pthread_join(thread, NULL);
    CHECK_EQ(woken, 1);
    ok(name);
}

int main(void)
{
    shared_word = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(shared_word != MAP_FAILED);
    check_word(&private_word, "private memory");
    check_word(shared_word, "shared memory");
    CHECK_ERR(futex_wake((char *)shared_word + 2, FUTEX_WAKE, 1, 0), EINVAL);
    munmap(shared_word, PAGE);
    CHECK_ERR(futex_wake(shared_word, FUTEX_WAKE, 1, 0), EFAULT);
    ok("errors");
    return check_status();
}
