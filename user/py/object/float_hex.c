/* SPDX-License-Identifier: MIT
 *
 * The exact value of a float in base 16: 1.5.hex() is 0x1.8000000000000p+0.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "object/error.h"
#include "object/float_internal.h"
#include "object/mem.h"
#include "object/text.h"

#define DOUBLE_BITS 53
#define EXPONENT_MIN (-1021) /* frexp's, of the smallest normal double */
#define HEX_ROOM 40

struct object *float_hex(double value)
{
    char text[HEX_ROOM];
    const char *sign = signbit(value) ? "-" : "";
    uint64_t mantissa, point = (uint64_t)1 << (DOUBLE_BITS - 1);
    int exponent, size;

    if (isnan(value))
        return str_from("nan");
    if (isinf(value))
        return str_from(value < 0 ? "-inf" : "inf");
    value = frexp(fabs(value), &exponent);
    if (value == 0) {
        exponent = 1;
    } else if (exponent < EXPONENT_MIN) {
        value = ldexp(value, exponent - EXPONENT_MIN);
        exponent = EXPONENT_MIN;
    }
    mantissa = (uint64_t)ldexp(value, DOUBLE_BITS);
    if (!mantissa)
        size = snprintf(text, sizeof(text), "%s0x0.0p+0", sign);
    else
        size = snprintf(text, sizeof(text), "%s0x%d.%013llxp%+d", sign,
                        mantissa >= point,
                        (unsigned long long)(mantissa & (point - 1)),
                        exponent - 1);
    return str_new(text, (size_t)size);
}

static const char *skip_hex(const char *p)
{
    return p + strspn(p, "0123456789abcdefABCDEF");
}

/* [0x]h[.h][p[+-]d] at p, which ends with 0; the 0x is skipped already. */
static bool is_hex_number(const char *p)
{
    const char *whole = skip_hex(p), *part = whole;
    bool any = whole > p;

    if (*part == '.') {
        p = part + 1;
        part = skip_hex(p);
        any = any || part > p;
    }
    if (any && (*part == 'p' || *part == 'P')) {
        part++;
        part += *part == '+' || *part == '-';
        p = part;
        part += strspn(part, "0123456789");
        any = part > p;
    }
    return any && !*part;
}

/* Text without spaces around it, ended with 0 and with a 0x put before. */
static struct object *convert_hex(char *number, bool negative)
{
    double value;

    if (!is_hex_number(number + 2))
        return error_format(&type_ValueError,
                            "invalid hexadecimal floating-point string");
    value = strtod(number, NULL);
    if (isinf(value))
        return error_format(&type_OverflowError, "hexadecimal value too large "
                                                 "to represent as a float");
    return float_from(negative ? -value : value);
}

struct object *float_from_hex(const char *text, size_t size)
{
    const char *end = text + size, *start;
    size_t room = size + 3, left;
    struct object *result;
    bool negative = false;
    char *number;
    double value;

    while (text < end && text_is_space(*text))
        text++;
    while (text < end && text_is_space(end[-1]))
        end--;
    start = text;
    if (text < end && (*text == '+' || *text == '-'))
        negative = *text++ == '-';
    if (text < end && strchr("iInN", *text) &&
        float_parse(start, (size_t)(end - start), &value) > 0)
        return float_from(value);
    if (end - text > 2 && text[0] == '0' && (text[1] | ' ') == 'x')
        text += 2;
    number = mem_alloc(room);
    if (!number)
        return NULL;
    left = (size_t)(end - text);
    memcpy(number, "0x", 2);
    memcpy(number + 2, text, left);
    number[2 + left] = 0;
    result = strlen(number) == left + 2
                 ? convert_hex(number, negative)
                 : error_format(&type_ValueError, "invalid hexadecimal "
                                                  "floating-point string");
    mem_free(number, room);
    return result;
}
