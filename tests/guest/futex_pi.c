/* SPDX-License-Identifier: MIT
 *
 * PI futexes: the word, hand-over, what is refused, and what is left when an owner
 * ends.
 */
#define _GNU_SOURCE
#include "asleep.h"
#include "futex_pi.h"
#include <signal.h>
#include <sys/wait.h>

#define PLAIN_WAIT 0
#define PLAIN_WAKE 1
#define PLAIN_REQUEUE 3
#define PLAIN_CMP_REQUEUE 4
#define PLAIN_WAKE_BITSET 10

static unsigned word;

static void check_alone(void)
{
    unsigned self = own_tid();

    word = 0;
    CHECK_EQ(pi_call(&word, LOCK_PI, NULL), 0);
    CHECK_EQ(word, self);
    CHECK_ERR(pi_call(&word, LOCK_PI, NULL), EDEADLK);
    CHECK_ERR(pi_call(&word, LOCK_PI2, NULL), EDEADLK);
    CHECK_ERR(pi_call(&word, TRYLOCK_PI, NULL), EDEADLK);
    CHECK_EQ(word, self);
    CHECK_EQ(pi_call(&word, UNLOCK_PI, NULL), 0);
    CHECK_EQ(word, 0);
    CHECK_ERR(pi_call(&word, UNLOCK_PI, NULL), EPERM);
    CHECK_EQ(pi_call(&word, TRYLOCK_PI | PRIVATE, NULL), 0);
    CHECK_EQ(word, self);
    word = self | WAITERS; /* nobody waits: the bit does no harm */
    CHECK_EQ(pi_call(&word, UNLOCK_PI | PRIVATE, NULL), 0);
    CHECK_EQ(word, 0);
    word = OWNER_DIED; /* taken, and the bit is told */
    CHECK_EQ(pi_call(&word, LOCK_PI, NULL), 0);
    CHECK_EQ(word, self | OWNER_DIED);
    word = OWNER_DIED | WAITERS;
    CHECK_EQ(pi_call(&word, TRYLOCK_PI, NULL), 0);
    CHECK_EQ(word, self | OWNER_DIED);
    word = 0;
    ok("alone");
}

static void check_refusals(void)
{
    struct timespec bad = {0, 1000000000}, negative = {-1, 0};
    unsigned char *bytes = pages(1);

    CHECK_ERR(pi_call((unsigned *)(bytes + 2), LOCK_PI, NULL), EINVAL);
    CHECK_ERR(pi_call(KERNEL_ADDRESS, LOCK_PI, NULL), EFAULT);
    CHECK_ERR(pi_call(no_access_page(), LOCK_PI | PRIVATE, NULL), EFAULT);
    CHECK_ERR(pi_call(no_access_page(), UNLOCK_PI | PRIVATE, NULL), EFAULT);
    CHECK_ERR(pi_call(no_access_page(), TRYLOCK_PI | PRIVATE, NULL), EFAULT);
    CHECK_ERR(pi_call(read_only_page(), LOCK_PI | PRIVATE, NULL), EFAULT);
    CHECK_ERR(pi_call(&word, LOCK_PI, &bad), EINVAL);
    CHECK_ERR(pi_call(&word, LOCK_PI2, &negative), EINVAL);
    CHECK_ERR(pi_call(&word, LOCK_PI, KERNEL_ADDRESS), EFAULT);
    CHECK_ERR(pi_call(&word, LOCK_PI | REALTIME, NULL), ENOSYS);
    CHECK_ERR(pi_call(&word, UNLOCK_PI | REALTIME, NULL), ENOSYS);
    CHECK_ERR(pi_call(&word, TRYLOCK_PI | REALTIME, NULL), ENOSYS);
    CHECK_EQ(word, 0);
    CHECK_EQ(pi_call((unsigned *)bytes, LOCK_PI | PRIVATE, NULL),
             0); /* fresh */
    CHECK_EQ(*(unsigned *)bytes, own_tid());
    word = 0x3ffffff0; /* nobody's tid */
    CHECK_ERR(pi_call(&word, LOCK_PI, NULL), ESRCH);
    CHECK_EQ(word, 0x3ffffff0 | WAITERS);
    CHECK_ERR(pi_call(&word, TRYLOCK_PI, NULL), ESRCH);
    CHECK_ERR(pi_call(&word, UNLOCK_PI, NULL), EPERM);
    word = 0;
    ok("refusals");
}

