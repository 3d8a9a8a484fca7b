/* SPDX-License-Identifier: MIT
 *
 * str.format: a text with fields in braces, {name!conversion:spec}, where name
 * is an argument's number, keyword or nothing, followed by .attributes and
 * [keys]; a spec may contain fields itself.
 */
#include "object/error.h"
#include "object/number.h"
#include "object/str.h"

#define DEPTH_MAX 2 /* of fields in specs */

enum numbering { NOT_NUMBERED, AUTOMATIC, MANUAL };

/* Where fields get their values from. */
struct fields {
    struct object *const *args; /* positional; NULL: format_map */
    uint64_t count;
    struct object *const *keyword_values; /* in the order of names */
    struct tuple *names;                  /* or NULL */
    struct object *mapping;               /* of format_map, else NULL */
    enum numbering numbering;
    uint64_t next; /* number of the next field without one */
};

/* A field's parts, without the braces. */
struct field {
    struct view name, spec;
    uint32_t conversion; /* 0: none */
};

static int format_into(struct text *out, struct fields *fields,
                       struct view format, int depth);

static int raise(const char *message)
{
    error_format(&type_ValueError, "%s", message);
    return -1;
}

/* ---- Parsing ---- */

/* Read !conversion at *p, of which *p is what follows the '!'. */
static int parse_conversion(const char **p, const char *end,
                            struct field *field)
{
    if (*p == end)
        return raise("end of string while looking for conversion specifier");
    field->conversion = utf8_next(p);
    if (*p == end)
        return raise("unmatched '{' in format spec");
    if (**p != ':' && **p != '}')
        return raise("expected ':' after conversion specifier");
    return 0;
}

/* Read a spec up to the brace that ends the field. */
static int parse_spec(const char **p, const char *end, struct field *field)
{
    int depth = 0;

    field->spec.data = *p;
    for (; *p < end; (*p)++) {
        if (**p == '{')
            depth++;
        if (**p == '}' && depth-- == 0) {
            field->spec.size = (size_t)(*p - field->spec.data);
            return 0;
        }
    }
    return raise("unmatched '{' in format spec");
}

/* Where a field's name ends. NULL: raised. */
static const char *name_end(const char *p, const char *end)
{
    for (; p < end && !strchr("}:!", *p); p++) {
        if (*p == '{') {
            raise("unexpected '{' in field name");
            return NULL;
        }
        if (*p == '[')
            while (p + 1 < end && *p != ']')
                p++;
    }
    return p;
}

/* Read a field from behind its opening brace; *p is moved behind the closing
 * one. */
static int parse_field(const char **p, const char *end, struct field *field)
{
    const char *after = name_end(*p, end);

    if (!after)
        return -1;
    *field =
        (struct field){.name = {*p, (size_t)(after - *p)}, .spec = {after, 0}};
    *p = after;
    if (*p == end)
        return raise("expected '}' before end of string");
    if (**p == '!') {
        ++*p;
        if (parse_conversion(p, end, field))
            return -1;
    }
    if (**p == ':') {
        ++*p;
        if (parse_spec(p, end, field))
            return -1;
    }
    ++*p;
    return 0;
}

/* ---- Finding the value ---- */

/* Digits only: the number in *number, 1; other text: 0; -1: too many digits. */
static int parse_number(struct view text, int64_t *number)
{
    int64_t n = 0;
    size_t i;

    for (i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return 0;
        if (__builtin_mul_overflow(n, 10, &n) ||
            __builtin_add_overflow(n, text.data[i] - '0', &n))
            return raise("Too many decimal digits in format string");
    }
    *number = n;
    return text.size != 0;
}

static struct object *by_keyword(struct fields *fields, struct view name)
{
    struct object *key = str_new(name.data, name.size), *value = NULL;
    uint64_t i, count = fields->names ? fields->names->count : 0;

    if (!key)
        return NULL;
    if (fields->mapping) {
        value = object_get_item(fields->mapping, key);
    } else {
        for (i = 0; i < count && !value; i++)
            if (str_equal(fields->names->items[i], key))
                value = ref(fields->keyword_values[i]);
        if (!value)
            error_raise(&type_KeyError, key);
    }
    unref(key);
    return value;
}

/* Numbers given and numbers left out may not be mixed. */
static int set_numbering(struct fields *fields, enum numbering numbering)
{
    if (fields->numbering != NOT_NUMBERED && fields->numbering != numbering)
        return raise(numbering == AUTOMATIC
                         ? "cannot switch from manual field specification to "
                           "automatic field numbering"
                         : "cannot switch from automatic field numbering to "
                           "manual field specification");
    fields->numbering = numbering;
    return 0;
}

static struct object *by_number(struct fields *fields, int64_t number)
{
    if (!fields->args) {
        raise("Format string contains positional fields");
        return NULL;
    }
    if ((uint64_t)number >= fields->count)
        return error_format(&type_IndexError,
                            "Replacement index %lld out of range for "
                            "positional args tuple",
                            (long long)number);
    return ref(fields->args[number]);
}

/* The argument that the first part of a field's name means. */
static struct object *find_argument(struct fields *fields, struct view name)
{
    int64_t number;
    int is_number = parse_number(name, &number);

    if (is_number < 0)
        return NULL;
    if (!is_number && name.size)
        return by_keyword(fields, name);
    if (set_numbering(fields, is_number ? MANUAL : AUTOMATIC))
        return NULL;
    if (!is_number)
        number = (int64_t)fields->next++;
    return by_number(fields, number);
}

