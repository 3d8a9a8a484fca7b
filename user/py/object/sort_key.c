/* SPDX-License-Identifier: MIT
 *
 * Ranks for list.sort: what can be known of a key's place from 64 bits. If the
 * keys are all small ints, all floats or all strs, or all tuples that begin
 * with one of these, then a key with a lower rank is less; where ranks are
 * equal, `ask` decides.
 */
#include "object/sort_private.h"

#define SIGN_BIT (UINT64_C(1) << 63)
#define PREFIX_BYTES 8

enum key_kind { KEY_INT, KEY_FLOAT, KEY_STR, KEY_TUPLE, KEY_OTHER };

static enum key_kind kind_of(struct object *key)
{
    if (is_small(key))
        return KEY_INT;
    if (is_float(key)) /* a NaN has no place */
        return float_value(key) == float_value(key) ? KEY_FLOAT : KEY_OTHER;
    if (is_str(key))
        return KEY_STR;
    return is_tuple(key) && ((struct tuple *)key)->count ? KEY_TUPLE
                                                         : KEY_OTHER;
}

static struct object *first_of(struct object *tuple)
{
    return ((struct tuple *)tuple)->items[0];
}

/* An int64_t in the order of doubles: the bits of a negative one, but for the
 * sign, are turned over. Both zeros have rank 0. */
static int64_t float_rank(double value)
{
    int64_t bits;

    value += 0.0; /* -0.0 becomes 0.0 */
    memcpy(&bits, &value, sizeof(bits));
    return bits < 0 ? bits ^ INT64_MAX : bits;
}

/* The bytes behind the first `skip` as a number, of which the first counts
 * most. In UTF-8 the order of bytes is that of characters. */
static int64_t str_rank(struct object *str, size_t skip)
{
    const char *text = str_text(str) + skip;
    size_t size = str_size(str) - skip;
    uint64_t prefix = 0;

    if (size >= PREFIX_BYTES) {
        memcpy(&prefix, text, PREFIX_BYTES);
        prefix = __builtin_bswap64(prefix); /* x86 is little-endian */
    } else {
        for (size_t i = 0; i < size; i++)
            prefix |= (uint64_t)(unsigned char)text[i]
                      << (PREFIX_BYTES - 1 - i) * 8;
    }
    return (int64_t)(prefix ^ SIGN_BIT);
}

static int64_t rank_of(struct object *key, enum key_kind kind, size_t skip)
{
    switch (kind) {
    case KEY_INT:
        return small_value(key);
    case KEY_FLOAT:
        return float_rank(float_value(key));
    case KEY_STR:
        return str_rank(key, skip);
    default:
        return 0;
    }
}

static int ask_strs(struct object *a, struct object *b)
{
    size_t x = str_size(a), y = str_size(b);
    int order = memcmp(str_text(a), str_text(b), x < y ? x : y);

    return order ? order < 0 : x < y;
}

/* The list owns no reference to its items meanwhile, but sort_list.c does. */
static int ask_objects(struct object *a, struct object *b)
{
    return object_compare_truth(a, b, CMP_LT);
}

/* The kind that all keys have (`first`: their first items), or KEY_OTHER. */
static enum key_kind common_kind(const struct sort *sort, bool first)
{
    enum key_kind kind = KEY_OTHER;

    for (uint64_t i = 0; i < sort->count; i++) {
        struct object *key = sort->keys[i];
        enum key_kind next = kind_of(first ? first_of(key) : key);

        if (next == KEY_OTHER || (i && next != kind))
            return KEY_OTHER;
        kind = next;
    }
    return kind;
}

/* What a key is ranked by: itself, or the first item of a tuple. */
static struct object *ranked_part(const struct sort *sort, uint64_t i,
                                  bool first)
{
    return first ? first_of(sort->keys[i]) : sort->keys[i];
}

/* How many bytes all the strs have in common at their beginning. */
static size_t common_prefix(const struct sort *sort, bool first)
{
    const char *text = str_text(ranked_part(sort, 0, first));
    size_t common = str_size(ranked_part(sort, 0, first));

    for (uint64_t i = 1; common && i < sort->count; i++) {
        struct object *str = ranked_part(sort, i, first);
        size_t same = 0;

        if (common > str_size(str))
            common = str_size(str);
        while (same < common && str_text(str)[same] == text[same])
            same++;
        common = same;
    }
    return common;
}

void sort_rank(struct sort *sort)
{
    enum key_kind kind = common_kind(sort, false);
    bool first = kind == KEY_TUPLE;
    size_t skip = 0;

    sort->cheap = kind <= KEY_STR;
    sort->ask = kind == KEY_INT || kind == KEY_FLOAT ? NULL
                : kind == KEY_STR                    ? ask_strs
                : kind == KEY_TUPLE                  ? tuple_less
                                                     : ask_objects;
    if (first)
        kind = common_kind(sort, true);
    if (kind == KEY_STR)
        skip = common_prefix(sort, first);
    for (uint64_t i = 0; i < sort->count; i++) {
        struct sort_item *item = &sort->items[i];

        item->rank = rank_of(ranked_part(sort, item->index, first), kind, skip);
    }
}
