/* SPDX-License-Identifier: MIT
 *
 * What the files that make up the module socket share; nobody else includes it.
 */
#ifndef PY_SOCKET_H
#define PY_SOCKET_H

#include "module/os.h"

struct socket_object {
    struct object head;
    int fd; /* -1: closed */
    int family, kind, protocol;
    struct object *timeout; /* NONE: none; a float. Not NONE: the descriptor is
                               one that does not wait */
};

/* recv, recv_into, send and sendall, a table of methods. */
extern const struct method_def socket_methods[];

/* socket.c: the methods that those in socket_methods come before. */
builtin_function socket_close, socket_detach, socket_shutdown, socket_fileno,
    socket_settimeout, socket_gettimeout, socket_setblocking,
    socket_getblocking, socket_getsockopt, socket_setsockopt, socket_enter,
    socket_exit;

#endif
