/* SPDX-License-Identifier: MIT
 *
 * The module select: waiting for several descriptors at once. select() here; the
 * objects are in poll.c and epoll.c. All wait without the GIL, and a signal's
 * handler that does not raise makes none of them return early (PEP 475).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <time.h>

#include "module/select.h"
#include "object/types.h"
#include "vm/interrupt.h"

#define NS_PER_S 1000000000
#define NS_PER_MS 1000000

int descriptor_of(struct object *o, int *fd)
{
    struct object *fileno, *number = NULL;
    int failed;

    if (is_int_or_bool(o)) {
        failed = int_argument(o, fd);
    } else {
        fileno = object_get_attr_c(o, "fileno");
        if (!fileno && error_matches(&type_AttributeError)) {
            error_clear();
            error_format(&type_TypeError, "argument must be an int, or have a "
                                          "fileno() method.");
        }
        number = fileno ? object_call0(fileno) : NULL;
        if (number && !is_int(number))
            error_format(&type_TypeError, "fileno() returned a non-integer");
        failed = error_is_set() ? -1 : int_argument(number, fd);
        unref_maybe(fileno);
        unref_maybe(number);
    }
    if (!failed && *fd < 0) {
        error_format(&type_ValueError,
                     "file descriptor cannot be a negative integer (%d)", *fd);
        failed = -1;
    }
    return failed;
}

static int64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

int patience_from(struct patience *patience, struct object *timeout,
                  int64_t unit)
{
    double time;

    *patience = (struct patience){.forever = true};
    if (!timeout || timeout == NONE)
        return 0;
    if (!is_float(timeout) && !is_int_or_bool(timeout)) {
        error_format(&type_TypeError, "timeout must be an integer or None");
        return -1;
    }
    if (time_seconds(timeout, &time) < 0)
        return -1;
    if (time < 0)
        return 0;
    if (time * (double)unit >= (double)INT_MAX * NS_PER_MS) {
        error_format(&type_OverflowError, "timeout is too large");
        return -1;
    }
    patience->forever = false;
    patience->deadline = now_ns() + (int64_t)ceil(time * (double)unit);
    return 0;
}

int patience_left(const struct patience *patience)
{
    int64_t left;

    if (patience->forever)
        return -1;
    left = patience->deadline - now_ns();
    return left <= 0 ? 0 : (int)((left + NS_PER_MS - 1) / NS_PER_MS);
}

/* ---- select ---- */

/* One of the three lists of select(). */
struct watched {
    struct list *objects; /* a copy of what was given */
    fd_set set;
};

/* Read one list. 0, or -1: raised; *most becomes the largest descriptor. */
static int watched_read(struct watched *w, struct object *iterable, int *most)
{
    int fd;

    FD_ZERO(&w->set);
    w->objects = (struct list *)list_from_iterable(iterable);
    if (!w->objects && error_matches(&type_TypeError)) {
        error_clear();
        error_format(&type_TypeError, "arguments 1-3 must be sequences");
    }
    for (uint64_t i = 0; w->objects && i < w->objects->count; i++) {
        if (descriptor_of(w->objects->items[i], &fd) < 0)
            return -1;
        if (fd >= FD_SETSIZE) {
            error_format(&type_ValueError,
                         "filedescriptor out of range in select()");
            return -1;
        }
        FD_SET(fd, &w->set);
        *most = fd > *most ? fd : *most;
    }
    return w->objects ? 0 : -1;
}

/* Those of the objects whose descriptors are in the set now. */
static struct object *watched_ready(const struct watched *w)
{
    struct list *ready = list_new(0);
    int fd;

    for (uint64_t i = 0; ready && i < w->objects->count; i++) {
        int failed = descriptor_of(w->objects->items[i], &fd);

        if (!failed && FD_ISSET(fd, &w->set))
            failed = list_append(ready, w->objects->items[i]);
        if (failed)
            replace((struct object **)&ready, NULL);
    }
    return (struct object *)ready;
}

