/* SPDX-License-Identifier: MIT
 *
 * bytearray: bytes that can be changed. Here is what changes them; the rest it
 * has in common with bytes (bytes_slots.c, bytes_methods.c).
 */
#include "object/bytes.h"
#include "object/error.h"
#include "object/mem.h"
#include "object/number.h"

#define BYTE_RANGE "byte must be in range(0, 256)"

struct object *bytearray_alloc(size_t size, char **out)
{
    struct bytearray *a =
        (struct bytearray *)object_new(&type_bytearray, sizeof(*a));

    if (!a)
        return NULL;
    if (size) {
        a->data = mem_alloc(size);
        if (!a->data) {
            unref(&a->head);
            return NULL;
        }
    }
    a->size = a->capacity = size;
    *out = a->data;
    return &a->head;
}

static void bytearray_dealloc(struct object *self)
{
    struct bytearray *a = (struct bytearray *)self;

    mem_free(a->data, a->capacity);
    object_release(self, sizeof(*a));
}

/* The bytes that the arguments mean become the array's own. */
static struct object *bytearray_new(struct type *cls,
                                    struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct text out = {0};
    struct bytearray *a;
    char *none;

    (void)cls;
    if (bytes_collect(&out, "bytearray", args, count, names) ||
        !(a = (struct bytearray *)bytearray_alloc(0, &none))) {
        text_discard(&out);
        return NULL;
    }
    a->data = out.data;
    a->size = out.size;
    a->capacity = out.capacity;
    return &a->head;
}

/* Put `with`, which lies elsewhere, in the place of from..to-1. 0, or -1. */
static int splice(struct bytearray *a, size_t from, size_t to, struct view with)
{
    size_t tail = a->size - to, size = from + with.size + tail, capacity;
    char *data;

    if (size > a->capacity) {
        capacity = size + size / 2;
        data = size > BYTES_MAX ? error_memory()
                                : mem_resize(a->data, a->capacity, capacity);
        if (!data)
            return -1;
        a->data = data;
        a->capacity = capacity;
    }
    if (tail)
        memmove(a->data + from + with.size, a->data + to, tail);
    if (with.size)
        memcpy(a->data + from, with.data, with.size);
    a->size = size;
    return 0;
}

/* ---- Assigning ---- */

/* The items of a slice with a step get the bytes of `with`, or, if there are
 * none, go away: from the right, so that what is left keeps its place. */
static int set_step(struct bytearray *a, int64_t start, int64_t step,
                    uint64_t count, struct view with)
{
    int64_t first = step > 0 ? start + (int64_t)(count - 1) * step : start;
    int64_t down = step > 0 ? -step : step;
    uint64_t i;

    if (with.size && with.size != count) {
        error_format(&type_ValueError,
                     "attempt to assign bytes of size %zu to extended slice "
                     "of size %zu",
                     with.size, (size_t)count);
        return -1;
    }
    for (i = 0; i < with.size; i++)
        a->data[start + (int64_t)i * step] = with.data[i];
    for (; i < count; i++) {
        size_t at = (size_t)(first + (int64_t)i * down);

        if (splice(a, at, at + 1, (struct view){0}))
            return -1;
    }
    return 0;
}

static int set_slice(struct bytearray *a, struct object *slice,
                     struct text *with)
{
    struct view view = {with->data, with->size};
    int64_t start, step;
    uint64_t count;

    if (slice_indices(slice, a->size, &start, &step, &count))
        return -1;
    count = bytes_clip(start, step, count, a->size);
    if (step != 1)
        return set_step(a, start, step, count, view);
    if (start > (int64_t)a->size)
        start = (int64_t)a->size;
    return splice(a, (size_t)start, (size_t)start + count, view);
}

/* Can value be assigned to a slice? 0, or -1. */
static int check_bytes_source(struct object *value)
{
    const struct type *type = type_of(value);

    if (type->index || type->to_int || type->to_float || is_str(value)) {
        error_format(&type_TypeError, "can assign only bytes, buffers, or "
                                      "iterables of ints in range(0, 256)");
        return -1;
    }
    if (type->iter || type->get_item)
        return 0;
    error_format(&type_TypeError, "cannot convert '%T' object to bytearray",
                 value);
    return -1;
}

static int bytearray_set_item(struct object *self, struct object *key,
                              struct object *value)
{
    struct bytearray *a = (struct bytearray *)self;
    struct text with = {0};
    uint64_t index;
    char byte = 0;
    int failed;

    if (type_of(key) != &type_slice) {
        if ((value && byte_value(value, BYTE_RANGE, &byte)) ||
            bytes_index(key, self, &index))
            return -1;
        if (!value)
            return splice(a, index, index + 1, (struct view){0});
        a->data[index] = byte;
        return 0;
    }
    if (value && check_bytes_source(value))
        return -1;
    failed = (value && bytes_collect_iterable(&with, "bytearray", value)) ||
             set_slice(a, key, &with);
    text_discard(&with);
    return failed ? -1 : 0;
}

/* ---- Methods ---- */

/* Add an iterable's bytes at the end. 0, or -1. */
static int extend(struct bytearray *a, struct object *iterable)
{
    struct text more = {0};
    int failed =
        bytes_collect_iterable(&more, "bytearray", iterable) ||
        splice(a, a->size, a->size, (struct view){more.data, more.size});

    text_discard(&more);
    return failed ? -1 : 0;
}

