/* SPDX-License-Identifier: MIT
 *
 * Pairs of AF_UNIX sockets. Source: unix(7), send(2), recv(2).
 *
 * What is sent goes as packets straight to the list of the other end; a packet
 * is a datagram, or up to STREAM_PIECE bytes of a stream. The sender fills a
 * packet before it takes the pair's lock, and then only puts it down. A receiver
 * *claims* the list's front (`receiving`), copies to the user without the lock,
 * and takes out with the lock what it has copied: as a pipe does, and for the
 * same reason (pipe.c).
 *
 * Limits are Linux's: a sender waits while the memory of what it has sent, and
 * nobody has received, is SO_SNDBUF or more; it counts as writable again, and
 * sleepers are woken, when a quarter is left.
 */
#include "core.h"
#include "fs/poll.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/uaccess.h"
#include "net/rights.h"
#include "net/socket.h"
#include "task/signal.h"

#define PACKET_OVERHEAD                                                        \
    256                   /* bytes of memory that a packet counts beside its
                               data: what Linux's sk_buff is about */
#define DATAGRAM_SLACK 32 /* of SO_SNDBUF, that no datagram may use: Linux's */
#define WRITABLE_PART 4

struct packet {
    struct list node;
    uint32_t size; /* bytes of data */
    uint32_t done; /* of them, received already (a stream's) */
    struct ancillary ancillary;
    uint8_t data[];
};

/* A packet of a stream fits into the heap's largest slab. */
#define STREAM_PIECE (2048 - sizeof(struct packet))

/* A place in a vector. */
struct cursor {
    const struct vector *vector;
    int part;
    uint64_t offset; /* in that part */
};

static uint64_t packet_memory(const struct packet *packet)
{
    return packet->size + PACKET_OVERHEAD;
}

/* Copy `bytes` (no more than the rest of the vector) between `data` and the
 * user, and move on. 0 or -EFAULT. */
static int cursor_copy(struct cursor *cursor, void *data, uint64_t bytes,
                       bool to_user)
{
    uint8_t *at = data;
    while (bytes > 0) {
        const struct iovec *part = &cursor->vector->parts[cursor->part];
        uint64_t piece = min_u64(bytes, part->length - cursor->offset);
        uint64_t user = part->base + cursor->offset;
        int error = 0;
        if (cursor->vector->kernel)
            memcpy(at, (const void *)user, piece);
        else
            error = to_user ? copy_to_user(user, at, piece)
                            : copy_from_user(at, user, piece);
        if (error)
            return error;
        at += piece;
        bytes -= piece;
        cursor->offset += piece;
        if (cursor->offset == part->length) {
            cursor->part++;
            cursor->offset = 0;
        }
    }
    return 0;
}

bool socket_writable(const struct socket *socket)
{
    return socket->sent * WRITABLE_PART <= socket->send_limit;
}

/* Something changed for good: everybody looks again. The lock is held. */
static void socket_changed(struct socket *socket)
{
    waitq_wake(&socket->read_queue, WAKE_ALL);
    waitq_wake(&socket->write_queue, WAKE_ALL);
    waitq_wake(&socket->polls, WAKE_ALL);
}

/* Sending. */

/* Why nothing can be sent any more: 0 or -errno. The lock is held. */
static int send_error(struct socket *socket)
{
    struct socket *peer = socket->peer;
    if (socket->send_shut)
        return -EPIPE;
    if (!socket->connected)
        return -ENOTCONN;
    if (!peer->open) { /* a datagram's: told once, in two words */
        socket->connected = false;
        return -ECONNREFUSED;
    }
    return peer->receive_shut ? -EPIPE : 0;
}

/* Wait, with the lock held, until a packet may be sent. 0 or -errno. */
static int await_room(struct socket *socket, uint32_t flags)
{
    struct wait_reason reason = {WAIT_SOCKET_SEND, socket->number};
    for (;;) {
        int error = send_error(socket);
        if (error || socket->sent < socket->send_limit)
            return error;
        if (flags & MSG_DONTWAIT)
            return -EAGAIN;
        error = waitq_sleep(&socket->write_queue, &socket->pair->lock, reason,
                            CLOCK_NEVER);
        if (error)
            return error;
    }
}

