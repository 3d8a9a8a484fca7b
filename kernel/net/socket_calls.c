/* SPDX-License-Identifier: MIT
 *
 * The system calls about sockets: socketpair, sendto, recvfrom, sendmsg,
 * recvmsg, shutdown, getsockopt, setsockopt, getsockname, getpeername. There
 * are no names, so nobody can be sent to but the peer.
 * Source: their manual pages.
 */
#include "lib/align.h"
#include "lib/errno.h"
#include "mm/uaccess.h"
#include "net/rights.h"
#include "net/socket.h"
#include "syscall.h"
#include "task/process.h"

/* socket(2) */
#define SOCK_TYPE_MASK 0xfu
#define SOCK_TYPE_MAX 11u
#define SOCK_RAW 3u /* of AF_UNIX: the same as SOCK_DGRAM */
#define SOCK_NONBLOCK O_NONBLOCK
#define SOCK_CLOEXEC O_CLOEXEC

enum { SHUT_RD, SHUT_WR, SHUT_RDWR };

/* As recvmsg(2) has it. */
struct msghdr {
    uint64_t name;
    uint32_t name_length;
    uint32_t pad;
    uint64_t parts;
    uint64_t part_count;
    uint64_t control;
    uint64_t control_length;
    uint32_t flags;
    uint32_t pad2;
};

_Static_assert(sizeof(struct msghdr) == 56, "recvmsg(2)");

/* The socket behind `fd`, whose file is held by *file; NULL: *error says why. */
static struct socket *socket_get(int fd, struct file **file, int64_t *error)
{
    *file = fd_get(fd);
    *error = -EBADF;
    if (!*file)
        return NULL;
    struct socket *socket = socket_of(*file);
    *error = 0;
    if (!socket) {
        file_put(*file);
        *error = -ENOTSOCK;
    }
    return socket;
}

/* Give both ends descriptors and tell the user; what was installed is taken
 * back on an error; the references of `ends` are gone either way. */
static int64_t pair_install(struct file *ends[2], bool cloexec, uint64_t user)
{
    struct files *files = current_process()->files;
    int fds[2] = {-1, -1};
    int64_t error = 0;
    for (int i = 0; i < 2; i++) {
        if (!error) {
            fds[i] = fd_install(files, ends[i], 0, cloexec);
            error = fds[i] < 0 ? fds[i] : 0;
        }
        if (fds[i] < 0)
            file_put(ends[i]);
    }
    if (!error)
        error = copy_to_user(user, fds, sizeof fds);
    for (int i = 0; i < 2 && error; i++)
        if (fds[i] >= 0)
            fd_close(files, fds[i]);
    return error;
}

int64_t sys_socketpair(int family, uint32_t type, int protocol, uint64_t fds)
{
    struct file *ends[2];
    uint32_t flags = type & ~SOCK_TYPE_MASK;
    type &= SOCK_TYPE_MASK;
    if (flags & ~(SOCK_CLOEXEC | SOCK_NONBLOCK) || type >= SOCK_TYPE_MAX)
        return -EINVAL;
    if (family != AF_UNIX)
        return -EAFNOSUPPORT;
    if (protocol != 0 && protocol != AF_UNIX)
        return -EPROTONOSUPPORT;
    if (type == SOCK_RAW)
        type = SOCK_DGRAM;
    if (type != SOCK_STREAM && type != SOCK_DGRAM && type != SOCK_SEQPACKET)
        return -ESOCKTNOSUPPORT;
    int error = socket_pair_create(type, flags & SOCK_NONBLOCK, ends);
    return error ? error : pair_install(ends, flags & SOCK_CLOEXEC, fds);
}

static uint32_t call_flags(const struct file *file, uint32_t flags)
{
    return file->flags & O_NONBLOCK ? flags | MSG_DONTWAIT : flags;
}

/* May one send to a name? 0: none is given, or it is passed over. */
static int name_error(const struct socket *socket, uint32_t length)
{
    if (length == 0 || socket->type == SOCK_SEQPACKET)
        return 0;
    return socket->type == SOCK_STREAM ? -EISCONN : -ECONNREFUSED;
}

int64_t sys_sendto(int fd, uint64_t buffer, uint64_t bytes, uint32_t flags,
                   uint64_t name, uint32_t name_length)
{
    struct file *file;
    struct vector vector;
    int64_t result;
    if (!user_range_ok(buffer, bytes))
        return -EFAULT;
    struct socket *socket = socket_get(fd, &file, &result);
    if (!socket)
        return result;
    struct ancillary ancillary = ancillary_own();
    vector_set(&vector, buffer, min_u64(bytes, RW_MAX));
    result = name_error(socket, name ? name_length : 0);
    if (!result)
        result =
            socket_send(socket, &vector, call_flags(file, flags), &ancillary);
    file_put(file);
    return result;
}

/* Nobody has a name: the length of the sender's is 0. */
static int name_write_none(uint64_t name, uint64_t name_length)
{
    const uint32_t none = 0;
    return name ? copy_to_user(name_length, &none, sizeof none) : 0;
}

