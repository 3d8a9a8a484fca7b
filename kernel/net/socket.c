/* SPDX-License-Identifier: MIT
 *
 * Sockets as files: made in pairs, read and written, asked (poll,
 * FIONREAD), closed. What flows between them is unix.c's.
 */
#include "net/socket.h"
#include "net/rights.h"
#include "fs/poll.h"
#include "fs/inode.h"
#include "fs/mount.h"
#include "fs/stat.h"
#include "lib/errno.h"
#include "lib/print.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "mm/uaccess.h"
#include "task/process.h"

#define FIONREAD 0x541B /* ioctl(2), as an int */

static uint64_t socket_numbers; /* handed out; changed atomically */

/* What MSG_* flags the file's own flags amount to. */
static uint32_t file_flags(const struct file *file)
{
    return file->flags & O_NONBLOCK ? MSG_DONTWAIT : 0;
}

/* Nothing to read or write is nothing to do, not an empty message: read(2). */
static int64_t socket_read_vector(struct file *file, struct vector *vector)
{
    uint32_t message_flags = 0;
    if (vector->total == 0)
        return 0;
    struct ancillary ancillary;
    int64_t result = socket_receive(file->object, vector, file_flags(file),
                                    &message_flags, &ancillary);
    rights_drop(ancillary.rights); /* nobody asked for them */
    return result;
}

static int64_t socket_write_vector(struct file *file, struct vector *vector)
{
    struct ancillary ancillary = ancillary_own();
    return socket_send(file->object, vector, file_flags(file), &ancillary);
}

static int64_t socket_read(struct file *file, uint64_t buffer, uint64_t bytes,
                           uint64_t *position)
{
    struct vector vector;
    (void)position;
    vector_set(&vector, buffer, bytes);
    return socket_read_vector(file, &vector);
}

static int64_t socket_write(struct file *file, uint64_t buffer, uint64_t bytes,
                            uint64_t *position)
{
    struct vector vector;
    (void)position;
    vector_set(&vector, buffer, bytes);
    return socket_write_vector(file, &vector);
}

static int64_t socket_write_kernel(struct file *file, const void *data,
                                   uint64_t bytes)
{
    struct vector vector;
    vector_set_kernel(&vector, data, bytes);
    return socket_write_vector(file, &vector);
}

static uint32_t socket_poll(struct file *file, struct poll_table *table)
{
    struct socket *socket = file->object;
    spin_lock(&socket->pair->lock);
    poll_wait(table, &socket->polls, &socket->pair->lock);
    uint32_t events = socket_events(socket);
    spin_unlock(&socket->pair->lock);
    return events;
}

static int64_t socket_ioctl(struct file *file, uint32_t request,
                            uint64_t argument)
{
    struct socket *socket = file->object;
    if (request != FIONREAD)
        return -ENOTTY;
    spin_lock(&socket->pair->lock);
    int32_t bytes = (int32_t)socket_available(socket);
    spin_unlock(&socket->pair->lock);
    return copy_to_user(argument, &bytes, sizeof bytes);
}

static struct inode *socket_inode(struct file *file)
{
    const struct socket *socket = file->object;
    return socket->inode;
}

static void socket_file_close(struct file *file)
{
    socket_close(file->object);
}

static void socket_name(const struct file *file, char *text, size_t size)
{
    const struct socket *socket = file->object;
    ksnprintf(text, size, "socket:[%lu]", socket->number);
}

static const struct file_ops socket_ops = {
    .read = socket_read,
    .write = socket_write,
    .write_kernel = socket_write_kernel,
    .read_vector = socket_read_vector,
    .write_vector = socket_write_vector,
    .poll = socket_poll,
    .ioctl = socket_ioctl,
    .inode = socket_inode,
    .name = socket_name,
    .close = socket_file_close,
};

struct socket *socket_of(const struct file *file)
{
    return file->ops == &socket_ops ? file->object : NULL;
}

static void socket_init(struct socket_pair *pair, int end,
                        enum socket_type type)
{
    struct socket *socket = &pair->ends[end];
    socket->pair = pair;
    socket->peer = &pair->ends[!end];
    socket->type = type;
    socket->number = __atomic_add_fetch(&socket_numbers, 1, __ATOMIC_RELAXED);
    socket->owner =
        (struct ucred){.pid = current_process()->pid,
                       .uid = current_process()->credentials.user.effective,
                       .gid = current_process()->credentials.group.effective};
    list_init(&socket->packets);
    socket->send_limit = socket->receive_limit = SOCKET_BUFFER;
    socket->open = socket->connected = true;
    waitq_init(&socket->read_queue);
    waitq_init(&socket->write_queue);
    waitq_init(&socket->polls);
}

void socket_pair_free(struct socket_pair *pair)
{
    for (int end = 0; end < 2; end++)
        inode_put(pair->ends[end].inode);
    kfree(pair);
}

/* Both inodes. False: no memory. */
static bool pair_name(struct socket_pair *pair)
{
    bool whole = true;
    for (int end = 0; end < 2; end++) {
        struct socket *socket = &pair->ends[end];
        socket->inode =
            inode_nameless(S_IFSOCK | 0777, &socket_mount, socket->number);
        whole = whole && socket->inode;
    }
    return whole;
}

int socket_pair_create(enum socket_type type, uint32_t flags,
                       struct file *ends[2])
{
    struct socket_pair *pair = kzalloc(sizeof *pair);
    if (!pair)
        return -ENOMEM;
    pair->lock = SPINLOCK("socket pair");
    for (int end = 0; end < 2; end++)
        socket_init(pair, end, type);
    if (pair_name(pair))
        ends[0] = file_create(&socket_ops, &pair->ends[0], O_RDWR | flags);
    else
        ends[0] = NULL;
    if (!ends[0]) {
        socket_pair_free(pair);
        return -ENOMEM;
    }
    ends[1] = file_create(&socket_ops, &pair->ends[1], O_RDWR | flags);
    if (!ends[1]) {
        pair->ends[1].open = false; /* so that the other takes the pair along */
        file_put(ends[0]);
        return -ENOMEM;
    }
    return 0;
}