/* FUTEX_UNLOCK_PI looks at the word before it looks at its address. */
static void check_misaligned(void)
{
    unsigned char *bytes = pages(1);
    unsigned *at = (unsigned *)(bytes + 1), self = own_tid();

    CHECK_ERR(pi_call(at, UNLOCK_PI, NULL), EPERM);
    memcpy(bytes + 1, &self, sizeof(self));
    CHECK_ERR(pi_call(at, UNLOCK_PI, NULL), EINVAL);
    CHECK_ERR(pi_call(at, TRYLOCK_PI, NULL), EINVAL);
    CHECK_ERR(pi_call((unsigned *)3, UNLOCK_PI, NULL), EFAULT);
    ok("misaligned");
}

static void *wait_plainly(void *argument)
{
    unsigned *plain = argument;

    asleep_soon();
    pi_call(plain, PLAIN_WAIT, NULL);
    return NULL;
}

/* One word is one kind of futex. */
static void check_kinds(void)
{
    struct locker waiter = {.word = &word, .let_go = 1};
    static unsigned plain;
    pthread_t thread;

    CHECK_EQ(pi_call(&word, LOCK_PI, NULL), 0);
    start_waiter(&waiter);
    CHECK_ERR(pi_call(&word, PLAIN_WAKE, NULL), EINVAL);
    CHECK_EQ(pi_call(&word, UNLOCK_PI, NULL), 0);
    end_locker(&waiter);
    CHECK_EQ(pi_call(&word, PLAIN_WAKE, NULL), 0);
    CHECK_EQ(pthread_create(&thread, NULL, wait_plainly, &plain), 0);
    asleep_await();
    CHECK_ERR(pi_call(&plain, LOCK_PI, NULL), EINVAL);
    CHECK_ERR(pi_call(&plain, TRYLOCK_PI, NULL), EINVAL);
    CHECK_EQ(plain, 0);
    CHECK_EQ(pi_call(&plain, PLAIN_WAKE, NULL), 1);
    CHECK_EQ(pthread_join(thread, NULL), 0);
    ok("kinds");
}

/* Wake `wake` plain waiters of `from`, move `move` others to `to`. */
static long requeue(unsigned *from, int operation, int wake, long move,
                    unsigned *to, unsigned value)
{
    return syscall(SYS_futex, from, operation, wake, move, to, value);
}

/* Who waits for a PI futex is not moved to another word, nor woken. */
static void check_requeue(void)
{
    struct locker waiter = {.word = &word, .let_go = 1};
    unsigned other = 0;

    CHECK_EQ(pi_call(&word, LOCK_PI, NULL), 0);
    start_waiter(&waiter);
    CHECK_ERR(requeue(&word, PLAIN_REQUEUE, 1, 1, &other, 0), EINVAL);
    CHECK_ERR(requeue(&word, PLAIN_REQUEUE, 0, 1, &other, 0), EINVAL);
    CHECK_ERR(requeue(&word, PLAIN_REQUEUE, 1, 0, &other, 0), EINVAL);
    CHECK_EQ(requeue(&word, PLAIN_REQUEUE, 0, 0, &other, 0), 0);
    CHECK_ERR(requeue(&word, PLAIN_CMP_REQUEUE, 1, 1, &other, word), EINVAL);
    CHECK_ERR(requeue(&word, PLAIN_CMP_REQUEUE, 1, 1, &word, word), EINVAL);
    CHECK_ERR(requeue(&word, PLAIN_CMP_REQUEUE, 1, 1, &other, word + 1),
              EAGAIN);
    CHECK_EQ(requeue(&word, PLAIN_REQUEUE | PRIVATE, 1, 1, &other, 0), 0);
    CHECK_ERR(syscall(SYS_futex, &word, PLAIN_WAKE_BITSET, 1, NULL, NULL, 1),
              EINVAL);
    CHECK(!is_set(&waiter.locked));
    CHECK_EQ(pi_call(&word, UNLOCK_PI, NULL), 0);
    end_locker(&waiter);
    CHECK_EQ(waiter.result, 0);
    CHECK_EQ(word, 0);
    ok("requeue from a PI futex");
}

/* Plain waiters may be moved to a PI futex's word; then they are only in its
 * way. */
static void check_requeue_to(void)
{
    struct locker waiter = {.word = &word};
    unsigned plain = 0;
    pthread_t thread;

    CHECK_EQ(pi_call(&word, LOCK_PI, NULL), 0);
    start_waiter(&waiter);
    CHECK_EQ(requeue(&plain, PLAIN_REQUEUE, 0, 1, &word, 0), 0);
    CHECK_EQ(pthread_create(&thread, NULL, wait_plainly, &plain), 0);
    while (requeue(&plain, PLAIN_REQUEUE, 0, 1, &word, 0) == 0)
        sleep_ms(1);
    CHECK_EQ(pi_call(&plain, PLAIN_WAKE, NULL), 0);
    CHECK_EQ(pi_call(&word, UNLOCK_PI, NULL), 0);
    wait_for(&waiter.locked);
    CHECK_EQ(waiter.result, 0);
    CHECK_EQ(pi_call(&word, PLAIN_WAKE, NULL), 1);
    CHECK_EQ(pthread_join(thread, NULL), 0);
    end_locker(&waiter);
    CHECK_EQ(word, 0);
    ok("requeue to a PI futex");
}

