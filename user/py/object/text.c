/* SPDX-License-Identifier: MIT
 *
 * Text that grows piece by piece, and UTF-8. The buffer doubles, so that adding
 * n bytes costs O(n) whatever the pieces; making it a str copies it once.
 */
#include "object/error.h"
#include "object/mem.h"
#include "object/str.h"

#define FIRST_CAPACITY 64
#define UTF8_MAX 4 /* bytes of a character */
#define CAPACITY_MAX (SIZE_MAX / 4)

/* UTF-8 (RFC 3629): the first byte says how many follow, each with 6 bits. */
#define LEAD_2 0xc0u
#define LEAD_3 0xe0u
#define LEAD_4 0xf0u
#define FOLLOW 0x80u
#define FOLLOW_BITS 6
#define FOLLOW_MASK 0x3fu
#define END_2 0x800u
#define END_3 0x10000u

/* Room for more bytes than there is. */
static int text_grow(struct text *text, size_t more)
{
    size_t capacity = text->capacity ? text->capacity * 2 : FIRST_CAPACITY;
    char *data;

    if (more > CAPACITY_MAX - text->size) {
        error_memory();
        return -1;
    }
    if (capacity < text->size + more)
        capacity = text->size + more;
    data = mem_resize(text->data, text->capacity, capacity);
    if (!data)
        return -1;
    text->data = data;
    text->capacity = capacity;
    return 0;
}

static inline int text_reserve(struct text *text, size_t more)
{
    return more <= text->capacity - text->size ? 0 : text_grow(text, more);
}

int text_add(struct text *text, const char *data, size_t size)
{
    if (!size)
        return 0;
    if (text_reserve(text, size))
        return -1;
    copy_bytes(text->data + text->size, data, size);
    text->size += size;
    return 0;
}

int text_add_c(struct text *text, const char *data)
{
    return text_add(text, data, strlen(data));
}

int text_add_char(struct text *text, uint32_t code_point)
{
    if (text_reserve(text, UTF8_MAX))
        return -1;
    text->size += utf8_put(text->data + text->size, code_point);
    return 0;
}

int text_add_fill(struct text *text, uint32_t code_point, size_t count)
{
    char encoded[4];
    size_t size = utf8_put(encoded, code_point);

    if (count > CAPACITY_MAX / size) {
        error_memory();
        return -1;
    }
    if (text_reserve(text, count * size))
        return -1;
    for (; count; count--) {
        memcpy(text->data + text->size, encoded, size);
        text->size += size;
    }
    return 0;
}

int text_add_object(struct text *text, struct object *str)
{
    return text_add(text, str_text(str), str_size(str));
}

int text_add_repr(struct text *text, struct object *o)
{
    struct object *repr = object_repr(o);
    int failed;

    if (!repr)
        return -1;
    failed = text_add_object(text, repr);
    unref(repr);
    return failed;
}

struct object *text_finish(struct text *text)
{
    struct object *str = str_new(text->data, text->size);

    text_discard(text);
    return str;
}

void text_discard(struct text *text)
{
    mem_free(text->data, text->capacity);
    *text = (struct text){0};
}

uint32_t utf8_next(const char **p)
{
    const unsigned char *s = (const unsigned char *)*p;
    uint32_t c = *s++;
    uint32_t follow = 0;

    if (c >= LEAD_4) {
        c &= 0x7;
        follow = 3;
    } else if (c >= LEAD_3) {
        c &= 0xf;
        follow = 2;
    } else if (c >= LEAD_2) {
        c &= 0x1f;
        follow = 1;
    }
    for (; follow; follow--)
        c = c << FOLLOW_BITS | (*s++ & FOLLOW_MASK);
    *p = (const char *)s;
    return c;
}

size_t utf8_put(char *out, uint32_t c)
{
    unsigned char *p = (unsigned char *)out;
    size_t size = c < ASCII_END ? 1 : c < END_2 ? 2 : c < END_3 ? 3 : 4;
    size_t i;

    if (size == 1) {
        p[0] = (unsigned char)c;
        return 1;
    }
    for (i = size - 1; i; i--) {
        p[i] = (unsigned char)(FOLLOW | (c & FOLLOW_MASK));
        c >>= FOLLOW_BITS;
    }
    p[0] = (unsigned char)(c | (size == 2   ? LEAD_2
                                : size == 3 ? LEAD_3
                                            : LEAD_4));
    return size;
}
