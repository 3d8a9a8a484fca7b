/* SPDX-License-Identifier: MIT
 *
 * select.poll(): a set of descriptors, and poll(2) on it. The set is a dict from
 * descriptor to events; each poll() makes the array of it that the call takes.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>

#include "module/select.h"
#include "object/types.h"
#include "vm/interrupt.h"

#define NS_PER_MS 1000000
#define USUAL (POLLIN | POLLPRI | POLLOUT)

struct poll_object {
    struct object head;
    struct dict *events; /* by descriptor; in the order of registration */
    bool polling;        /* a thread is in poll() */
};

static struct object *poll_new(struct type *cls, struct object *const *args,
                               uint32_t count, struct object *names)
{
    struct poll_object *p = (struct poll_object *)object_new(cls, cls->size);

    (void)args, (void)count, (void)names;
    if (!p)
        return NULL;
    p->events = dict_new();
    if (p->events)
        return &p->head;
    unref(&p->head);
    return NULL;
}

static void poll_dealloc(struct object *self)
{
    unref_maybe((struct object *)((struct poll_object *)self)->events);
    object_release(self, self->type->size);
}

static int events_argument(struct object *o, int *events)
{
    if (int_argument(o, events) < 0)
        return -1;
    if (*events >= 0 && *events <= UINT16_MAX)
        return 0;
    error_format(*events < 0 ? &type_ValueError : &type_OverflowError,
                 *events < 0 ? "value must be positive"
                             : "Python int too large for C unsigned short");
    return -1;
}

/* register(fd, events=POLLIN | POLLPRI | POLLOUT) */
static struct object *poll_register(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct poll_object *p = (struct poll_object *)args[0];
    int fd, events = USUAL;

    (void)names;
    if (descriptor_of(args[1], &fd) < 0 ||
        (count > 2 && events_argument(args[2], &events) < 0) ||
        dict_set(p->events, small_from(fd), small_from(events)) < 0)
        return NULL;
    return NONE;
}

static struct object *poll_modify(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    struct poll_object *p = (struct poll_object *)args[0];
    struct object *old;
    int fd, events;

    (void)count, (void)names;
    if (descriptor_of(args[1], &fd) < 0 ||
        events_argument(args[2], &events) < 0)
        return NULL;
    if (dict_find(p->events, small_from(fd), &old) <= 0)
        return error_errno(ENOENT, NULL);
    if (dict_set(p->events, small_from(fd), small_from(events)) < 0)
        return NULL;
    return NONE;
}

static struct object *poll_unregister(struct object *const *args,
                                      uint32_t count, struct object *names)
{
    struct poll_object *p = (struct poll_object *)args[0];
    int fd;

    (void)count, (void)names;
    if (descriptor_of(args[1], &fd) < 0)
        return NULL;
    if (dict_delete(p->events, small_from(fd)) == 1)
        return NONE;
    return error_raise(&type_KeyError, small_from(fd));
}

/* The array for poll(2): as many as there are events. NULL: MemoryError. */
static struct pollfd *array_of(struct dict *events)
{
    struct pollfd *array = mem_alloc((events->count + 1) * sizeof *array);
    struct object *fd, *wanted;
    uint32_t position = 0;

    for (uint32_t i = 0; array && dict_next(events, &position, &fd, &wanted);
         i++)
        array[i] = (struct pollfd){.fd = (int)small_value(fd),
                                   .events = (short)small_value(wanted)};
    return array;
}

/* [(fd, events), ...] */
static struct object *found_list(const struct pollfd *array, uint64_t count)
{
    struct list *list = list_new(0);

    for (uint64_t i = 0; list && i < count; i++) {
        struct object *pair;
        int failed;

        if (!array[i].revents)
            continue;
        pair = tuple_pack(2, small_from(array[i].fd),
                          small_from((uint16_t)array[i].revents));
        failed = pair ? list_append(list, pair) : -1;
        unref_maybe(pair);
        if (failed)
            replace((struct object **)&list, NULL);
    }
    return (struct object *)list;
}

static struct object *poll_wait(struct pollfd *array, uint64_t count,
                                const struct patience *patience)
{
    int found, error;

    do {
        int left = patience_left(patience);

        thread_block();
        found = poll(array, count, left);
        error = errno;
        thread_unblock();
    } while (found < 0 && interrupt_retry(error));
    return found < 0 ? interrupt_errno(error, NULL) : found_list(array, count);
}

/* poll(timeout=None): milliseconds */
static struct object *poll_poll(struct object *const *args, uint32_t argc,
                                struct object *names)
{
    struct poll_object *p = (struct poll_object *)args[0];
    uint64_t count = p->events->count;
    struct patience patience;
    struct object *result;
    struct pollfd *array;

    (void)names;
    if (patience_from(&patience, argc > 1 ? args[1] : NULL, NS_PER_MS))
        return NULL;
    if (p->polling)
        return error_format(&type_RuntimeError, "concurrent poll() invocation");
    array = array_of(p->events);
    if (!array)
        return NULL;
    p->polling = true;
    result = poll_wait(array, count, &patience);
    p->polling = false;
    mem_free(array, (count + 1) * sizeof *array);
    return result;
}

static const struct method_def methods[] = {
    {"register", poll_register, 2, 3, .doc = "register(fd, events)"},
    {"modify", poll_modify, 3, 3, .doc = "modify(fd, events)"},
    {"unregister", poll_unregister, 2, 2, .doc = "unregister(fd)"},
    {"poll", poll_poll, 1, 2, .doc = "poll(ms=None): [(fd, events), ...]"},
    {0},
};

struct type type_poll = {
    .head = STATIC_HEAD(&type_type),
    .name = "select.poll",
    .size = sizeof(struct poll_object),
    .dealloc = poll_dealloc,
    .new = poll_new,
    .methods = methods,
};
