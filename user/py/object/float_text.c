/* SPDX-License-Identifier: MIT
 *
 * floats as decimal text and back. The C library's conversions are exact in both
 * directions, so that the shortest text that reads back as the same value is
 * found by trying.
 */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "object/error.h"
#include "object/float_text.h"
#include "object/mem.h"
#include "object/number.h"

#define DIGITS_MAX 17  /* are enough for any double */
#define DIGITS_SURE 15 /* any decimal with so many survives as a double */
/* repr writes 1e16, but 1000000000000000.0; 1e-05, but 0.0001. */
#define REPR_EXPONENT_MAX 16
#define REPR_EXPONENT_MIN (-4)
#define INTEGRAL_MAX 1e15    /* below, whole numbers are written as ints */
#define SUBNORMAL_MAX 1e-300 /* below, doubles may have few digits */
#define DOUBLE_BITS 53
#define LOG10_2 0.30102999566398120
/* 10^27 is the last power of ten that the longer format has exactly. */
#define TENS_EXACT 27
/* More than the error of a number of DIGITS_MAX digits in the longer format. */
#define SLACK 0.02L
/* Integers up to 2^53 and powers of ten up to 10^22 are doubles exactly. */
#define WHOLE_EXACT ((uint64_t)1 << DOUBLE_BITS)
#define TENS_EXACT_DOUBLE 22
#define EXPONENT_ENOUGH 10000 /* larger ones need not be told apart */
#define DEFAULT_PRECISION 6
/* Room for the digits before the point, the exponent and the end. */
#define TEXT_ROOM 340
#define PRECISION_MAX (INT_MAX - TEXT_ROOM)

/* A decimal: 0.d1d2d3... times 10^(exponent + 1). */
struct decimal {
    char digits[DIGITS_MAX + 1];
    int count;
    int exponent; /* of the first digit */
};

/* value * 10^exponent, rounded once: these powers of ten are exact. */
static long double scale_by_ten(long double value, int exponent)
{
    static const long double tens[TENS_EXACT + 1] = {
        1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,  1e7L,  1e8L,  1e9L,
        1e10L, 1e11L, 1e12L, 1e13L, 1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L,
        1e20L, 1e21L, 1e22L, 1e23L, 1e24L, 1e25L, 1e26L, 1e27L};

    return exponent < 0 ? value / tens[-exponent] : value * tens[exponent];
}

/* `whole`, of DIGITS_MAX digits or the next power of ten, as a decimal. */
static void decimal_from(uint64_t whole, int exponent, struct decimal *out)
{
    for (int i = DIGITS_MAX - 1; i >= 0; i--, whole /= 10)
        out->digits[i] = (char)('0' + whole % 10);
    if (whole) {
        out->digits[0] = '1';
        exponent++;
    }
    out->count = DIGITS_MAX;
    out->exponent = exponent;
}

/* value > 0 rounded to `count` digits. */
static void decimal_round(double value, int count, struct decimal *out)
{
    char text[DIGITS_MAX + 16];

    snprintf(text, sizeof(text), "%.*e", count - 1, value);
    out->digits[0] = text[0];
    for (int i = 1; i < count; i++)
        out->digits[i] = text[i + 1];
    out->count = count;
    out->exponent = atoi(strchr(text, 'e') + 1);
}

static bool decimal_is(const struct decimal *d, double value)
{
    char text[DIGITS_MAX + 16];

    snprintf(text, sizeof(text), "%.*se%d", d->count, d->digits,
             d->exponent - d->count + 1);
    return strtod(text, NULL) == value;
}

/* The next larger decimal with as many digits. */
static void decimal_increment(struct decimal *d)
{
    int i = d->count - 1;

    while (i > 0 && d->digits[i] == '9')
        d->digits[i--] = '0';
    if (d->digits[i]++ == '9') {
        d->digits[i] = '1';
        d->exponent++;
    }
}

