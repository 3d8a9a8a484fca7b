/* SPDX-License-Identifier: MIT
 *
 * Workers, and what threads ask of them. See uthread.h for what it does and
 * internal.h for how it is kept right.
 */
#include "user/uthread/uthread.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sched.h>
#include <sys/time.h>
#include <time.h>
#include "user/uthread/internal.h"

#define CHECK_EVERY 64 /* turns, then a busy worker looks for sleepers */

static struct worker workers[UTHREAD_WORKERS_MAX];
static struct uthread_options options;
static __thread struct worker *worker_of_lwp;

/* Workers that have nothing to do, and the end. */
static pthread_mutex_t idle_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t idle_wake; /* by the monotonic clock */
static int idle; /* how many wait for idle_wake, or are about to */
static int done;
static unsigned stopped; /* workers that have left their loops */

/* ---- locks and queues ---- */

/* The holder is in here, on another LWP, and soon done: unless that LWP does not
 * run. So after a while give way to it. */
void spin_lock(int *lock)
{
    for (int tries = 1; __atomic_exchange_n(lock, 1, __ATOMIC_ACQUIRE);
         tries++) {
        if (tries % 100 == 0)
            sched_yield();
    }
}

void spin_unlock(int *lock)
{
    __atomic_store_n(lock, 0, __ATOMIC_RELEASE);
}

void queue_push(struct uthread_queue *queue, struct uthread *thread)
{
    thread->next = NULL;
    if (queue->head)
        queue->tail->next = thread;
    else
        queue->head = thread;
    queue->tail = thread;
}

struct uthread *queue_pop(struct uthread_queue *queue)
{
    struct uthread *thread = queue->head;
    if (thread)
        queue->head = thread->next;
    return thread;
}

/* ---- in and out of the library ---- */

__attribute__((noinline)) struct worker *worker_self(void)
{
    __asm__ volatile("" ::: "memory");
    return worker_of_lwp;
}

struct worker *worker_enter(void)
{
    struct worker *worker = worker_self();
    worker->critical++;
    return worker;
}

void worker_leave(void)
{
    struct worker *worker = worker_self();
    bool missed = worker->critical == 1 && worker->missed;
    worker->critical--;
    if (missed)
        uthread_yield();
}

void worker_switch(struct worker *worker, enum after after)
{
    if (worker->critical != 1)
        abort(); /* it blocks between uthread_critical_begin and _end */
    worker->after = after;
    uthread_switch(&worker->current->stack_pointer, worker->stack_pointer);
}

void worker_block(struct worker *worker, int *lock)
{
    worker->unlock = lock;
    worker_switch(worker, AFTER_UNLOCK);
}

static void wake_idle(void)
{
    if (__atomic_load_n(&idle, __ATOMIC_SEQ_CST) == 0)
        return;
    pthread_mutex_lock(&idle_lock);
    pthread_cond_broadcast(&idle_wake);
    pthread_mutex_unlock(&idle_lock);
}

void worker_ready(struct worker *worker, struct uthread *thread)
{
    struct worker *to = thread->pinned ? thread->pinned : worker;
    spin_lock(&to->lock);
    queue_push(&to->ready, thread);
    spin_unlock(&to->lock);
    wake_idle();
}

/* ---- the loop ---- */

static struct uthread *take_own(struct worker *worker)
{
    spin_lock(&worker->lock);
    struct uthread *thread = queue_pop(&worker->ready);
    spin_unlock(&worker->lock);
    return thread;
}

/* Half of what `victim` has, and may give, rounded up; the pinned ones stay. */
static struct uthread_queue take_half(struct worker *victim)
{
    struct uthread_queue taken = {0}, kept = {0};
    bool mine = true;
    spin_lock(&victim->lock);
    for (struct uthread *thread; (thread = queue_pop(&victim->ready));) {
        bool take = mine && !thread->pinned;
        queue_push(take ? &taken : &kept, thread);
        mine = !take;
    }
    victim->ready = kept;
    spin_unlock(&victim->lock);
    return taken;
}

static bool steal(struct worker *worker)
{
    unsigned self = (unsigned)(worker - workers);
    for (unsigned i = 1; i < options.workers; i++) {
        struct worker *victim = &workers[(self + i) % options.workers];
        if (!__atomic_load_n(&victim->ready.head, __ATOMIC_RELAXED))
            continue;
        struct uthread_queue taken = take_half(victim);
        spin_lock(&worker->lock);
        for (struct uthread *thread; (thread = queue_pop(&taken));) {
            queue_push(&worker->ready, thread);
            worker->steals++;
        }
        spin_unlock(&worker->lock);
        if (worker->ready.head)
            return true;
    }
    return false;
}

