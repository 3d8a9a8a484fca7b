/* SPDX-License-Identifier: MIT
 *
 * getsockopt and setsockopt. Source: socket(7).
 */
#include "lib/align.h"
#include "lib/errno.h"
#include "mm/uaccess.h"
#include "net/socket.h"
#include "syscall.h"

#define SOL_SOCKET 1

enum {
    SO_TYPE = 3,
    SO_ERROR = 4,
    SO_SNDBUF = 7,
    SO_RCVBUF = 8,
    SO_PASSCRED = 16,
    SO_PEERCRED = 17,
    SO_ACCEPTCONN = 30,
    SO_PROTOCOL = 38,
    SO_DOMAIN = 39,
};

/* What the two sizes may be: twice what is asked for, as on Linux. */
#define SEND_BUFFER_MIN 4608
#define RECEIVE_BUFFER_MIN 2304

/* The value of an option that is a number. 0 or -ENOPROTOOPT. The lock is
 * held. */
static int option_value(struct socket *socket, int option, int32_t *value)
{
    switch (option) {
    case SO_TYPE:
        *value = (int32_t)socket->type;
        return 0;
    case SO_ERROR:
        *value = socket->error;
        socket->error = 0;
        return 0;
    case SO_SNDBUF:
        *value = (int32_t)socket->send_limit;
        return 0;
    case SO_RCVBUF:
        *value = (int32_t)socket->receive_limit;
        return 0;
    case SO_PASSCRED:
        *value = socket->tells_sender;
        return 0;
    case SO_DOMAIN:
        *value = AF_UNIX;
        return 0;
    case SO_ACCEPTCONN:
    case SO_PROTOCOL:
        *value = 0;
        return 0;
    default:
        return -ENOPROTOOPT;
    }
}

/* Give the user up to *length (a user address) bytes of a value. 0 or -errno. */
static int64_t option_write(const void *value, uint32_t size, uint64_t user,
                            uint64_t length)
{
    int32_t room;
    if (copy_from_user(&room, length, sizeof room) != 0)
        return -EFAULT;
    if (room < 0)
        return -EINVAL;
    uint32_t bytes = (uint32_t)min_u64((uint64_t)room, size);
    if (copy_to_user(user, value, bytes) != 0)
        return -EFAULT;
    return copy_to_user(length, &bytes, sizeof bytes);
}

static int64_t option_get(struct socket *socket, int option, uint64_t user,
                          uint64_t length)
{
    int32_t value;
    if (option == SO_PEERCRED)
        return option_write(&socket->peer->owner, sizeof(struct ucred), user,
                            length);
    spin_lock(&socket->pair->lock);
    int error = option_value(socket, option, &value);
    spin_unlock(&socket->pair->lock);
    return error ? error : option_write(&value, sizeof value, user, length);
}

int64_t sys_getsockopt(int fd, int level, int option, uint64_t user,
                       uint64_t length)
{
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    struct socket *socket = socket_of(file);
    int64_t result = -ENOTSOCK;
    if (socket)
        result = level == SOL_SOCKET ? option_get(socket, option, user, length)
                                     : -EOPNOTSUPP;
    file_put(file);
    return result;
}

/* Linux's rule: twice what is asked for, within bounds. */
static uint32_t buffer_size(int32_t asked, uint32_t least)
{
    uint64_t size = min_u64((uint32_t)asked, SOCKET_BUFFER) * 2;
    return (uint32_t)max_u64(size, least);
}

static int64_t option_set(struct socket *socket, int option, int32_t value)
{
    int64_t result = 0;
    spin_lock(&socket->pair->lock);
    if (option == SO_SNDBUF) {
        socket->send_limit = buffer_size(value, SEND_BUFFER_MIN);
        waitq_wake(&socket->write_queue, WAKE_ALL);
    } else if (option == SO_PASSCRED) {
        socket->tells_sender = value != 0;
    } else if (option == SO_RCVBUF) {
        socket->receive_limit = buffer_size(value, RECEIVE_BUFFER_MIN);
    } else {
        result = -ENOPROTOOPT;
    }
    spin_unlock(&socket->pair->lock);
    return result;
}

int64_t sys_setsockopt(int fd, int level, int option, uint64_t user,
                       uint32_t length)
{
    int32_t value;
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    struct socket *socket = socket_of(file);
    int64_t result = 0;
    if (!socket)
        result = -ENOTSOCK;
    else if (level != SOL_SOCKET)
        result = -EOPNOTSUPP;
    else if ((int32_t)length < (int32_t)sizeof value)
        result = -EINVAL;
    else if (copy_from_user(&value, user, sizeof value) != 0)
        result = -EFAULT;
    else
        result = option_set(socket, option, value);
    file_put(file);
    return result;
}
