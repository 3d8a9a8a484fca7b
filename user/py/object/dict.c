/* SPDX-License-Identifier: MIT
 *
 * The hash table of dicts and sets: entries in the order in which their keys
 * came, and beside them a table of their indices, searched by hash.
 *
 * THE TABLE has twice as many slots as there is room for entries. A slot is 0
 * if it was never used, else 1 + the index of an entry. A search begins at the
 * slot of the hash's lowest bits (so that the ints of a loop lie side by side)
 * and goes on in steps that come from the other bits, until a slot is 0. Up to
 * DICT_LINEAR entries there is no table: all are looked at, which is as fast.
 *
 * DELETING a key leaves a hole: an entry without key, whose slot stays as it
 * is. Holes at the end of the entries are dropped at once, so that popitem is
 * quick; the others when the table is next made anew, which happens when the
 * entries or three quarters of the slots are used up. A slot may therefore lead
 * to an entry beyond `used`, or to a younger one: neither has the key that is
 * searched for, or it is the right entry; no harm.
 *
 * EQUALITY of keys may be Python code, in which this or another thread may
 * change the dict. If that moved the entries, the search begins anew. strs and
 * small ints are compared here, without calling any: operations on dicts with
 * such keys are atomic.
 *
 * The types dict and set are in dict_type.c and set.c.
 */
#include "object/container_private.h"

#define FIRST_CAPACITY 4
#define LARGE_COUNT 50000
#define NOT_FOUND (-1)
#define NOT_SURE (-2) /* a key with the same hash must be asked */

/* 2^64 divided by the golden ratio: spreads any bits over the upper ones. */
#define HASH_SPREAD UINT64_C(0x9e3779b97f4a7c15)

uint32_t dict_new_version(void)
{
    static uint32_t last;

    if (++last == 0) /* means "not cached" */
        last = 1;
    return last;
}

#define INT_HASH_MODULUS ((INT64_C(1) << 61) - 1) /* as int_hash's */

int key_hash(struct object *key, int64_t *hash)
{
    if (is_small(key)) {
        int64_t n = small_value(key);

        if (n > -INT_HASH_MODULUS && n < INT_HASH_MODULUS) {
            *hash = n == -1 ? -2 : n;
            return 0;
        }
    }
    if (is_str(key)) {
        *hash = ((struct str *)key)->hash;
        if (*hash == -1)
            *hash = str_hash(key);
        return 0;
    }
    return object_hash(key, hash);
}

/* ---- Searching ---- */

/* A walk over the entries that may have a hash. */
struct probe {
    uint32_t slot, step;
};

static inline struct probe probe_begin(const struct dict *dict, int64_t hash)
{
    return (struct probe){(uint32_t)hash & dict->mask, 0};
}

/* The next slot. The step is odd: all slots are visited. */
static inline void probe_next(const struct dict *dict, int64_t hash,
                              struct probe *probe)
{
    if (!probe->step)
        probe->step = (uint32_t)((uint64_t)hash * HASH_SPREAD >> 32) | 1;
    probe->slot = (probe->slot + probe->step) & dict->mask;
}

static inline bool same_text(const struct object *a, const struct object *b)
{
    return str_size(a) == str_size(b) &&
           memcmp(str_text(a), str_text(b), str_size(a)) == 0;
}

/* Is it the same key, as far as can be told without Python code? */
static inline bool same_key(const struct dict_entry *entry,
                            const struct object *key)
{
    return entry->key == key ||
           (is_str(key) && entry->key && is_str(entry->key) &&
            same_text(entry->key, key));
}

/* Might it be equal, its hash being the same? */
static inline bool must_ask(const struct dict_entry *entry,
                            const struct object *key)
{
    return entry->key && !(is_str(key) && is_str(entry->key)) &&
           !(is_small(key) && is_small(entry->key));
}

static int32_t find_linear(const struct dict *dict, const struct object *key,
                           int64_t hash)
{
    int32_t result = NOT_FOUND;

    for (uint32_t i = 0; i < dict->used; i++) {
        const struct dict_entry *entry = &dict->entries[i];

        if (entry->hash != hash)
            continue;
        if (same_key(entry, key))
            return (int32_t)i;
        if (must_ask(entry, key))
            result = NOT_SURE;
    }
    return result;
}

