/* SPDX-License-Identifier: MIT
 *
 * Cutting the ends of text, for str and bytes: strip, removeprefix and their
 * mirror images.
 */
#include "object/error.h"
#include "object/str.h"

#define STRIP_LEFT 1
#define STRIP_RIGHT 2

/* The size of the character at p. */
static size_t character_size(const struct text_kind *kind, const char *p)
{
    const char *next = p;

    if (!kind->by_character)
        return 1;
    utf8_next(&next);
    return (size_t)(next - p);
}

/* The size of the character before p. */
static size_t size_before(const struct text_kind *kind, const char *begin,
                          const char *p)
{
    const char *before = p - 1;

    while (kind->by_character && before > begin &&
           ((unsigned char)*before & 0xc0) == 0x80)
        before--;
    return (size_t)(p - before);
}

/* Is the character of `size` bytes at p to be cut? characters NULL: if it is
 * white space. */
static bool is_stripped(const struct text_kind *kind,
                        const struct view *characters, const char *p,
                        size_t size)
{
    if (!characters)
        return space_size(kind, p, p + size);
    return characters->size &&
           memory_find(*characters, (struct view){p, size}) != NOT_FOUND;
}

static struct view strip(const struct text_kind *kind, struct view where,
                         const struct view *characters, int sides)
{
    const char *p = where.data, *end = p + where.size;
    size_t size;

    while (sides & STRIP_LEFT && p < end) {
        size = character_size(kind, p);
        if (!is_stripped(kind, characters, p, size))
            break;
        p += size;
    }
    while (sides & STRIP_RIGHT && p < end) {
        size = size_before(kind, p, end);
        if (!is_stripped(kind, characters, end - size, size))
            break;
        end -= size;
    }
    return (struct view){p, (size_t)(end - p)};
}

static struct object *strip_method(const struct text_kind *kind,
                                   struct object *const *args, uint32_t count,
                                   int sides, const char *name)
{
    bool given = count > 1 && args[1] != NONE;
    struct view where, characters;

    if (given && kind->by_character && !is_str(args[1]))
        return error_format(&type_TypeError, "%s arg must be None or str",
                            name);
    if ((given && !kind_view(kind, args[1], &characters)) ||
        !kind_view(kind, args[0], &where))
        return NULL;
    return kind_part(kind, args[0], where,
                     strip(kind, where, given ? &characters : NULL, sides));
}

struct object *kind_strip(const struct text_kind *kind,
                          struct object *const *args, uint32_t count)
{
    return strip_method(kind, args, count, STRIP_LEFT | STRIP_RIGHT, "strip");
}

struct object *kind_lstrip(const struct text_kind *kind,
                           struct object *const *args, uint32_t count)
{
    return strip_method(kind, args, count, STRIP_LEFT, "lstrip");
}

struct object *kind_rstrip(const struct text_kind *kind,
                           struct object *const *args, uint32_t count)
{
    return strip_method(kind, args, count, STRIP_RIGHT, "rstrip");
}

/* What removeprefix (at_end: removesuffix) leaves. */
static struct object *remove_end(const struct text_kind *kind,
                                 struct object *const *args, const char *name,
                                 bool at_end)
{
    struct view where, what, rest;

    if (kind->by_character && !is_str(args[1]))
        return error_format(&type_TypeError,
                            "%s() argument must be str, not %s", name,
                            argument_type(args[1]));
    if (!kind_view(kind, args[1], &what) || !kind_view(kind, args[0], &where))
        return NULL;
    rest = where;
    if (what.size <= where.size &&
        !memcmp(where.data + (at_end ? where.size - what.size : 0), what.data,
                what.size)) {
        rest.data += at_end ? 0 : what.size;
        rest.size -= what.size;
    }
    return kind_part(kind, args[0], where, rest);
}

struct object *kind_removeprefix(const struct text_kind *kind,
                                 struct object *const *args, uint32_t count)
{
    (void)count;
    return remove_end(kind, args, "removeprefix", false);
}

struct object *kind_removesuffix(const struct text_kind *kind,
                                 struct object *const *args, uint32_t count)
{
    (void)count;
    return remove_end(kind, args, "removesuffix", true);
}