static struct object *bytearray_inplace_add(struct object *a, struct object *b)
{
    struct view view;

    if (!bytes_view(b, &view))
        return error_format(&type_TypeError, "can't concat %T to %T", b, a);
    return extend((struct bytearray *)a, b) ? NULL : ref(a);
}

static struct object *bytearray_inplace_multiply(struct object *a,
                                                 struct object *b)
{
    struct object *product = bytes_multiply(a, b);
    struct bytearray *self = (struct bytearray *)a, old = *self;

    if (!product || product == NOT_IMPLEMENTED)
        return product;
    self->data = ((struct bytearray *)product)->data;
    self->size = ((struct bytearray *)product)->size;
    self->capacity = ((struct bytearray *)product)->capacity;
    old.head = *product;
    *(struct bytearray *)product = old;
    unref(product);
    return ref(a);
}

struct object *bytearray_append(struct object *const *args, uint32_t count,
                                struct object *names)
{
    struct bytearray *a = (struct bytearray *)args[0];
    char byte;

    (void)count;
    (void)names;
    if (byte_value(args[1], BYTE_RANGE, &byte) ||
        splice(a, a->size, a->size, (struct view){&byte, 1}))
        return NULL;
    return NONE;
}

struct object *bytearray_extend(struct object *const *args, uint32_t count,
                                struct object *names)
{
    (void)count;
    (void)names;
    if (!type_of(args[1])->iter && !type_of(args[1])->get_item)
        return error_format(&type_TypeError, "can't extend bytearray with %T",
                            args[1]);
    return extend((struct bytearray *)args[0], args[1]) ? NULL : NONE;
}

struct object *bytearray_insert(struct object *const *args, uint32_t count,
                                struct object *names)
{
    struct bytearray *a = (struct bytearray *)args[0];
    int64_t index;
    char byte;

    (void)count;
    (void)names;
    if (object_index_int64(args[1], NULL, &index) ||
        byte_value(args[2], BYTE_RANGE, &byte))
        return NULL;
    if (index < 0)
        index += (int64_t)a->size;
    index = index < 0 ? 0 : index;
    if (index > (int64_t)a->size)
        index = (int64_t)a->size;
    return splice(a, (size_t)index, (size_t)index, (struct view){&byte, 1})
               ? NULL
               : NONE;
}

struct object *bytearray_pop(struct object *const *args, uint32_t count,
                             struct object *names)
{
    struct bytearray *a = (struct bytearray *)args[0];
    int64_t index = -1;
    unsigned char byte;

    (void)names;
    if (count > 1 && object_index_int64(args[1], &type_IndexError, &index))
        return NULL;
    if (!a->size)
        return error_format(&type_IndexError, "pop from empty bytearray");
    if (index < 0)
        index += (int64_t)a->size;
    if (index < 0 || (uint64_t)index >= a->size)
        return error_format(&type_IndexError, "pop index out of range");
    byte = (unsigned char)a->data[index];
    if (splice(a, (size_t)index, (size_t)index + 1, (struct view){0}))
        return NULL;
    return small_from(byte);
}

struct object *bytearray_remove(struct object *const *args, uint32_t count,
                                struct object *names)
{
    struct bytearray *a = (struct bytearray *)args[0];
    struct view view;
    size_t at;
    char byte;

    (void)count;
    (void)names;
    if (byte_value(args[1], BYTE_RANGE, &byte))
        return NULL;
    view = bytes_data(args[0]);
    at = memory_find(view, (struct view){&byte, 1});
    if (at == NOT_FOUND)
        return error_format(&type_ValueError, "value not found in bytearray");
    return splice(a, at, at + 1, (struct view){0}) ? NULL : NONE;
}

struct object *bytearray_clear(struct object *const *args, uint32_t count,
                               struct object *names)
{
    (void)count;
    (void)names;
    ((struct bytearray *)args[0])->size = 0;
    return NONE;
}

struct object *bytearray_copy(struct object *const *args, uint32_t count,
                              struct object *names)
{
    struct view view;

    (void)count;
    (void)names;
    view = bytes_data(args[0]);
    return bytearray_kind.make(view.data, view.size);
}

struct object *bytearray_reverse(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    struct bytearray *a = (struct bytearray *)args[0];
    size_t low = 0, high = a->size;
    char c;

    (void)count;
    (void)names;
    while (low + 1 < high) {
        c = a->data[low];
        a->data[low++] = a->data[--high];
        a->data[high] = c;
    }
    return NONE;
}

struct type type_bytearray = {
    .head = STATIC_HEAD(&type_type),
    .name = "bytearray",
    .size = sizeof(struct bytearray),
    .dealloc = bytearray_dealloc,
    .new = bytearray_new,
    .repr = bytes_repr,
    .hash = hash_none,
    .compare = bytes_compare,
    .truth = bytes_truth,
    .length = bytes_length,
    .get_item = bytes_get_item,
    .set_item = bytearray_set_item,
    .contains = bytes_contains,
    .iter = bytes_iter,
    .binary = {[OP_ADD] = bytes_add,
               [OP_MUL] = bytes_multiply,
               [OP_MOD] = bytes_percent},
    .inplace = {[OP_ADD] = bytearray_inplace_add,
                [OP_MUL] = bytearray_inplace_multiply},
    .methods = bytearray_methods,
    .doc = "bytearray(iterable of ints, count, bytes, or str and encoding)",
};
