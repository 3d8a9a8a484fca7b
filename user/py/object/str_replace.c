/* SPDX-License-Identifier: MIT
 *
 * Putting text together, for str and bytes: replace and join. Both find out the
 * size of the result first, and make it in one piece.
 */
#include "object/error.h"
#include "object/mem.h"
#include "object/number.h"
#include "object/str.h"

/* ---- replace ---- */

/* Replacing nothing puts `with` before each character and at the end. */
static int insert_everywhere(struct text *out, const struct text_kind *kind,
                             struct view where, struct view with, int64_t max)
{
    const char *p = where.data, *end = p + where.size, *next;

    for (; max; max--) {
        if (text_add(out, with.data, with.size))
            return -1;
        if (p == end)
            return 0;
        next = p + 1;
        while (kind->by_character && next < end &&
               ((unsigned char)*next & 0xc0) == 0x80)
            next++;
        if (text_add(out, p, (size_t)(next - p)))
            return -1;
        p = next;
    }
    return text_add(out, p, (size_t)(end - p));
}

static int replace_each(struct text *out, struct view where, struct view what,
                        struct view with, int64_t max)
{
    const char *end = where.data + where.size;
    size_t at;

    for (; max && (at = memory_find(where, what)) != NOT_FOUND; max--) {
        if (text_add(out, where.data, at) ||
            text_add(out, with.data, with.size))
            return -1;
        where.data += at + what.size;
        where.size = (size_t)(end - where.data);
    }
    return text_add(out, where.data, where.size);
}

/* The views of arguments 1 and 2. 0, or -1. */
static int replace_views(const struct text_kind *kind,
                         struct object *const *args, struct view *views)
{
    int i;

    for (i = 1; i <= 2; i++) {
        if (kind->by_character && !is_str(args[i])) {
            error_format(&type_TypeError,
                         "replace() argument %d must be str, not %s", i,
                         argument_type(args[i]));
            return -1;
        }
        if (!kind_view(kind, args[i], &views[i - 1]))
            return -1;
    }
    return 0;
}

struct object *kind_replace(const struct text_kind *kind,
                            struct object *const *args, uint32_t count)
{
    struct view where, views[2];
    struct object *result = NULL;
    struct text out = {0};
    int64_t max = -1;
    int failed;

    if (replace_views(kind, args, views) ||
        (count > 3 && argument_int64(args[3], &max)) ||
        replace_views(kind, args, views) || !kind_view(kind, args[0], &where))
        return NULL;
    if (max == 0 ||
        (views[0].size && memory_find(where, views[0]) == NOT_FOUND))
        return kind_part(kind, args[0], where, where);
    failed = views[0].size
                 ? replace_each(&out, where, views[0], views[1], max)
                 : insert_everywhere(&out, kind, where, views[1], max);
    if (!failed)
        result = kind->make(out.data, out.size);
    text_discard(&out);
    return result;
}

/* ---- join ---- */

static int item_view(const struct text_kind *kind, struct object *item,
                     uint64_t index, struct view *view)
{
    if (kind->by_character ? is_str(item) : bytes_view(item, view)) {
        if (kind->by_character)
            *view = str_view(item);
        return 0;
    }
    error_format(&type_TypeError,
                 kind->by_character
                     ? "sequence item %llu: expected str instance, %T found"
                     : "sequence item %llu: expected a bytes-like object, "
                       "%T found",
                 (unsigned long long)index, item);
    return -1;
}

/* The size of all together, or NOT_FOUND: raised. */
static size_t join_size(const struct text_kind *kind, struct view separator,
                        struct object *const *items, uint64_t count)
{
    size_t size = 0;
    struct view view;
    uint64_t i;

    for (i = 0; i < count; i++) {
        if (item_view(kind, items[i], i, &view))
            return NOT_FOUND;
        size += view.size + (i ? separator.size : 0);
        if (size > SIZE_MAX / 8) {
            error_memory();
            return NOT_FOUND;
        }
    }
    return size;
}

static void join_into(const struct text_kind *kind, char *out,
                      struct view separator, struct object *const *items,
                      uint64_t count)
{
    struct view view = {0};
    uint64_t i;

    for (i = 0; i < count; i++) {
        if (i) {
            copy_bytes(out, separator.data, separator.size);
            out += separator.size;
        }
        item_view(kind, items[i], i, &view);
        copy_bytes(out, view.data, view.size);
        out += view.size;
    }
}

static struct object *join(const struct text_kind *kind, struct view separator,
                           struct object *const *items, uint64_t count)
{
    size_t size = join_size(kind, separator, items, count);
    struct object *result;
    char *out;

    if (size == NOT_FOUND)
        return NULL;
    if (kind->by_character && count == 1)
        return ref(items[0]);
    result = kind->alloc(size, &out);
    if (!result || !size)
        return result;
    join_into(kind, out, separator, items, count);
    if (kind->by_character)
        ((struct str *)result)->length = utf8_length(out, size);
    return result;
}

struct object *kind_join(const struct text_kind *kind,
                         struct object *const *args, uint32_t count)
{
    struct object *sequence = args[1], *result;
    struct view separator;
    struct tuple *tuple;
    struct list *list;

    (void)count;
    if (!type_of(sequence)->iter && !type_of(sequence)->get_item)
        return error_format(&type_TypeError, "can only join an iterable");
    sequence = is_tuple(sequence) || is_list(sequence)
                   ? ref(sequence)
                   : list_from_iterable(sequence);
    if (!sequence)
        return NULL;
    tuple = (struct tuple *)sequence;
    list = (struct list *)sequence;
    if (!kind_view(kind, args[0], &separator))
        result = NULL;
    else if (is_tuple(sequence))
        result = join(kind, separator, tuple->items, tuple->count);
    else
        result = join(kind, separator, list->items, list->count);
    unref(sequence);
    return result;
}