/* The entry of a key, or NOT_FOUND; or NOT_SURE, which it never is if no key
 * but strs and ints has that hash. */
static inline int32_t find_quickly(const struct dict *dict,
                                   const struct object *key, int64_t hash)
{
    int32_t result = NOT_FOUND;
    struct probe probe;

    if (!dict->table)
        return find_linear(dict, key, hash);
    for (probe = probe_begin(dict, hash); dict->table[probe.slot];
         probe_next(dict, hash, &probe)) {
        uint32_t i = dict->table[probe.slot] - 1;
        const struct dict_entry *entry = &dict->entries[i];

        if (entry->hash != hash)
            continue;
        if (same_key(entry, key))
            return (int32_t)i;
        if (must_ask(entry, key))
            result = NOT_SURE;
    }
    return result;
}

/* The index of the entry that a walk over those with `hash` has come to, which
 * is moved on; NOT_FOUND: it is over. */
static int32_t probe_entry(const struct dict *dict, int64_t hash,
                           struct probe *probe)
{
    for (;;) {
        uint32_t i = probe->slot;

        if (dict->table) {
            i = dict->table[probe->slot] - 1;
            if (i == UINT32_MAX)
                return NOT_FOUND;
            probe_next(dict, hash, probe);
        } else {
            if (i >= dict->used)
                return NOT_FOUND;
            probe->slot++;
        }
        if (dict->entries[i].key && dict->entries[i].hash == hash)
            return (int32_t)i;
    }
}

#define CHANGED 2 /* the walk has lost its way */

/* As dict_find_hash, comparing with object_equal. A key that comes meanwhile is
 * put behind those that have been asked; but if the entries have moved, or the
 * one in hand is not there any more, the answer is CHANGED. */
static int find_asking_once(struct dict *dict, struct object *key, int64_t hash,
                            int32_t *index)
{
    struct probe probe = probe_begin(dict, dict->table ? hash : 0);
    uint32_t moves = dict->moves;

    while ((*index = probe_entry(dict, hash, &probe)) >= 0) {
        struct object *candidate = ref(dict->entries[*index].key);
        int equal = object_equal(candidate, key);
        bool same =
            dict->moves == moves && dict->entries[*index].key == candidate;

        unref(candidate);
        if (equal < 0)
            return -1;
        if (!same)
            return CHANGED;
        if (equal)
            return 1;
    }
    return 0;
}

static int find_asking(struct dict *dict, struct object *key, int64_t hash,
                       int32_t *index)
{
    int found;

    do {
        found = find_asking_once(dict, key, hash, index);
    } while (found == CHANGED);
    return found;
}

int dict_find_hash(struct dict *dict, struct object *key, int64_t hash,
                   int32_t *index)
{
    *index = find_quickly(dict, key, hash);
    if (*index >= 0)
        return 1;
    return *index == NOT_FOUND ? 0 : find_asking(dict, key, hash, index);
}

int dict_find(struct dict *dict, struct object *key, struct object **value)
{
    int32_t index;
    int64_t hash;
    int found;

    if (key_hash(key, &hash))
        return -1;
    found = dict_find_hash(dict, key, hash, &index);
    if (found > 0)
        *value = dict->entries[index].value;
    return found;
}

int32_t dict_index_str(struct dict *dict, struct object *key)
{
    int64_t hash = ((struct str *)key)->hash;
    int32_t index;

    if (hash == -1)
        hash = str_hash(key);
    index = find_quickly(dict, key, hash);
    return index >= 0 ? index : -1;
}

struct object *dict_get_str(struct dict *dict, struct object *key)
{
    int32_t index = dict_index_str(dict, key);

    return index < 0 ? NULL : dict->entries[index].value;
}

struct object *dict_get_c(struct dict *dict, const char *key)
{
    for (uint32_t i = 0; i < dict->used; i++) {
        struct object *k = dict->entries[i].key;

        if (k && is_str(k) && str_equal_c(k, key))
            return dict->entries[i].value;
    }
    return NULL;
}

