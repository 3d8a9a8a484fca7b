/* SPDX-License-Identifier: MIT
 *
 * When two constants are the same one: equal, and of the same type in all their
 * parts. 1, 1.0 and True are equal but not the same; neither are 0.0 and -0.0.
 */
#include <string.h>

#include "compile/emit.h"
#include "object/container.h"
#include "object/error.h"
#include "object/number.h"
#include "object/text.h"

/* The first half of a key: which kind of constant. */
enum key_kind {
    KEY_INT,
    KEY_STR,
    KEY_BYTES,
    KEY_FLOAT,
    KEY_TUPLE,
    KEY_IDENTITY, /* singletons; code and frozensets, which are not shared */
};

/* (kind, value); steals value, which may be NULL: failed. */
static struct object *key_pair(enum key_kind kind, struct object *value)
{
    struct object *key;

    if (!value)
        return NULL;
    key = tuple_pack(2, small_from(kind), value);
    unref(value);
    return key;
}

static struct object *tuple_key(const struct tuple *tuple)
{
    struct tuple *keys = tuple_new(tuple->count);

    for (uint64_t i = 0; keys && i < tuple->count; i++) {
        keys->items[i] = constant_key(tuple->items[i]);
        if (!keys->items[i]) {
            unref(&keys->head);
            return NULL;
        }
    }
    return (struct object *)keys;
}

struct object *constant_key(struct object *value)
{
    struct object *key;

    if (is_int(value))
        return key_pair(KEY_INT, ref(value));
    if (is_str(value))
        return key_pair(KEY_STR, ref(value));
    if (is_bytes(value))
        return key_pair(KEY_BYTES, ref(value));
    if (is_float(value)) {
        double number = float_value(value);

        return key_pair(KEY_FLOAT, bytes_new(&number, sizeof(number)));
    }
    if (!is_tuple(value))
        return key_pair(KEY_IDENTITY, int_from((int64_t)(uintptr_t)value));
    if (recursion_enter(" during compilation"))
        return NULL;
    key = key_pair(KEY_TUPLE, tuple_key((struct tuple *)value));
    recursion_leave();
    return key;
}
