/* SPDX-License-Identifier: MIT
 *
 * Files on their way through sockets.
 *
 * The problem. A socket that lies in the queue of another one is kept open by
 * that, also when nobody has a descriptor of it any more. Two that lie in each
 * other's queues would keep each other for ever. Linux lets them, and looks for
 * such circles now and then (a garbage collector of its own). Here they cannot
 * come about: **a socket that is queued has no sockets in its queue.** Neither may
 * one be queued that has some, nor may one be sent to a socket that is itself
 * queued, nor a socket to itself: ETOOMANYREFS. So chains have one link, and end.
 * Other files keep no sockets open, and may be sent at will.
 *
 * rights_lock protects the two counts of a socket by which that is held.
 */
#include "net/rights.h"
#include "fs/file.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "mm/uaccess.h"
#include "task/process.h"

#define SOL_SOCKET 1
#define SCM_RIGHTS 1
#define SCM_CREDENTIALS 2

/* As cmsg(3) has it; data follows, the next one at a multiple of 8. */
struct cmsghdr {
    uint64_t length; /* with this header */
    int32_t level;
    int32_t type;
};

static struct spinlock rights_lock = {.name = "rights"};

int rights_queue(struct rights *rights, struct socket *receiver)
{
    int error = 0;
    uint32_t sockets = 0;
    spin_lock(&rights_lock);
    for (uint32_t i = 0; i < rights->count && !error; i++) {
        const struct socket *socket = socket_of(rights->files[i]);
        if (!socket)
            continue;
        sockets++;
        if (socket == receiver || socket->sockets_queued || receiver->queued_in)
            error = -ETOOMANYREFS;
    }
    for (uint32_t i = 0; i < rights->count && !error; i++) {
        struct socket *socket = socket_of(rights->files[i]);
        if (socket)
            socket->queued_in++;
    }
    if (!error) {
        receiver->sockets_queued += sockets;
        rights->receiver = receiver;
    }
    spin_unlock(&rights_lock);
    return error;
}

void rights_unqueue(struct rights *rights)
{
    spin_lock(&rights_lock);
    for (uint32_t i = 0; i < rights->count && rights->receiver; i++) {
        struct socket *socket = socket_of(rights->files[i]);
        if (!socket)
            continue;
        socket->queued_in--;
        rights->receiver->sockets_queued--;
    }
    rights->receiver = NULL;
    spin_unlock(&rights_lock);
}

static struct rights *rights_create(uint32_t room)
{
    struct rights *rights =
        kmalloc(sizeof *rights + room * sizeof rights->files[0]);
    if (rights) {
        rights->receiver = NULL;
        rights->count = 0;
    }
    return rights;
}

struct rights *rights_copy(const struct rights *rights)
{
    struct rights *copy = rights_create(rights->count);
    if (!copy)
        return NULL;
    for (; copy->count < rights->count; copy->count++) {
        copy->files[copy->count] = rights->files[copy->count];
        file_get(copy->files[copy->count]);
    }
    return copy;
}

void rights_drop(struct rights *rights)
{
    if (!rights)
        return;
    rights_unqueue(rights);
    for (uint32_t i = 0; i < rights->count; i++)
        file_put(rights->files[i]);
    kfree(rights);
}

struct ancillary ancillary_own(void)
{
    const struct process *process = current_process();
    return (struct ancillary){
        .sender = {.pid = process->pid,
                   .uid = process->credentials.user.real,
                   .gid = process->credentials.group.real},
    };
}

/* Sending. */

/* The files behind fds[count]. 0, -EBADF, -EINVAL (too many), -ENOMEM. */
static int take_files(struct ancillary *ancillary, const int *fds,
                      uint64_t count)
{
    if (!ancillary->rights)
        ancillary->rights = rights_create(RIGHTS_MAX);
    struct rights *rights = ancillary->rights;
    if (!rights)
        return -ENOMEM;
    if (count > RIGHTS_MAX - rights->count)
        return -EINVAL;
    for (uint64_t i = 0; i < count; i++) {
        struct file *file = fd_get_any(fds[i]);
        if (!file)
            return -EBADF;
        rights->files[rights->count++] = file;
    }
    return 0;
}

static bool is_one_of(const struct credential_ids *ids, uint32_t id)
{
    return id == ids->real || id == ids->effective || id == ids->saved;
}

