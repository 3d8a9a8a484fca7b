/* SPDX-License-Identifier: MIT
 *
 * The bytes type: making, hashing and indexing. bytearray.c has its mutable
 * sister; bytes_slots.c and bytes_methods.c what both can do.
 */
#include "object/error.h"
#include "object/mem.h"
#include "object/bytes.h"
#include "object/number.h"
#include "object/types.h"

#define NO_HASH (-1)

static size_t bytes_room(size_t size)
{
    return sizeof(struct bytes) + size;
}

struct bytes *bytes_alloc(size_t size)
{
    struct bytes *b;

    if (size > BYTES_MAX)
        return (struct bytes *)error_memory();
    b = mem_alloc(bytes_room(size));
    if (!b)
        return NULL;
    b->head = (struct object){.refs = 1, .type = &type_bytes};
    b->size = size;
    b->hash = NO_HASH;
    return b;
}

struct object *bytes_new(const void *data, size_t size)
{
    struct bytes *b = bytes_alloc(size);

    if (b && size)
        memcpy(b->data, data, size);
    return (struct object *)b;
}

static void bytes_dealloc(struct object *self)
{
    object_release(self, bytes_room(((struct bytes *)self)->size));
}

bool bytes_view(struct object *o, struct view *view)
{
    if (!is_bytes(o) && !is_bytearray(o))
        return false;
    *view = bytes_data(o);
    return true;
}

static struct object *bytes_new_slot(struct type *cls,
                                     struct object *const *args, uint32_t count,
                                     struct object *names)
{
    struct object *result;
    struct text out = {0};

    (void)cls;
    if (!names && count == 1 && is_bytes(args[0]))
        return ref(args[0]);
    if (bytes_collect(&out, "bytes", args, count, names)) {
        text_discard(&out);
        return NULL;
    }
    result = bytes_new(out.data, out.size);
    text_discard(&out);
    return result;
}

static int bytes_hash(struct object *self, int64_t *hash)
{
    struct bytes *b = (struct bytes *)self;

    if (b->hash == NO_HASH)
        b->hash = text_hash((char *)b->data, b->size);
    *hash = b->hash;
    return 0;
}

struct object *bytes_get_item(struct object *self, struct object *key)
{
    bool is_array = !is_bytes(self);
    int64_t start, step;
    struct object *result;
    struct view view;
    uint64_t count, i;
    char *out;

    view = bytes_data(self);
    if (type_of(key) != &type_slice) {
        if (bytes_index(key, self, &i))
            return NULL;
        bytes_view(self, &view);
        return small_from((unsigned char)view.data[i]);
    }
    if (slice_indices(key, view.size, &start, &step, &count))
        return NULL;
    view = bytes_data(self);
    if (is_array)
        count = bytes_clip(start, step, count, view.size);
    result = (is_array ? &bytearray_kind : &bytes_kind)->alloc(count, &out);
    for (i = 0; result && i < count; i++)
        out[i] = view.data[start + (int64_t)i * step];
    return result;
}

struct type type_bytes = {
    .head = STATIC_HEAD(&type_type),
    .name = "bytes",
    .size = sizeof(struct bytes),
    .flags = TYPE_LEAF,
    .dealloc = bytes_dealloc,
    .new = bytes_new_slot,
    .repr = bytes_repr,
    .hash = bytes_hash,
    .compare = bytes_compare,
    .truth = bytes_truth,
    .length = bytes_length,
    .get_item = bytes_get_item,
    .contains = bytes_contains,
    .iter = bytes_iter,
    .binary = {[OP_ADD] = bytes_add,
               [OP_MUL] = bytes_multiply,
               [OP_MOD] = bytes_percent},
    .methods = bytes_methods,
    .doc = "bytes(iterable of ints, count, bytes, or str and encoding)",
};
