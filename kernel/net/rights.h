/* SPDX-License-Identifier: MIT
 *
 * What goes with a message beside its bytes: open files (SCM_RIGHTS) and who
 * sent it (SCM_CREDENTIALS). Source: unix(7), cmsg(3).
 */
#ifndef NET_RIGHTS_H
#define NET_RIGHTS_H

#include <stdbool.h>
#include <stdint.h>
#include "net/socket.h"

#define RIGHTS_MAX 253 /* files that one message may carry, as on Linux */

/* Files on their way, with a reference each. */
struct rights {
    struct socket *receiver; /* where they are queued; NULL: not yet, or no
                                longer */
    uint32_t count;
    struct file *files[];
};

struct ancillary {
    struct rights *rights; /* NULL: none */
    struct ucred sender;
};

/* What a new message has: no files, the caller as its sender. */
struct ancillary ancillary_own(void);

/* Take what the user's control[length] says into *ancillary. 0, -EINVAL, -EBADF,
 * -EPERM (to be somebody else), -EFAULT, -ENOBUFS, -ENOMEM. After 0 and after an
 * error rights_drop gives back what it took. */
int ancillary_read(uint64_t control, uint64_t length,
                   struct ancillary *ancillary);

/* Give the user's header, of which control and control_length are used, what was
 * received: files get descriptors (`cloexec`), the sender is told if
 * `credentials`. control_length becomes what was written. True: it did not fit,
 * or there were no descriptors: MSG_CTRUNC; what was not given is closed. */
bool ancillary_write(struct ancillary *ancillary, uint64_t control,
                     uint64_t *control_length, bool credentials, bool cloexec);

/* May they be queued for `receiver`? 0, and they count as being there; or
 * -ETOOMANYREFS: see rights.c. */
int rights_queue(struct rights *rights, struct socket *receiver);

/* They are no longer queued. */
void rights_unqueue(struct rights *rights);

/* The same files once more, not queued (MSG_PEEK); NULL: no memory. */
struct rights *rights_copy(const struct rights *rights);

/* Close them, queued or not; NULL is none. No lock held. */
void rights_drop(struct rights *rights);

#endif
