/* SPDX-License-Identifier: MIT
 *
 * The module socket: pairs of connected sockets, socketpair(2). There are no
 * names, so nobody listens and nobody connects: for one made otherwise,
 * socket(fileno=...). Sending and receiving is in socket_io.c.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sys/socket.h>
#include <unistd.h>

#include "module/socket.h"
#include "object/types.h"

#define TIMEOUT_MAX_S 9.2e9 /* of CPython: ns in 63 bits */

/* A socket object for a descriptor, which stays the caller's on failure. */
static struct object *socket_from(struct type *cls, int fd, const int *what)
{
    struct socket_object *s;

    s = (struct socket_object *)object_new(cls, cls->size);
    if (!s)
        return NULL;
    s->fd = fd;
    s->family = what[0];
    s->kind = what[1];
    s->protocol = what[2];
    s->timeout = NONE;
    return &s->head;
}

static int ask(int fd, int option)
{
    int value = 0;
    socklen_t size = sizeof value;

    getsockopt(fd, SOL_SOCKET, option, &value, &size);
    return value;
}

/* socket(family=-1, type=-1, proto=-1, fileno=None); -1: what the descriptor
 * says. */
static struct object *socket_new(struct type *cls, struct object *const *args,
                                 uint32_t count, struct object *names)
{
    static const char *const parameter_names[] = {"family", "type", "proto",
                                                  "fileno", NULL};
    static const struct parameters parameters = {
        .function = "socket",
        .positional = 4,
        .names = parameter_names,
    };
    static const int options[] = {SO_DOMAIN, SO_TYPE, SO_PROTOCOL};
    struct object *given[4];
    int what[] = {-1, -1, -1}, fd = -1;

    if (parameters_bind(&parameters, args, count, names, given) < 0)
        return NULL;
    for (int i = 0; i < 3; i++)
        if (given[i] && int_argument(given[i], &what[i]) < 0)
            return NULL;
    if (!given[3] || given[3] == NONE)
        return error_errno(EAFNOSUPPORT, NULL);
    if (int_argument(given[3], &fd) < 0)
        return NULL;
    if (fd < 0)
        return error_format(&type_ValueError, "negative file descriptor");
    if (getsockname(fd, &(struct sockaddr){0},
                    &(socklen_t){sizeof(struct sockaddr)}) < 0)
        return error_errno(errno, NULL);
    for (int i = 0; i < 3; i++)
        if (what[i] == -1)
            what[i] = ask(fd, options[i]);
    return socket_from(cls, fd, what);
}

static void socket_dealloc(struct object *self)
{
    struct socket_object *s = (struct socket_object *)self;

    if (s->fd >= 0)
        close(s->fd);
    unref_maybe(s->timeout);
    object_release(self, self->type->size);
}

static struct object *socket_repr(struct object *self)
{
    struct socket_object *s = (struct socket_object *)self;

    return str_format_c("<socket.socket%s fd=%d, family=%d, type=%d, proto=%d>",
                        s->fd < 0 ? " [closed]" : "", s->fd, s->family, s->kind,
                        s->protocol);
}

struct object *socket_detach(struct object *const *args, uint32_t count,
                             struct object *names)
{
    struct socket_object *s = (struct socket_object *)args[0];
    int fd = s->fd;

    (void)count, (void)names;
    s->fd = -1;
    return small_from(fd);
}

struct object *socket_close(struct object *const *args, uint32_t count,
                            struct object *names)
{
    struct socket_object *s = (struct socket_object *)args[0];
    int fd = s->fd, failed = 0, error;

    (void)count, (void)names;
    if (fd < 0)
        return NONE;
    s->fd = -1;
    thread_block();
    failed = close(fd);
    error = errno;
    thread_unblock();
    return failed ? error_errno(error, NULL) : NONE;
}

struct object *socket_fileno(struct object *const *args, uint32_t count,
                             struct object *names)
{
    (void)count, (void)names;
    return small_from(((struct socket_object *)args[0])->fd);
}

struct object *socket_shutdown(struct object *const *args, uint32_t count,
                               struct object *names)
{
    int fd = ((struct socket_object *)args[0])->fd, how, failed, error;

    (void)count, (void)names;
    if (int_argument(args[1], &how) < 0)
        return NULL;
    thread_block();
    failed = shutdown(fd, how);
    error = errno;
    thread_unblock();
    return failed ? error_errno(error, NULL) : NONE;
}

/* Have the socket wait so long; steals the timeout, NULL: raised. A descriptor
 * with a timeout, 0 or not, does not wait itself. */
static struct object *set_timeout(struct object *self, struct object *timeout)
{
    struct socket_object *s = (struct socket_object *)self;
    int flags;

    if (!timeout)
        return NULL;
    replace(&s->timeout, timeout);
    flags = fcntl(s->fd, F_GETFL);
    if (flags < 0)
        return error_errno(errno, NULL);
    flags = timeout == NONE ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
    return none_result(fcntl(s->fd, F_SETFL, flags));
}

struct object *socket_settimeout(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    double seconds;

    (void)count, (void)names;
    if (args[1] == NONE)
        return set_timeout(args[0], NONE);
    if (time_seconds(args[1], &seconds) < 0)
        return NULL;
    if (fabs(seconds) > TIMEOUT_MAX_S)
        return error_format(&type_OverflowError,
                            "timestamp too large to convert to C _PyTime_t");
    if (seconds < 0)
        return error_format(&type_ValueError, "Timeout value out of range");
    return set_timeout(args[0], float_from(seconds));
}

struct object *socket_gettimeout(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    (void)count, (void)names;
    return ref(((struct socket_object *)args[0])->timeout);
}

