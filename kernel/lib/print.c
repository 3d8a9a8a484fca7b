/* SPDX-License-Identifier: MIT
 *
 * Formatted output into a buffer, as snprintf(3) without floating point. A
 * conversion is read into a `struct spec` first, then performed; all output
 * goes through `put`, which counts what does not fit.
 */
#include "lib/print.h"

#include <stdbool.h>
#include <stdint.h>
#include "lib/string.h"

struct sink {
    char *buf;
    size_t size;
    size_t length; /* of all output, whether it fitted or not */
};

struct spec {
    bool left, zero, plus, space, alternate; /* the flags - 0 + ' ' # */
    int width;
    int precision; /* -1: none */
    int bytes;     /* size of an integer argument: 1, 2, 4 or 8 */
};

static void put(struct sink *sink, char c)
{
    if (sink->length + 1 < sink->size)
        sink->buf[sink->length] = c;
    sink->length++;
}

static void put_times(struct sink *sink, char c, int times)
{
    while (times-- > 0)
        put(sink, c);
}

static void put_bytes(struct sink *sink, const char *text, int count)
{
    for (int i = 0; i < count; i++)
        put(sink, text[i]);
}

/* `text` in a field of spec->width. */
static void put_field(struct sink *sink, const struct spec *spec,
                      const char *text, int count)
{
    int fill = spec->width - count;
    if (!spec->left)
        put_times(sink, ' ', fill);
    put_bytes(sink, text, count);
    if (spec->left)
        put_times(sink, ' ', fill);
}

/* prefix, zeros up to the precision (or the width), digits: in a field. */
static void put_digits(struct sink *sink, const struct spec *spec,
                       const char *prefix, const char *digits, int count)
{
    int prefix_length = (int)strlen(prefix);
    int zeros = spec->precision - count;
    if (spec->precision < 0 && spec->zero && !spec->left)
        zeros = spec->width - prefix_length - count;
    if (zeros < 0)
        zeros = 0;
    int fill = spec->width - prefix_length - zeros - count;
    if (!spec->left)
        put_times(sink, ' ', fill);
    put_bytes(sink, prefix, prefix_length);
    put_times(sink, '0', zeros);
    put_bytes(sink, digits, count);
    if (spec->left)
        put_times(sink, ' ', fill);
}

/* The digits of `value` in `base`, right-aligned in digits[24]: how many. */
static int to_digits(char digits[24], uint64_t value, unsigned base, bool upper)
{
    const char *symbols = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    int count = 0;
    for (; value; value /= base)
        digits[24 - ++count] = symbols[value % base];
    return count;
}

static void put_unsigned(struct sink *sink, const struct spec *spec,
                         uint64_t value, char conversion)
{
    char digits[24];
    unsigned base = conversion == 'u' ? 10 : conversion == 'o' ? 8 : 16;
    const char *prefix = "";
    if (spec->alternate && base == 16 && value)
        prefix = conversion == 'X' ? "0X" : "0x";
    int count = to_digits(digits, value, base, conversion == 'X');
    if (spec->alternate && base == 8 && spec->precision <= count)
        prefix = "0";
    if (!count && spec->precision < 0 && !*prefix)
        digits[24 - ++count] = '0';
    put_digits(sink, spec, prefix, digits + 24 - count, count);
}

static void put_signed(struct sink *sink, const struct spec *spec,
                       int64_t value)
{
    char digits[24];
    uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
    const char *sign = value < 0     ? "-"
                       : spec->plus  ? "+"
                       : spec->space ? " "
                                     : "";
    int count = to_digits(digits, magnitude, 10, false);
    if (!count && spec->precision < 0)
        digits[24 - ++count] = '0';
    put_digits(sink, spec, sign, digits + 24 - count, count);
}

static void put_string(struct sink *sink, const struct spec *spec,
                       const char *text)
{
    if (!text)
        text = "(null)";
    size_t limit = spec->precision < 0 ? INT32_MAX : (size_t)spec->precision;
    put_field(sink, spec, text, (int)strnlen(text, limit));
}