/* The lock goes to the highest, equals as they came; the word names them. */
static void check_hand_over(void)
{
    struct locker waiters[5] = {{.priority = 0},
                                {.priority = 10},
                                {.priority = 30},
                                {.priority = 20},
                                {.priority = 30}};
    static const int order[] = {5, 4, 1, 3, 2};

    lock_count = 0;
    CHECK_EQ(pi_call(&word, LOCK_PI, NULL), 0);
    for (int i = 0; i < 5; i++) {
        waiters[i].word = &word;
        waiters[i].let_go = 1;
        start_waiter(&waiters[i]);
        CHECK_EQ(word, own_tid() | WAITERS);
    }
    CHECK_EQ(pi_call(&word, UNLOCK_PI, NULL), 0);
    for (int i = 0; i < 5; i++) {
        end_locker(&waiters[i]);
        CHECK_EQ(waiters[i].result, 0);
        CHECK_EQ(waiters[i].order, order[i]);
        CHECK_EQ(waiters[i].seen & TID_BITS, waiters[i].tid);
    }
    CHECK_EQ(word, 0);
    ok("hand-over");
}

static void check_trylock(void)
{
    struct locker owner = {.word = &word};

    start_owner(&owner);
    CHECK_ERR(pi_call(&word, TRYLOCK_PI, NULL), EAGAIN);
    CHECK_ERR(pi_call(&word, UNLOCK_PI, NULL), EPERM);
    CHECK_EQ(word & TID_BITS, owner.tid);
    end_locker(&owner);
    CHECK_EQ(word, 0);
    CHECK_EQ(pi_call(&word, TRYLOCK_PI, NULL), 0);
    CHECK_EQ(pi_call(&word, UNLOCK_PI, NULL), 0);
    ok("trylock");
}

static struct timespec in_ms(clockid_t clock, long ms)
{
    int64_t ns = now_ns(clock) + ms * 1000000;

    return (struct timespec){ns / 1000000000, ns % 1000000000};
}

/* LOCK_PI's time-out is on CLOCK_REALTIME, LOCK_PI2's on the one it says. */
static void check_timeouts(void)
{
    struct locker owner = {.word = &word};
    struct timespec past = {0, 0};

    start_owner(&owner);
    CHECK_ERR(pi_call(&word, LOCK_PI, &past), ETIMEDOUT);
    struct timespec end = in_ms(CLOCK_REALTIME, 20);
    CHECK_ERR(pi_call(&word, LOCK_PI, &end), ETIMEDOUT);
    struct timespec now = in_ms(CLOCK_REALTIME, 0);
    CHECK(now.tv_sec > end.tv_sec ||
          (now.tv_sec == end.tv_sec && now.tv_nsec >= end.tv_nsec));
    int64_t start = now_ns(CLOCK_MONOTONIC);
    end = in_ms(CLOCK_MONOTONIC, 20);
    CHECK_ERR(pi_call(&word, LOCK_PI2, &end), ETIMEDOUT);
    CHECK(now_ns(CLOCK_MONOTONIC) - start >= 20000000);
    end = in_ms(CLOCK_REALTIME, 20);
    start = now_ns(CLOCK_MONOTONIC);
    CHECK_ERR(pi_call(&word, LOCK_PI2 | REALTIME, &end), ETIMEDOUT);
    CHECK(now_ns(CLOCK_MONOTONIC) - start >= 19000000);
    CHECK_EQ(word, owner.tid | WAITERS);
    end_locker(&owner);
    CHECK_EQ(word, 0);
    ok("time-outs");
}

static int handled;

static void handle(int signal)
{
    handled = signal;
}

/* A handler runs, SA_RESTART or not, and the wait goes on. */
static void check_signals(void)
{
    struct sigaction action = {.sa_handler = handle};
    struct locker waiter = {.word = &word};

    sigaction(SIGUSR1, &action, NULL);
    CHECK_EQ(pi_call(&word, LOCK_PI, NULL), 0);
    start_waiter(&waiter);
    pthread_kill(waiter.thread, SIGUSR1);
    wait_for(&handled);
    sleep_ms(20);
    CHECK(!is_set(&waiter.locked));
    CHECK_EQ(pi_call(&word, UNLOCK_PI, NULL), 0);
    end_locker(&waiter);
    CHECK_EQ(waiter.result, 0);
    ok("signals");
}

static void *lock_and_end(void *argument)
{
    CHECK_EQ(pi_call(&word, LOCK_PI, NULL), 0);
    wait_for(argument);
    return NULL;
}

