/* SPDX-License-Identifier: MIT
 *
 * Module lab: what an experiment needs and Python code cannot do. Costs of the
 * building blocks from which its result can be predicted; marks in the kernel's
 * trace; and a client outside the GIL, which stands for the rest of the world.
 */
#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "module/module.h"
#include "user/measure/measure.h"

/* Tells the client to ask no more. */
static atomic_int client_stop;

static struct object *lab_primitives(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    struct measured found[MEASURED_MOST];
    struct dict *result = dict_new();
    uint32_t n;

    (void)args, (void)count, (void)names;
    if (!result)
        return NULL;
    n = measure_primitives(&thread_self->gil, found);
    for (uint32_t i = 0; i < n; i++) {
        struct object *ns = float_from((double)found[i].picoseconds / 1000);

        if (!ns || dict_set_c(result, found[i].name, ns)) {
            unref_maybe(ns);
            unref(&result->head);
            return NULL;
        }
        unref(ns);
    }
    return &result->head;
}

static struct object *lab_mark_begin(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    (void)count, (void)names;
    if (!is_str(args[0]))
        return error_format(&type_TypeError, "mark_begin() takes a str, not %T",
                            args[0]);
    measure_mark_begin(str_text(args[0]));
    return NONE;
}

static struct object *lab_mark_end(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    (void)args, (void)count, (void)names;
    measure_mark_end();
    return NONE;
}

/* The roles by which threads can be called in tables and timelines. */
static const struct {
    const char *name;
    enum gil_role role;
} roles[] = {
    {"cpu", GIL_ROLE_CPU},
    {"echo", GIL_ROLE_IO},
    {"client", GIL_ROLE_CLIENT},
    {"main", GIL_ROLE_MAIN},
};

static struct object *lab_role(struct object *const *args, uint32_t count,
                               struct object *names)
{
    int64_t number;

    (void)count, (void)names;
    if (object_index_int64(args[1], &type_OverflowError, &number))
        return NULL;
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (is_str(args[0]) && str_equal_c(args[0], roles[i].name)) {
            gil_trace_put(&thread_self->gil.trace, TRACE_GIL_THREAD_NAME,
                          roles[i].role, (uint64_t)number);
            return NONE;
        }
    return error_format(&type_ValueError,
                        "role must be 'cpu', 'echo', 'client' or 'main', "
                        "not %R",
                        args[0]);
}

static struct object *lab_real_time(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct sched_param param = {0};
    int64_t priority;

    (void)count, (void)names;
    if (object_index_int64(args[0], &type_OverflowError, &priority))
        return NULL;
    param.sched_priority = (int)priority;
    if (syscall(SYS_sched_setscheduler, 0, SCHED_RR, &param) != 0)
        return error_errno(errno, NULL);
    return NONE;
}

/* --- the client --- */

struct client {
    int request, reply;        /* descriptors */
    uint64_t warm_up, rounds;  /* unmeasured, and measured at most */
    uint64_t limit;            /* ns after which none is sent; 0: no limit */
    uint64_t replies, elapsed; /* measured; ns */
};

/* Send `number` and read it back, however many pieces it comes in. False: the
 * other side is gone, or answers something else; errno tells (0: that). */
static bool ask(const struct client *client, uint64_t number)
{
    uint64_t answer = 0;
    size_t have = 0;

    errno = 0;
    if (write(client->request, &number, sizeof number) != sizeof number)
        return false;
    while (have < sizeof answer) {
        ssize_t n =
            read(client->reply, (char *)&answer + have, sizeof answer - have);

        if (n <= 0)
            return false;
        have += (size_t)n;
    }
    return answer == number;
}

/* All rounds. False as ask. */
static bool client_run(struct client *client)
{
    uint64_t begun, number = 0;

    while (number < client->warm_up)
        if (!ask(client, number++))
            return false;
    begun = measure_now();
    while (client->replies < client->rounds &&
           !atomic_load_explicit(&client_stop, memory_order_relaxed) &&
           !(client->limit && measure_now() - begun >= client->limit)) {
        if (!ask(client, number++))
            return false;
        client->replies++;
    }
    client->elapsed = measure_now() - begun;
    return true;
}

static struct object *client_result(const struct client *client)
{
    struct object *replies = int_from_unsigned(client->replies);
    struct object *elapsed = int_from_unsigned(client->elapsed);
    struct object *result =
        replies && elapsed ? tuple_pack(2, replies, elapsed) : NULL;

    unref_maybe(replies);
    unref_maybe(elapsed);
    return result;
}

static struct object *lab_client(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    struct client client = {0};
    int64_t values[5] = {0};
    bool good;
    int error;

    (void)names;
    for (uint32_t i = 0; i < count; i++)
        if (object_index_int64(args[i], &type_OverflowError, &values[i]))
            return NULL;
    client.request = (int)values[0];
    client.reply = (int)values[1];
    client.warm_up = values[2] > 0 ? (uint64_t)values[2] : 0;
    client.rounds = values[3] > 0 ? (uint64_t)values[3] : 0;
    client.limit = values[4] > 0 ? (uint64_t)values[4] : 0;
    atomic_store(&client_stop, 0);
    thread_block();
    good = client_run(&client);
    error = errno;
    thread_unblock();
    if (good)
        return client_result(&client);
    if (error)
        return error_errno(error, NULL);
    return error_format(&type_ValueError, "the server's answer is not an echo");
}

static struct object *lab_stop_client(struct object *const *args,
                                      uint32_t count, struct object *names)
{
    (void)args, (void)count, (void)names;
    atomic_store(&client_stop, 1);
    return NONE;
}

static const struct method_def methods[] = {
    {"primitives", lab_primitives, 0, 0, .binding = METHOD_STATIC,
     .doc = "primitives() -> {name: nanoseconds}: what things cost here"},
    {"mark_begin", lab_mark_begin, 1, 1, .binding = METHOD_STATIC,
     .doc = "mark_begin(name): begin of a section in the kernel's trace"},
    {"mark_end", lab_mark_end, 0, 0, .binding = METHOD_STATIC,
     .doc = "mark_end(): its end"},
    {"role", lab_role, 2, 2, .binding = METHOD_STATIC,
     .doc = "role(name, number): what tables call this thread: cpu-1"},
    {"real_time", lab_real_time, 1, 1, .binding = METHOD_STATIC,
     .doc = "real_time(priority): the calling thread is SCHED_RR from now on"},
    {"client", lab_client, 4, 5, .binding = METHOD_STATIC,
     .doc = "client(request_fd, reply_fd, warm_up, rounds, limit=0) -> "
            "(replies, ns): send requests and await their echo, outside the "
            "GIL; none after limit ns, if that is not 0"},
    {"stop_client", lab_stop_client, 0, 0, .binding = METHOD_STATIC,
     .doc = "stop_client(): no more requests; client() returns"},
    {0},
};

struct object *module_init_lab(void)
{
    return module_from_methods("lab", methods);
}
