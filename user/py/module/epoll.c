/* SPDX-License-Identifier: MIT
 *
 * select.epoll(): a set of descriptors that the kernel keeps, epoll(7).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <unistd.h>

#include "module/select.h"
#include "object/types.h"
#include "vm/interrupt.h"

#define NS_PER_S 1000000000
#define USUAL (EPOLLIN | EPOLLPRI | EPOLLOUT)
#define MOST_DEFAULT (FD_SETSIZE - 1)

struct epoll_object {
    struct object head;
    int fd; /* -1: closed */
};

static struct object *from_descriptor(struct type *cls, int fd)
{
    struct epoll_object *e;

    if (fd < 0)
        return error_errno(errno, NULL);
    e = (struct epoll_object *)object_new(cls, cls->size);
    if (!e) {
        close(fd);
        return NULL;
    }
    e->fd = fd;
    return &e->head;
}

/* epoll(sizehint=-1, flags=0); both say nothing any more. */
static struct object *epoll_new(struct type *cls, struct object *const *args,
                                uint32_t count, struct object *names)
{
    static const char *const parameter_names[] = {"sizehint", "flags", NULL};
    static const struct parameters parameters = {
        .function = "epoll",
        .positional = 2,
        .names = parameter_names,
    };
    struct object *given[2];
    int size = -1;

    if (parameters_bind(&parameters, args, count, names, given) < 0 ||
        (given[0] && int_argument(given[0], &size) < 0))
        return NULL;
    if (size < -1 || size == 0)
        return error_format(&type_ValueError, "negative sizehint");
    return from_descriptor(cls, epoll_create1(EPOLL_CLOEXEC));
}

static void epoll_dealloc(struct object *self)
{
    struct epoll_object *e = (struct epoll_object *)self;

    if (e->fd >= 0)
        close(e->fd);
    object_release(self, self->type->size);
}

/* The descriptor of a method's args[0]; -1: ValueError, it is closed. */
static int epoll_fd(struct object *self)
{
    int fd = ((struct epoll_object *)self)->fd;

    if (fd < 0)
        error_format(&type_ValueError, "I/O operation on closed epoll object");
    return fd;
}

/* epoll_ctl(2) with args (self, fd[, events]). */
static struct object *control(int operation, struct object *const *args,
                              uint32_t count)
{
    int epoll = epoll_fd(args[0]), fd;
    struct epoll_event event;
    int64_t events = USUAL;

    if (epoll < 0 || descriptor_of(args[1], &fd) < 0 ||
        (count > 2 &&
         object_index_int64(args[2], &type_OverflowError, &events) < 0))
        return NULL;
    event = (struct epoll_event){.events = (uint32_t)events, .data.fd = fd};
    return none_result(epoll_ctl(epoll, operation, fd, &event));
}

static struct object *epoll_register(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    (void)names;
    return control(EPOLL_CTL_ADD, args, count);
}

static struct object *epoll_modify(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    (void)names;
    return control(EPOLL_CTL_MOD, args, count);
}

static struct object *epoll_unregister(struct object *const *args,
                                       uint32_t count, struct object *names)
{
    (void)names;
    return control(EPOLL_CTL_DEL, args, count);
}

static struct object *found_list(const struct epoll_event *events, int count)
{
    struct list *list = list_new(0);

    for (int i = 0; list && i < count; i++) {
        struct object *pair = tuple_pack(2, small_from(events[i].data.fd),
                                         small_from(events[i].events));
        int failed = pair ? list_append(list, pair) : -1;

        unref_maybe(pair);
        if (failed)
            replace((struct object **)&list, NULL);
    }
    return (struct object *)list;
}

static struct object *epoll_wait_for(int epoll, int most,
                                     const struct patience *patience)
{
    size_t size = (size_t)most * sizeof(struct epoll_event);
    struct epoll_event *events = mem_alloc(size);
    struct object *result;
    int found, error;

    if (!events)
        return NULL;
    do {
        int left = patience_left(patience);

        thread_block();
        found = epoll_wait(epoll, events, most, left);
        error = errno;
        thread_unblock();
    } while (found < 0 && interrupt_retry(error));
    result =
        found < 0 ? interrupt_errno(error, NULL) : found_list(events, found);
    mem_free(events, size);
    return result;
}

/* poll(timeout=None, maxevents=-1): seconds */
static struct object *epoll_poll(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    static const char *const parameter_names[] = {"timeout", "maxevents", NULL};
    static const struct parameters parameters = {
        .function = "poll",
        .positional = 2,
        .names = parameter_names,
    };
    struct object *given[2];
    struct patience patience;
    int epoll = epoll_fd(args[0]), most = -1;

    if (epoll < 0 ||
        parameters_bind(&parameters, args + 1, count - 1, names, given) < 0 ||
        patience_from(&patience, given[0], NS_PER_S) < 0 ||
        (given[1] && int_argument(given[1], &most) < 0))
        return NULL;
    if (most == -1)
        most = MOST_DEFAULT;
    if (most < 1)
        return error_format(&type_ValueError,
                            "maxevents must be greater than 0, got %d", most);
    return epoll_wait_for(epoll, most, &patience);
}

static struct object *epoll_close(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    struct epoll_object *e = (struct epoll_object *)args[0];
    int fd = e->fd;

    (void)count, (void)names;
    e->fd = -1;
    return fd >= 0 && close(fd) < 0 ? error_errno(errno, NULL) : NONE;
}

static struct object *epoll_fileno(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    int fd = epoll_fd(args[0]);

    (void)count, (void)names;
    return fd < 0 ? NULL : small_from(fd);
}

static struct object *epoll_enter(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    (void)count, (void)names;
    return epoll_fd(args[0]) < 0 ? NULL : ref(args[0]);
}

static struct object *epoll_exit(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    return epoll_close(args, count, names);
}

static struct object *epoll_closed(struct object *self)
{
    return bool_from(((struct epoll_object *)self)->fd < 0);
}

static const struct method_def methods[] = {
    {"register", epoll_register, 2, 3, .doc = "register(fd, events)"},
    {"modify", epoll_modify, 3, 3, .doc = "modify(fd, events)"},
    {"unregister", epoll_unregister, 2, 2, .doc = "unregister(fd)"},
    {"poll", epoll_poll, 1, 3, true,
     .doc = "poll(timeout=None, maxevents=-1): [(fd, events), ...]"},
    {"close", epoll_close, 1, 1, .doc = "close it"},
    {"fileno", epoll_fileno, 1, 1, .doc = "its own descriptor"},
    {"__enter__", epoll_enter, 1, 1, .doc = "itself"},
    {"__exit__", epoll_exit, 4, 4, .doc = "close it"},
    {0},
};

static const struct getset_def getsets[] = {
    {"closed", epoll_closed, NULL},
    {0},
};

struct type type_epoll = {
    .head = STATIC_HEAD(&type_type),
    .name = "select.epoll",
    .size = sizeof(struct epoll_object),
    .dealloc = epoll_dealloc,
    .new = epoll_new,
    .methods = methods,
    .getsets = getsets,
};
