/* SPDX-License-Identifier: MIT
 *
 * Finding text in text: find, index, count, startswith and their mirror images,
 * for str and bytes. The search itself is the C library's memmem, in linear
 * time.
 *
 * Python counts characters, memory bytes: for a str indices are converted on
 * the way in and on the way out.
 */
#define _GNU_SOURCE
#include "object/error.h"
#include "object/number.h"
#include "object/str.h"

#define EASY_TRIES 64
#define NEAR 16 /* bytes */

/* ---- Memory ---- */

/* memchr, whose call costs more than looking at a few bytes. NULL: not there. */
static inline const char *byte_find(const char *p, const char *end, char byte)
{
    const char *near = end - p > NEAR ? p + NEAR : end;

    for (; p < near; p++)
        if (*p == byte)
            return p;
    return p < end ? memchr(p, byte, (size_t)(end - p)) : NULL;
}

/* memmem has to prepare itself for long needles; that pays when many places
 * look like the needle's, but not for the first few. */
size_t memory_find(struct view where, struct view what)
{
    const char *p = where.data, *end = p + where.size, *last;
    int tries;

    if (what.size > where.size)
        return NOT_FOUND;
    last = end - what.size; /* where it may begin */
    for (tries = 0; tries < EASY_TRIES; tries++, p++) {
        p = p > last ? NULL : byte_find(p, last + 1, *what.data);
        if (!p)
            return NOT_FOUND;
        if (what.size == 1 || !memcmp(p, what.data, what.size))
            return (size_t)(p - where.data);
    }
    p = memmem(p, (size_t)(end - p), what.data, what.size);
    return p ? (size_t)(p - where.data) : NOT_FOUND;
}

size_t memory_find_last(struct view where, struct view what)
{
    size_t at;

    if (what.size > where.size)
        return NOT_FOUND;
    for (at = where.size - what.size + 1; at; at--)
        if (where.data[at - 1] == *what.data &&
            !memcmp(where.data + at - 1, what.data, what.size))
            return at - 1;
    return NOT_FOUND;
}

size_t memory_count(struct view where, struct view what)
{
    size_t count = 0, at;

    while ((at = memory_find(where, what)) != NOT_FOUND) {
        count++;
        where.data += at + what.size;
        where.size -= at + what.size;
    }
    return count;
}

/* ---- The arguments ---- */

int argument_int64(struct object *o, int64_t *out)
{
    struct object *index = object_index(o);
    int failed;

    if (!index)
        return -1;
    failed = int_to_int64(index, out);
    if (failed) {
        error_clear();
        error_format(&type_OverflowError,
                     "Python int too large to convert to C ssize_t");
    }
    unref(index);
    return failed;
}

const char *argument_type(const struct object *o)
{
    return o == NONE ? "None" : type_of(o)->name;
}

static int parse_index(struct object *o, int64_t *index)
{
    if (o == NONE)
        return 0;
    if (is_int_or_bool(o) || type_of(o)->index)
        return object_index_int64(o, NULL, index);
    error_format(&type_TypeError, "slice indices must be integers or None or "
                                  "have an __index__ method");
    return -1;
}

int window_parse(struct object *const *args, uint32_t count, uint32_t at,
                 struct window *window)
{
    *window = (struct window){0, INT64_MAX};
    if (count > at && parse_index(args[at], &window->start))
        return -1;
    if (count > at + 1 && parse_index(args[at + 1], &window->end))
        return -1;
    return 0;
}

static int64_t clamp(int64_t index, int64_t length)
{
    if (index < 0)
        index += length;
    return index < 0 ? 0 : index;
}

bool window_clamp(struct window *window, size_t length)
{
    window->start = clamp(window->start, (int64_t)length);
    window->end = clamp(window->end, (int64_t)length);
    if (window->end > (int64_t)length)
        window->end = (int64_t)length;
    return window->start <= window->end;
}

/* self and the part of it where to look. */
struct search {
    const struct text_kind *kind;
    struct object *self;
    struct view whole, where, what;
    size_t skipped; /* characters before `where` */
    size_t length;  /* characters in `where` */
};

/* Narrow search->whole to the window. False: there is no such part. */
static bool search_narrow(struct search *search, struct window window)
{
    const struct str *s = (const struct str *)search->self;
    size_t from, to;

    if (!window_clamp(&window, search->kind->by_character ? s->length
                                                          : search->whole.size))
        return false;
    from = (size_t)window.start;
    to = (size_t)window.end;
    search->skipped = from;
    search->length = to - from;
    if (search->kind->by_character) {
        to = to == s->length ? s->size : str_offset(s, to);
        from = str_offset(s, from);
    }
    search->where.data = search->whole.data + from;
    search->where.size = to - from;
    return true;
}

/* A number may stand for a byte. */
static int search_what(struct search *search, struct object *o, char *byte)
{
    int64_t n;

    if (!search->kind->by_character && is_int_or_bool(o)) {
        if (object_index_int64(o, NULL, &n))
            return -1;
        if (n < 0 || n > UINT8_MAX) {
            error_format(&type_ValueError, "byte must be in range(0, 256)");
            return -1;
        }
        *byte = (char)n;
        search->what = (struct view){byte, 1};
        return 0;
    }
    if (search->kind->by_character ? is_str(o) : bytes_view(o, &search->what)) {
        if (search->kind->by_character)
            search->what = str_view(o);
        return 0;
    }
    error_format(&type_TypeError,
                 search->kind->by_character
                     ? "must be str, not %T"
                     : "argument should be integer or bytes-like object, "
                       "not '%T'",
                 o);
    return -1;
}