/* The owner ends: the highest waiter has it, and is told; so is the next. */
static void check_owner_ends(void)
{
    struct locker low = {.word = &word, .priority = 3};
    struct locker high = {.word = &word, .priority = 4};
    int end = 0;
    pthread_t owner;

    CHECK_EQ(pthread_create(&owner, NULL, lock_and_end, &end), 0);
    while (!__atomic_load_n(&word, __ATOMIC_SEQ_CST))
        sleep_ms(1);
    start_waiter(&low);
    start_waiter(&high);
    __atomic_store_n(&end, 1, __ATOMIC_SEQ_CST);
    wait_for(&high.locked);
    CHECK_EQ(high.result, 0);
    CHECK_EQ(high.seen, high.tid | WAITERS | OWNER_DIED);
    CHECK(!is_set(&low.locked));
    end_locker(&high);
    end_locker(&low);
    CHECK_EQ(low.result, 0);
    CHECK_EQ(low.seen & TID_BITS, low.tid);
    pthread_join(owner, NULL);
    CHECK_EQ(word, 0);
    ok("owner ends");
}

/* It held the lock without the kernel's knowledge, and nobody waited. */
static void check_owner_gone(void)
{
    int end = 1;
    pthread_t owner;

    CHECK_EQ(pthread_create(&owner, NULL, lock_and_end, &end), 0);
    pthread_join(owner, NULL);
    while (pi_call(&word, TRYLOCK_PI, NULL) == -1 && errno == EAGAIN)
        sleep_ms(1); /* pthread_join comes a little before its end */
    CHECK_EQ(errno, ESRCH);
    CHECK_ERR(pi_call(&word, LOCK_PI, NULL), ESRCH);
    word = 0;
    ok("owner gone");
}

/* A word that is not what the kernel knows. */
static void check_inconsistent(void)
{
    struct locker waiter = {.word = &word};
    unsigned self = own_tid();

    CHECK_EQ(pi_call(&word, LOCK_PI, NULL), 0);
    start_waiter(&waiter);
    word = WAITERS | 0x3ffffff0; /* nobody */
    CHECK_ERR(pi_call(&word, UNLOCK_PI, NULL), EPERM);
    CHECK_ERR(pi_call(&word, LOCK_PI, NULL), EINVAL);
    CHECK_ERR(pi_call(&word, TRYLOCK_PI, NULL), EINVAL);
    word = 0;
    CHECK_ERR(pi_call(&word, LOCK_PI, NULL), EINVAL);
    word = WAITERS | self;
    CHECK_EQ(pi_call(&word, UNLOCK_PI, NULL), 0);
    end_locker(&waiter);
    CHECK_EQ(waiter.result, 0);
    ok("inconsistent words");
}

/* Between processes, in shared memory. */
static void check_processes(void)
{
    unsigned *shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int status;

    CHECK_EQ(pi_call(shared, LOCK_PI, NULL), 0);
    pid_t child = fork();
    if (child == 0) {
        if (pi_call(shared, TRYLOCK_PI, NULL) != -1 || errno != EAGAIN)
            _exit(1);
        if (pi_call(shared, LOCK_PI, NULL) || (*shared & TID_BITS) != own_tid())
            _exit(2);
        _exit(0); /* and holds it */
    }
    while (!(__atomic_load_n(shared, __ATOMIC_SEQ_CST) & WAITERS))
        sleep_ms(1);
    sleep_ms(20);
    CHECK_EQ(pi_call(shared, UNLOCK_PI, NULL), 0);
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK_EQ(status, 0);
    CHECK_ERR(pi_call(shared, LOCK_PI, NULL), ESRCH);
    ok("processes");
}

/* A waiter that is killed is forgotten. */
static void check_killed(void)
{
    unsigned *shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int status;

    CHECK_EQ(pi_call(shared, LOCK_PI, NULL), 0);
    pid_t child = fork();
    if (child == 0)
        _exit(pi_call(shared, LOCK_PI, NULL) ? 1 : 0);
    while (!(__atomic_load_n(shared, __ATOMIC_SEQ_CST) & WAITERS))
        sleep_ms(1);
    sleep_ms(20);
    kill(child, SIGKILL);
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    CHECK_EQ(pi_call(shared, UNLOCK_PI, NULL), 0);
    CHECK_EQ(*shared, 0);
    ok("killed");
}

int main(void)
{
    check_alone();
    check_refusals();
    check_misaligned();
    check_kinds();
    check_requeue();
    check_requeue_to();
    check_hand_over();
    check_trylock();
    check_timeouts();
    check_signals();
    check_owner_ends();
    check_owner_gone();
    check_inconsistent();
    check_processes();
    check_killed();
    return check_status();
}
