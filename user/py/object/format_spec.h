/* SPDX-License-Identifier: MIT
 *
 * The language of format specifications, as in f"{x:>10}":
 *
 *     [[fill]align][sign][z][#][0][width][, or _][.precision][type]
 */
#ifndef PY_FORMAT_SPEC_H
#define PY_FORMAT_SPEC_H

#include "object/text.h"

struct format_spec {
    const char *fill; /* one character, UTF-8, of fill_size bytes */
    size_t fill_size;
    char align;            /* one of < > = ^; 0: not given */
    char sign;             /* one of + - space; 0: not given */
    bool no_negative_zero; /* z */
    bool alternate;        /* # */
    int64_t width;         /* -1: not given */
    char separator;        /* , or _; 0: none */
    int64_t precision;     /* -1: not given */
    uint32_t type;         /* a code point; 0: not given */
};

/* Parse spec (a str, which must live as long as *out is used) for a value, whose
 * type the messages name. numeric: a 0 before the width means that padding goes
 * behind the sign. 0; -1: ValueError. */
int format_spec_parse(struct object *spec, struct object *value, bool numeric,
                      struct format_spec *out);

/* ValueError "Unknown format code 'x' for object of type 'T'". */
struct object *format_spec_unknown(const struct format_spec *spec,
                                   struct object *value);

/* Append text of `length` characters, padded to the spec's width; align: where
 * the spec does not say. */
int format_spec_pad(struct text *out, const struct format_spec *spec,
                    char align, const char *text, size_t size, size_t length);

/* The pieces of a formatted number. */
struct number_text {
    char sign;          /* 0: none */
    const char *prefix; /* "0x" or "" */
    const char *digits; /* what separators go into, digits_size bytes */
    size_t digits_size;
    const char *rest; /* ".5e+10%", rest_size bytes */
    size_t rest_size;
    unsigned group; /* digits between separators */
};

/* Put a number together with separators and padding. */
struct object *format_spec_number(const struct format_spec *spec,
                                  const struct number_text *number);

/* The sign to show for a number that is negative or not: 0 for none. */
char format_spec_sign(const struct format_spec *spec, bool negative);

#endif
