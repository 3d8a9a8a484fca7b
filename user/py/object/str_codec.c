/* SPDX-License-Identifier: MIT
 *
 * Between str and bytes: UTF-8, ASCII and Latin-1, and what to do with what
 * does not fit. Other encodings there are none.
 */
#include <ctype.h>
#include <stdio.h>

#include "object/error.h"
#include "object/str.h"
#include "object/text.h"

#define REPLACEMENT 0xfffdu

enum encoding { UTF_8, ASCII, LATIN_1 };

static const struct {
    const char *name;
    enum encoding encoding;
} encodings[] = {
    {"utf-8", UTF_8},     {"utf8", UTF_8},         {"u8", UTF_8},
    {"ascii", ASCII},     {"us-ascii", ASCII},     {"646", ASCII},
    {"latin-1", LATIN_1}, {"latin1", LATIN_1},     {"l1", LATIN_1},
    {"latin", LATIN_1},   {"iso-8859-1", LATIN_1}, {"iso8859-1", LATIN_1},
    {"8859", LATIN_1},    {"cp819", LATIN_1},
};

static const char *const error_names[] = {
    [ERRORS_STRICT] = "strict",
    [ERRORS_IGNORE] = "ignore",
    [ERRORS_REPLACE] = "replace",
    [ERRORS_BACKSLASH] = "backslashreplace",
};

/* Equal but for case, and '_' for '-'. */
static bool same_name(const char *given, const char *known)
{
    for (; *given && *known; given++, known++)
        if (tolower((unsigned char)*given) != *known &&
            !(*given == '_' && *known == '-'))
            return false;
    return *given == *known;
}

static int find_encoding(struct object *name, enum encoding *encoding)
{
    size_t i;

    *encoding = UTF_8;
    if (!name)
        return 0;
    for (i = 0; i < sizeof(encodings) / sizeof(*encodings); i++)
        if (same_name(str_text(name), encodings[i].name)) {
            *encoding = encodings[i].encoding;
            return 0;
        }
    error_format(&type_LookupError, "unknown encoding: %U", name);
    return -1;
}

int str_check_utf8(struct object *name)
{
    enum encoding encoding;

    if (!is_str(name)) {
        error_format(&type_TypeError,
                     "open() argument 'encoding' must be str or None, not %T",
                     name);
        return -1;
    }
    if (find_encoding(name, &encoding) < 0)
        return -1;
    if (encoding == UTF_8)
        return 0;
    error_format(&type_ValueError, "files are UTF-8 here, not %U", name);
    return -1;
}

static enum codec_errors find_errors(struct object *name)
{
    enum codec_errors errors = ERRORS_STRICT;

    while (name && errors != ERRORS_UNKNOWN &&
           !str_equal_c(name, error_names[errors]))
        errors++;
    return errors;
}

static int check_names(const char *function, struct object *encoding,
                       struct object *errors)
{
    struct object *bad = encoding && !is_str(encoding) ? encoding
                         : errors && !is_str(errors)   ? errors
                                                       : NULL;

    if (!bad)
        return 0;
    error_format(&type_TypeError, "%s() argument '%s' must be str, not %s",
                 function, bad == encoding ? "encoding" : "errors",
                 argument_type(bad));
    return -1;
}

static int unknown_errors(struct object *name)
{
    error_format(&type_LookupError, "unknown error handler name '%U'", name);
    return -1;
}

/* ---- Decoding ---- */

/* A piece that cannot be decoded. */
struct fault {
    size_t at, size;
    const char *reason;
};

/* How many bytes the character at p has, or 0 with *fault. The table of the
 * Unicode standard, 3.9: what may follow first is narrower after some bytes. */
static size_t check_character(const unsigned char *p, size_t left,
                              struct fault *fault)
{
    size_t size = *p < 0x80 ? 1 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;
    unsigned low = *p == 0xe0 ? 0xa0 : *p == 0xf0 ? 0x90 : 0x80;
    unsigned high = *p == 0xed ? 0x9f : *p == 0xf4 ? 0x8f : 0xbf;
    size_t i;

