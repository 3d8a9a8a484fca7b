/* SPDX-License-Identifier: MIT
 *
 * What bytes and bytearray are as values: repr, order, indices, operators and
 * iteration.
 */
#include <stdio.h>

#include "object/bytes.h"
#include "object/error.h"
#include "object/number.h"
#include "object/types.h"

/* Of results: the same type as o's. */
/* ---- repr ---- */

/* always: escape a single quote between double ones too, as bytearray does. */
static int add_byte(struct text *text, unsigned char c, char quote, bool always)
{
    char escape[sizeof("\\xhh")];
    const char *known = "\t\n\r\\", *at = c ? strchr(known, c) : NULL;

    if (at)
        snprintf(escape, sizeof(escape), "\\%c", "tnr\\"[at - known]);
    else if (c == (unsigned char)quote || (c == '\'' && always))
        snprintf(escape, sizeof(escape), "\\%c", c);
    else if (c < ' ' || c >= 0x7f)
        snprintf(escape, sizeof(escape), "\\x%02x", c);
    else
        snprintf(escape, sizeof(escape), "%c", c);
    return text_add_c(text, escape);
}

struct object *bytes_repr(struct object *self)
{
    bool is_array = is_bytearray(self);
    struct text text = {0};
    struct view view;
    char opening[] = "b'";
    size_t i;
    int failed;

    view = bytes_data(self);
    if (memchr(view.data, '\'', view.size) &&
        !memchr(view.data, '"', view.size))
        opening[1] = '"';
    failed = text_add_c(&text, is_array ? "bytearray(" : "") ||
             text_add_c(&text, opening);
    for (i = 0; !failed && i < view.size; i++)
        failed =
            add_byte(&text, (unsigned char)view.data[i], opening[1], is_array);
    if (!failed && !text_add_c(&text, opening + 1) &&
        !text_add_c(&text, is_array ? ")" : ""))
        return text_finish(&text);
    text_discard(&text);
    return NULL;
}

/* ---- Order, size, indices ---- */

struct object *bytes_compare(struct object *a, struct object *b,
                             enum compare_op op)
{
    struct view left, right;
    size_t common;
    int order;

    if (!bytes_view(a, &left) || !bytes_view(b, &right))
        return NOT_IMPLEMENTED;
    common = left.size < right.size ? left.size : right.size;
    order = memcmp(left.data, right.data, common);
    if (!order)
        order = (left.size > common) - (right.size > common);
    return bool_from(order_is(order, op));
}

int bytes_truth(struct object *self)
{
    return bytes_length(self) != 0;
}

int64_t bytes_length(struct object *self)
{
    struct view view;

    view = bytes_data(self);
    return (int64_t)view.size;
}

int bytes_index(struct object *key, struct object *self, uint64_t *index)
{
    const char *name = is_bytes(self) ? "byte" : "bytearray";
    struct view view;
    int64_t i;

    if (!is_int_or_bool(key) && !type_of(key)->index) {
        error_format(&type_TypeError,
                     "%s indices must be integers or slices, not %T", name,
                     key);
        return -1;
    }
    if (object_index_int64(key, &type_IndexError, &i))
        return -1;
    view = bytes_data(self);
    if (i < 0)
        i += (int64_t)view.size;
    if (i < 0 || (uint64_t)i >= view.size) {
        error_format(&type_IndexError, is_bytes(self)
                                           ? "index out of range"
                                           : "bytearray index out of range");
        return -1;
    }
    *index = (uint64_t)i;
    return 0;
}

uint64_t bytes_clip(int64_t start, int64_t step, uint64_t count, size_t size)
{
    uint64_t i = 0;
    int64_t at = start;

    for (; i < count && at >= 0 && (uint64_t)at < size; i++)
        at += i + 1 < count ? step : 0;
    return i;
}

/* ---- Operators ---- */

int byte_value(struct object *o, const char *message, char *byte)
{
    int64_t n;

    if (object_index_int64(o, NULL, &n))
        return -1;
    if (n < 0 || n > UINT8_MAX) {
        error_format(&type_ValueError, "%s", message);
        return -1;
    }
    *byte = (char)n;
    return 0;
}

int bytes_contains(struct object *self, struct object *item)
{
    struct view where, what;
    char byte;

    if (is_int_or_bool(item) || type_of(item)->index) {
        if (byte_value(item, "byte must be in range(0, 256)", &byte))
            return -1;
        what = (struct view){&byte, 1};
    } else if (!kind_view(&bytes_kind, item, &what)) {
        return -1;
    }
    where = bytes_data(self);
    return !what.size || memory_find(where, what) != NOT_FOUND;
}

struct object *bytes_add(struct object *a, struct object *b)
{
    struct view left, right;
    struct object *sum;
    char *out;

    if (!bytes_view(a, &left))
        return NOT_IMPLEMENTED;
    if (!bytes_view(b, &right)) {
        if (other_may_answer(b, OP_ADD))
            return NOT_IMPLEMENTED;
        return error_format(&type_TypeError, "can't concat %s to %s",
                            type_of(b)->name, type_of(a)->name);
    }
    sum = bytes_kind_of(a)->alloc(left.size + right.size, &out);
    if (sum && left.size)
        memcpy(out, left.data, left.size);
    if (sum && right.size)
        memcpy(out + left.size, right.data, right.size);
    return sum;
}

struct object *bytes_multiply(struct object *a, struct object *b)
{
    struct view view;
    bool swapped = !bytes_view(a, &view);
    struct object *self = swapped ? b : a, *count = swapped ? a : b;
    struct object *product;
    size_t times;
    char *out;
    int status;

    view = bytes_data(self);
    status = repeat_count(count, view.size, &times);
    if (status)
        return status < 0 ? NULL : NOT_IMPLEMENTED;
    view = bytes_data(self);
    if (times && view.size > BYTES_MAX / times)
        return error_memory();
    product = bytes_kind_of(self)->alloc(times * view.size, &out);
    if (product && times && view.size)
        repeat_fill(out, view, times);
    return product;
}

/* ---- Iteration ---- */

struct bytes_iterator {
    struct object head;
    size_t index;
    struct object *bytes; /* or bytearray; NULL: exhausted */
};

struct object *bytes_iter(struct object *self)
{
    struct bytes_iterator *it =
        (struct bytes_iterator *)object_new(&type_bytes_iterator, sizeof(*it));

    if (!it)
        return NULL;
    it->bytes = ref(self);
    return &it->head;
}

static struct object *bytes_iterator_next(struct object *self)
{
    struct bytes_iterator *it = (struct bytes_iterator *)self;
    struct view view;

    if (!it->bytes)
        return NULL;
    view = bytes_data(it->bytes);
    if (it->index >= view.size) {
        replace(&it->bytes, NULL);
        return NULL;
    }
    return small_from((unsigned char)view.data[it->index++]);
}

static void bytes_iterator_dealloc(struct object *self)
{
    unref_maybe(((struct bytes_iterator *)self)->bytes);
    object_release(self, sizeof(struct bytes_iterator));
}

static struct object *iterator_self(struct object *self)
{
    return ref(self);
}

struct type type_bytes_iterator = {
    .head = STATIC_HEAD(&type_type),
    .name = "bytes_iterator",
    .size = sizeof(struct bytes_iterator),
    .dealloc = bytes_iterator_dealloc,
    .iter = iterator_self,
    .next = bytes_iterator_next,
};