/* The same as decimal_shortest, by arithmetic in the processor's longer format:
 * value is scaled to an integer part of DIGITS_MAX digits, which takes one
 * rounding, and candidates are compared with half the distance to the next
 * double. False: too near the edge of an answer to tell, or out of range. */
static bool decimal_quick(double value, struct decimal *out)
{
    int binary, exponent, scale;
    bool power = frexp(value, &binary) == 0.5;
    long double scaled, half, distance;
    uint64_t whole, nearest;

    exponent = (int)floor((binary - 1) * LOG10_2);
    scale = DIGITS_MAX - 1 - exponent;
    if (power || scale > TENS_EXACT || scale <= -TENS_EXACT)
        return false;
    if (scale_by_ten(value, scale) >= scale_by_ten(1, DIGITS_MAX)) {
        exponent++;
        scale--;
    }
    scaled = scale_by_ten(value, scale);
    half = scale_by_ten(ldexpl(1, binary - DOUBLE_BITS - 1), scale);
    whole = (uint64_t)scaled;
    for (uint64_t unit = 100; unit; unit /= 10) {
        nearest = (whole + unit / 2) / unit * unit;
        if (unit == 1)
            nearest += scaled - (long double)whole > 0.5L;
        distance = fabsl((long double)nearest - scaled);
        if (fabsl(distance - (long double)unit / 2) < SLACK ||
            (unit > 1 && fabsl(distance - half) < SLACK))
            return false;
        if (unit == 1 || distance < half)
            break;
    }
    decimal_from(nearest, exponent, out);
    return true;
}

/* The shortest decimal that reads back as value > 0; of several the nearest. The
 * nearest with some number of digits may not do when the next larger one does:
 * at a power of two, doubles lie closer together below than above. */
static void decimal_search(double value, struct decimal *out)
{
    int exponent;
    bool power = frexp(value, &exponent) == 0.5;
    int count = value < SUBNORMAL_MAX ? 1 : DIGITS_SURE;

    for (;; count++) {
        decimal_round(value, count, out);
        if (count == DIGITS_MAX || decimal_is(out, value))
            return;
        if (power) {
            decimal_increment(out);
            if (decimal_is(out, value))
                return;
        }
    }
}

static void decimal_shortest(double value, struct decimal *out)
{
    if (!decimal_quick(value, out))
        decimal_search(value, out);
    while (out->count > 1 && out->digits[out->count - 1] == '0')
        out->count--;
}

/* 1234.5: the point among or behind the digits. */
static char *put_fixed(char *out, const struct decimal *d)
{
    int at = 0;

    for (; at <= d->exponent; at++)
        *out++ = at < d->count ? d->digits[at] : '0';
    *out++ = '.';
    if (at >= d->count)
        *out++ = '0';
    while (at < d->count)
        *out++ = d->digits[at++];
    return out;
}

/* 0.0012 */
static char *put_fraction(char *out, const struct decimal *d)
{
    *out++ = '0';
    *out++ = '.';
    for (int i = d->exponent + 1; i < 0; i++)
        *out++ = '0';
    for (int i = 0; i < d->count; i++)
        *out++ = d->digits[i];
    return out;
}

/* 1.5e+20 */
static char *put_exponent(char *out, const struct decimal *d)
{
    *out++ = d->digits[0];
    if (d->count > 1)
        *out++ = '.';
    for (int i = 1; i < d->count; i++)
        *out++ = d->digits[i];
    return out + sprintf(out, "e%c%02d", d->exponent < 0 ? '-' : '+',
                         abs(d->exponent));
}

size_t float_repr(double value, char *out)
{
    char *start = out;
    struct decimal d;

    if (isnan(value))
        return (size_t)sprintf(out, "nan");
    if (signbit(value))
        *out++ = '-';
    value = fabs(value);
    if (isinf(value))
        out += sprintf(out, "inf");
    else if (value < INTEGRAL_MAX && value == (double)(int64_t)value)
        out += sprintf(out, "%lld.0", (long long)value);
    else {
        decimal_shortest(value, &d);
        if (d.exponent < REPR_EXPONENT_MIN || d.exponent >= REPR_EXPONENT_MAX)
            out = put_exponent(out, &d);
        else
            out = d.exponent < 0 ? put_fraction(out, &d) : put_fixed(out, &d);
    }
    *out = 0;
    return (size_t)(out - start);
}

