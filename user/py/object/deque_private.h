/* SPDX-License-Identifier: MIT
 *
 * What deque.c and deque_methods.c share.
 */
#ifndef PY_DEQUE_PRIVATE_H
#define PY_DEQUE_PRIVATE_H

#include "object/container_private.h"

struct deque {
    struct object head;
    struct object **items;
    uint64_t count, capacity; /* capacity: 0 or a power of two */
    uint64_t first;           /* where in items the leftmost is */
    uint64_t changes;         /* how often items were added, removed, moved */
    int64_t maxlen;           /* -1: none */
};

static inline struct deque *as_deque(struct object *o)
{
    return (struct deque *)o;
}

/* The place of item i, which is less than count. */
static inline struct object **deque_at(const struct deque *deque, uint64_t i)
{
    return &deque->items[(deque->first + i) & (deque->capacity - 1)];
}

/* Add at an end; beyond maxlen the item at the other end goes. 0, or -1. */
int deque_put(struct deque *deque, struct object *item, bool left);
/* Take out the item at an end; there is one. */
struct object *deque_take(struct deque *deque, bool left);
int deque_extend(struct deque *deque, struct object *iterable, bool left);
void deque_delete(struct deque *deque, uint64_t index);
void deque_clear(struct deque *deque);
struct deque *deque_copy(struct deque *deque);
/* The first item in from..to-1 that equals x: 1, its place in *index; 0, -1. */
int deque_find(struct deque *deque, struct object *x, uint64_t from,
               uint64_t to, uint64_t *index);
struct object *deque_iter(struct object *self);

extern const struct method_def deque_methods[];
extern const struct getset_def deque_getsets[];

#endif