/* Read the arguments (self, what, start, end). 1: search; 0: there is nothing
 * to find; -1. Views are taken last: __index__ may run anything. */
static int search_begin(struct search *search, const struct text_kind *kind,
                        struct object *const *args, uint32_t count, char *byte)
{
    struct window window;

    *search = (struct search){.kind = kind, .self = args[0]};
    if (window_parse(args, count, 2, &window) ||
        search_what(search, args[1], byte) ||
        !kind_view(kind, args[0], &search->whole))
        return -1;
    return search_narrow(search, window);
}

/* ---- The methods ---- */

/* The index of the first or last place, or -1 in *index. 0, or -1: raised. */
static int find(const struct text_kind *kind, struct object *const *args,
                uint32_t count, bool last, int64_t *index)
{
    struct search search;
    char byte;
    int found = search_begin(&search, kind, args, count, &byte);
    size_t at;

    *index = -1;
    if (found <= 0)
        return found;
    if (!search.what.size)
        at = last ? search.where.size : 0;
    else
        at = last ? memory_find_last(search.where, search.what)
                  : memory_find(search.where, search.what);
    if (at == NOT_FOUND)
        return 0;
    if (kind->by_character && search.where.size != search.length)
        at = utf8_length(search.where.data, at);
    *index = (int64_t)(search.skipped + at);
    return 0;
}

static struct object *find_or_minus_1(const struct text_kind *kind,
                                      struct object *const *args,
                                      uint32_t count, bool last)
{
    int64_t index;

    return find(kind, args, count, last, &index) ? NULL : int_from(index);
}

static struct object *find_or_raise(const struct text_kind *kind,
                                    struct object *const *args, uint32_t count,
                                    bool last)
{
    int64_t index;

    if (find(kind, args, count, last, &index))
        return NULL;
    if (index < 0)
        return error_format(&type_ValueError, kind->by_character
                                                  ? "substring not found"
                                                  : "subsection not found");
    return int_from(index);
}

struct object *kind_find(const struct text_kind *kind,
                         struct object *const *args, uint32_t count)
{
    return find_or_minus_1(kind, args, count, false);
}

struct object *kind_rfind(const struct text_kind *kind,
                          struct object *const *args, uint32_t count)
{
    return find_or_minus_1(kind, args, count, true);
}

struct object *kind_index(const struct text_kind *kind,
                          struct object *const *args, uint32_t count)
{
    return find_or_raise(kind, args, count, false);
}

struct object *kind_rindex(const struct text_kind *kind,
                           struct object *const *args, uint32_t count)
{
    return find_or_raise(kind, args, count, true);
}

struct object *kind_count(const struct text_kind *kind,
                          struct object *const *args, uint32_t count)
{
    struct search search;
    char byte;
    int found = search_begin(&search, kind, args, count, &byte);

    if (found < 0)
        return NULL;
    if (!found)
        return int_from(0);
    if (!search.what.size)
        return int_from((int64_t)search.length + 1);
    return int_from((int64_t)memory_count(search.where, search.what));
}

/* ---- startswith, endswith ---- */

static bool has_end(struct view where, struct view what, bool at_end)
{
    if (what.size > where.size)
        return false;
    return !memcmp(where.data + (at_end ? where.size - what.size : 0),
                   what.data, what.size);
}

/* 1, 0; -1: it is not of the kind. */
static int has_end_object(const struct search *search, struct object *what,
                          bool at_end)
{
    struct view view;

    if (search->kind->by_character) {
        if (!is_str(what))
            return -1;
        view = str_view(what);
    } else if (!bytes_view(what, &view)) {
        return -1;
    }
    return has_end(search->where, view, at_end);
}

static struct object *any_end(const struct search *search, struct object *tuple,
                              bool at_end, bool possible)
{
    struct tuple *t = (struct tuple *)tuple;
    uint64_t i;
    int has;

    for (i = 0; i < t->count; i++) {
        has = has_end_object(search, t->items[i], at_end);
        if (has < 0)
            return error_format(
                &type_TypeError,
                search->kind->by_character
                    ? "tuple for %s must only contain str, not %T"
                    : "a bytes-like object is required, not '%.0s%T'",
                at_end ? "endswith" : "startswith", t->items[i]);
        if (has && possible)
            return TRUE;
    }
    return FALSE;
}

static struct object *test_end(const struct text_kind *kind,
                               struct object *const *args, uint32_t count,
                               bool at_end)
{
    struct search search = {.kind = kind, .self = args[0]};
    struct window window;
    bool possible;
    int has;

    if (window_parse(args, count, 2, &window) ||
        !kind_view(kind, args[0], &search.whole))
        return NULL;
    possible = search_narrow(&search, window);
    if (!possible)
        search.where = (struct view){search.whole.data, 0};
    if (is_tuple(args[1]))
        return any_end(&search, args[1], at_end, possible);
    has = has_end_object(&search, args[1], at_end);
    if (has < 0)
        return error_format(&type_TypeError,
                            "%s first arg must be %s or a tuple of %s, not %T",
                            at_end ? "endswith" : "startswith",
                            kind->by_character ? "str" : "bytes",
                            kind->by_character ? "str" : "bytes", args[1]);
    return bool_from(has && possible);
}

struct object *kind_startswith(const struct text_kind *kind,
                               struct object *const *args, uint32_t count)
{
    return test_end(kind, args, count, false);
}

struct object *kind_endswith(const struct text_kind *kind,
                             struct object *const *args, uint32_t count)
{
    return test_end(kind, args, count, true);
}
