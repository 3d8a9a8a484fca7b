/* SPDX-License-Identifier: MIT
 *
 * The module _signal: handlers, timers, masks, and sending to threads. The names
 * of signals, and what else is pleasant, is Python: lib/signal.py. How a handler
 * comes to run is in vm/interrupt.c.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "module/os.h"
#include "vm/interrupt.h"

#define US_PER_S 1000000

/* What signal() and getsignal() say of a signal that no Python function handles:
 * the number of SIG_DFL or SIG_IGN, or None. */
static struct object *action_of(int number)
{
    struct sigaction now;

    if (sigaction(number, NULL, &now) < 0)
        return NONE;
    if (now.sa_handler == SIG_DFL)
        return small_from(0);
    return now.sa_handler == SIG_IGN ? small_from(1) : NONE;
}

/* An argument that is a signal's number. 0, or -1: raised. */
static int signal_argument(struct object *o, int *number)
{
    if (int_argument(o, number) < 0)
        return -1;
    if (*number > 0 && *number < INTERRUPTS)
        return 0;
    error_format(&type_ValueError, "signal number out of range");
    return -1;
}

static struct object *handler_of(int number)
{
    struct object *handler = interrupt_handler(number);

    return handler ? ref(handler) : action_of(number);
}

static bool in_main_thread(const char *what)
{
    if (thread_self == main_thread)
        return true;
    error_format(&type_ValueError,
                 "%s only works in main thread of the main interpreter", what);
    return false;
}

/* signal(number, handler), where SIG_DFL is 0 and SIG_IGN 1. */
static struct object *signal_signal(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct object *handler = NULL, *old;
    void (*action)(int) = SIG_DFL;
    int number;

    (void)count, (void)names;
    if (signal_argument(args[0], &number) < 0 || !in_main_thread("signal") ||
        os_check_reach() < 0)
        return NULL;
    if (args[1] == small_from(1))
        action = SIG_IGN;
    else if (object_is_callable(args[1]))
        handler = ref(args[1]);
    else if (args[1] != small_from(0))
        return error_format(&type_TypeError,
                            "signal handler must be signal.SIG_IGN, "
                            "signal.SIG_DFL, or a callable object");
    if (interrupt_run() < 0) {
        unref_maybe(handler);
        return NULL;
    }
    old = handler_of(number);
    if (interrupt_set(number, handler, action) == 0)
        return old;
    unref(old);
    return NULL;
}

static struct object *signal_getsignal(struct object *const *args,
                                       uint32_t count, struct object *names)
{
    int number;

    (void)count, (void)names;
    return signal_argument(args[0], &number) < 0 ? NULL : handler_of(number);
}

static struct object *signal_siginterrupt(struct object *const *args,
                                          uint32_t count, struct object *names)
{
    struct sigaction now;
    int values[2];

    (void)names;
    if (int_arguments(args, count, values) < 0 ||
        signal_argument(args[0], &values[0]) < 0)
        return NULL;
    if (sigaction(values[0], NULL, &now) < 0)
        return error_errno(errno, NULL);
    now.sa_flags &= ~SA_RESTART;
    now.sa_flags |= values[1] ? 0 : SA_RESTART;
    return none_result(sigaction(values[0], &now, NULL));
}

static struct object *signal_wakeup(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    int fd, flags;

    (void)count, (void)names;
    if (int_argument(args[0], &fd) < 0 || !in_main_thread("set_wakeup_fd"))
        return NULL;
    flags = fd < 0 ? O_NONBLOCK : fcntl(fd, F_GETFL);
    if (flags < 0)
        return error_errno(errno, NULL);
    if (!(flags & O_NONBLOCK))
        return error_format(&type_ValueError,
                            "the fd %d must be in non-blocking mode", fd);
    return int_from(interrupt_set_wakeup(fd < 0 ? -1 : fd));
}

static struct object *signal_raise(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    int number;

    (void)count, (void)names;
    if (int_argument(args[0], &number) < 0 || os_check_reach() < 0)
        return NULL;
    if (raise(number))
        return error_errno(errno, NULL);
    return interrupt_run() < 0 ? NULL : NONE;
}

static struct object *signal_pause(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    (void)args, (void)count, (void)names;
    thread_block();
    pause();
    thread_unblock();
    return interrupt_run() < 0 ? NULL : NONE;
}

static struct object *signal_alarm(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    int seconds;

    (void)count, (void)names;
    if (int_argument(args[0], &seconds) < 0 || os_check_reach() < 0)
        return NULL;
    return int_from(alarm((unsigned)seconds));
}

/* ---- Timers ---- */

static struct timeval timeval_from(double seconds)
{
    double whole = floor(seconds);

    return (
        struct timeval){.tv_sec = (time_t)whole,
                        .tv_usec =
                            (suseconds_t)((seconds - whole) * US_PER_S + 0.5)};
}

static double seconds_from(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / US_PER_S;
}

/* (seconds left, interval) */
static struct object *timer_tuple(const struct itimerval *timer)
{
    struct object *value = float_from(seconds_from(timer->it_value));
    struct object *interval = float_from(seconds_from(timer->it_interval));
    struct object *result =
        value && interval ? tuple_pack(2, value, interval) : NULL;

    unref_maybe(value);
    unref_maybe(interval);
    return result;
}

static struct object *signal_setitimer(struct object *const *args,
                                       uint32_t count, struct object *names)
{
    struct itimerval new = {0}, old;
    double seconds, interval = 0;
    int which;

    (void)names;
    if (int_argument(args[0], &which) < 0 ||
        number_to_double(args[1], &seconds) < 0 ||
        (count > 2 && number_to_double(args[2], &interval) < 0) ||
        os_check_reach() < 0)
        return NULL;
    new.it_value = timeval_from(seconds);
    new.it_interval = timeval_from(interval);
    if (setitimer(which, &new, &old) < 0)
        return error_errno(errno, NULL);
    return timer_tuple(&old);
}