/* A packet with the next `bytes` of the user's. 0, -ENOMEM, -EFAULT. */
static int packet_make(struct cursor *cursor, uint64_t bytes,
                       struct packet **result)
{
    struct packet *packet = kmalloc(sizeof *packet + bytes);
    if (!packet)
        return -ENOMEM;
    packet->size = (uint32_t)bytes;
    packet->done = 0;
    packet->ancillary = (struct ancillary){.rights = NULL};
    int error = cursor_copy(cursor, packet->data, bytes, false);
    if (error)
        kfree(packet);
    *result = packet;
    return error;
}

/* Send the next `bytes` as one packet. 0 or -errno. */
static int send_packet(struct socket *socket, struct cursor *cursor,
                       uint64_t bytes, uint32_t flags,
                       struct ancillary *ancillary)
{
    struct socket *peer = socket->peer;
    struct packet *packet;
    int error = packet_make(cursor, bytes, &packet);
    if (error)
        return error;
    if (ancillary->rights)
        error = rights_queue(ancillary->rights, peer);
    spin_lock(&socket->pair->lock);
    if (!error)
        error = await_room(socket, flags);
    if (!error) {
        packet->ancillary = *ancillary;
        ancillary->rights = NULL; /* the packet's now */
        list_push_back(&peer->packets, &packet->node);
        peer->queued += bytes;
        socket->sent += packet_memory(packet);
        if (!list_empty(&peer->read_queue.waiters))
            waitq_wake(&peer->read_queue, 1);
        poll_wake(&peer->polls, POLLIN | POLLRDNORM | POLLRDBAND);
    }
    spin_unlock(&socket->pair->lock);
    if (error)
        kfree(packet);
    return error;
}

static int64_t stream_send(struct socket *socket, const struct vector *vector,
                           uint32_t flags, struct ancillary *ancillary)
{
    struct cursor cursor = {vector, 0, 0};
    uint64_t done = 0;
    int error = 0;
    while (done < vector->total && !error) {
        uint64_t piece = min_u64(vector->total - done, STREAM_PIECE);
        error = send_packet(socket, &cursor, piece, flags, ancillary);
        if (!error)
            done += piece;
    }
    if (error == -EPIPE && done == 0 && !(flags & MSG_NOSIGNAL))
        signal_send_self(SIGPIPE);
    return done ? (int64_t)done : error;
}

int64_t socket_send(struct socket *socket, const struct vector *vector,
                    uint32_t flags, struct ancillary *ancillary)
{
    struct cursor cursor = {vector, 0, 0};
    if (flags & MSG_OOB)
        return -EOPNOTSUPP;
    if (socket->type == SOCK_STREAM)
        return stream_send(socket, vector, flags, ancillary);
    if (vector->total > socket->send_limit - DATAGRAM_SLACK)
        return -EMSGSIZE;
    int error = send_packet(socket, &cursor, vector->total, flags, ancillary);
    return error ? error : (int64_t)vector->total;
}

/* Receiving. */

/* What a receiver finds when there is no packet: 0 at the end, -errno, or 1: it
 * has to wait. The lock is held. */
static int receive_empty(struct socket *socket, uint32_t flags)
{
    int error = socket->error;
    socket->error = 0;
    if (error)
        return -error;
    bool wait = !(flags & MSG_DONTWAIT);
    if (socket->receive_shut && (wait || socket_is_connection(socket)))
        return 0;
    return wait ? 1 : -EAGAIN;
}

/* Wait, with the lock held, until there is a packet that nobody receives, and
 * claim it. 1, 0 at the end, or -errno. */
static int claim_packets(struct socket *socket, uint32_t flags)
{
    struct wait_reason reason = {WAIT_SOCKET_RECV, socket->number};
    for (;;) {
        if (socket->receiving) {
            spin_unlock(&socket->pair->lock);
            core_ops->relax();
            spin_lock(&socket->pair->lock);
            continue;
        }
        if (!list_empty(&socket->packets)) {
            socket->receiving = true;
            return 1;
        }
        int result = receive_empty(socket, flags);
        if (result <= 0)
            return result;
        result = waitq_sleep(&socket->read_queue, &socket->pair->lock, reason,
                             CLOCK_NEVER);
        if (result) {
            if (!list_empty(&socket->packets))
                waitq_wake(&socket->read_queue, 1);
            return result;
        }
    }
}