/* o.name */
static struct object *get_attribute(struct object *o, struct view name)
{
    struct object *key, *value;

    if (!name.size) {
        raise("Empty attribute in format string");
        return NULL;
    }
    key = str_new(name.data, name.size);
    if (key)
        key = str_intern(key);
    if (!key)
        return NULL;
    value = object_get_attr(o, key);
    unref(key);
    return value;
}

/* o[key], key a number or a text without quotes. */
static struct object *get_item(struct object *o, struct view name)
{
    struct object *key, *value;
    int64_t number;
    int is_number = parse_number(name, &number);

    if (!name.size)
        raise("Empty attribute in format string");
    if (is_number < 0 || !name.size)
        return NULL;
    key = is_number ? int_from(number) : str_new(name.data, name.size);
    if (!key)
        return NULL;
    value = object_get_item(o, key);
    unref(key);
    return value;
}

/* One step of a field's name: at *p is '.' or '['; o is stolen. */
static struct object *follow(struct object *o, const char **p, const char *end)
{
    bool item = **p == '[';
    struct object *next = NULL;
    struct view name = {++*p, 0};

    while (*p < end && (item ? **p != ']' : **p != '.' && **p != '['))
        ++*p;
    name.size = (size_t)(*p - name.data);
    if (item && *p == end)
        raise("Missing ']' in format string");
    else
        next = item ? get_item(o, name) : get_attribute(o, name);
    *p += item && *p < end;
    unref(o);
    return next;
}

/* The value that a field's name means. */
static struct object *find_value(struct fields *fields, struct view name)
{
    const char *p = name.data, *end = p + name.size;
    struct object *value;

    while (p < end && *p != '.' && *p != '[')
        p++;
    value = find_argument(fields,
                          (struct view){name.data, (size_t)(p - name.data)});
    while (value && p < end) {
        if (*p != '.' && *p != '[') {
            unref(value);
            raise("Only '.' or '[' may follow ']' in format field specifier");
            return NULL;
        }
        value = follow(value, &p, end);
    }
    return value;
}

/* ---- Formatting ---- */

/* value is stolen. */
static struct object *apply_conversion(struct object *value, uint32_t c)
{
    struct object *converted = NULL;

    if (!c)
        return value;
    if (c == 's')
        converted = object_str(value);
    else if (c == 'r')
        converted = object_repr(value);
    else if (c == 'a')
        converted = ascii_repr(value);
    else if (c > ' ' && c < ASCII_END - 1)
        error_format(&type_ValueError, "Unknown conversion specifier %c",
                     (int)c);
    else
        error_format(&type_ValueError, "Unknown conversion specifier \\x%x", c);
    unref(value);
    return converted;
}

/* The spec with its own fields filled in. */
static struct object *expand_spec(struct fields *fields, struct view spec,
                                  int depth)
{
    struct text out = {0};

    if (!memchr(spec.data, '{', spec.size))
        return str_new(spec.data, spec.size);
    if (!format_into(&out, fields, spec, depth - 1))
        return text_finish(&out);
    text_discard(&out);
    return NULL;
}

static int add_field(struct text *out, struct fields *fields,
                     const struct field *field, int depth)
{
    struct object *value = find_value(fields, field->name), *spec, *formatted;
    int failed;

    if (value)
        value = apply_conversion(value, field->conversion);
    if (!value)
        return -1;
    spec = expand_spec(fields, field->spec, depth);
    formatted = spec ? object_format(value, spec) : NULL;
    unref_maybe(spec);
    unref(value);
    if (!formatted)
        return -1;
    failed = text_add_object(out, formatted);
    unref(formatted);
    return failed;
}

/* Add what is no field: text up to a single brace, doubled ones once. */
static int add_literal(struct text *out, const char **p, const char *end)
{
    const char *begin = *p;

    while (*p < end && **p != '{' && **p != '}')
        ++*p;
    if (text_add(out, begin, (size_t)(*p - begin)))
        return -1;
    if (*p == end)
        return 0;
    if (*p + 1 < end && (*p)[1] == **p) {
        *p += 2;
        return text_add(out, *p - 1, 1);
    }
    if (**p == '}')
        return raise("Single '}' encountered in format string");
    if (*p + 1 == end)
        return raise("Single '{' encountered in format string");
    return 0;
}

static int format_into(struct text *out, struct fields *fields,
                       struct view format, int depth)
{
    const char *p = format.data, *end = p + format.size;
    struct field field;

    if (depth == 0)
        return raise("Max string recursion exceeded");
    while (p < end) {
        if (*p != '{' || (p + 1 < end && p[1] == '{') || p + 1 == end) {
            if (add_literal(out, &p, end))
                return -1;
            continue;
        }
        p++;
        if (parse_field(&p, end, &field) ||
            add_field(out, fields, &field, depth))
            return -1;
    }
    return 0;
}

static struct object *format(struct object *self, struct fields *fields)
{
    struct text out = {0};

    if (!format_into(&out, fields, str_view(self), DEPTH_MAX))
        return text_finish(&out);
    text_discard(&out);
    return NULL;
}

struct object *str_format_method(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    struct fields fields = {.args = args + 1,
                            .count = count - 1,
                            .keyword_values = args + count,
                            .names = (struct tuple *)names};

    return format(args[0], &fields);
}

struct object *str_format_map_method(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    struct fields fields = {.mapping = args[1]};

    (void)count;
    (void)names;
    return format(args[0], &fields);
}