bool dict_next(struct dict *dict, uint32_t *position, struct object **key,
               struct object **value)
{
    while (*position < dict->used) {
        struct dict_entry *entry = &dict->entries[(*position)++];

        if (entry->key) {
            *key = entry->key;
            *value = entry->value;
            return true;
        }
    }
    return false;
}

/* ---- Growing ---- */

void dict_free_memory(struct dict *dict)
{
    mem_free(dict->entries, dict->capacity * sizeof(*dict->entries));
    if (dict->table)
        mem_free(dict->table, ((size_t)dict->mask + 1) * sizeof(*dict->table));
}

/* Put the index of an entry into the table, in which its key is not. */
static void table_insert(struct dict *dict, int64_t hash, uint32_t index)
{
    struct probe probe = probe_begin(dict, hash);

    while (dict->table[probe.slot])
        probe_next(dict, hash, &probe);
    dict->table[probe.slot] = index + 1;
    dict->filled++;
}

/* Make a dict's table, which is cleared, anew from its entries. */
static void table_fill(struct dict *dict)
{
    dict->filled = 0;
    for (uint32_t i = 0; dict->table && i < dict->used; i++)
        table_insert(dict, dict->entries[i].hash, i);
}

/* More room, for `capacity` (a power of two) entries; the table is to be
 * filled. 0, or -1: the dict is as it was. */
static int dict_enlarge(struct dict *dict, uint32_t capacity)
{
    size_t slots = (size_t)capacity * 2, old_slots = (size_t)dict->mask + 1;
    struct dict_entry *entries;
    uint32_t *table = NULL;

    if (capacity > DICT_LINEAR) {
        table = mem_zalloc(slots * sizeof(*table));
        if (!table)
            return -1;
    }
    entries = mem_resize(dict->entries, dict->capacity * sizeof(*entries),
                         capacity * sizeof(*entries));
    if (!entries) {
        mem_free(table, slots * sizeof(*table));
        return -1;
    }
    if (dict->table)
        mem_free(dict->table, old_slots * sizeof(*table));
    dict->entries = entries;
    dict->capacity = capacity;
    dict->table = table;
    dict->mask = table ? (uint32_t)slots - 1 : 0;
    return 0;
}

/* Move the entries to the front, over the holes between them. */
static void entries_compact(struct dict *dict)
{
    uint32_t to = 0;

    if (dict->used == dict->count)
        return;
    for (uint32_t i = 0; i < dict->used; i++) {
        if (dict->entries[i].key)
            dict->entries[to++] = dict->entries[i];
    }
    dict->used = to;
}

/* The room to give a dict of `count` keys that is to grow: so that a growing
 * one gets four times as much as it had, a large one twice as much. */
static uint32_t capacity_for(uint32_t count)
{
    uint32_t wanted = count < LARGE_COUNT ? count * 2 : count + count / 2;
    uint32_t capacity = FIRST_CAPACITY;

    while (capacity <= wanted)
        capacity *= 2;
    return capacity;
}

/* Get rid of holes, and have room for more keys. 0, or -1: the dict is as it
 * was. */
static int dict_rebuild(struct dict *dict)
{
    uint32_t capacity = capacity_for(dict->count);

    if (capacity > dict->capacity) {
        if (dict_enlarge(dict, capacity))
            return -1;
    } else if (dict->table) {
        memset(dict->table, 0, ((size_t)dict->mask + 1) * sizeof(*dict->table));
    }
    entries_compact(dict);
    table_fill(dict);
    dict->moves++;
    return 0;
}

#define COUNT_MAX ((uint32_t)1 << 29) /* capacities fit in 31 bits */

/* Room for one more entry. 0, or -1: MemoryError. */
static inline int dict_reserve(struct dict *dict)
{
    uint32_t slots = dict->table ? dict->mask + 1 : 0;

    if (dict->used < dict->capacity && dict->filled <= slots - slots / 4)
        return 0;
    if (dict->count >= COUNT_MAX) {
        error_memory();
        return -1;
    }
    return dict_rebuild(dict);
}

/* ---- Changing ---- */