static struct object *signal_getitimer(struct object *const *args,
                                       uint32_t count, struct object *names)
{
    struct itimerval timer;
    int which;

    (void)count, (void)names;
    if (int_argument(args[0], &which) < 0)
        return NULL;
    return getitimer(which, &timer) < 0 ? error_errno(errno, NULL)
                                        : timer_tuple(&timer);
}

/* ---- Sets of signals ---- */

/* An iterable of numbers. 0, or -1: raised. */
static int set_argument(struct object *iterable, sigset_t *set)
{
    struct object *iterator = object_iter(iterable), *item;
    int number;

    sigemptyset(set);
    while (iterator && (item = object_next(iterator))) {
        int failed = int_argument(item, &number);

        unref(item);
        if (failed)
            break;
        if (number <= 0 || number >= INTERRUPTS) {
            error_format(&type_ValueError,
                         "signal number %d out of range [1; %d]", number,
                         INTERRUPTS - 1);
            break;
        }
        sigaddset(set, number);
    }
    unref_maybe(iterator);
    return error_is_set() ? -1 : 0;
}

static struct object *set_result(const sigset_t *set)
{
    struct object *result = set_new();

    for (int number = 1; result && number < INTERRUPTS; number++)
        if (sigismember(set, number) == 1 &&
            set_add(result, small_from(number)) < 0)
            replace(&result, NULL);
    return result;
}

static struct object *signal_mask(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    sigset_t set, old;
    int how, error;

    (void)count, (void)names;
    if (int_argument(args[0], &how) < 0 || set_argument(args[1], &set) < 0 ||
        os_check_reach() < 0)
        return NULL;
    error = pthread_sigmask(how, &set, &old);
    if (error)
        return error_errno(error, NULL);
    return interrupt_run() < 0 ? NULL : set_result(&old);
}

static struct object *signal_pending(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    sigset_t set;

    (void)args, (void)count, (void)names;
    return sigpending(&set) < 0 ? error_errno(errno, NULL) : set_result(&set);
}

static struct object *signal_wait(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    sigset_t set;
    int number = 0, error;

    (void)count, (void)names;
    if (set_argument(args[0], &set) < 0)
        return NULL;
    do {
        thread_block();
        error = sigwait(&set, &number);
        thread_unblock();
    } while (error && interrupt_retry(error));
    return error ? interrupt_errno(error, NULL) : small_from(number);
}

/* pthread_kill(ident, number): threads are known by get_ident()'s numbers. */
static struct object *signal_thread_kill(struct object *const *args,
                                         uint32_t count, struct object *names)
{
    int64_t ident;
    int number, error = ESRCH;

    (void)count, (void)names;
    if (object_index_int64(args[0], NULL, &ident) < 0 ||
        int_argument(args[1], &number) < 0 || os_check_reach() < 0)
        return NULL;
    for (struct thread *t = thread_list; t; t = t->next)
        if (t->number == ident)
            error = pthread_kill(t->handle, number);
    if (error)
        return error_errno(error, NULL);
    return interrupt_run() < 0 ? NULL : NONE;
}

static struct object *signal_strsignal(struct object *const *args,
                                       uint32_t count, struct object *names)
{
    int number;

    (void)count, (void)names;
    if (signal_argument(args[0], &number) < 0)
        return NULL;
    return str_from(strsignal(number));
}

static const struct method_def functions[] = {
    {"signal", signal_signal, 2, 2, .doc = "signal(number, handler): the old"},
    {"getsignal", signal_getsignal, 1, 1, .doc = "a signal's handler"},
    {"siginterrupt", signal_siginterrupt, 2, 2,
     .doc = "siginterrupt(number, flag): does it end system calls?"},
    {"set_wakeup_fd", signal_wakeup, 1, 1, .doc = "set_wakeup_fd(fd): the old"},
    {"raise_signal", signal_raise, 1, 1, .doc = "send it to the caller"},
    {"pause", signal_pause, 0, 0, .doc = "sleep until a signal comes"},
    {"alarm", signal_alarm, 1, 1, .doc = "SIGALRM in so many seconds"},
    {"setitimer", signal_setitimer, 2, 3,
     .doc = "setitimer(which, seconds, interval=0): the old"},
    {"getitimer", signal_getitimer, 1, 1, .doc = "(seconds left, interval)"},
    {"pthread_sigmask", signal_mask, 2, 2, .doc = "(how, signals): the old"},
    {"sigpending", signal_pending, 0, 0, .doc = "those that have come"},
    {"sigwait", signal_wait, 1, 1, .doc = "wait for one of these signals"},
    {"pthread_kill", signal_thread_kill, 2, 2, .doc = "(ident, number)"},
    {"strsignal", signal_strsignal, 1, 1, .doc = "what it means"},
    {0},
};

static const struct named_int constants[] = {
    {"ITIMER_REAL", ITIMER_REAL}, {"ITIMER_VIRTUAL", ITIMER_VIRTUAL},
    {"ITIMER_PROF", ITIMER_PROF}, {"SIG_BLOCK", SIG_BLOCK},
    {"SIG_UNBLOCK", SIG_UNBLOCK}, {"SIG_SETMASK", SIG_SETMASK},
    {"NSIG", INTERRUPTS},         {0},
};

struct object *module_init__signal(void)
{
    struct object *m = module_from_methods("_signal", functions);

    if (!m)
        return NULL;
    if (module_set(m, "default_int_handler", ref(interrupt_default())) == 0 &&
        module_set_ints(m, constants) == 0)
        return m;
    unref(m);
    return NULL;
}