int64_t sys_recvfrom(int fd, uint64_t buffer, uint64_t bytes, uint32_t flags,
                     uint64_t name, uint64_t name_length)
{
    struct file *file;
    struct vector vector;
    int64_t result;
    uint32_t message_flags = 0;
    if (!user_range_ok(buffer, bytes))
        return -EFAULT;
    struct socket *socket = socket_get(fd, &file, &result);
    if (!socket)
        return result;
    vector_set(&vector, buffer, min_u64(bytes, RW_MAX));
    struct ancillary ancillary;
    result = socket_receive(socket, &vector, call_flags(file, flags),
                            &message_flags, &ancillary);
    rights_drop(ancillary.rights); /* there is no place for them */
    if (result >= 0 && name_write_none(name, name_length) != 0)
        result = -EFAULT;
    file_put(file);
    return result;
}

/* The header of a message and its parts. 0 or -errno; after 0 vector_free gives
 * back what it took. */
static int message_read(uint64_t user, struct msghdr *header,
                        struct vector *vector)
{
    if (copy_from_user(header, user, sizeof *header) != 0)
        return -EFAULT;
    if (header->part_count > VECTOR_MAX)
        return -EMSGSIZE;
    return vector_read(vector, header->parts, (int)header->part_count);
}

static int64_t message_send(struct socket *socket, struct file *file,
                            uint64_t user, uint32_t flags)
{
    struct msghdr header;
    struct vector vector;
    int64_t result = message_read(user, &header, &vector);
    if (result)
        return result;
    struct ancillary ancillary = ancillary_own();
    result = name_error(socket, header.name ? header.name_length : 0);
    if (!result && header.control_length > 0)
        result =
            ancillary_read(header.control, header.control_length, &ancillary);
    if (!result)
        result =
            socket_send(socket, &vector, call_flags(file, flags), &ancillary);
    rights_drop(ancillary.rights); /* if they were not sent */
    vector_free(&vector);
    return result;
}

int64_t sys_sendmsg(int fd, uint64_t message, uint32_t flags)
{
    struct file *file;
    int64_t result;
    struct socket *socket = socket_get(fd, &file, &result);
    if (!socket)
        return result;
    result = message_send(socket, file, message, flags);
    file_put(file);
    return result;
}

static int64_t message_receive(struct socket *socket, struct file *file,
                               uint64_t user, uint32_t flags)
{
    struct msghdr header;
    struct vector vector;
    uint32_t message_flags = 0;
    int64_t result = message_read(user, &header, &vector);
    if (result)
        return result;
    struct ancillary ancillary;
    result = socket_receive(socket, &vector, call_flags(file, flags),
                            &message_flags, &ancillary);
    vector_free(&vector);
    if (result < 0) {
        rights_drop(ancillary.rights); /* of what could not be copied */
        return result;
    }
    header.name_length = 0;
    bool told = socket->tells_sender && ancillary.sender.pid;
    if (ancillary_write(&ancillary, header.control, &header.control_length,
                        told, flags & MSG_CMSG_CLOEXEC))
        message_flags |= MSG_CTRUNC;
    header.flags = message_flags;
    return copy_to_user(user, &header, sizeof header) ? -EFAULT : result;
}

int64_t sys_recvmsg(int fd, uint64_t message, uint32_t flags)
{
    struct file *file;
    int64_t result;
    struct socket *socket = socket_get(fd, &file, &result);
    if (!socket)
        return result;
    result = message_receive(socket, file, message, flags);
    file_put(file);
    return result;
}

int64_t sys_shutdown(int fd, int how)
{
    struct file *file;
    int64_t result;
    struct socket *socket = socket_get(fd, &file, &result);
    if (!socket)
        return result;
    if (how < SHUT_RD || how > SHUT_RDWR)
        result = -EINVAL;
    else
        socket_shutdown(socket, how != SHUT_WR, how != SHUT_RD);
    file_put(file);
    return result;
}

/* Both ends are nameless: the family alone. *length: in the room, out the
 * size. */
static int64_t name_write(uint64_t name, uint64_t length)
{
    const uint16_t family = AF_UNIX;
    const int32_t size = sizeof family;
    int32_t room;
    if (copy_from_user(&room, length, sizeof room) != 0)
        return -EFAULT;
    if (room < 0)
        return -EINVAL;
    if (copy_to_user(length, &size, sizeof size) != 0)
        return -EFAULT;
    return copy_to_user(name, &family, min_u64((uint64_t)room, sizeof family));
}

int64_t sys_getsockname(int fd, uint64_t name, uint64_t length)
{
    struct file *file;
    int64_t result;
    if (!socket_get(fd, &file, &result))
        return result;
    result = name_write(name, length);
    file_put(file);
    return result;
}

int64_t sys_getpeername(int fd, uint64_t name, uint64_t length)
{
    struct file *file;
    int64_t result;
    struct socket *socket = socket_get(fd, &file, &result);
    if (!socket)
        return result;
    spin_lock(&socket->pair->lock);
    bool connected = socket->connected;
    spin_unlock(&socket->pair->lock);
    result = connected ? name_write(name, length) : -ENOTCONN;
    file_put(file);
    return result;
}
