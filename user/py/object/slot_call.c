/* SPDX-License-Identifier: MIT
 *
 * The slots of classes made by Python code: each calls the method of its name.
 * The method is looked up at each call, through the cache of type_lookup; a plain
 * function is called with self in front, without a bound method in between.
 */
#include "object/container.h"
#include "object/error.h"
#include "object/names.h"
#include "object/number.h"
#include "object/slot.h"
#include "object/text.h"
#include "vm/vm.h"

struct object *method_call(struct object *method, struct object *const *args,
                           uint32_t count, struct object *names)
{
    struct type *kind = type_of(method);
    struct object *bound, *result;

    if (kind == &type_function)
        return vm_call_function(method, args, count, names);
    if (recursion_enter(" while calling a Python object"))
        return NULL;
    if (kind == &type_wrapper) {
        result = wrapper_call(method, args, count, names);
    } else {
        ref(method);
        bound = kind->descr_get
                    ? kind->descr_get(method, args[0], type_of(args[0]))
                    : ref(method);
        result = bound ? object_call(bound, args + 1, count - 1, names) : NULL;
        unref_maybe(bound);
        unref(method);
    }
    recursion_leave();
    return result;
}

struct object *method_call_name(struct object *name, struct object *const *args,
                                uint32_t count)
{
    struct object *method = type_lookup(type_of(args[0]), name);

    if (!method)
        return error_format(&type_AttributeError, "%U", name);
    return method_call(method, args, count, NULL);
}

/* self.name() and self.name(arg) */
static struct object *call_self(struct object *self, struct object *name)
{
    return method_call_name(name, &self, 1);
}

static struct object *call_with(struct object *self, struct object *name,
                                struct object *arg)
{
    struct object *args[] = {self, arg};

    return method_call_name(name, args, 2);
}

/* What a method answers that is called for its effect: 0, or -1. */
static int done(struct object *result)
{
    if (!result)
        return -1;
    unref(result);
    return 0;
}

struct object *slot_new(struct type *cls, struct object *const *args,
                        uint32_t count, struct object *names)
{
    struct object *new = object_get_attr(&cls->head, name_new);
    struct object *result;

    if (!new)
        return NULL;
    result = object_call_prepend(new, &cls->head, args, count, names);
    unref(new);
    return result;
}

/* The method name of self's class, with self in front of the arguments. */
static struct object *call_any(struct object *self, struct object *name,
                               struct object *const *args, uint32_t count,
                               struct object *names)
{
    struct object *method = type_lookup(type_of(self), name);
    struct object *bound, *result;

    if (!method)
        return error_format(&type_AttributeError, "%U", name);
    if (type_of(method) == &type_function)
        return object_call_prepend(method, self, args, count, names);
    if (recursion_enter(" while calling a Python object"))
        return NULL;
    ref(method);
    bound = type_of(method)->descr_get
                ? type_of(method)->descr_get(method, self, type_of(self))
                : ref(method);
    result = bound ? object_call(bound, args, count, names) : NULL;
    unref_maybe(bound);
    unref(method);
    recursion_leave();
    return result;
}

int slot_init(struct object *self, struct object *const *args, uint32_t count,
              struct object *names)
{
    struct object *result = call_any(self, name_init, args, count, names);

    if (result && result != NONE) {
        error_format(&type_TypeError, "__init__() should return None, not '%T'",
                     result);
        unref(result);
        return -1;
    }
    return result ? 0 : -1;
}

struct object *slot_call(struct object *self, struct object *const *args,
                         uint32_t count, struct object *names)
{
    return call_any(self, name_call, args, count, names);
}

struct object *slot_repr(struct object *self)
{
    return call_self(self, name_repr);
}

struct object *slot_str(struct object *self)
{
    return call_self(self, name_str);
}

int slot_hash(struct object *self, int64_t *hash)
{
    struct object *result = call_self(self, name_hash);

    if (!result)
        return -1;
    if (!is_int_or_bool(result)) {
        error_format(&type_TypeError,
                     "__hash__ method should return an integer");
        unref(result);
        return -1;
    }
    if (int_to_int64(result, hash) < 0) {
        error_clear();
        *hash = int_hash(result);
    }
    if (*hash == -1)
        *hash = -2; /* as int's hash: -1 is for errors */
    unref(result);
    return 0;
}

struct object *slot_compare(struct object *self, struct object *other,
                            enum compare_op op)
{
    struct object *args[] = {self, other};
    struct object *method = type_lookup(type_of(self), name_compare[op]);

    return method ? method_call(method, args, 2, NULL) : NOT_IMPLEMENTED;
}

int slot_truth(struct object *self)
{
    struct object *result = call_self(self, name_bool);

    if (!result)
        return -1;
    if (is_bool(result))
        return result == TRUE;
    error_format(&type_TypeError, "__bool__ should return bool, returned %T",
                 result);
    unref(result);
    return -1;
}

int64_t slot_length(struct object *self)
{
    struct object *result = call_self(self, name_len);
    int64_t length = -1;
    int failed;

    if (!result)
        return -1;
    failed = object_index_int64(result, &type_OverflowError, &length);
    unref(result);
    if (failed)
        return -1;
    if (length >= 0)
        return length;
    error_format(&type_ValueError, "__len__() should return >= 0");
    return -1;
}

struct object *slot_get_attr(struct object *self, struct object *name)
{
    struct object *hook, *result;
    struct object *args[] = {self, name};

    result = method_call_name(name_getattribute, args, 2);
    if (result || !error_matches(&type_AttributeError))
        return result;
    hook = type_lookup(type_of(self), name_getattr);
    if (!hook)
        return NULL;
    error_clear();
    return method_call(hook, args, 2, NULL);
}

int slot_set_attr(struct object *self, struct object *name,
                  struct object *value)
{
    struct object *args[] = {self, name, value};

    if (!value)
        return done(method_call_name(name_delattr, args, 2));
    return done(method_call_name(name_setattr, args, 3));
}

struct object *slot_descr_get(struct object *self, struct object *instance,
                              struct type *owner)
{
    struct object *args[] = {self, instance ? instance : NONE, &owner->head};

    return method_call_name(name_get, args, 3);
}

int slot_descr_set(struct object *self, struct object *instance,
                   struct object *value)
{
    struct object *args[] = {self, instance, value};

    if (!value)
        return done(method_call_name(name_delete, args, 2));
    return done(method_call_name(name_set, args, 3));
}

struct object *slot_get_item(struct object *self, struct object *key)
{
    return call_with(self, name_getitem, key);
}

int slot_set_item(struct object *self, struct object *key, struct object *value)
{
    struct object *args[] = {self, key, value};

    if (!value)
        return done(method_call_name(name_delitem, args, 2));
    return done(method_call_name(name_setitem, args, 3));
}

int slot_contains(struct object *self, struct object *item)
{
    struct object *result;
    int truth;

    if (type_lookup(type_of(self), name_contains) == NONE) {
        error_format(&type_TypeError, "'%T' object is not a container", self);
        return -1;
    }
    result = call_with(self, name_contains, item);
    if (!result)
        return -1;
    truth = object_truth(result);
    unref(result);
    return truth;
}

struct object *slot_iter(struct object *self)
{
    if (type_lookup(type_of(self), name_iter) == NONE)
        return error_format(&type_TypeError, "'%T' object is not iterable",
                            self);
    return call_self(self, name_iter);
}

struct object *slot_next(struct object *self)
{
    struct object *item = call_self(self, name_next);

    if (!item && error_matches(&type_StopIteration))
        error_clear();
    return item;
}