/* Add a key that is not there. */
static int dict_insert(struct dict *dict, struct object *key, int64_t hash,
                       struct object *value)
{
    if (dict_reserve(dict))
        return -1;
    dict->entries[dict->used] = (struct dict_entry){hash, ref(key), ref(value)};
    if (dict->table)
        table_insert(dict, hash, dict->used);
    dict->used++;
    dict->count++;
    dict->version = dict_new_version();
    return 0;
}

int dict_set_hash(struct dict *dict, struct object *key, int64_t hash,
                  struct object *value)
{
    int32_t index;
    int found = dict_find_hash(dict, key, hash, &index);

    if (found < 0)
        return -1;
    if (!found)
        return dict_insert(dict, key, hash, value);
    replace(&dict->entries[index].value, ref(value));
    return 0;
}

int dict_set(struct dict *dict, struct object *key, struct object *value)
{
    int64_t hash;

    if (key_hash(key, &hash))
        return -1;
    return dict_set_hash(dict, key, hash, value);
}

int dict_set_c(struct dict *dict, const char *key, struct object *value)
{
    struct object *name = str_intern_c(key);
    int failed;

    if (!name)
        return -1;
    failed = dict_set(dict, name, value);
    unref(name);
    return failed;
}

void dict_take(struct dict *dict, uint32_t index, struct object **key,
               struct object **value)
{
    struct dict_entry *entry = &dict->entries[index];

    *key = entry->key;
    *value = entry->value;
    *entry = (struct dict_entry){0};
    dict->count--;
    while (dict->used && !dict->entries[dict->used - 1].key)
        dict->used--;
    dict->version = dict_new_version();
}

int dict_delete_hash(struct dict *dict, struct object *key, int64_t hash)
{
    struct object *old_key, *old_value;
    int32_t index;
    int found = dict_find_hash(dict, key, hash, &index);

    if (found <= 0)
        return found;
    dict_take(dict, (uint32_t)index, &old_key, &old_value);
    unref(old_key);
    unref(old_value);
    return 1;
}

int dict_delete(struct dict *dict, struct object *key)
{
    int64_t hash;

    if (key_hash(key, &hash))
        return -1;
    return dict_delete_hash(dict, key, hash);
}

void dict_clear(struct dict *dict)
{
    struct dict old = *dict;

    dict->entries = NULL;
    dict->table = NULL;
    dict->count = dict->used = dict->capacity = dict->mask = dict->filled = 0;
    dict->version = dict_new_version();
    dict->moves++;
    for (uint32_t i = 0; i < old.used; i++) {
        unref_maybe(old.entries[i].key);
        unref_maybe(old.entries[i].value);
    }
    dict_free_memory(&old);
}

/* Copy a dict without holes, table and all. */
static int fill_whole(struct dict *to, const struct dict *from)
{
    if (dict_enlarge(to, from->capacity))
        return -1;
    memcpy(to->entries, from->entries, from->used * sizeof(*to->entries));
    for (uint32_t i = 0; i < from->used; i++) {
        ref(to->entries[i].key);
        ref(to->entries[i].value);
    }
    to->used = from->used;
    if (to->table)
        memcpy(to->table, from->table,
               ((size_t)to->mask + 1) * sizeof(*to->table));
    to->filled = from->filled;
    return 0;
}

static int fill_without_holes(struct dict *to, const struct dict *from)
{
    if (dict_enlarge(to, capacity_for(from->count)))
        return -1;
    for (uint32_t i = 0; i < from->used; i++) {
        struct dict_entry *entry = &from->entries[i];

        if (!entry->key)
            continue;
        ref(entry->key);
        ref(entry->value);
        to->entries[to->used++] = *entry;
    }
    table_fill(to);
    return 0;
}

int dict_fill(struct dict *to, const struct dict *from)
{
    bool whole = from->used == from->count &&
                 (!from->table || from->filled == from->count);

    if (from->count == 0)
        return 0;
    if (whole ? fill_whole(to, from) : fill_without_holes(to, from))
        return -1;
    to->count = from->count;
    to->version = dict_new_version();
    to->moves++;
    return 0;
}
