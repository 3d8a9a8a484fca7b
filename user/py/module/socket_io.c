/* SPDX-License-Identifier: MIT
 *
 * What a socket sends and receives, and the table of its methods.
 *
 * Each call lets go of the GIL, also one that would not have waited: so does
 * CPython. With IO_YIELD=blocked (io.h) it is made first with the GIL in hand, as
 * one that may not wait; only if that fails the GIL is let go of. A socket with a
 * timeout never waits in the call itself: it waits in poll(2), and then tries.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "module/io.h"
#include "module/select.h"
#include "module/socket.h"
#include "object/bytes.h"
#include "vm/interrupt.h"

#define NS_PER_S 1000000000

/* One send or receive. */
struct transfer {
    const struct socket_object *socket;
    bool sends;
    int flags;
    char *data;
    size_t size;
    struct patience patience; /* forever: the socket has no timeout, or 0 */
};

/* The call itself. Bytes, or -1 with errno set. */
static ssize_t attempt(const struct transfer *t, int flags)
{
    int fd = t->socket->fd;

    flags |= t->flags;
    return t->sends ? send(fd, t->data, t->size, flags)
                    : recv(fd, t->data, t->size, flags);
}

/* The same without the GIL. *error: errno. */
static ssize_t attempt_without_gil(const struct transfer *t, int *error)
{
    struct transfer copy = *t;
    struct socket_object socket = *t->socket;
    ssize_t n;

    copy.socket = &socket;
    thread_block();
    n = attempt(&copy, 0);
    *error = errno;
    thread_unblock();
    return n;
}

/* Wait until the call can be made. 0; -1: raised, TimeoutError among others. */
static int await(const struct transfer *t)
{
    struct pollfd p = {.fd = t->socket->fd,
                       .events = t->sends ? POLLOUT : POLLIN};
    int found, error;

    do {
        int left = patience_left(&t->patience);

        thread_block();
        found = poll(&p, 1, left);
        error = errno;
        thread_unblock();
    } while (found < 0 && interrupt_retry(error));
    if (found > 0)
        return 0;
    if (found < 0)
        interrupt_errno(error, NULL);
    else
        error_format(&type_TimeoutError, "timed out");
    return -1;
}

/* Make the call with the GIL in hand, if the mode wants that. Has it come to an
 * end, or would it have waited? */
static bool done_with_gil(const struct transfer *t, ssize_t *n)
{
    if (!io_asks_first)
        return false;
    *n = attempt(t, MSG_DONTWAIT);
    return *n >= 0 || (errno != EAGAIN && errno != EINTR) ||
           (t->flags & MSG_DONTWAIT);
}

/* Bytes; -1: raised. */
static ssize_t transfer(const struct transfer *t)
{
    bool timed = !t->patience.forever;
    int error;
    ssize_t n;

    do {
        if (done_with_gil(t, &n)) {
            error = errno;
            break;
        }
        if (timed && await(t) < 0)
            return -1;
        n = attempt_without_gil(t, &error);
    } while (n < 0 && ((timed && error == EAGAIN) || interrupt_retry(error)));
    if (n < 0)
        interrupt_errno(error, NULL);
    return n;
}

/* A transfer of args[0], a socket, with the flags of an optional argument. 0; -1:
 * raised. */
static int transfer_begin(struct transfer *t, struct object *const *args,
                          struct object *flags)
{
    const struct socket_object *socket = (struct socket_object *)args[0];

    *t = (struct transfer){.socket = socket, .patience.forever = true};
    if (flags && int_argument(flags, &t->flags) < 0)
        return -1;
    if (socket->timeout == NONE)
        return 0;
    if (float_value(socket->timeout) == 0) {
        t->flags |= MSG_DONTWAIT;
        return 0;
    }
    return patience_from(&t->patience, socket->timeout, NS_PER_S);
}

/* A size that is not negative. 0; -1: raised. */
static int size_argument(struct object *o, const char *function, size_t *size)
{
    int64_t n;

    if (object_index_int64(o, &type_OverflowError, &n) < 0)
        return -1;
    if (n < 0) {
        error_format(&type_ValueError, "negative buffersize in %s", function);
        return -1;
    }
    *size = (size_t)n;
    return 0;
}

static struct object *socket_recv(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    struct object *result = NULL;
    struct transfer t;
    size_t size;
    ssize_t n;

    (void)names;
    if (transfer_begin(&t, args, count > 2 ? args[2] : NULL) < 0 ||
        size_argument(args[1], "recv", &size) < 0)
        return NULL;
    t.size = size;
    t.data = mem_alloc(size + 1);
    if (!t.data)
        return NULL;
    n = transfer(&t);
    if (n >= 0)
        result = bytes_new(t.data, (size_t)n < size ? (size_t)n : size);
    mem_free(t.data, size + 1);
    return result;
}

