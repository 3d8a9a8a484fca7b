/* SPDX-License-Identifier: MIT
 *
 * What the parts of the library share. Each worker runs a loop, worker_loop, on
 * its LWP's own stack: pick a thread, switch to it; it switches back when it has
 * to. Only the loop puts the thread that left anywhere, when its registers are
 * saved: had the thread itself done so, another worker could have run it while it
 * still ran here.
 *
 * `critical` > 0 keeps the timer signal from switching: it is so in the loop, and
 * in a thread that is in here. Whoever switches has it at 1, so it is 1 where the
 * switch arrives.
 */
#ifndef USER_UTHREAD_INTERNAL_H
#define USER_UTHREAD_INTERNAL_H

#include <pthread.h>
#include <stdbool.h>
#include "user/uthread/uthread.h"

struct uthread {
    void *stack_pointer;  /* where its registers are saved; NULL: it runs */
    struct uthread *next; /* in a queue */
    void *(*function)(void *argument);
    void *argument;        /* then what the function returned */
    struct worker *pinned; /* the only worker that may run it, or NULL */
    struct uthread *joiner;
    uint64_t wake_at; /* ns; of a sleeping one */
    int lock;         /* guards joiner and ended */
    bool ended;
    uint64_t *stack; /* its lowest word: the pattern */
};

/* What the loop does with the thread that has left. */
enum after { AFTER_READY, AFTER_UNLOCK, AFTER_SLEEP, AFTER_END };

struct worker {
    void *stack_pointer; /* the loop's, while a thread runs */
    struct uthread *current;
    volatile int critical;
    volatile bool missed; /* the timer signal came while critical */
    enum after after;
    int *unlock; /* for AFTER_UNLOCK */
    int lock;    /* guards the queue */
    struct uthread_queue ready;
    uint64_t switches, steals, preemptions;
    pthread_t lwp;
};

/* switch.asm: save the callee's registers on this stack and note it in *save; go
 * on on the stack `load`. */
void uthread_switch(void **save, void *load);

/* switch.asm: where a new thread begins. */
void uthread_first(void);

/* The calling LWP's worker. Not inline: a thread may be another LWP's after any
 * switch, and the compiler must not keep the address of thread-local storage. */
struct worker *worker_self(void);

/* Enter the library / leave it, on whichever worker that is then. */
struct worker *worker_enter(void);
void worker_leave(void);

/* Leave the worker: the loop then does `after`. Entered; and so when it returns. */
void worker_switch(struct worker *worker, enum after after);

/* Release *lock, which the calling thread holds, and wait until worker_ready. */
void worker_block(struct worker *worker, int *lock);

/* `thread` may run: into a queue. Entered. */
void worker_ready(struct worker *worker, struct uthread *thread);

void spin_lock(int *lock);
void spin_unlock(int *lock);
void queue_push(struct uthread_queue *queue, struct uthread *thread);
struct uthread *queue_pop(struct uthread_queue *queue);

/* sleep.c: those that sleep. Entered. */
uint64_t sleep_now(void);
void sleep_add(struct uthread *thread);
/* Make ready those whose time has come; when the next one's does, or UINT64_MAX. */
uint64_t sleep_check(struct worker *worker);

/* stack.c: a thread's descriptor and stack, one block; NULL: no memory. */
struct uthread *stack_get(size_t size);
void stack_put(struct uthread *thread);
void stack_give_back(void); /* all of them: no thread is left */
void stack_check(const struct uthread *thread);

#endif