/* Wait in the kernel until somebody says that there is work, or until `wake_at`
 * (ns). Whoever makes a thread ready looks at `idle` after it; here the queues are
 * looked at after `idle` was raised: so one of the two sees the other. */
static void sleep_idle(struct worker *worker, uint64_t wake_at)
{
    pthread_mutex_lock(&idle_lock);
    __atomic_add_fetch(&idle, 1, __ATOMIC_SEQ_CST);
    if (!worker->ready.head && !steal(worker) && !done) {
        if (wake_at == UINT64_MAX) {
            pthread_cond_wait(&idle_wake, &idle_lock);
        } else {
            struct timespec until = {(time_t)(wake_at / 1000000000u),
                                     (long)(wake_at % 1000000000u)};
            pthread_cond_timedwait(&idle_wake, &idle_lock, &until);
        }
    }
    __atomic_sub_fetch(&idle, 1, __ATOMIC_SEQ_CST);
    pthread_mutex_unlock(&idle_lock);
}

/* The thread to run next, or NULL: the end. */
static struct uthread *pick(struct worker *worker)
{
    while (!__atomic_load_n(&done, __ATOMIC_ACQUIRE)) {
        if (worker->switches % CHECK_EVERY == 0)
            sleep_check(worker);
        struct uthread *thread = take_own(worker);
        if (thread)
            return thread;
        uint64_t wake_at = sleep_check(worker);
        if (!worker->ready.head && !steal(worker))
            sleep_idle(worker, wake_at);
    }
    return NULL;
}

/* `thread` has ended: tell who waits for it. */
static void end(struct worker *worker, struct uthread *thread)
{
    spin_lock(&thread->lock);
    thread->ended = true;
    struct uthread *joiner = thread->joiner;
    spin_unlock(&thread->lock);
    if (joiner)
        worker_ready(worker, joiner);
}

static void worker_loop(struct worker *worker)
{
    struct uthread *thread;
    while ((thread = pick(worker))) {
        worker->current = thread;
        worker->switches++;
        worker->missed = false;
        uthread_switch(&worker->stack_pointer, thread->stack_pointer);
        worker->current = NULL;
        stack_check(thread);
        switch (worker->after) {
        case AFTER_READY:
            worker_ready(worker, thread);
            break;
        case AFTER_UNLOCK:
            spin_unlock(worker->unlock);
            break;
        case AFTER_SLEEP:
            sleep_add(thread);
            wake_idle();
            break;
        case AFTER_END:
            end(worker, thread);
            break;
        }
    }
}

/* ---- preemption ---- */

/* The timer's signal. The kernel gives it to one LWP, which passes it on. Here the
 * thread's registers lie in the signal's frame, on the thread's own stack: so it
 * can yield, and the frame waits with it. */
static void on_timer(int number, siginfo_t *info, void *context)
{
    struct worker *worker = worker_self();
    int error = errno;
    (void)context;
    if (info->si_code != SI_TKILL &&
        !__atomic_load_n(&done, __ATOMIC_ACQUIRE)) {
        for (unsigned i = 0; i < options.workers; i++) {
            if (&workers[i] != worker && workers[i].lwp)
                pthread_kill(workers[i].lwp, number);
        }
    }
    if (!worker || worker->critical || !worker->current) {
        if (worker)
            worker->missed = true;
        return;
    }
    worker->critical = 1;
    worker->preemptions++;
    worker->current->pinned = worker;
    worker_switch(worker, AFTER_READY);
    worker_leave();
    errno = error;
}

/* Every `us` microseconds, 0: never again. The signal is not blocked in its own
 * handler: it may leave by a switch. */
static void set_timer(uint32_t us)
{
    struct sigaction action = {.sa_sigaction = on_timer,
                               .sa_flags =
                                   SA_SIGINFO | SA_NODEFER | SA_RESTART};
    struct timeval interval = {us / 1000000, us % 1000000};
    struct itimerval timer = {interval, interval};
    if (us)
        sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
}

/* ---- start and end ---- */

/* Where uthread_first goes. */
_Noreturn void uthread_main(void);
_Noreturn void uthread_main(void)
{
    struct uthread *self = worker_self()->current;
    worker_leave();
    self->argument = self->function(self->argument);
    worker_switch(worker_enter(), AFTER_END);
    abort(); /* it does not come back */
}