/* May the caller say that it is *sender? Root may say anything. */
static bool may_be(const struct ucred *sender)
{
    const struct process *process = current_process();
    const struct credentials *own = &process->credentials;
    return credentials_root(own) ||
           (sender->pid == process->pid && is_one_of(&own->user, sender->uid) &&
            is_one_of(&own->group, sender->gid));
}

/* One message: header->length bytes at `header`. */
static int take_control(struct ancillary *ancillary,
                        const struct cmsghdr *header)
{
    uint64_t bytes = header->length - sizeof *header;
    const void *data = header + 1;
    if (header->level != SOL_SOCKET)
        return 0;
    if (header->type == SCM_RIGHTS)
        return take_files(ancillary, data, bytes / sizeof(int));
    if (header->type != SCM_CREDENTIALS || bytes != sizeof(struct ucred))
        return -EINVAL;
    memcpy(&ancillary->sender, data, sizeof ancillary->sender);
    return may_be(&ancillary->sender) ? 0 : -EPERM;
}

int ancillary_read(uint64_t control, uint64_t length,
                   struct ancillary *ancillary)
{
    if (length > PAGE_SIZE)
        return -ENOBUFS;
    char *buffer = kmalloc(PAGE_SIZE);
    if (!buffer)
        return -ENOMEM;
    int error = copy_from_user(buffer, control, length);
    for (uint64_t at = 0;
         !error && at < length && length - at >= sizeof(struct cmsghdr);) {
        const struct cmsghdr *header = (void *)(buffer + at);
        if (header->length < sizeof *header || header->length > length - at)
            error = -EINVAL;
        else
            error = take_control(ancillary, header);
        at += align_up(header->length, 8);
    }
    kfree(buffer);
    return error;
}

/* Receiving. */

/* Where control messages go. */
struct control {
    uint64_t at, left;
    bool cut;
};

/* Write a message, or as much of it as fits. */
static void put_control(struct control *control, int32_t type, const void *data,
                        uint64_t bytes)
{
    struct cmsghdr header = {sizeof header + bytes, SOL_SOCKET, type};
    if (control->left < sizeof header) {
        control->cut = true;
        return;
    }
    if (header.length > control->left) {
        control->cut = true;
        header.length = control->left;
    }
    if (copy_to_user(control->at, &header, sizeof header) != 0 ||
        copy_to_user(control->at + sizeof header, data,
                     header.length - sizeof header) != 0)
        control->cut = true;
    uint64_t used = min_u64(align_up(header.length, 8), control->left);
    control->at += used;
    control->left -= used;
}

/* Give the files descriptors: how many got one, in fds[]. */
static uint32_t install_files(struct rights *rights, uint32_t most, int *fds,
                              bool cloexec)
{
    uint32_t done = 0;
    for (; done < most && done < rights->count; done++) {
        struct file *file = rights->files[done];
        file_get(file);
        fds[done] = fd_install(current_process()->files, file, 0, cloexec);
        if (fds[done] < 0) {
            file_put(file);
            break;
        }
    }
    return done;
}

static void put_rights(struct control *control, struct rights *rights,
                       bool cloexec)
{
    uint64_t room = control->left < sizeof(struct cmsghdr)
                        ? 0
                        : control->left - sizeof(struct cmsghdr);
    int *fds = kmalloc(RIGHTS_MAX * sizeof *fds);
    uint32_t most = (uint32_t)min_u64(room / sizeof *fds, RIGHTS_MAX);
    uint32_t given = fds ? install_files(rights, most, fds, cloexec) : 0;
    if (given)
        put_control(control, SCM_RIGHTS, fds, given * sizeof *fds);
    control->cut |= given < rights->count;
    kfree(fds);
}

bool ancillary_write(struct ancillary *ancillary, uint64_t user,
                     uint64_t *control_length, bool credentials, bool cloexec)
{
    struct control control = {user, user ? *control_length : 0, false};
    if (credentials)
        put_control(&control, SCM_CREDENTIALS, &ancillary->sender,
                    sizeof ancillary->sender);
    if (ancillary->rights)
        put_rights(&control, ancillary->rights, cloexec);
    rights_drop(ancillary->rights);
    ancillary->rights = NULL;
    *control_length = control.at - user;
    return control.cut;
}