/* Put what was received at the beginning of a bytearray, unless it has become
 * shorter meanwhile: BufferError. */
static struct object *receive_into(struct transfer *t, struct bytearray *into)
{
    struct object *result = NULL;
    ssize_t n = transfer(t);

    if (n > (ssize_t)into->size)
        error_format(&type_BufferError, "the buffer has become shorter");
    else if (n >= 0) {
        memcpy(into->data, t->data, (size_t)n);
        result = small_from(n);
    }
    return result;
}

/* recv_into(buffer, size=0, flags=0): 0 means all of the buffer. */
static struct object *socket_recv_into(struct object *const *args,
                                       uint32_t count, struct object *names)
{
    struct bytearray *into = (struct bytearray *)args[1];
    struct object *result;
    struct transfer t;
    size_t size = 0;

    (void)names;
    if (!is_bytearray(args[1]))
        return error_format(&type_TypeError,
                            "recv_into() argument 1 must be read-write "
                            "bytes-like object, not %T",
                            args[1]);
    if (transfer_begin(&t, args, count > 3 ? args[3] : NULL) < 0 ||
        (count > 2 && size_argument(args[2], "recv_into", &size) < 0))
        return NULL;
    if (size > into->size)
        return error_format(&type_ValueError,
                            "buffer too small for requested bytes");
    t.size = size ? size : into->size;
    size = t.size + 1;
    t.data = mem_alloc(size);
    if (!t.data)
        return NULL;
    result = receive_into(&t, into);
    mem_free(t.data, size);
    return result;
}

static struct object *socket_send(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    struct bytes *bytes;
    struct transfer t;
    ssize_t n;

    (void)names;
    if (transfer_begin(&t, args, count > 2 ? args[2] : NULL) < 0)
        return NULL;
    bytes = (struct bytes *)bytes_to_write(args[1]);
    if (!bytes)
        return NULL;
    t.sends = true;
    t.data = (char *)bytes->data;
    t.size = bytes->size;
    n = transfer(&t);
    unref(&bytes->head);
    return n < 0 ? NULL : small_from(n);
}

/* The timeout is for all of it. */
static struct object *socket_sendall(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    struct bytes *bytes;
    struct transfer t;
    ssize_t n = 0;

    (void)names;
    if (transfer_begin(&t, args, count > 2 ? args[2] : NULL) < 0)
        return NULL;
    bytes = (struct bytes *)bytes_to_write(args[1]);
    if (!bytes)
        return NULL;
    t.sends = true;
    t.data = (char *)bytes->data;
    t.size = bytes->size;
    while (t.size && (n = transfer(&t)) >= 0) {
        t.data += n;
        t.size -= (size_t)n;
    }
    unref(&bytes->head);
    return n < 0 ? NULL : NONE;
}

const struct method_def socket_methods[] = {
    {"recv", socket_recv, 2, 3, .doc = "recv(size, flags=0): bytes"},
    {"recv_into", socket_recv_into, 2, 4,
     .doc = "recv_into(bytearray, size=0, flags=0): how many bytes"},
    {"send", socket_send, 2, 3, .doc = "send(bytes, flags=0): how many"},
    {"sendall", socket_sendall, 2, 3, .doc = "sendall(bytes, flags=0)"},
    {"shutdown", socket_shutdown, 2, 2, .doc = "shutdown(SHUT_RD, _WR, _RDWR)"},
    {"close", socket_close, 1, 1, .doc = "close it"},
    {"detach", socket_detach, 1, 1, .doc = "the descriptor, now the caller's"},
    {"fileno", socket_fileno, 1, 1, .doc = "the descriptor; -1: closed"},
    {"settimeout", socket_settimeout, 2, 2, .doc = "seconds, 0, or None"},
    {"gettimeout", socket_gettimeout, 1, 1, .doc = "seconds, 0, or None"},
    {"setblocking", socket_setblocking, 2, 2, .doc = "do calls wait?"},
    {"getblocking", socket_getblocking, 1, 1, .doc = "do calls wait?"},
    {"getsockopt", socket_getsockopt, 3, 3, .doc = "getsockopt(level, name)"},
    {"setsockopt", socket_setsockopt, 4, 4,
     .doc = "setsockopt(level, name, number)"},
    {"__enter__", socket_enter, 1, 1, .doc = "itself"},
    {"__exit__", socket_exit, 4, 4, .doc = "close it"},
    {0},
};