/* Append printf's text; format has one * for precision. */
static int add_printf(struct text *out, const char *format, int precision,
                      double value)
{
    size_t room = (size_t)precision + TEXT_ROOM;
    char *buffer = mem_alloc(room);
    int size, result = -1;

    if (!buffer)
        return -1;
    size = snprintf(buffer, room, format, precision, value);
    if (size >= 0 && (size_t)size < room)
        result = text_add(out, buffer, (size_t)size);
    else
        error_memory();
    mem_free(buffer, room);
    return result;
}

/* The exponent of value when rounded to `precision` digits. */
static int decimal_exponent(double value, int precision)
{
    struct decimal d;

    if (value == 0 || isinf(value) || isnan(value))
        return 0;
    decimal_round(fabs(value), precision < DIGITS_MAX ? precision : DIGITS_MAX,
                  &d);
    return d.exponent;
}

/* Without a type: like g, but exponents begin one digit earlier, so that there
 * is room for the ".0" that makes a whole number look like a float. */
static int add_untyped(struct text *out, double value, int precision,
                       bool alternate)
{
    size_t start = out->size, end;
    int exponent;

    precision = precision ? precision : 1;
    exponent = decimal_exponent(value, precision);
    if (isinf(value) || isnan(value))
        return add_printf(out, "%.*g", precision, value);
    if (exponent >= REPR_EXPONENT_MIN && exponent < precision - 1) {
        if (add_printf(out, alternate ? "%#.*g" : "%.*g", precision, value) < 0)
            return -1;
        return memchr(out->data + start, '.', out->size - start)
                   ? 0
                   : text_add(out, ".0", 2);
    }
    if (add_printf(out, alternate ? "%#.*e" : "%.*e", precision - 1, value) < 0)
        return -1;
    if (alternate || precision == 1)
        return 0;
    end = start +
          (size_t)((char *)memchr(out->data + start, 'e', out->size - start) -
                   (out->data + start));
    for (start = end; out->data[start - 1] == '0'; start--)
        ;
    if (out->data[start - 1] == '.')
        start--;
    memmove(out->data + start, out->data + end, out->size - end);
    out->size -= end - start;
    return 0;
}

/* As repr; with `alternate` an exponent has a point before it as well. */
static int add_repr(struct text *out, double value, bool alternate)
{
    char text[DIGITS_MAX + 16];
    size_t size = float_repr(value, text), digits = strcspn(text, "e");

    if (!alternate || digits == size || memchr(text, '.', digits))
        return text_add(out, text, size);
    if (text_add(out, text, digits) || text_add(out, ".", 1))
        return -1;
    return text_add(out, text + digits, size - digits);
}

int float_text(struct text *out, double value, char type, int64_t precision,
               bool alternate)
{
    char format[] = "%#.*?";

    if (!type && precision < 0)
        return add_repr(out, value, alternate);
    if (precision < 0)
        precision = DEFAULT_PRECISION;
    if (precision > PRECISION_MAX) {
        error_memory();
        return -1;
    }
    if (!type)
        return add_untyped(out, value, (int)precision, alternate);
    if (alternate) {
        format[sizeof(format) - 2] = type;
        return add_printf(out, format, (int)precision, value);
    }
    memcpy(format, (char[]){'%', '.', '*', type, 0}, sizeof("%.*f"));
    return add_printf(out, format, (int)precision, value);
}

/* ---- Text to float ---- */

/* Digits with single underscores in between, copied without these. */
static const char *copy_digits(const char *p, const char *end, char **out)
{
    const char *start = p;

    for (; p < end; p++) {
        if (*p >= '0' && *p <= '9')
            *(*out)++ = *p;
        else if (!(*p == '_' && p > start && p + 1 < end && p[-1] != '_' &&
                   p[1] >= '0' && p[1] <= '9'))
            break;
    }
    return p;
}

