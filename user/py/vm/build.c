/* SPDX-License-Identifier: MIT
 *
 * What instructions build from, or take apart into, values on the operand stack.
 */
#include "vm/build.h"

#include <string.h>

#include "object/container.h"
#include "object/error.h"
#include "object/names.h"
#include "object/number.h"
#include "object/text.h"

struct object *build_tuple(struct object *const *operands, uint32_t count)
{
    struct tuple *tuple = tuple_new(count);

    if (tuple && count)
        memcpy(tuple->items, operands, count * sizeof(*operands));
    return (struct object *)tuple;
}

struct object *build_list(struct object *const *operands, uint32_t count)
{
    struct list *list = list_new(count);

    if (list && count) {
        memcpy(list->items, operands, count * sizeof(*operands));
        list->count = count;
    }
    return (struct object *)list;
}

struct object *build_set(struct object *const *operands, uint32_t count)
{
    struct object *set = set_new();

    for (uint32_t i = 0; set && i < count; i++)
        if (set_add(set, operands[i]) < 0)
            replace(&set, NULL);
    return set;
}

struct object *build_map(struct object *const *operands, uint32_t count)
{
    struct dict *dict = dict_new();

    for (uint32_t i = 0; dict && i < count; i++)
        if (dict_set(dict, operands[2 * i], operands[2 * i + 1]) < 0) {
            unref(&dict->head);
            return NULL;
        }
    return (struct object *)dict;
}

struct object *build_slice(struct object *const *operands, uint32_t count)
{
    return slice_new(operands[0], operands[1], count == 3 ? operands[2] : NONE);
}

/* What FORMAT_VALUE's lower two bits ask for. */
enum { CONVERT_STR = 1, CONVERT_REPR, CONVERT_ASCII, CONVERT_MASK = 3 };
#define FORMAT_HAS_SPEC 4

static struct object *convert(struct object *value, uint32_t conversion)
{
    switch (conversion) {
    case CONVERT_STR:
        return object_str(value);
    case CONVERT_REPR:
        return object_repr(value);
    case CONVERT_ASCII:
        return ascii_repr(value);
    default:
        return ref(value);
    }
}

uint32_t build_format_operands(uint32_t flags)
{
    return flags & FORMAT_HAS_SPEC ? 2 : 1;
}

struct object *build_format(struct object *const *operands, uint32_t flags)
{
    struct object *spec = flags & FORMAT_HAS_SPEC ? operands[1] : NULL;
    struct object *value, *result;

    if (!flags && is_small(operands[0]))
        return int_to_text(operands[0], 10);
    value = convert(operands[0], flags & CONVERT_MASK);
    if (!value || (is_str(value) && !spec))
        return value;
    result = object_format(value, spec);
    unref(value);
    return result;
}

enum { FUNCTION_DEFAULTS = 1, FUNCTION_KEYWORDS = 2, FUNCTION_CLOSURE = 8 };

uint32_t build_function_operands(uint32_t flags)
{
    return 1 + !!(flags & FUNCTION_DEFAULTS) + !!(flags & FUNCTION_KEYWORDS) +
           !!(flags & FUNCTION_CLOSURE);
}

struct object *build_function(struct dict *globals,
                              struct object *const *operands, uint32_t flags)
{
    uint32_t last = build_function_operands(flags) - 1, i = 0;
    struct function *function =
        (struct function *)function_new((struct code *)operands[last], globals);

    if (!function)
        return NULL;
    if (flags & FUNCTION_DEFAULTS)
        function->defaults = ref(operands[i++]);
    if (flags & FUNCTION_KEYWORDS)
        function->keyword_defaults = (struct dict *)ref(operands[i++]);
    if (flags & FUNCTION_CLOSURE)
        function->closure = ref(operands[i]);
    return &function->head;
}

/* Is it something with keys? Else raise the TypeError "`what`". */
static bool check_mapping(struct object *mapping)
{
    struct object *keys;
    bool found;

    if (is_dict(mapping))
        return true;
    keys = object_find_attr(mapping, plain_keys, &found);
    unref_maybe(keys);
    return keys != NULL;
}

int build_update(struct object *dict, struct object *mapping)
{
    if (check_mapping(mapping))
        return dict_update((struct dict *)dict, mapping);
    if (!error_is_set())
        error_format(&type_TypeError, "'%T' object is not a mapping", mapping);
    return -1;
}

/* What messages call a callable: "module.f()" without the module of built-ins,
 * or its str. */
static struct object *callable_text(struct object *callable)
{
    struct object *qualname, *module = NULL, *text;
    bool found;

    qualname = object_find_attr(callable, name_qualname, &found);
    if (!qualname)
        return error_is_set() ? NULL : object_str(callable);
    module = object_find_attr(callable, name_module, &found);
    if (module && is_str(module) && !str_equal_c(module, "builtins"))
        text = str_format_c("%U.%S()", module, qualname);
    else
        text = error_is_set() ? NULL : str_format_c("%S()", qualname);
    unref(qualname);
    unref_maybe(module);
    return text;
}

/* Raise TypeError about a call: format has a %U for the callable's text and one
 * conversion for `key`. */
static int call_error(struct object *callable, const char *format,
                      struct object *key)
{
    struct object *text = callable_text(callable);

    if (!text)
        return -1;
    error_format(&type_TypeError, format, text, key);
    unref(text);
    return -1;
}