/* A decimal number at *at, which moves past it; cut at 100,000, so that no
 * format overflows an int. */
static int read_number(const char **at)
{
    int number = 0;
    for (; **at >= '0' && **at <= '9'; ++*at) {
        if (number < 100000)
            number = number * 10 + (**at - '0');
    }
    return number;
}

static bool set_flag(struct spec *spec, char c)
{
    switch (c) {
    case '-':
        return spec->left = true;
    case '0':
        return spec->zero = true;
    case '+':
        return spec->plus = true;
    case ' ':
        return spec->space = true;
    case '#':
        return spec->alternate = true;
    default:
        return false;
    }
}

static int read_size(const char **at)
{
    int bytes = 4;
    for (;; ++*at) {
        if (**at == 'l' || **at == 'z')
            bytes = 8;
        else if (**at == 'h')
            bytes /= 2;
        else
            return bytes;
    }
}

/* va_list may be an array type, and then cannot be passed by reference. */
struct arguments {
    va_list list;
};

/* `*` in a format: the width or precision is an argument. */
static int read_count(const char **at, struct arguments *arguments)
{
    if (**at != '*')
        return read_number(at);
    ++*at;
    return va_arg(arguments->list, int);
}

/* What stands between '%' and the conversion's letter. */
static struct spec read_spec(const char **at, struct arguments *arguments)
{
    struct spec spec = {.precision = -1};
    while (set_flag(&spec, **at))
        ++*at;
    spec.width = read_count(at, arguments);
    if (spec.width < 0) {
        spec.left = true;
        spec.width = -spec.width;
    }
    if (**at == '.') {
        ++*at;
        spec.precision = read_count(at, arguments);
    }
    spec.bytes = read_size(at);
    return spec;
}

static int64_t take_signed(struct arguments *arguments, int bytes)
{
    if (bytes == 8)
        return va_arg(arguments->list, int64_t);
    int value = va_arg(arguments->list, int);
    return bytes == 4 ? value : bytes == 2 ? (int16_t)value : (int8_t)value;
}

static uint64_t take_unsigned(struct arguments *arguments, int bytes)
{
    if (bytes == 8)
        return va_arg(arguments->list, uint64_t);
    unsigned value = va_arg(arguments->list, unsigned);
    return bytes == 4 ? value : bytes == 2 ? (uint16_t)value : (uint8_t)value;
}

static void convert(struct sink *sink, struct spec *spec, char conversion,
                    struct arguments *arguments)
{
    char c;
    switch (conversion) {
    case 'd':
    case 'i':
        put_signed(sink, spec, take_signed(arguments, spec->bytes));
        break;
    case 'u':
    case 'x':
    case 'X':
    case 'o':
        put_unsigned(sink, spec, take_unsigned(arguments, spec->bytes),
                     conversion);
        break;
    case 'p':
        spec->alternate = true;
        put_unsigned(sink, spec, take_unsigned(arguments, 8), 'x');
        break;
    case 'c':
        c = (char)va_arg(arguments->list, int);
        put_field(sink, spec, &c, 1);
        break;
    case 's':
        put_string(sink, spec, va_arg(arguments->list, const char *));
        break;
    default: /* '%', or not a conversion: shown as it is */
        put(sink, conversion);
    }
}

int kvsnprintf(char *buf, size_t size, const char *format, va_list args)
{
    struct sink sink = {buf, size, 0};
    struct arguments arguments;
    va_copy(arguments.list, args);
    while (*format) {
        if (*format != '%') {
            put(&sink, *format++);
            continue;
        }
        format++;
        struct spec spec = read_spec(&format, &arguments);
        if (!*format)
            break;
        convert(&sink, &spec, *format++, &arguments);
    }
    va_end(arguments.list);
    if (size)
        buf[sink.length < size ? sink.length : size - 1] = '\0';
    return (int)sink.length;
}

int ksnprintf(char *buf, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int length = kvsnprintf(buf, size, format, args);
    va_end(args);
    return length;
}
