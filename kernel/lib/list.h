/* SPDX-License-Identifier: MIT
 *
 * Intrusive doubly linked lists: the node lies in the element. An empty list is
 * a head that points at itself. No locking and no allocation.
 */
#ifndef LIB_LIST_H
#define LIB_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list {
    struct list *next;
    struct list *prev;
};

/* The element of which `node` is the member `member`. */
#define list_entry(node, type, member)                                         \
    ((type *)((char *)(node)-offsetof(type, member)))

/* Walk `head` with `pos` (a struct list *); `pos` must not be removed. */
#define list_for_each(pos, head)                                               \
    for (struct list *pos = (head)->next; pos != (head); pos = pos->next)

/* Walk `head`; `pos` may be removed (and freed) in the body. */
#define list_for_each_safe(pos, head)                                          \
    for (struct list *pos = (head)->next, *pos##_next = pos->next;             \
         pos != (head); pos = pos##_next, pos##_next = pos->next)

static inline void list_init(struct list *head)
{
    head->next = head->prev = head;
}

static inline bool list_empty(const struct list *head)
{
    return head->next == head;
}

/* Insert `node` between `prev` and prev->next. */
static inline void list_insert(struct list *prev, struct list *node)
{
    node->next = prev->next;
    node->prev = prev;
    prev->next->prev = node;
    prev->next = node;
}

static inline void list_push_front(struct list *head, struct list *node)
{
    list_insert(head, node);
}

static inline void list_push_back(struct list *head, struct list *node)
{
    list_insert(head->prev, node);
}

/* Take `node` out; it becomes an empty list, so that removing twice is safe. */
static inline void list_remove(struct list *node)
{
    node->prev->next = node->next;
    node->next->prev = node->prev;
    list_init(node);
}

/* The first node, or NULL if the list is empty. It stays in the list. */
static inline struct list *list_first(const struct list *head)
{
    return list_empty(head) ? NULL : head->next;
}

/* Put all of `from`, which is empty then, in front of what `to` holds. */
static inline void list_splice_front(struct list *to, struct list *from)
{
    if (list_empty(from))
        return;
    from->prev->next = to->next;
    to->next->prev = from->prev;
    to->next = from->next;
    from->next->prev = to;
    list_init(from);
}

/* Take out and return the first node, or NULL if the list is empty. */
static inline struct list *list_pop_front(struct list *head)
{
    struct list *node = list_first(head);
    if (node)
        list_remove(node);
    return node;
}

#endif