/* Give the claim back; the next receiver may go on. The lock is held. */
static void unclaim_packets(struct socket *socket)
{
    socket->receiving = false;
    if (!list_empty(&socket->packets))
        waitq_wake(&socket->read_queue, 1);
}

/* Take a packet out: its sender has room again. The lock is held. */
static void packet_take(struct socket *socket, struct packet *packet)
{
    struct socket *sender = socket->peer;
    list_remove(&packet->node);
    sender->sent -= packet_memory(packet);
    if (!socket_writable(sender))
        return;
    waitq_wake(&sender->write_queue, WAKE_ALL);
    poll_wake(&sender->polls, POLLOUT | POLLWRNORM | POLLWRBAND);
}

/* Take a claimed packet out, from which all was received. The lock is held. */
static void packet_done(struct socket *socket, struct packet *packet)
{
    packet_take(socket, packet);
    kfree(packet);
}

/* The packet after `packet`, or NULL. The lock is held. */
static struct packet *packet_next(const struct socket *socket,
                                  const struct packet *packet)
{
    struct list *next = packet->node.next;
    return next == &socket->packets ? NULL
                                    : list_entry(next, struct packet, node);
}

/* What came with the packet, which is claimed. With `peek` its files are given
 * out once more, if there is memory for that. The lock is held. */
static void packet_accompany(struct packet *packet, bool peek,
                             struct ancillary *ancillary)
{
    struct rights *rights = packet->ancillary.rights;
    ancillary->sender = packet->ancillary.sender;
    if (rights)
        ancillary->rights = peek ? rights_copy(rights) : rights;
    if (!peek)
        packet->ancillary.rights = NULL;
}

/* May bytes of `packet` follow those that were received? Not if they have
 * another sender, and that is told. */
static bool packet_follows(const struct socket *socket,
                           const struct packet *packet,
                           const struct ancillary *ancillary)
{
    return !socket->tells_sender ||
           memcmp(&packet->ancillary.sender, &ancillary->sender,
                  sizeof(struct ucred)) == 0;
}

/* Receive from the packets that are there, which are claimed, up to those that
 * carry files. The lock is held, and let go for the copies. Bytes, or -EFAULT if
 * none. */
static int64_t stream_take(struct socket *socket, struct cursor *cursor,
                           uint64_t bytes, bool peek,
                           struct ancillary *ancillary)
{
    uint64_t done = 0;
    int error = 0;
    struct packet *packet =
        list_entry(list_first(&socket->packets), struct packet, node);
    while (packet && done < bytes && !ancillary->rights) {
        uint64_t piece = min_u64(packet->size - packet->done, bytes - done);
        if (done && !packet_follows(socket, packet, ancillary))
            break;
        spin_unlock(&socket->pair->lock);
        error = cursor_copy(cursor, packet->data + packet->done, piece, true);
        spin_lock(&socket->pair->lock);
        if (error)
            break;
        done += piece;
        packet_accompany(packet, peek, ancillary);
        struct packet *next = packet_next(socket, packet);
        if (!peek) {
            packet->done += (uint32_t)piece;
            socket->queued -= piece;
            if (packet->done == packet->size)
                packet_done(socket, packet);
        }
        packet = next;
    }
    return done ? (int64_t)done : error;
}

static int64_t stream_receive(struct socket *socket,
                              const struct vector *vector, uint32_t flags,
                              struct ancillary *ancillary)
{
    struct cursor cursor = {vector, 0, 0};
    bool peek = flags & MSG_PEEK;
    bool all = flags & MSG_WAITALL && !peek;
    uint64_t done = 0;
    int64_t result;
    spin_lock(&socket->pair->lock);
    do {
        result = claim_packets(socket, flags);
        if (result <= 0)
            break;
        result =
            stream_take(socket, &cursor, vector->total - done, peek, ancillary);
        unclaim_packets(socket);
        if (result > 0)
            done += (uint64_t)result;
    } while (result > 0 && all && done < vector->total && !ancillary->rights);
    spin_unlock(&socket->pair->lock);
    return done ? (int64_t)done : result;
}

