/* SPDX-License-Identifier: MIT
 *
 * Taking text apart, for str and bytes: split, rsplit, splitlines, partition.
 */
#include "object/callable.h"
#include "object/error.h"
#include "object/number.h"
#include "object/str.h"

bool kind_view(const struct text_kind *kind, struct object *o,
               struct view *view)
{
    if (kind->by_character && is_str(o)) {
        *view = str_view(o);
        return true;
    }
    if (!kind->by_character && bytes_view(o, view))
        return true;
    error_format(&type_TypeError,
                 kind->by_character ? "must be str, not %T"
                                    : "a bytes-like object is required, "
                                      "not '%T'",
                 o);
    return false;
}

struct object *kind_part(const struct text_kind *kind, struct object *self,
                         struct view whole, struct view part)
{
    if (kind->make != bytearray_kind.make && whole.size == part.size)
        return ref(self);
    return kind->make(part.data, part.size);
}

/* A list being filled with parts. */
struct parts {
    const struct text_kind *kind;
    struct list *list;
    int64_t left; /* how many times it may still be split; < 0: any number */
};

/* Add begin..end. 0, or -1. */
static int parts_add(struct parts *parts, const char *begin, const char *end)
{
    struct object *part = parts->kind->make(begin, (size_t)(end - begin));
    struct list *list = parts->list;
    int failed;

    if (part && list->count < list->capacity) {
        list->items[list->count++] = part;
        return 0;
    }
    failed = !part || list_append(list, part);
    unref_maybe(part);
    return failed ? -1 : 0;
}

/* The list, if nothing failed. */
static struct object *parts_finish(struct parts *parts, int failed)
{
    if (!failed)
        return &parts->list->head;
    unref(&parts->list->head);
    return NULL;
}

/* ---- At a separator ---- */

static int split_at(struct parts *parts, struct view where, struct view what)
{
    const char *end = where.data + where.size, *found;
    size_t at;

    while (parts->left-- != 0 && (at = memory_find(where, what)) != NOT_FOUND) {
        found = where.data + at;
        if (parts_add(parts, where.data, found))
            return -1;
        where.data = found + what.size;
        where.size = (size_t)(end - where.data);
    }
    return parts_add(parts, where.data, end);
}

/* From the right; the list is in reverse. */
static int split_at_last(struct parts *parts, struct view where,
                         struct view what)
{
    const char *end = where.data + where.size, *found;
    size_t at;

    while (parts->left-- != 0 &&
           (at = memory_find_last(where, what)) != NOT_FOUND) {
        found = where.data + at;
        if (parts_add(parts, found + what.size, end))
            return -1;
        where.size = at;
        end = found;
    }
    return parts_add(parts, where.data, end);
}

/* ---- At white space ---- */

static const char *skip_space(const struct text_kind *kind, const char *p,
                              const char *end)
{
    size_t size;

    while (p < end && (size = space_size(kind, p, end)))
        p += size;
    return p;
}

/* The beginning of the character that ends before p. */
static const char *character_before(const char *begin, const char *p)
{
    do
        p--;
    while (p > begin && ((unsigned char)*p & 0xc0) == 0x80);
    return p;
}

static const char *skip_space_before(const struct text_kind *kind,
                                     const char *begin, const char *p)
{
    const char *before;

    while (p > begin) {
        before = kind->by_character ? character_before(begin, p) : p - 1;
        if (!space_size(kind, before, p))
            break;
        p = before;
    }
    return p;
}

static int split_at_space(struct parts *parts, struct view where)
{
    const struct text_kind *kind = parts->kind;
    const char *end = where.data + where.size, *p, *word;

    p = skip_space(kind, where.data, end);
    while (p < end) {
        word = p;
        if (parts->left-- == 0)
            return parts_add(parts, word, end);
        while (p < end && !space_size(kind, p, end))
            p++;
        if (parts_add(parts, word, p))
            return -1;
        p = skip_space(kind, p, end);
    }
    return 0;
}

static int split_at_space_last(struct parts *parts, struct view where)
{
    const struct text_kind *kind = parts->kind;
    const char *begin = where.data, *p, *word_end;

    p = skip_space_before(kind, begin, begin + where.size);
    while (p > begin) {
        word_end = p;
        if (parts->left-- == 0)
            return parts_add(parts, begin, p);
        while (p > begin && skip_space_before(kind, begin, p) == p)
            p = kind->by_character ? character_before(begin, p) : p - 1;
        if (parts_add(parts, p, word_end))
            return -1;
        p = skip_space_before(kind, begin, p);
    }
    return 0;
}

static void reverse(struct list *list)
{
    struct object **low = list->items, **high = low + list->count, *o;

    while (high - low > 1) {
        o = *low;
        *low++ = *--high;
        *high = o;
    }
}

/* ---- The methods ---- */

