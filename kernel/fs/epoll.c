/* SPDX-License-Identifier: MIT
 *
 * epoll: poll(2) that remembers what it watches. Source: epoll(7), epoll_ctl(2),
 * epoll_wait(2).
 *
 * An epoll has an item for each file that it watches, with a waiter on the
 * file's queue that calls back (item_notify) instead of waking anybody: it puts
 * the item on the epoll's ready list, and wakes one sleeper. So epoll_wait costs
 * by what happened, not by what is watched.
 *
 * The ready list is a hint, as every wake-up is: epoll_wait asks the file of
 * each item on it. An item that is still ready then goes back to the end of the
 * list (level), or leaves it until the next callback (EPOLLET), or until
 * EPOLL_CTL_MOD (EPOLLONESHOT). Items that there was no room for stay in front:
 * nobody starves.
 *
 * An item holds no reference to its file: the last file_put removes it
 * (epoll_forget). A file that is being asked is there, because removing needs
 * the lock that who asks holds.
 *
 * Locks, in order:
 *     watch_lock     one for all: adding and removing items
 *     epoll->lock    the items of one; held while asking their files. An epoll
 *                    that watches another comes before it: there are no circles
 *     (the locks of the files' queues)
 *     ready_lock     the ready list and who waits for it; interrupts off, since
 *                    a callback may come in one. The watched epoll's comes first
 */
#include "fs/epoll.h"
#include "core.h"
#include "fs/anonymous.h"
#include "fs/epoll_item.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/uaccess.h"

struct spinlock watch_lock = {.name = "epoll watches"};

/* Something may be ready: wake one sleeper, and tell who polls the epoll. The
 * ready_lock is held. True if somebody was there. */
static bool epoll_wake(struct epoll *epoll)
{
    bool anybody = !list_empty(&epoll->polls.waiters);
    poll_wake(&epoll->polls, POLLIN | POLLRDNORM);
    return waitq_wake(&epoll->sleepers, 1) > 0 || anybody;
}

/* Put the item at the end of the ready list unless it is on a list. The
 * ready_lock is held. */
static void item_queue(struct epoll_item *item)
{
    if (list_empty(&item->ready))
        list_push_back(&item->epoll->ready, &item->ready);
}

static void item_ready(struct epoll_item *item)
{
    struct epoll *epoll = item->epoll;
    uint64_t flags = spin_lock_irqsave(&epoll->ready_lock);
    item_queue(item);
    epoll_wake(epoll);
    spin_unlock_irqrestore(&epoll->ready_lock, flags);
}

/* The waiter's call: `events` happened to the file. */
static bool item_notify(struct waiter *waiter, uint32_t events)
{
    struct epoll_item *item =
        list_entry(waiter, struct epoll_item, hook.waiter);
    struct epoll *epoll = item->epoll;
    bool anybody = false;
    uint64_t flags = spin_lock_irqsave(&epoll->ready_lock);
    uint32_t wanted = item->event.events & ~EPOLL_PRIVATE;
    if (wanted && (events == 0 || events & wanted)) {
        item_queue(item);
        anybody = epoll_wake(epoll);
    }
    spin_unlock_irqrestore(&epoll->ready_lock, flags);
    return anybody;
}

/* What of that which is waited for holds now. With `table`, hook the item. The
 * epoll's lock is held. */
static uint32_t item_ask(struct epoll_item *item, struct poll_table *table)
{
    return item->file->ops->poll(item->file, table) & item->event.events &
           ~EPOLL_PRIVATE;
}

static bool item_less(const struct rb_node *a, const struct rb_node *b)
{
    const struct epoll_item *x = rb_entry(a, struct epoll_item, node);
    const struct epoll_item *y = rb_entry(b, struct epoll_item, node);
    return x->file != y->file ? x->file < y->file : x->fd < y->fd;
}

struct epoll_item *epoll_find(struct epoll *epoll, struct file *file, int fd)
{
    struct epoll_item key = {.file = file, .fd = fd};
    struct rb_node *node = epoll->items.root;
    while (node) {
        if (item_less(&key.node, node))
            node = node->left;
        else if (item_less(node, &key.node))
            node = node->right;
        else
            return rb_entry(node, struct epoll_item, node);
    }
    return NULL;
}

int epoll_add(struct epoll *epoll, struct file *file, int fd,
              const struct epoll_event *event)
{
    struct epoll_item *item = kzalloc(sizeof *item);
    if (!item)
        return -ENOMEM;
    item->epoll = epoll;
    item->file = file;
    item->fd = fd;
    item->event = *event;
    item->hook.waiter.call = item_notify;
    item->hook.waiter.exclusive = event->events & EPOLLEXCLUSIVE;
    list_init(&item->ready);
    item->next_watch = file->watches;
    file->watches = item;
    rb_insert(&epoll->items, &item->node, item_less);
    epoll->count++;
    struct poll_table table = {&item->hook};
    if (item_ask(item, &table))
        item_ready(item);
    return 0;
}

void epoll_modify(struct epoll_item *item, const struct epoll_event *event)
{
    struct epoll *epoll = item->epoll;
    uint64_t flags = spin_lock_irqsave(&epoll->ready_lock);
    item->event = *event;
    spin_unlock_irqrestore(&epoll->ready_lock, flags);
    if (item_ask(item, NULL))
        item_ready(item);
}