struct object *socket_setblocking(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    int blocking;

    (void)count, (void)names;
    if (int_argument(args[1], &blocking) < 0)
        return NULL;
    return set_timeout(args[0], blocking ? NONE : float_from(0));
}

struct object *socket_getblocking(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    struct object *timeout = ((struct socket_object *)args[0])->timeout;

    (void)count, (void)names;
    return bool_from(timeout == NONE || float_value(timeout) != 0);
}

struct object *socket_getsockopt(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    int fd = ((struct socket_object *)args[0])->fd, values[2], result = 0;
    socklen_t size = sizeof result;

    (void)names;
    if (int_arguments(args + 1, count - 1, values) < 0)
        return NULL;
    if (getsockopt(fd, values[0], values[1], &result, &size) < 0)
        return error_errno(errno, NULL);
    return small_from(result);
}

struct object *socket_setsockopt(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    int fd = ((struct socket_object *)args[0])->fd, values[3];

    (void)names;
    if (int_arguments(args + 1, count - 1, values) < 0)
        return NULL;
    return none_result(
        setsockopt(fd, values[0], values[1], &values[2], sizeof values[2]));
}

struct object *socket_enter(struct object *const *args, uint32_t count,
                            struct object *names)
{
    (void)count, (void)names;
    return ref(args[0]);
}

struct object *socket_exit(struct object *const *args, uint32_t count,
                           struct object *names)
{
    return socket_close(args, count, names);
}

static struct object *get_family(struct object *self)
{
    return small_from(((struct socket_object *)self)->family);
}

static struct object *get_kind(struct object *self)
{
    return small_from(((struct socket_object *)self)->kind);
}

static struct object *get_protocol(struct object *self)
{
    return small_from(((struct socket_object *)self)->protocol);
}

static struct object *get_timeout(struct object *self)
{
    return ref(((struct socket_object *)self)->timeout);
}

static const struct getset_def getsets[] = {
    {"family", get_family, NULL},
    {"type", get_kind, NULL},
    {"proto", get_protocol, NULL},
    {"timeout", get_timeout, NULL},
    {0},
};

struct type type_socket = {
    .head = STATIC_HEAD(&type_type),
    .name = "socket.socket",
    .size = sizeof(struct socket_object),
    .dealloc = socket_dealloc,
    .new = socket_new,
    .repr = socket_repr,
    .methods = socket_methods,
    .getsets = getsets,
};

/* Both ends as objects; what could not be made is closed. */
static struct object *pair_from(const int *fds, const int *what)
{
    struct object *ends[2], *pair = NULL;

    for (int i = 0; i < 2; i++) {
        ends[i] = socket_from(&type_socket, fds[i], what);
        if (!ends[i])
            close(fds[i]);
    }
    if (ends[0] && ends[1])
        pair = tuple_pack(2, ends[0], ends[1]);
    unref_maybe(ends[0]);
    unref_maybe(ends[1]);
    return pair;
}

/* socketpair(family=AF_UNIX, type=SOCK_STREAM, proto=0) */
static struct object *make_pair(struct object *const *args, uint32_t count,
                                struct object *names)
{
    static const char *const parameter_names[] = {"family", "type", "proto",
                                                  NULL};
    static const struct parameters parameters = {
        .function = "socketpair",
        .positional = 3,
        .names = parameter_names,
    };
    struct object *given[3];
    int what[] = {AF_UNIX, SOCK_STREAM, 0}, fds[2];

    if (parameters_bind(&parameters, args, count, names, given) < 0)
        return NULL;
    for (int i = 0; i < 3; i++)
        if (given[i] && given[i] != NONE &&
            int_argument(given[i], &what[i]) < 0)
            return NULL;
    if (socketpair(what[0], what[1] | SOCK_CLOEXEC, what[2], fds) < 0)
        return error_errno(errno, NULL);
    return pair_from(fds, what);
}

static const struct method_def functions[] = {
    {"socketpair", make_pair, 0, 3, true,
     .doc = "socketpair(family, type, proto): two connected sockets"},
    {0},
};

static const struct named_int constants[] = {
    {"AF_UNIX", AF_UNIX},           {"SOCK_STREAM", SOCK_STREAM},
    {"SOCK_DGRAM", SOCK_DGRAM},     {"SOCK_SEQPACKET", SOCK_SEQPACKET},
    {"SHUT_RD", SHUT_RD},           {"SHUT_WR", SHUT_WR},
    {"SHUT_RDWR", SHUT_RDWR},       {"MSG_PEEK", MSG_PEEK},
    {"MSG_DONTWAIT", MSG_DONTWAIT}, {"MSG_WAITALL", MSG_WAITALL},
    {"MSG_TRUNC", MSG_TRUNC},       {"MSG_NOSIGNAL", MSG_NOSIGNAL},
    {"SOL_SOCKET", SOL_SOCKET},     {"SO_TYPE", SO_TYPE},
    {"SO_ERROR", SO_ERROR},         {"SO_SNDBUF", SO_SNDBUF},
    {"SO_RCVBUF", SO_RCVBUF},       {0},
};

struct object *module_init_socket(void)
{
    struct object *m = module_from_methods("socket", functions);

    if (!m)
        return NULL;
    if (module_set(m, "socket", &type_socket.head) == 0 &&
        module_set(m, "SocketType", &type_socket.head) == 0 &&
        module_set(m, "error", &type_OSError.head) == 0 &&
        module_set(m, "timeout", &type_TimeoutError.head) == 0 &&
        module_set_ints(m, constants) == 0)
        return m;
    unref(m);
    return NULL;
}