int build_merge(struct object *callable, struct object *dict,
                struct object *mapping)
{
    struct dict *added;
    struct object *key, *value, *ignored;
    uint32_t position = 0;
    int status;

    if (!check_mapping(mapping))
        return error_is_set() ? -1
                              : call_error(callable,
                                           "%U argument after ** must be a "
                                           "mapping, not %T",
                                           mapping);
    added = dict_new();
    if (!added)
        return -1;
    status = dict_update(added, mapping);
    while (status == 0 && dict_next(added, &position, &key, &value)) {
        if (!is_str(key)) {
            error_format(&type_TypeError, "keywords must be strings");
            status = -1;
        } else if (dict_find((struct dict *)dict, key, &ignored) > 0) {
            status =
                call_error(callable,
                           "%U got multiple values for keyword argument '%U'",
                           key);
        } else {
            status = dict_set((struct dict *)dict, key, value);
        }
    }
    unref(&added->head);
    return status;
}

int build_extend(struct object *list, struct object *iterable)
{
    if (!type_of(iterable)->iter && !type_of(iterable)->get_item) {
        error_format(&type_TypeError,
                     "Value after * must be an iterable, not %T", iterable);
        return -1;
    }
    return list_extend((struct list *)list, iterable);
}

int build_arguments(struct object **args)
{
    struct type *type = type_of(args[0]);
    struct object *tuple;

    if (is_tuple(args[0]))
        return 0;
    if (!type->iter && !type->get_item)
        return call_error(args[-1],
                          "%U argument after * must be an iterable, not %T",
                          args[0]);
    tuple = tuple_from_iterable(args[0]);
    if (!tuple)
        return -1;
    replace(&args[0], tuple);
    return 0;
}

static int not_enough(uint32_t expected, uint32_t got, const char *at_least)
{
    error_format(&type_ValueError,
                 "not enough values to unpack (expected %s%u, got %u)",
                 at_least, expected, got);
    return -1;
}

static struct object *unpack_iter(struct object *iterable)
{
    if (!type_of(iterable)->iter && !type_of(iterable)->get_item)
        return error_format(&type_TypeError,
                            "cannot unpack non-iterable %T object", iterable);
    return object_iter(iterable);
}

/* Take `count` items from an iterator into out, the first one last. How many it
 * had, which is fewer only at its end; -1: raised. What was taken is there also
 * then; *taken counts it. */
static int take(struct object *iterator, uint32_t count, struct object **out,
                uint32_t *taken)
{
    for (*taken = 0; *taken < count; ++*taken) {
        struct object *item = object_next(iterator);

        if (!item)
            return error_is_set() ? -1 : 0;
        out[count - 1 - *taken] = item;
    }
    return 0;
}

/* Give back what take has taken. */
static void untake(uint32_t count, struct object *const *out, uint32_t taken)
{
    for (uint32_t i = 0; i < taken; i++)
        unref(out[count - 1 - i]);
}

/* Is there no more? 0; -1: there is, or it raises. */
static int check_end(struct object *iterator, uint32_t count)
{
    struct object *more = object_next(iterator);

    if (!more)
        return error_is_set() ? -1 : 0;
    unref(more);
    error_format(&type_ValueError, "too many values to unpack (expected %u)",
                 count);
    return -1;
}

/* A list or tuple: its items, without an iterator. */
static int unpack_array(struct object *const *items, uint64_t given,
                        uint32_t count, struct object **out)
{
    if (given < count)
        return not_enough(count, (uint32_t)given, "");
    if (given > count) {
        error_format(&type_ValueError,
                     "too many values to unpack (expected %u)", count);
        return -1;
    }
    for (uint32_t i = 0; i < count; i++)
        out[count - 1 - i] = ref(items[i]);
    return 0;
}

int build_unpack(struct object *iterable, uint32_t count, struct object **out)
{
    struct object *iterator;
    uint32_t taken;
    int status;

    if (is_tuple(iterable))
        return unpack_array(((struct tuple *)iterable)->items,
                            ((struct tuple *)iterable)->count, count, out);
    if (is_list(iterable))
        return unpack_array(((struct list *)iterable)->items,
                            ((struct list *)iterable)->count, count, out);
    iterator = unpack_iter(iterable);
    if (!iterator)
        return -1;
    status = take(iterator, count, out, &taken);
    if (status == 0)
        status = taken < count ? not_enough(count, taken, "")
                               : check_end(iterator, count);
    if (status < 0)
        untake(count, out, taken);
    unref(iterator);
    return status;
}

int build_unpack_rest(struct object *iterable, uint32_t before, uint32_t after,
                      struct object **out)
{
    struct object *iterator = unpack_iter(iterable);
    struct object **head = out + after + 1;
    struct list *rest = NULL;
    uint32_t taken, all = before + after;
    int status;

    if (!iterator)
        return -1;
    status = take(iterator, before, head, &taken);
    if (status == 0 && taken < before)
        status = not_enough(all, taken, "at least ");
    if (status == 0)
        rest = (struct list *)list_from_iterable(iterator);
    unref(iterator);
    if (rest && rest->count < after) {
        not_enough(all, before + (uint32_t)rest->count, "at least ");
        unref(&rest->head);
        rest = NULL;
    }
    if (!rest) {
        untake(before, head, taken);
        return -1;
    }
    /* The last of the list's items are moved out of it. */
    for (uint32_t i = 0; i < after; i++)
        out[i] = rest->items[--rest->count];
    out[after] = &rest->head;
    return 0;
}
