/* SPDX-License-Identifier: MIT
 *
 * What epoll.c (watching) and epoll_calls.c (the system calls) share.
 */
#ifndef FS_EPOLL_ITEM_H
#define FS_EPOLL_ITEM_H

#include "fs/poll.h"
#include "lib/list.h"
#include "lib/rbtree.h"

struct epoll;
struct file;

#define EPOLLWAKEUP (1u << 29)
#define EPOLLONESHOT (1u << 30)
#define EPOLLET (1u << 31)
#define EPOLLEXCLUSIVE (1u << 28)

/* What is no event that a file could report. */
#define EPOLL_PRIVATE (EPOLLWAKEUP | EPOLLONESHOT | EPOLLET | EPOLLEXCLUSIVE)

/* As epoll_ctl(2) has it on x86-64. */
struct epoll_event {
    uint32_t events;
    uint64_t data;
} __attribute__((packed));

_Static_assert(sizeof(struct epoll_event) == 12, "epoll_ctl(2)");

/* A file that an epoll watches under a descriptor's number. */
struct epoll_item {
    struct epoll *epoll;           /* constant, as what follows */
    struct file *file;             /* without a reference */
    int fd;                        /* that it was added by */
    struct poll_hook hook;         /* on the file's queue */
    struct rb_node node;           /* in epoll->items, under epoll->lock */
    struct epoll_item *next_watch; /* of the same file, under watch_lock */
    struct list ready;             /* in epoll->ready, or in the list of who
                                      collects, under ready_lock */
    struct epoll_event event;      /* changed with both epoll->lock and
                                      ready_lock held */
};

struct epoll {
    struct file *file;     /* that it is; once something was added */
    struct spinlock lock;  /* protects what follows */
    struct rb_tree items;  /* by file and fd */
    uint32_t count;        /* of items; read without the lock as a hint */
    uint64_t visit;        /* under watch_lock: see epoll_calls.c */
    uint32_t visit_height; /* the same */

    struct spinlock ready_lock; /* protects what follows; interrupts off */
    struct list ready;
    struct waitq sleepers; /* in epoll_wait */
    struct waitq polls;
};

extern struct spinlock watch_lock; /* order: epoll.c */

/* A new epoll; flags: O_CLOEXEC or 0. Its descriptor or -errno. */
int64_t epoll_open(uint32_t flags);

/* The epoll that `file` is, or NULL. */
struct epoll *epoll_of(const struct file *file);

/* The item of `file` under `fd`, or NULL. The lock is held. */
struct epoll_item *epoll_find(struct epoll *epoll, struct file *file, int fd);

/* With watch_lock and the epoll's lock held. 0 or -ENOMEM. */
int epoll_add(struct epoll *epoll, struct file *file, int fd,
              const struct epoll_event *event);
void epoll_remove(struct epoll_item *item);

/* With the epoll's lock held. */
void epoll_modify(struct epoll_item *item, const struct epoll_event *event);

/* Up to `max` events that are ready now, as epoll_wait reports them: how many.
 * No lock held. */
int epoll_collect(struct epoll *epoll, struct epoll_event *events, int max);

#endif