/* Until the end, and then until all are there: none ends while another may still
 * pass it the timer's signal. */
static void *run_worker(void *argument)
{
    struct worker *worker = argument;
    worker_of_lwp = worker;
    worker_loop(worker);
    __atomic_add_fetch(&stopped, 1, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(&stopped, __ATOMIC_SEQ_CST) <
           __atomic_load_n(&options.workers, __ATOMIC_SEQ_CST))
        sched_yield();
    return NULL;
}

static void finish(void)
{
    __atomic_store_n(&done, 1, __ATOMIC_RELEASE);
    pthread_mutex_lock(&idle_lock);
    pthread_cond_broadcast(&idle_wake);
    pthread_mutex_unlock(&idle_lock);
}

/* The first thread's function, and what it is called with. */
struct first {
    void *(*main)(void *argument);
    void *argument;
};

static void *run_first(void *argument)
{
    struct first *first = argument;
    first->main(first->argument);
    uthread_critical_begin();
    finish();
    uthread_critical_end();
    return NULL;
}

/* The other workers. 0, or an errno, and then they are gone. */
static int start_workers(void)
{
    for (unsigned i = 1; i < options.workers; i++) {
        int error =
            pthread_create(&workers[i].lwp, NULL, run_worker, &workers[i]);
        if (error) {
            __atomic_store_n(&options.workers, i - 1, __ATOMIC_SEQ_CST);
            finish();
            while (--i > 0)
                pthread_join(workers[i].lwp, NULL);
            return error;
        }
    }
    return 0;
}

static void prepare(const struct uthread_options *wanted)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&idle_wake, &monotonic);
    options = *wanted;
    done = 0;
    stopped = 0;
    for (unsigned i = 0; i < options.workers; i++)
        workers[i] = (struct worker){.critical = 1};
    workers[0].lwp = pthread_self();
    worker_of_lwp = &workers[0];
}

int uthread_start(const struct uthread_options *wanted,
                  void *(*main)(void *argument), void *argument)
{
    struct first first = {main, argument};
    if (wanted->workers < 1 || wanted->workers > UTHREAD_WORKERS_MAX ||
        wanted->stack_size < UTHREAD_STACK_MIN ||
        wanted->stack_size % UTHREAD_STACK_MIN)
        return EINVAL;
    prepare(wanted);
    int error = start_workers();
    if (error)
        return error;
    if (options.preempt_us)
        set_timer(options.preempt_us);
    if (!uthread_create(run_first, &first)) {
        error = ENOMEM;
        finish();
    }
    run_worker(&workers[0]);
    if (options.preempt_us)
        set_timer(0);
    for (unsigned i = 1; i < options.workers; i++)
        pthread_join(workers[i].lwp, NULL);
    stack_give_back();
    return error;
}

/* ---- what threads call ---- */

struct uthread *uthread_create(void *(*function)(void *), void *argument)
{
    struct worker *worker = worker_enter();
    struct uthread *thread = stack_get(options.stack_size);
    if (thread) {
        thread->function = function;
        thread->argument = argument;
        worker_ready(worker, thread);
    }
    worker_leave();
    return thread;
}

void *uthread_join(struct uthread *thread)
{
    struct worker *worker = worker_enter();
    spin_lock(&thread->lock);
    if (thread->ended) {
        spin_unlock(&thread->lock);
    } else {
        thread->joiner = worker->current;
        worker_block(worker, &thread->lock);
    }
    void *result = thread->argument;
    stack_put(thread);
    worker_leave();
    return result;
}

struct uthread *uthread_self(void)
{
    return worker_self()->current;
}

void uthread_yield(void)
{
    worker_switch(worker_enter(), AFTER_READY);
    worker_leave();
}

void uthread_sleep(uint64_t us)
{
    struct worker *worker = worker_enter();
    worker->current->wake_at = sleep_now() + us * 1000;
    worker_switch(worker, AFTER_SLEEP);
    worker_leave();
}

void uthread_critical_begin(void)
{
    worker_enter();
}

void uthread_critical_end(void)
{
    worker_leave();
}

struct uthread_counts uthread_counts(void)
{
    struct uthread_counts counts = {0};
    for (unsigned i = 0; i < options.workers; i++) {
        counts.switches += workers[i].switches;
        counts.steals += workers[i].steals;
        counts.preemptions += workers[i].preemptions;
    }
    return counts;
}