/* A number without sign; copied to out for strtod. Returns its end, or NULL. */
static const char *copy_number(const char *p, const char *end, char *out)
{
    const char *whole = copy_digits(p, end, &out), *part = whole;
    bool any = whole > p;

    if (part < end && *part == '.') {
        *out++ = '.';
        p = part + 1;
        part = copy_digits(p, end, &out);
        any = any || part > p;
    }
    if (!any)
        return NULL;
    if (part < end && (*part == 'e' || *part == 'E')) {
        *out++ = *part++;
        if (part < end && (*part == '+' || *part == '-'))
            *out++ = *part++;
        p = part;
        part = copy_digits(p, end, &out);
        if (part == p)
            return NULL;
    }
    *out = 0;
    return part;
}

/* Skip an exponent, e-5, if there is one. */
static int read_exponent(const char *p)
{
    bool negative;
    int value = 0;

    if (*p != 'e' && *p != 'E')
        return 0;
    negative = p[1] == '-';
    p += p[1] == '-' || p[1] == '+' ? 2 : 1;
    for (; *p >= '0' && *p <= '9' && value < EXPONENT_ENOUGH; p++)
        value = value * 10 + *p - '0';
    return negative ? -value : value;
}

/* What strtod does, at once where both the digits and the power of ten are
 * exact, so that one operation rounds. */
static double read_number(const char *text)
{
    int exponent = 0, step = 0;
    uint64_t whole = 0;
    const char *p;

    for (p = text; (*p >= '0' && *p <= '9') || *p == '.'; p++) {
        if (*p == '.') {
            step = -1;
            continue;
        }
        if (whole > WHOLE_EXACT / 10 - 1)
            return strtod(text, NULL);
        whole = whole * 10 + (uint64_t)(*p - '0');
        exponent += step;
    }
    exponent += read_exponent(p);
    if (exponent < -TENS_EXACT_DOUBLE || exponent > TENS_EXACT_DOUBLE)
        return strtod(text, NULL);
    return exponent < 0 ? (double)whole / (double)scale_by_ten(1, -exponent)
                        : (double)whole * (double)scale_by_ten(1, exponent);
}

/* inf, infinity or nan in any case. */
static bool word_value(const char *text, size_t size, double *value)
{
    static const struct {
        const char *word;
        double value;
    } words[] = {{"inf", INFINITY}, {"infinity", INFINITY}, {"nan", NAN}};

    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        size_t at = 0;

        while (at < size && (text[at] | 0x20) == words[i].word[at])
            at++;
        if (at == size && !words[i].word[at]) {
            *value = words[i].value;
            return true;
        }
    }
    return false;
}

int float_parse(const char *text, size_t size, double *out)
{
    const char *end = text + size, *stop;
    bool negative = false;
    char *copy;

    while (text < end && text_is_space(*text))
        text++;
    while (text < end && text_is_space(end[-1]))
        end--;
    if (text < end && (*text == '+' || *text == '-'))
        negative = *text++ == '-';
    if (!word_value(text, (size_t)(end - text), out)) {
        copy = mem_alloc(size + 1);
        if (!copy)
            return -1;
        stop = copy_number(text, end, copy);
        if (stop == end)
            *out = read_number(copy);
        mem_free(copy, size + 1);
        if (stop != end)
            return 0;
    }
    if (negative)
        *out = -*out;
    return 1;
}

struct object *float_from_text(const char *text, size_t size)
{
    struct object *quoted;
    double value;
    int parsed = float_parse(text, size, &value);

    if (parsed > 0)
        return float_from(value);
    if (parsed < 0)
        return NULL;
    quoted = str_new(text, size);
    if (!quoted)
        return NULL;
    error_format(&type_ValueError, "could not convert string to float: %R",
                 quoted);
    unref(quoted);
    return NULL;
}