/* sep and maxsplit. *separator has size 0 for white space. 0, or -1. */
static int split_arguments(const struct text_kind *kind, const char *name,
                           struct object *const *args, uint32_t count,
                           struct object *names, struct view *separator,
                           int64_t *max)
{
    static const char *const parameter_names[] = {"self", "sep", "maxsplit",
                                                  NULL};
    struct parameters parameters = {.function = name,
                                    .required = 1,
                                    .positional_only = 1,
                                    .positional = 3,
                                    .names = parameter_names};
    struct object *given[3];

    *max = -1;
    *separator = (struct view){0};
    if (parameters_bind(&parameters, args, count, names, given))
        return -1;
    if (given[2] && argument_int64(given[2], max))
        return -1;
    if (!given[1] || given[1] == NONE)
        return 0;
    if (kind->by_character && !is_str(given[1])) {
        error_format(&type_TypeError, "must be str or None, not %T", given[1]);
        return -1;
    }
    if (!kind_view(kind, given[1], separator))
        return -1;
    if (separator->size)
        return 0;
    error_format(&type_ValueError, "empty separator");
    return -1;
}

static struct parts parts_new(const struct text_kind *kind, int64_t max)
{
    return (struct parts){kind, list_new(0), max};
}

struct object *kind_split(const struct text_kind *kind,
                          struct object *const *args, uint32_t count,
                          struct object *names)
{
    struct view where, separator;
    struct parts parts;
    int64_t max;

    if (split_arguments(kind, "split", args, count, names, &separator, &max) ||
        !kind_view(kind, args[0], &where))
        return NULL;
    parts = parts_new(kind, max);
    if (!parts.list)
        return NULL;
    return parts_finish(&parts, separator.size
                                    ? split_at(&parts, where, separator)
                                    : split_at_space(&parts, where));
}

struct object *kind_rsplit(const struct text_kind *kind,
                           struct object *const *args, uint32_t count,
                           struct object *names)
{
    struct view where, separator;
    struct parts parts;
    int64_t max;
    int failed;

    if (split_arguments(kind, "rsplit", args, count, names, &separator, &max) ||
        !kind_view(kind, args[0], &where))
        return NULL;
    parts = parts_new(kind, max);
    if (!parts.list)
        return NULL;
    failed = separator.size ? split_at_last(&parts, where, separator)
                            : split_at_space_last(&parts, where);
    reverse(parts.list);
    return parts_finish(&parts, failed);
}

static int split_lines(struct parts *parts, struct view where, bool keep)
{
    const char *p = where.data, *end = p + where.size, *line = p;
    size_t size;

    while (p < end) {
        size = parts->kind->line_end(p, end);
        if (!size) {
            p++;
            continue;
        }
        if (parts_add(parts, line, keep ? p + size : p))
            return -1;
        p += size;
        line = p;
    }
    return line < end ? parts_add(parts, line, end) : 0;
}

struct object *kind_splitlines(const struct text_kind *kind,
                               struct object *const *args, uint32_t count,
                               struct object *names)
{
    static const char *const parameter_names[] = {"self", "keepends", NULL};
    static const struct parameters parameters = {.function = "splitlines",
                                                 .required = 1,
                                                 .positional_only = 1,
                                                 .positional = 2,
                                                 .names = parameter_names};
    struct object *given[2];
    struct parts parts;
    struct view where;
    int64_t keep = 0;

    if (parameters_bind(&parameters, args, count, names, given) ||
        (given[1] && argument_int64(given[1], &keep)))
        return NULL;
    if (!kind_view(kind, args[0], &where))
        return NULL;
    parts = parts_new(kind, -1);
    if (!parts.list)
        return NULL;
    return parts_finish(&parts, split_lines(&parts, where, keep != 0));
}

/* The three parts of whole around the separator at `at`; not found: all before
 * it, or (last) behind it. */
static struct object *partition(const struct text_kind *kind,
                                struct object *const *args, bool last)
{
    struct view whole, what, parts[3];
    struct tuple *tuple;
    size_t at;
    int i;

    if (!kind_view(kind, args[1], &what) || !kind_view(kind, args[0], &whole))
        return NULL;
    if (!what.size)
        return error_format(&type_ValueError, "empty separator");
    at = last ? memory_find_last(whole, what) : memory_find(whole, what);
    parts[0] = parts[1] = parts[2] = (struct view){whole.data, 0};
    if (at == NOT_FOUND) {
        parts[last ? 2 : 0] = whole;
    } else {
        parts[0].size = at;
        parts[1] = (struct view){whole.data + at, what.size};
        parts[2].data = parts[1].data + what.size;
        parts[2].size = whole.size - at - what.size;
    }
    tuple = tuple_new(3);
    if (!tuple)
        return NULL;
    for (i = 0; i < 3; i++) {
        if (i == 1 && at != NOT_FOUND && kind->make != bytearray_kind.make)
            tuple->items[i] = ref(args[1]);
        else
            tuple->items[i] = kind_part(kind, args[0], whole, parts[i]);
        if (!tuple->items[i]) {
            unref(&tuple->head);
            return NULL;
        }
    }
    return &tuple->head;
}

struct object *kind_partition(const struct text_kind *kind,
                              struct object *const *args, uint32_t count)
{
    (void)count;
    return partition(kind, args, false);
}

struct object *kind_rpartition(const struct text_kind *kind,
                               struct object *const *args, uint32_t count)
{
    (void)count;
    return partition(kind, args, true);
}
