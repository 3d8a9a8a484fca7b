/* SPDX-License-Identifier: MIT
 *
 * Characters of a str by number: indices, slices, iteration. Where all are
 * ASCII a character's number is its place; elsewhere the text is walked from its
 * beginning, and iteration remembers its place.
 */
#include "object/error.h"
#include "object/mem.h"
#include "object/number.h"
#include "object/str.h"
#include "object/types.h"

#define HIGH_BITS 0x8080808080808080u

static bool is_follow(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

size_t utf8_length(const char *text, size_t size)
{
    size_t i = 0, follow = 0;
    uint64_t word;

    for (; i + sizeof(word) <= size; i += sizeof(word)) {
        memcpy(&word, text + i, sizeof(word));
        if (word & HIGH_BITS)
            break;
    }
    if (size - i < sizeof(word) && !(few_bytes(text + i, size - i) & HIGH_BITS))
        return size;
    for (; i < size; i++)
        follow += is_follow(text[i]);
    return size - follow;
}

size_t str_offset(const struct str *s, size_t index)
{
    size_t offset = 0;

    if (s->size == s->length)
        return index;
    for (; index; index--)
        do
            offset++;
        while (is_follow(s->text[offset]));
    return offset;
}

static struct object *str_at(const struct str *s, size_t index)
{
    const char *p = s->text + str_offset(s, index);

    return str_char(utf8_next(&p));
}

static struct object *index_error(void)
{
    return error_format(&type_IndexError, "string index out of range");
}

/* With a step other than 1. */
static struct object *slice_with_step(const struct str *s, int64_t start,
                                      int64_t step, uint64_t count)
{
    struct text text = {0};
    const char *p;
    struct str *ascii;
    uint64_t i;

    if (s->size == s->length) {
        ascii = str_alloc(count, count);
        for (i = 0; ascii && i < count; i++)
            ascii->text[i] = s->text[start + (int64_t)i * step];
        return (struct object *)ascii;
    }
    for (i = 0; i < count; i++) {
        p = s->text + str_offset(s, (size_t)(start + (int64_t)i * step));
        if (text_add_char(&text, utf8_next(&p))) {
            text_discard(&text);
            return NULL;
        }
    }
    return text_finish(&text);
}

static struct object *str_slice(struct object *self, struct object *slice)
{
    struct str *s = (struct str *)self;
    int64_t start, step;
    uint64_t count;

    if (slice_indices(slice, s->length, &start, &step, &count))
        return NULL;
    if (!count)
        return str_new("", 0);
    if (step != 1 && count > 1)
        return slice_with_step(s, start, step, count);
    return str_part(self, str_offset(s, (size_t)start),
                    str_offset(s, (size_t)start + count));
}

struct object *str_get_item(struct object *self, struct object *key)
{
    struct str *s = (struct str *)self;
    int64_t index;

    if (is_small(key)) {
        index = small_value(key);
    } else if (key->type == &type_slice) {
        return str_slice(self, key);
    } else if (!is_int_or_bool(key) && !key->type->index) {
        return error_format(&type_TypeError,
                            "string indices must be integers, not '%T'", key);
    } else if (object_index_int64(key, &type_IndexError, &index)) {
        return NULL;
    }
    if (index < 0)
        index += (int64_t)s->length;
    if (index < 0 || (uint64_t)index >= s->length)
        return index_error();
    return str_at(s, (size_t)index);
}

/* ---- Iteration ---- */

struct str_iterator {
    struct object head;
    size_t offset;      /* of the next character */
    struct object *str; /* NULL: exhausted */
};

struct object *str_iter(struct object *self)
{
    struct str_iterator *it =
        (struct str_iterator *)object_new(&type_str_iterator, sizeof(*it));

    if (!it)
        return NULL;
    it->str = ref(self);
    return &it->head;
}

static struct object *str_iterator_next(struct object *self)
{
    struct str_iterator *it = (struct str_iterator *)self;
    const char *begin, *p;
    struct object *c;

    if (!it->str)
        return NULL;
    if (it->offset >= str_size(it->str)) {
        replace(&it->str, NULL);
        return NULL;
    }
    begin = p = str_text(it->str) + it->offset;
    if ((unsigned char)*p < ASCII_END) {
        it->offset++;
        return ref(str_shared(p, 1));
    }
    c = str_char(utf8_next(&p));
    if (c)
        it->offset += (size_t)(p - begin);
    return c;
}

static void str_iterator_dealloc(struct object *self)
{
    unref_maybe(((struct str_iterator *)self)->str);
    object_release(self, sizeof(struct str_iterator));
}

static struct object *iterator_self(struct object *self)
{
    return ref(self);
}

struct type type_str_iterator = {
    .head = STATIC_HEAD(&type_type),
    .name = "str_ascii_iterator",
    .size = sizeof(struct str_iterator),
    .dealloc = str_iterator_dealloc,
    .iter = iterator_self,
    .next = str_iterator_next,
};
