/* SPDX-License-Identifier: MIT
 *
 * ints as text and back. Bases that are powers of two are a matter of bits;
 * others go by chunks of as many digits as fit in 32 bits, which costs time
 * with the square of the length. That is why CPython 3.11 limits the length
 * (int_max_text_digits), and so do we.
 */
#include <string.h>

#include "object/error.h"
#include "object/int_internal.h"
#include "object/mem.h"
#include "object/text.h"

#define BASE_MAX 36
#define NO_DIGIT 99
#define DECIMAL_CHUNK 1000000000 /* the largest power of 10 below 2^32 */
#define DECIMAL_CHUNK_DIGITS 9
/* Digits of 10^9 that `count` digits of 2^32 need, at most: 32 / log2(10^9) is
 * 1.0704, which is less than 15 / 14. */
#define DECIMAL_ROOM(count) ((count) + (count) / 14 + 2)
/* More bits than these a decimal digit never stands for: log2(10) = 3.32. */
#define BITS_PER_TEN_DIGITS 34
#define INT64_TEXT 24

#define LIMIT_HINT "use sys.set_int_max_str_digits() to increase the limit"

int32_t int_max_text_digits = INT_MAX_TEXT_DIGITS_DEFAULT;

static struct object *raise_limit(void)
{
    return error_format(&type_ValueError,
                        "Exceeds the limit (%d digits) for integer string "
                        "conversion; " LIMIT_HINT,
                        (int)int_max_text_digits);
}

/* Write size backwards from `end`; returns where it begins. */
static char *put_decimal(char *end, uint64_t size, int width)
{
    for (; size || width > 0; size /= 10, width--)
        *--end = (char)('0' + size % 10);
    return end;
}

/* The same with its sign. */
static char *put_signed(char *end, int64_t value)
{
    char *at =
        put_decimal(end, value < 0 ? -(uint64_t)value : (uint64_t)value, 1);

    if (value < 0)
        *--at = '-';
    return at;
}

static struct object *small_to_text(int64_t value)
{
    char text[INT64_TEXT], *end = text + sizeof(text);
    char *at = put_signed(end, value);

    return str_ascii(at, (size_t)(end - at));
}

int text_add_int64(struct text *text, int64_t value)
{
    char digits[INT64_TEXT], *end = digits + sizeof(digits);
    char *at = put_signed(end, value);

    return text_add(text, at, (size_t)(end - at));
}

/* The number in base DECIMAL_CHUNK into chunk[]; returns how many. */
static uint64_t to_chunks(uint32_t *chunk, const uint32_t *digit,
                          uint64_t count)
{
    uint64_t used = 0;

    while (count--) {
        uint64_t carry = digit[count];

        for (uint64_t i = 0; i < used; i++) {
            carry += (uint64_t)chunk[i] << DIGIT_BITS;
            chunk[i] = (uint32_t)(carry % DECIMAL_CHUNK);
            carry /= DECIMAL_CHUNK;
        }
        for (; carry; carry /= DECIMAL_CHUNK)
            chunk[used++] = (uint32_t)(carry % DECIMAL_CHUNK);
    }
    return used;
}

/* The text of chunks, with a sign. */
static struct object *chunks_to_text(const uint32_t *chunk, uint64_t count,
                                     int sign)
{
    uint64_t room = count * DECIMAL_CHUNK_DIGITS + 1;
    char *text = mem_alloc(room), *at;
    struct object *result = NULL;

    if (!text)
        return NULL;
    at = text + room;
    for (uint64_t i = 0; i + 1 < count; i++)
        at = put_decimal(at, chunk[i], DECIMAL_CHUNK_DIGITS);
    at = put_decimal(at, chunk[count - 1], 1);
    if (int_max_text_digits && text + room - at > int_max_text_digits) {
        raise_limit();
    } else {
        if (sign < 0)
            *--at = '-';
        result = str_new(at, (size_t)(text + room - at));
    }
    mem_free(text, room);
    return result;
}

static struct object *big_to_decimal(const struct int_view *view)
{
    uint64_t room = DECIMAL_ROOM(view->count);
    uint64_t limit = (uint64_t)int_max_text_digits * BITS_PER_TEN_DIGITS / 10;
    struct object *result;
    uint32_t *chunk;

    if (limit && digits_bits(view->digit, view->count) > limit + DIGIT_BITS)
        return raise_limit();
    chunk = mem_alloc_array(room, sizeof(uint32_t));
    if (!chunk)
        return NULL;
    result = chunks_to_text(chunk, to_chunks(chunk, view->digit, view->count),
                            view->sign);
    mem_free(chunk, room * sizeof(uint32_t));
    return result;
}

/* In base 2^bits, for bits that fit in a byte's digit. */
static struct object *to_power_of_two(const struct int_view *view, int bits)
{
    uint64_t total = digits_bits(view->digit, view->count);
    uint64_t length = total ? (total + (uint64_t)bits - 1) / (uint64_t)bits : 1;
    uint64_t room = length + 1, at = room;
    char *text = mem_alloc(room);
    struct object *result;

    if (!text)
        return NULL;
    for (uint64_t i = 0; i < length; i++) {
        uint64_t bit = i * (uint64_t)bits, index = bit / DIGIT_BITS;
        uint64_t pair = index < view->count ? view->digit[index] : 0;

        if (index + 1 < view->count)
            pair |= (uint64_t)view->digit[index + 1] << DIGIT_BITS;
        pair = pair >> bit % DIGIT_BITS & (((uint64_t)1 << bits) - 1);
        text[--at] = "0123456789abcdef"[pair];
    }
    if (view->sign < 0)
        text[--at] = '-';
    result = str_new(text + at, room - at);
    mem_free(text, room);
    return result;
}

