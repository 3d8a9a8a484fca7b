/* SPDX-License-Identifier: MIT
 *
 * What any value can do besides operators: text, hash, truth, items, iteration,
 * conversion to an index. Each asks the type's slot and checks what it answers.
 */
#include "object/container.h"
#include "object/error.h"
#include "object/names.h"
#include "object/number.h"
#include "object/recursion.h"
#include "object/text.h"
#include "module/iterator.h"

/* Is `result` (stolen) a str, as the method must answer? */
static struct object *check_str(struct object *result, const char *method)
{
    if (!result || is_str(result))
        return result;
    error_format(&type_TypeError, "%s returned non-string (type %T)", method,
                 result);
    unref(result);
    return NULL;
}

struct object *object_repr(struct object *o)
{
    struct object *result;

    if (recursion_enter_inline(" while getting the repr of an object"))
        return NULL;
    result = type_of(o)->repr(o);
    recursion_leave_inline();
    return check_str(result, "__repr__");
}

struct object *object_str(struct object *o)
{
    struct object *result;

    if (is_str(o))
        return ref(o);
    if (is_small(o))
        return int_to_text(o, 10);
    if (recursion_enter_inline(" while getting the str of an object"))
        return NULL;
    result = type_of(o)->str(o);
    recursion_leave_inline();
    return check_str(result, "__str__");
}

int hash_none(struct object *self, int64_t *hash)
{
    (void)hash;
    error_format(&type_TypeError, "unhashable type: '%T'", self);
    return -1;
}

int object_hash(struct object *o, int64_t *hash)
{
    int failed;

    if (is_str(o)) {
        *hash = str_hash(o);
        return 0;
    }
    if (recursion_enter_inline(""))
        return -1;
    failed = type_of(o)->hash(o, hash);
    recursion_leave_inline();
    return failed;
}

int object_truth(struct object *o)
{
    struct type *type = type_of(o);
    int64_t length;

    if (is_bool(o))
        return o == TRUE;
    if (is_small(o))
        return small_value(o) != 0;
    if (type->truth)
        return type->truth(o);
    if (!type->length)
        return 1;
    length = type->length(o);
    return length < 0 ? -1 : length > 0;
}

int64_t object_length(struct object *o)
{
    if (type_of(o)->length)
        return type_of(o)->length(o);
    error_format(&type_TypeError, "object of type '%T' has no len()", o);
    return -1;
}

/* C[key], where C is a class: what __class_getitem__ says. */
static struct object *class_get_item(struct object *cls, struct object *key)
{
    bool found;
    struct object *method = object_find_attr(cls, name_class_getitem, &found);
    struct object *result;

    if (!method)
        return found ? NULL
                     : error_format(&type_TypeError,
                                    "type '%s' is not subscriptable",
                                    ((struct type *)cls)->name);
    result = object_call1(method, key);
    unref(method);
    return result;
}

struct object *object_get_item(struct object *o, struct object *key)
{
    if (type_of(o)->get_item)
        return type_of(o)->get_item(o, key);
    if (object_is(o, &type_type))
        return class_get_item(o, key);
    return error_format(&type_TypeError, "'%T' object is not subscriptable", o);
}

int object_set_item(struct object *o, struct object *key, struct object *value)
{
    if (type_of(o)->set_item)
        return type_of(o)->set_item(o, key, value);
    error_format(&type_TypeError,
                 "'%T' object does not support item assignment", o);
    return -1;
}

int object_delete_item(struct object *o, struct object *key)
{
    struct type *type = type_of(o);
    bool by_index = is_int_or_bool(key) || type_of(key)->index;
    bool has_items = type->length || type->get_item || type->flags & TYPE_HEAP;

    if (type->set_item)
        return type->set_item(o, key, NULL);
    error_format(&type_TypeError, "'%T' object %s support item deletion", o,
                 has_items && by_index ? "doesn't" : "does not");
    return -1;
}

/* Look for item by walking through all. */
static int contains_by_iteration(struct object *iterator, struct object *item)
{
    struct object *candidate;

    while ((candidate = object_next(iterator))) {
        int equal = object_equal(candidate, item);

        unref(candidate);
        if (equal)
            return equal;
    }
    return error_is_set() ? -1 : 0;
}

int object_contains(struct object *container, struct object *item)
{
    struct type *type = type_of(container);
    struct object *iterator;
    int found;

    if (type->contains)
        return type->contains(container, item);
    iterator = object_iter(container);
    if (!iterator && error_matches(&type_TypeError)) {
        error_clear();
        error_format(&type_TypeError, "argument of type '%T' is not iterable",
                     container);
    }
    if (!iterator)
        return -1;
    found = contains_by_iteration(iterator, item);
    unref(iterator);
    return found;
}

struct object *object_iter(struct object *o)
{
    struct type *type = type_of(o);
    struct object *iterator;

    if (!type->iter) {
        if (type->get_item)
            return sequence_iterator_new(o);
        return error_format(&type_TypeError, "'%T' object is not iterable", o);
    }
    iterator = type->iter(o);
    if (!iterator || type_of(iterator)->next)
        return iterator;
    error_format(&type_TypeError, "iter() returned non-iterator of type '%T'",
                 iterator);
    unref(iterator);
    return NULL;
}

struct object *object_next(struct object *iterator)
{
    struct object *item;

    if (!type_of(iterator)->next)
        return error_format(&type_TypeError, "'%T' object is not an iterator",
                            iterator);
    if (recursion_enter_inline(""))
        return NULL;
    item = type_of(iterator)->next(iterator);
    recursion_leave_inline();
    if (!item && error_matches(&type_StopIteration))
        error_clear();
    return item;
}

struct object *object_index(struct object *o)
{
    if (is_int(o))
        return ref(o);
    if (is_bool(o))
        return small_from(o == TRUE);
    if (type_of(o)->index)
        return type_of(o)->index(o);
    return error_format(&type_TypeError,
                        "'%T' object cannot be interpreted as an integer", o);
}

int object_index_int64(struct object *o, struct type *overflow, int64_t *out)
{
    struct object *index;
    int failed = 0;

    if (is_small(o)) {
        *out = small_value(o);
        return 0;
    }
    index = object_index(o);
    if (!index)
        return -1;
    if (int_to_int64(index, out) < 0) {
        error_clear();
        *out = int_compare(index, small_from(0)) < 0 ? INT64_MIN : INT64_MAX;
        failed = overflow ? -1 : 0;
        if (overflow)
            error_format(overflow,
                         "cannot fit '%T' into an index-sized integer", o);
    }
    unref(index);
    return failed;
}
