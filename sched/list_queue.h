/* SPDX-License-Identifier: MIT
 *
 * For policies that keep their queue in queue->list.
 */
#ifndef SCHED_LIST_QUEUE_H
#define SCHED_LIST_QUEUE_H

#include <stddef.h>
#include "lib/print.h"
#include "sched/sched.h"

static inline struct sched_entity *entity_of(struct list *node)
{
    return list_entry(node, struct sched_entity, node);
}

/* The first entity that may run on core `core`, still queued; or NULL. */
static inline struct sched_entity *queue_first(struct sched_queue *queue,
                                               uint32_t core)
{
    list_for_each (node, &queue->list) {
        if (entity_of(node)->affinity >> core & 1)
            return entity_of(node);
    }
    return NULL;
}

/* For `dump`: "12: 10000 us, 13: 2500 us", tid and what is left of the turn. */
static inline void queue_dump(const struct sched_queue *queue, char *text,
                              unsigned size)
{
    unsigned at = 0;
    text[0] = '\0';
    list_for_each (node, &queue->list) {
        const struct sched_entity *entity = entity_of(node);
        if (at < size)
            at += (unsigned)ksnprintf(text + at, size - at, "%s%u: %lu us",
                                      at ? ", " : "", entity->tid,
                                      entity->slice / 1000);
    }
}

#endif
