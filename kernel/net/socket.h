/* SPDX-License-Identifier: MIT
 *
 * Sockets: socket(7), unix(7). There are pairs of AF_UNIX only; how they work is
 * told in unix.c.
 */
#ifndef NET_SOCKET_H
#define NET_SOCKET_H

#include "fs/file.h"
#include "fs/vector.h"
#include "lib/list.h"
#include "task/waitq.h"

#define AF_UNIX 1

enum socket_type { SOCK_STREAM = 1, SOCK_DGRAM = 2, SOCK_SEQPACKET = 5 };

/* recv(2), send(2) */
#define MSG_OOB 0x1u
#define MSG_PEEK 0x2u
#define MSG_TRUNC 0x20u
#define MSG_CTRUNC 0x8u
#define MSG_DONTWAIT 0x40u
#define MSG_WAITALL 0x100u
#define MSG_NOSIGNAL 0x4000u
#define MSG_CMSG_CLOEXEC 0x40000000u

/* SO_SNDBUF and SO_RCVBUF: Linux's default, in bytes with each packet's
 * overhead. */
#define SOCKET_BUFFER 212992u

/* As SO_PEERCRED tells it: socket(7). */
struct ucred {
    uint32_t pid, uid, gid;
};

struct ancillary;
struct socket_pair;

/* One end. */
struct socket {
    struct socket_pair *pair; /* constant, as what follows */
    struct socket *peer;
    enum socket_type type;
    uint64_t number;     /* of its inode */
    struct inode *inode; /* with a reference */
    struct ucred owner;  /* who made the pair */

    /* Protected by pair->lock. */
    struct list packets;    /* received, oldest first */
    uint64_t queued;        /* bytes in them */
    uint64_t sent;          /* memory of the packets that this end sent and the
                            peer has not yet received */
    uint32_t send_limit;    /* SO_SNDBUF, of `sent` */
    uint32_t receive_limit; /* SO_RCVBUF; remembered, as on Linux */
    bool open;
    bool connected; /* a datagram's peer is, until its end is noticed */
    bool send_shut, receive_shut;         /* shutdown(2), also the peer's */
    bool receiving;                       /* claim of the oldest packets */
    bool tells_sender;                    /* SO_PASSCRED */
    int error;                            /* SO_ERROR: told once */
    struct waitq read_queue, write_queue; /* sleepers */
    struct waitq polls;

    /* Protected by rights_lock: rights.c. */
    uint32_t queued_in;      /* how often it is in queues itself */
    uint32_t sockets_queued; /* how many sockets are in its queue */
};

struct socket_pair {
    struct spinlock lock;
    struct socket ends[2];
};

/* Give back a pair whose ends are closed. */
void socket_pair_free(struct socket_pair *pair);

/* A new pair: its two ends, each with count 1. `flags`: O_NONBLOCK or 0. 0 or
 * -ENOMEM. */
int socket_pair_create(enum socket_type type, uint32_t flags,
                       struct file *ends[2]);

/* The socket that `file` is, or NULL. */
struct socket *socket_of(const struct file *file);

/* Send the vector as one message (of a stream: as it comes). Bytes, or -EPIPE,
 * -EAGAIN, -EINTR, -EFAULT, -EMSGSIZE, -ENOMEM, -ECONNREFUSED, -ENOTCONN,
 * -ETOOMANYREFS. `flags`: MSG_*. With the first bytes goes *ancillary, whose
 * files are taken over where that succeeds. Sleeps. */
int64_t socket_send(struct socket *socket, const struct vector *vector,
                    uint32_t flags, struct ancillary *ancillary);

/* Receive into the vector: bytes (a datagram's length with MSG_TRUNC), 0 at the
 * end, or -errno. *message_flags: MSG_TRUNC where a datagram was cut. What came
 * with it is in *ancillary, to be written or dropped; what comes with other
 * files than the first ones is left for the next call. */
int64_t socket_receive(struct socket *socket, const struct vector *vector,
                       uint32_t flags, uint32_t *message_flags,
                       struct ancillary *ancillary);

/* shutdown(2): no more of what `receive` and `send` say. */
void socket_shutdown(struct socket *socket, bool receive, bool send);

/* The end that this was is closed. Frees the pair after the other one. */
void socket_close(struct socket *socket);

/* What poll says; the lock is held. */
uint32_t socket_events(const struct socket *socket);

/* Room in terms of poll: a quarter of the limit at most is used. */
bool socket_writable(const struct socket *socket);

/* What FIONREAD says: bytes, of a datagram socket those of the first datagram;
 * the lock is held. */
uint64_t socket_available(const struct socket *socket);

/* Is it a stream or SOCK_SEQPACKET, whose ends hear of each other's end? */
static inline bool socket_is_connection(const struct socket *socket)
{
    return socket->type != SOCK_DGRAM;
}

#endif