/* select(2) on copies, until it is done. The number, or -1: raised. */
static int wait_for(struct watched *w, int most,
                    const struct patience *patience)
{
    fd_set sets[3];
    int found, error;

    do {
        int64_t left = patience->forever ? 0 : patience->deadline - now_ns();
        struct timespec span = {.tv_sec = left > 0 ? left / NS_PER_S : 0,
                                .tv_nsec = left > 0 ? left % NS_PER_S : 0};

        for (int i = 0; i < 3; i++)
            sets[i] = w[i].set;
        thread_block();
        found = pselect(most + 1, &sets[0], &sets[1], &sets[2],
                        patience->forever ? NULL : &span, NULL);
        error = errno;
        thread_unblock();
    } while (found < 0 && interrupt_retry(error));
    for (int i = 0; i < 3; i++)
        w[i].set = sets[i];
    if (found < 0)
        interrupt_errno(error, NULL);
    return found;
}

/* The timeout of select(), in seconds. 0, or -1: raised. */
static int read_patience(struct patience *patience, struct object *timeout)
{
    double seconds = 0;

    if (timeout != NONE && !is_float(timeout) && !is_int_or_bool(timeout)) {
        error_format(&type_TypeError, "timeout must be a float or None");
        return -1;
    }
    if (timeout != NONE && time_seconds(timeout, &seconds) < 0)
        return -1;
    if (seconds < 0) {
        error_format(&type_ValueError, "timeout must be non-negative");
        return -1;
    }
    return patience_from(patience, timeout, NS_PER_S);
}

static struct object *select_select(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct object *ready[3] = {NULL, NULL, NULL}, *result = NULL;
    struct watched watched[3] = {0};
    struct patience patience;
    int most = -1, i = 0;

    (void)names;
    if (read_patience(&patience, count > 3 ? args[3] : NONE) < 0)
        return NULL;
    while (i < 3 && watched_read(&watched[i], args[i], &most) == 0)
        i++;
    if (i == 3 && wait_for(watched, most, &patience) >= 0) {
        for (i = 0; i < 3; i++)
            ready[i] = watched_ready(&watched[i]);
        if (ready[0] && ready[1] && ready[2])
            result = tuple_pack(3, ready[0], ready[1], ready[2]);
    }
    for (i = 0; i < 3; i++) {
        unref_maybe(ready[i]);
        unref_maybe((struct object *)watched[i].objects);
    }
    return result;
}

/* ---- The module ---- */

static struct object *select_poll(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    (void)args, (void)count, (void)names;
    return object_call0(&type_poll.head);
}

static const struct method_def functions[] = {
    {"select", select_select, 3, 4,
     .doc = "select(to read, to write, exceptional, timeout=None)"},
    {"poll", select_poll, 0, 0, .doc = "a new polling object"},
    {0},
};

static const struct named_int constants[] = {
    {"POLLIN", POLLIN},           {"POLLPRI", POLLPRI},
    {"POLLOUT", POLLOUT},         {"POLLERR", POLLERR},
    {"POLLHUP", POLLHUP},         {"POLLNVAL", POLLNVAL},
    {"POLLRDHUP", POLLRDHUP},     {"POLLRDNORM", POLLRDNORM},
    {"POLLWRNORM", POLLWRNORM},   {"EPOLLIN", EPOLLIN},
    {"EPOLLPRI", EPOLLPRI},       {"EPOLLOUT", EPOLLOUT},
    {"EPOLLERR", EPOLLERR},       {"EPOLLHUP", EPOLLHUP},
    {"EPOLLRDHUP", EPOLLRDHUP},   {"EPOLLRDNORM", EPOLLRDNORM},
    {"EPOLLWRNORM", EPOLLWRNORM}, {"EPOLL_CLOEXEC", EPOLL_CLOEXEC},
    {"PIPE_BUF", PIPE_BUF},       {0},
};

struct object *module_init_select(void)
{
    struct object *m = module_from_methods("select", functions);

    if (!m)
        return NULL;
    if (module_set_ints(m, constants) == 0 &&
        module_set(m, "EPOLLET", int_from((uint32_t)EPOLLET)) == 0 &&
        module_set(m, "EPOLLONESHOT", int_from((uint32_t)EPOLLONESHOT)) == 0 &&
        module_set(m, "EPOLLEXCLUSIVE", int_from(EPOLLEXCLUSIVE)) == 0 &&
        module_set(m, "error", &type_OSError.head) == 0 &&
        module_set(m, "epoll", &type_epoll.head) == 0)
        return m;
    unref(m);
    return NULL;
}