void epoll_remove(struct epoll_item *item)
{
    struct epoll *epoll = item->epoll;
    poll_unhook(&item->hook); /* no callback from now on */
    uint64_t flags = spin_lock_irqsave(&epoll->ready_lock);
    list_remove(&item->ready);
    spin_unlock_irqrestore(&epoll->ready_lock, flags);
    rb_remove(&epoll->items, &item->node);
    epoll->count--;
    struct epoll_item **link = &item->file->watches;
    while (*link != item)
        link = &(*link)->next_watch;
    *link = item->next_watch;
    kfree(item);
}

void epoll_forget(struct file *file)
{
    spin_lock(&watch_lock);
    while (file->watches) {
        struct epoll *epoll = file->watches->epoll;
        spin_lock(&epoll->lock);
        epoll_remove(file->watches);
        spin_unlock(&epoll->lock);
    }
    spin_unlock(&watch_lock);
}

/* Take the whole ready list to `list`, where callbacks leave the items. The
 * ready_lock is held. */
static void take_ready(struct epoll *epoll, struct list *list)
{
    list_init(list);
    list_splice_front(list, &epoll->ready);
}

/* Give back what is left of it, in front of what came meanwhile. The ready_lock
 * is held. */
static void return_ready(struct epoll *epoll, struct list *list)
{
    list_splice_front(&epoll->ready, list);
    if (!list_empty(&epoll->ready) && !list_empty(&epoll->sleepers.waiters))
        waitq_wake(&epoll->sleepers, 1);
}

/* `item` was reported: back to the ready list, or off until something happens.
 * Both locks are held. */
static void item_reported(struct epoll_item *item)
{
    if (item->event.events & EPOLLONESHOT)
        item->event.events &= EPOLL_PRIVATE;
    else if (!(item->event.events & EPOLLET))
        item_queue(item);
}

/* The first item of `list`, taken off it, or NULL. The ready_lock is held. */
static struct epoll_item *item_pop(struct list *list)
{
    struct list *first = list_pop_front(list);
    return first ? list_entry(first, struct epoll_item, ready) : NULL;
}

int epoll_collect(struct epoll *epoll, struct epoll_event *events, int max)
{
    struct list list;
    int count = 0;
    spin_lock(&epoll->lock);
    uint64_t flags = spin_lock_irqsave(&epoll->ready_lock);
    take_ready(epoll, &list);
    struct epoll_item *item;
    while (count < max && (item = item_pop(&list))) {
        spin_unlock_irqrestore(&epoll->ready_lock, flags);
        uint32_t ready = item_ask(item, NULL);
        flags = spin_lock_irqsave(&epoll->ready_lock);
        if (!ready)
            continue;
        events[count++] = (struct epoll_event){ready, item->event.data};
        item_reported(item);
    }
    return_ready(epoll, &list);
    spin_unlock_irqrestore(&epoll->ready_lock, flags);
    spin_unlock(&epoll->lock);
    return count;
}

/* Readable: an item is ready. Items on the list that are not leave it. */
static uint32_t epoll_poll(struct file *file, struct poll_table *table)
{
    struct epoll *epoll = file->object;
    uint64_t flags = spin_lock_irqsave(&epoll->ready_lock);
    poll_wait(table, &epoll->polls, &epoll->ready_lock);
    spin_unlock_irqrestore(&epoll->ready_lock, flags);

    struct list list;
    struct epoll_item *item;
    bool found = false;
    spin_lock(&epoll->lock);
    flags = spin_lock_irqsave(&epoll->ready_lock);
    take_ready(epoll, &list);
    while (!found && (item = item_pop(&list))) {
        spin_unlock_irqrestore(&epoll->ready_lock, flags);
        found = item_ask(item, NULL) != 0;
        flags = spin_lock_irqsave(&epoll->ready_lock);
        if (found && list_empty(&item->ready))
            list_push_front(&list, &item->ready);
    }
    return_ready(epoll, &list);
    spin_unlock_irqrestore(&epoll->ready_lock, flags);
    spin_unlock(&epoll->lock);
    return found ? POLLIN | POLLRDNORM : 0;
}

static void epoll_close(struct file *file)
{
    struct epoll *epoll = file->object;
    struct rb_node *node;
    if (!epoll)
        return;
    spin_lock(&watch_lock);
    spin_lock(&epoll->lock);
    while ((node = rb_first(&epoll->items)))
        epoll_remove(rb_entry(node, struct epoll_item, node));
    spin_unlock(&epoll->lock);
    spin_unlock(&watch_lock);
    kfree(epoll);
}

static void epoll_name(const struct file *file, char *text, size_t size)
{
    (void)file;
    strlcpy(text, "anon_inode:[eventpoll]", size);
}

static const struct file_ops epoll_ops = {
    .poll = epoll_poll,
    .inode = anonymous_inode,
    .name = epoll_name,
    .close = epoll_close,
};

struct epoll *epoll_of(const struct file *file)
{
    return file->ops == &epoll_ops ? file->object : NULL;
}

int64_t epoll_open(uint32_t flags)
{
    struct epoll *epoll = kzalloc(sizeof *epoll);
    if (!epoll)
        return -ENOMEM;
    epoll->lock = SPINLOCK("epoll");
    epoll->ready_lock = SPINLOCK("epoll ready list");
    list_init(&epoll->ready);
    waitq_init(&epoll->sleepers);
    waitq_init(&epoll->polls);
    int64_t fd = anonymous_open(&epoll_ops, epoll, O_RDWR | flags);
    if (fd < 0)
        kfree(epoll);
    return fd;
}
