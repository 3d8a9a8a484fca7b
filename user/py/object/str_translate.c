/* SPDX-License-Identifier: MIT
 *
 * str.translate and str.maketrans: replacing characters by a table, any object
 * that is subscriptable by code points.
 */
#include "object/error.h"
#include "object/number.h"
#include "object/str.h"

/* ---- translate ---- */

/* What the table says of c: NULL without an exception: nothing. */
static struct object *look_up(struct object *table, uint32_t c)
{
    struct object *key = int_from(c), *value;

    if (!key)
        return NULL;
    value = object_get_item(table, key);
    unref(key);
    if (!value && error_matches(&type_LookupError))
        error_clear();
    return value;
}

static int add_value(struct text *out, struct object *value)
{
    int64_t n;

    if (value == NONE)
        return 0;
    if (is_str(value))
        return text_add_object(out, value);
    if (!is_int_or_bool(value)) {
        error_format(&type_TypeError,
                     "character mapping must return integer, None or str");
        return -1;
    }
    if (object_index_int64(value, NULL, &n))
        return -1;
    if (!str_is_character(n)) {
        error_format(&type_ValueError,
                     "character mapping must be in range(0x110000)");
        return -1;
    }
    return text_add_char(out, (uint32_t)n);
}

static int translate(struct text *out, struct view view, struct object *table)
{
    const char *p = view.data, *end = p + view.size;
    struct object *value;
    uint32_t c;
    int failed;

    while (p < end) {
        c = utf8_next(&p);
        value = look_up(table, c);
        if (value)
            failed = add_value(out, value);
        else
            failed = error_is_set() ? -1 : text_add_char(out, c);
        unref_maybe(value);
        if (failed)
            return -1;
    }
    return 0;
}

struct object *str_translate_method(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct text out = {0};

    (void)count;
    (void)names;
    if (!translate(&out, str_view(args[0]), args[1]))
        return text_finish(&out);
    text_discard(&out);
    return NULL;
}

/* ---- maketrans ---- */

/* dict[c] = value (stolen). */
static int put(struct dict *dict, uint32_t c, struct object *value)
{
    struct object *key = int_from(c);
    int failed = !key || !value || dict_set(dict, key, value);

    unref_maybe(key);
    unref_maybe(value);
    return failed ? -1 : 0;
}

static int put_pair(struct dict *dict, struct object *key, struct object *value)
{
    const char *p;

    if (is_int_or_bool(key))
        return dict_set(dict, key, value);
    if (!is_str(key)) {
        error_format(&type_TypeError,
                     "keys in translate table must be strings or integers");
        return -1;
    }
    if (((struct str *)key)->length != 1) {
        error_format(&type_ValueError,
                     "string keys in translate table must be of length 1");
        return -1;
    }
    p = str_text(key);
    return put(dict, utf8_next(&p), ref(value));
}

static int put_all(struct dict *dict, struct object *from)
{
    struct object *key, *value;
    uint32_t position = 0;
    int failed = 0;

    if (!object_is(from, &type_dict)) {
        error_format(&type_TypeError, "if you give only one argument to "
                                      "maketrans it must be a dict");
        return -1;
    }
    while (!failed && dict_next((struct dict *)from, &position, &key, &value))
        failed = put_pair(dict, key, value);
    return failed;
}

static int put_texts(struct dict *dict, struct object *const *args,
                     uint32_t count)
{
    const char *x = str_text(args[0]), *x_end = x + str_size(args[0]);
    const char *y = str_text(args[1]), *z, *z_end;

    if (((struct str *)args[0])->length != ((struct str *)args[1])->length) {
        error_format(&type_ValueError, "the first two maketrans arguments must "
                                       "have equal length");
        return -1;
    }
    while (x < x_end)
        if (put(dict, utf8_next(&x), int_from(utf8_next(&y))))
            return -1;
    if (count < 3)
        return 0;
    z = str_text(args[2]);
    z_end = z + str_size(args[2]);
    while (z < z_end)
        if (put(dict, utf8_next(&z), ref(NONE)))
            return -1;
    return 0;
}

static int check_texts(struct object *const *args, uint32_t count)
{
    uint32_t i;

    for (i = 1; i < count; i++)
        if (!is_str(args[i])) {
            error_format(&type_TypeError,
                         "maketrans() argument %u must be str, not %s", i + 1,
                         argument_type(args[i]));
            return -1;
        }
    if (is_str(args[0]))
        return 0;
    error_format(&type_TypeError, "first maketrans argument must be a string "
                                  "if there is a second argument");
    return -1;
}

struct object *str_maketrans_method(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct dict *dict;
    int failed;

    (void)names;
    if (count > 1 && check_texts(args, count))
        return NULL;
    dict = dict_new();
    if (!dict)
        return NULL;
    failed = count == 1 ? put_all(dict, args[0]) : put_texts(dict, args, count);
    if (!failed)
        return &dict->head;
    unref(&dict->head);
    return NULL;
}