    if (size == 1)
        return 1;
    if (*p < 0xc2 || *p > 0xf4) {
        fault->size = 1;
        fault->reason = "invalid start byte";
        return 0;
    }
    for (i = 1; i < size && i < left; i++) {
        if (p[i] < low || p[i] > high) {
            fault->size = i;
            fault->reason = "invalid continuation byte";
            return 0;
        }
        low = 0x80;
        high = 0xbf;
    }
    if (i == size)
        return size;
    fault->size = left;
    fault->reason = "unexpected end of data";
    return 0;
}

static int raise_decode(const char *encoding, struct view bytes,
                        const struct fault *fault)
{
    return unicode_error_raise(&type_UnicodeDecodeError, encoding,
                               bytes_new(bytes.data, bytes.size), fault->at,
                               fault->at + fault->size, fault->reason);
}

/* Put something in the place of what cannot be decoded. */
static int add_fault(struct text *text, const char *encoding, struct view bytes,
                     const struct fault *fault, enum codec_errors errors)
{
    char escape[ESCAPE_SIZE];
    size_t i;

    if (errors == ERRORS_STRICT || errors == ERRORS_UNKNOWN)
        return raise_decode(encoding, bytes, fault);
    if (errors == ERRORS_IGNORE)
        return 0;
    if (errors == ERRORS_REPLACE)
        return text_add_char(text, REPLACEMENT);
    for (i = 0; i < fault->size; i++) {
        snprintf(escape, sizeof(escape), "\\x%02x",
                 (unsigned char)bytes.data[fault->at + i]);
        if (text_add_c(text, escape))
            return -1;
    }
    return 0;
}

int text_add_utf8(struct text *text, struct view bytes,
                  enum codec_errors errors)
{
    const unsigned char *data = (const unsigned char *)bytes.data;
    struct fault fault;
    size_t begin = 0, i = 0, size;

    while (i < bytes.size) {
        size = check_character(data + i, bytes.size - i, &fault);
        i += size;
        if (size)
            continue;
        fault.at = i;
        if (text_add(text, bytes.data + begin, i - begin) ||
            add_fault(text, "utf-8", bytes, &fault, errors))
            return -1;
        begin = i += fault.size;
    }
    return text_add(text, bytes.data + begin, i - begin);
}

static int add_single_bytes(struct text *text, struct view bytes,
                            enum encoding encoding, enum codec_errors errors)
{
    struct fault fault = {0, 1, "ordinal not in range(128)"};
    unsigned char byte;

    for (; fault.at < bytes.size; fault.at++) {
        byte = (unsigned char)bytes.data[fault.at];
        if (byte >= ASCII_END && encoding == ASCII) {
            if (add_fault(text, "ascii", bytes, &fault, errors))
                return -1;
        } else if (text_add_char(text, byte)) {
            return -1;
        }
    }
    return 0;
}

/* All ASCII: the same in each encoding. */
static bool all_ascii(struct view bytes)
{
    size_t i = 0;

    while (i < bytes.size && (unsigned char)bytes.data[i] < ASCII_END)
        i++;
    return i == bytes.size;
}

struct object *text_decode(struct view bytes, struct object *encoding_name,
                           struct object *errors_name)
{
    enum codec_errors errors;
    enum encoding encoding;
    struct text text = {0};
    int failed;

    if (check_names("decode", encoding_name, errors_name))
        return NULL;
    if (!bytes.size)
        return str_new("", 0);
    if (find_encoding(encoding_name, &encoding))
        return NULL;
    if (all_ascii(bytes))
        return str_new(bytes.data, bytes.size);
    errors = find_errors(errors_name);
    failed = encoding == UTF_8
                 ? text_add_utf8(&text, bytes, errors)
                 : add_single_bytes(&text, bytes, encoding, errors);
    if (!failed)
        return text_finish(&text);
    text_discard(&text);
    if (errors == ERRORS_UNKNOWN && error_matches(&type_UnicodeDecodeError)) {
        error_clear();
        unknown_errors(errors_name);
    }
    return NULL;
}

