/* SPDX-License-Identifier: MIT
 *
 * The LWPs of a trace by thread id: a hash table with open addressing, bounded,
 * since a hostile ring may name a new LWP in every record.
 */
#include <stdlib.h>
#include <string.h>

#include "trace.h"

void lwp_table_init(struct lwp_table *table)
{
    memset(table, 0, sizeof(*table));
    lwp_add(table, 0);
    strcpy(table->lwps[LWP_IDLE].name, "idle");
}

void lwp_table_free(struct lwp_table *table)
{
    free(table->buckets);
    free(table->lwps);
    memset(table, 0, sizeof(*table));
}

/* The tid's bucket, or the empty one where it would go. There is always one:
 * the buckets are at most half full. */
static uint32_t *bucket_of(const struct lwp_table *table, uint32_t tid)
{
    uint32_t mask = 2 * table->capacity - 1;
    uint32_t at = tid * 2654435761u & mask;

    while (table->buckets[at] && table->lwps[table->buckets[at] - 1].tid != tid)
        at = (at + 1) & mask;
    return &table->buckets[at];
}

uint32_t lwp_find(const struct lwp_table *table, uint32_t tid)
{
    return *bucket_of(table, tid) - 1; /* an empty one: 0 - 1 is LWP_NONE */
}

/* Doubles the table; its capacity is a power of two. */
static void grow(struct lwp_table *table)
{
    uint32_t capacity = table->capacity ? 2 * table->capacity : 64;
    struct lwp *lwps = must_calloc(capacity, sizeof(lwps[0]));

    if (table->count)
        memcpy(lwps, table->lwps, table->count * sizeof(lwps[0]));
    free(table->lwps);
    free(table->buckets);
    table->lwps = lwps;
    table->capacity = capacity;
    table->buckets = must_calloc(2 * capacity, sizeof(table->buckets[0]));
    for (uint32_t i = 0; i < table->count; i++)
        *bucket_of(table, lwps[i].tid) = i + 1;
}

uint32_t lwp_add(struct lwp_table *table, uint32_t tid)
{
    uint32_t *bucket;
    struct lwp *lwp;

    if (table->count == table->capacity && table->count < LWP_LIMIT)
        grow(table);
    bucket = bucket_of(table, tid);
    if (*bucket)
        return *bucket - 1;
    if (table->count == LWP_LIMIT)
        return LWP_NONE;
    lwp = &table->lwps[table->count];
    lwp->tid = tid;
    snprintf(lwp->name, sizeof(lwp->name), "lwp-%u", tid);
    *bucket = ++table->count;
    return *bucket - 1;
}