struct object *int_to_text(struct object *i, int base)
{
    struct int_view view;

    if (base == 10 && is_small(i))
        return small_to_text(small_value(i));
    int_view(i, &view);
    if (base == 10)
        return view.count ? big_to_decimal(&view) : str_new("0", 1);
    return to_power_of_two(&view, __builtin_ctz((unsigned)base));
}

/* ---- Text to int ---- */

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 'a' - 'A';
    return c >= 'a' && c <= 'z' ? c - 'a' + 10 : NO_DIGIT;
}

bool text_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f);
}

/* The base that a prefix at text stands for; 0: no prefix. */
static int prefix_base(const char *text, const char *end)
{
    if (end - text < 2 || text[0] != '0')
        return 0;
    switch (text[1]) {
    case 'x':
    case 'X':
        return 16;
    case 'o':
    case 'O':
        return 8;
    case 'b':
    case 'B':
        return 2;
    default:
        return 0;
    }
}

/* Check digits in `base`, which may have single underscores in between. Returns
 * how many; 0: something else is there. */
static uint64_t count_digits(const char *text, const char *end, int base)
{
    uint64_t count = 0;
    bool underscore = true; /* not at the beginning */

    for (; text < end; text++) {
        if (*text == '_' && !underscore) {
            underscore = true;
            continue;
        }
        if (digit_of(*text) >= base)
            return 0;
        underscore = false;
        count++;
    }
    return underscore ? 0 : count;
}

/* Digits in base 2^bits. */
static struct bigint *from_power_of_two(const char *text, const char *end,
                                        uint64_t count, int bits)
{
    uint64_t room = count * (uint64_t)bits / DIGIT_BITS + 1, used = 0, pool = 0;
    struct bigint *b = bigint_new(room);
    int in_pool = 0;

    if (!b)
        return NULL;
    while (end > text) {
        if (*--end == '_')
            continue;
        pool |= (uint64_t)digit_of(*end) << in_pool;
        in_pool += bits;
        if (in_pool >= DIGIT_BITS) {
            b->digit[used++] = (uint32_t)pool;
            pool >>= DIGIT_BITS;
            in_pool -= DIGIT_BITS;
        }
    }
    if (used < room)
        b->digit[used++] = (uint32_t)pool;
    memset(b->digit + used, 0, (room - used) * sizeof(uint32_t));
    return b;
}

/* Digits in any base: as many at a time as fit in 32 bits. */
static struct bigint *from_any_base(const char *text, const char *end,
                                    uint64_t count, int base)
{
    uint64_t bits = 64 - (uint64_t)__builtin_clzll((uint64_t)base);
    uint64_t used = 0, factor = 1, value = 0;
    struct bigint *b = bigint_new(count * bits / DIGIT_BITS + 1);

    if (!b)
        return NULL;
    for (; text < end; text++) {
        if (*text != '_') {
            value = value * (uint64_t)base + (uint64_t)digit_of(*text);
            factor *= (uint64_t)base;
        }
        if (factor * (uint64_t)base >> DIGIT_BITS || text + 1 == end) {
            uint32_t carry = digits_mul_add(b->digit, used, (uint32_t)factor,
                                            (uint32_t)value);

            if (carry)
                b->digit[used++] = carry;
            factor = 1;
            value = 0;
        }
    }
    memset(b->digit + used, 0, (b->count - used) * sizeof(uint32_t));
    return b;
}

/* The checked digits as an int. */
static struct object *from_digits(const char *text, const char *end, int base,
                                  uint64_t count, int sign)
{
    bool power_of_two = !(base & (base - 1));
    struct bigint *b;

    if (!power_of_two && int_max_text_digits &&
        count > (uint64_t)int_max_text_digits)
        return error_format(
            &type_ValueError,
            "Exceeds the limit (%d digits) for integer string conversion: "
            "value has %llu digits; " LIMIT_HINT,
            (int)int_max_text_digits, (unsigned long long)count);
    if (power_of_two)
        b = from_power_of_two(text, end, count, __builtin_ctz((unsigned)base));
    else
        b = from_any_base(text, end, count, base);
    if (!b)
        return NULL;
    b->sign = sign;
    return bigint_finish(b);
}

int int_parse(const char *text, size_t length, int base, struct object **out)
{
    const char *end = text + length;
    bool any_base = base == 0;
    int sign = 1, prefix;
    uint64_t count;

    while (text < end && text_is_space(*text))
        text++;
    while (text < end && text_is_space(end[-1]))
        end--;
    if (text < end && (*text == '+' || *text == '-'))
        sign = *text++ == '-' ? -1 : 1;
    prefix = prefix_base(text, end);
    if (any_base)
        base = prefix ? prefix : 10;
    if (prefix && prefix == base) {
        text += 2;
        text += text + 1 < end && *text == '_';
        any_base = false;
    }
    count = count_digits(text, end, base);
    if (!count)
        return 0;
    *out = from_digits(text, end, base, count, sign);
    if (*out && any_base && *text == '0' && *out != small_from(0)) {
        unref(*out);
        return 0;
    }
    return *out ? 1 : -1;
}

struct object *int_from_text(const char *text, size_t length, int base)
{
    struct object *result, *quoted;
    int parsed = int_parse(text, length, base, &result);

    if (parsed > 0)
        return result;
    if (parsed < 0)
        return NULL;
    quoted = str_new(text, length);
    if (!quoted)
        return NULL;
    error_format(&type_ValueError, "invalid literal for int() with base %d: %R",
                 base, quoted);
    unref(quoted);
    return NULL;
}