struct object *str_decode(const char *bytes, size_t size)
{
    return text_decode((struct view){bytes, size}, NULL, NULL);
}

struct object *bytes_like_decode(struct object *o, struct object *encoding,
                                 struct object *errors)
{
    struct view view;

    if (check_names("str", encoding, errors))
        return NULL;
    if (is_str(o))
        return error_format(&type_TypeError, "decoding str is not supported");
    if (!bytes_view(o, &view))
        return error_format(&type_TypeError,
                            "decoding to str: need a bytes-like object, "
                            "%T found",
                            o);
    return text_decode(view, encoding, errors);
}

/* ---- Encoding to ASCII or Latin-1 ---- */

/* The escape of one character as the handler and error messages have it. */
void escape_character(char *out, uint32_t c)
{
    const char *format = c < 0x100     ? "\\x%02x"
                         : c < 0x10000 ? "\\u%04x"
                                       : "\\U%08x";

    snprintf(out, ESCAPE_SIZE, format, c);
}

/* The first character that the encoding cannot express. */
static uint32_t limit_of(enum encoding encoding)
{
    return encoding == ASCII ? ASCII_END : 0x100;
}

/* The character of str at position `at`, behind which p is, cannot be encoded;
 * the error tells how many such follow each other. */
static int raise_encode(enum encoding encoding, struct object *str,
                        const char *p, size_t at)
{
    const char *end = str_text(str) + str_size(str);
    uint32_t limit = limit_of(encoding);
    size_t last = at;

    while (p < end && utf8_next(&p) >= limit)
        last++;
    return unicode_error_raise(&type_UnicodeEncodeError,
                               encoding == ASCII ? "ascii" : "latin-1",
                               ref(str), at, last + 1,
                               encoding == ASCII ? "ordinal not in range(128)"
                                                 : "ordinal not in range(256)");
}

static int add_unencodable(struct text *out, uint32_t c,
                           enum codec_errors errors)
{
    char escape[ESCAPE_SIZE];

    if (errors == ERRORS_IGNORE)
        return 0;
    if (errors == ERRORS_REPLACE)
        return text_add(out, "?", 1);
    escape_character(escape, c);
    return text_add_c(out, escape);
}

static int encode_single_bytes(struct text *out, struct object *str,
                               enum encoding encoding,
                               struct object *errors_name)
{
    enum codec_errors errors = find_errors(errors_name);
    const char *p = str_text(str), *end = p + str_size(str);
    uint32_t limit = limit_of(encoding);
    size_t at;
    uint32_t c;
    int failed = 0;

    for (at = 0; !failed && p < end; at++) {
        c = utf8_next(&p);
        if (c < limit)
            failed = text_add(out, (char[]){(char)c}, 1);
        else if (errors == ERRORS_UNKNOWN)
            failed = unknown_errors(errors_name);
        else if (errors == ERRORS_STRICT)
            failed = raise_encode(encoding, str, p, at);
        else
            failed = add_unencodable(out, c, errors);
    }
    return failed;
}

struct object *text_encode(struct object *str, struct object *encoding_name,
                           struct object *errors_name)
{
    struct view view = str_view(str);
    enum encoding encoding;
    struct text out = {0};
    struct object *bytes = NULL;

    if (check_names("encode", encoding_name, errors_name) ||
        find_encoding(encoding_name, &encoding))
        return NULL;
    if (encoding == UTF_8 || ((struct str *)str)->length == view.size)
        return bytes_new(view.data, view.size);
    if (!encode_single_bytes(&out, str, encoding, errors_name))
        bytes = bytes_new(out.data, out.size);
    text_discard(&out);
    return bytes;
}