static int64_t datagram_receive(struct socket *socket,
                                const struct vector *vector, uint32_t flags,
                                uint32_t *message_flags,
                                struct ancillary *ancillary)
{
    struct cursor cursor = {vector, 0, 0};
    spin_lock(&socket->pair->lock);
    int64_t result = claim_packets(socket, flags);
    if (result <= 0) {
        spin_unlock(&socket->pair->lock);
        return result;
    }
    struct packet *packet =
        list_entry(list_first(&socket->packets), struct packet, node);
    uint64_t piece = min_u64(packet->size, vector->total);
    spin_unlock(&socket->pair->lock);
    if (piece < packet->size)
        *message_flags |= MSG_TRUNC;
    result = flags & MSG_TRUNC ? packet->size : piece;
    int error = cursor_copy(&cursor, packet->data, piece, true);
    spin_lock(&socket->pair->lock);
    packet_accompany(packet, flags & MSG_PEEK, ancillary);
    if (!(flags & MSG_PEEK)) { /* gone even if it could not be copied */
        socket->queued -= packet->size;
        packet_done(socket, packet);
    }
    unclaim_packets(socket);
    spin_unlock(&socket->pair->lock);
    return error ? error : result;
}

int64_t socket_receive(struct socket *socket, const struct vector *vector,
                       uint32_t flags, uint32_t *message_flags,
                       struct ancillary *ancillary)
{
    *ancillary = (struct ancillary){.rights = NULL};
    if (flags & MSG_OOB)
        return -EOPNOTSUPP;
    int64_t result =
        socket->type == SOCK_STREAM
            ? stream_receive(socket, vector, flags, ancillary)
            : datagram_receive(socket, vector, flags, message_flags, ancillary);
    if (ancillary->rights)
        rights_unqueue(ancillary->rights);
    return result;
}

/* The state. */

uint32_t socket_events(const struct socket *socket)
{
    uint32_t events = 0;
    if (!list_empty(&socket->packets))
        events |= POLLIN | POLLRDNORM;
    if (socket->receive_shut)
        events |= POLLIN | POLLRDNORM | POLLRDHUP;
    if (socket->receive_shut && socket->send_shut)
        events |= POLLHUP;
    if (socket->error)
        events |= POLLERR;
    if (socket_writable(socket))
        events |= POLLOUT | POLLWRNORM | POLLWRBAND;
    return events;
}

uint64_t socket_available(const struct socket *socket)
{
    const struct list *first = list_first(&socket->packets);
    if (socket->type != SOCK_DGRAM || !first)
        return socket->queued;
    return list_entry(first, struct packet, node)->size;
}

/* The peer of a connection hears of it: what one end does not receive the other
 * cannot send. */
void socket_shutdown(struct socket *socket, bool receive, bool send)
{
    struct socket *peer = socket->peer;
    spin_lock(&socket->pair->lock);
    socket->receive_shut |= receive;
    socket->send_shut |= send;
    if (socket_is_connection(socket)) {
        peer->receive_shut |= send;
        peer->send_shut |= receive;
        socket_changed(peer);
    }
    socket_changed(socket);
    spin_unlock(&socket->pair->lock);
}

/* Take out what an end that closes has not received; what came with it is kept
 * for packets_free, since files are not closed under a lock. The lock is held. */
static void socket_drain(struct socket *socket, struct list *dead)
{
    struct list *node;
    while ((node = list_first(&socket->packets))) {
        struct packet *packet = list_entry(node, struct packet, node);
        packet_take(socket, packet);
        if (packet->ancillary.rights)
            rights_unqueue(packet->ancillary.rights);
        list_push_back(dead, &packet->node);
    }
}

static void packets_free(struct list *dead)
{
    struct list *node;
    while ((node = list_pop_front(dead))) {
        struct packet *packet = list_entry(node, struct packet, node);
        rights_drop(packet->ancillary.rights);
        kfree(packet);
    }
}

void socket_close(struct socket *socket)
{
    struct socket_pair *pair = socket->pair;
    struct socket *peer = socket->peer;
    struct list dead;
    list_init(&dead);
    spin_lock(&pair->lock);
    socket->open = false;
    if (socket_is_connection(socket)) {
        peer->receive_shut = peer->send_shut = true;
        if (!list_empty(&socket->packets))
            peer->error = ECONNRESET;
    }
    socket_drain(socket, &dead);
    socket_changed(peer);
    bool last = !peer->open;
    spin_unlock(&pair->lock);
    packets_free(&dead);
    if (last)
        socket_pair_free(pair);
}
