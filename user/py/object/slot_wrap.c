/* SPDX-License-Identifier: MIT
 *
 * What a wrapper (wrapper.c) does when it is called: one function for each kind
 * of slot, from Python arguments to the slot's own and back.
 */
#include "object/error.h"
#include "object/instance.h"
#include "object/number.h"
#include "object/slot.h"

/* None, or NULL for a failed slot. */
static struct object *none_if(int failed)
{
    return failed ? NULL : NONE;
}

/* True or False; NULL for a failed slot. */
static struct object *bool_if(int truth)
{
    return truth < 0 ? NULL : bool_from(truth);
}

struct object *wrap_new(const struct slot_call *call)
{
    struct type *owner = call->owner, *cls;

    if (call->count == 0)
        return error_format(&type_TypeError,
                            "%s.__new__(): not enough arguments", owner->name);
    if (!object_is(call->args[0], &type_type))
        return error_format(&type_TypeError,
                            "%s.__new__(X): X is not a type object (%T)",
                            owner->name, call->args[0]);
    cls = (struct type *)call->args[0];
    if (!type_is_subtype(cls, owner))
        return error_format(&type_TypeError,
                            "%s.__new__(%s): %s is not a subtype of %s",
                            owner->name, cls->name, cls->name, owner->name);
    if (type_builtin_base(cls)->new != owner->new)
        return error_format(&type_TypeError,
                            "%s.__new__(%s) is not safe, use %s.__new__()",
                            owner->name, cls->name,
                            type_builtin_base(cls)->name);
    return owner->new (cls, call->args + 1, call->count - 1, call->names);
}

struct object *wrap_init(const struct slot_call *call)
{
    return none_if(call->owner->init(call->args[0], call->args + 1,
                                     call->count - 1, call->names));
}

struct object *wrap_repr(const struct slot_call *call)
{
    return call->owner->repr(call->args[0]);
}

struct object *wrap_str(const struct slot_call *call)
{
    return call->owner->str(call->args[0]);
}

struct object *wrap_hash(const struct slot_call *call)
{
    int64_t hash;

    return call->owner->hash(call->args[0], &hash) < 0 ? NULL : int_from(hash);
}

struct object *wrap_compare(const struct slot_call *call)
{
    return call->owner->compare(call->args[0], call->args[1], call->operation);
}

struct object *wrap_truth(const struct slot_call *call)
{
    return bool_if(call->owner->truth(call->args[0]));
}

struct object *wrap_call(const struct slot_call *call)
{
    return call->owner->call(call->args[0], call->args + 1, call->count - 1,
                             call->names);
}

/* __getattribute__, which unlike the slot does not turn to __getattr__. */
struct object *wrap_get_attr(const struct slot_call *call)
{
    struct object *name = name_from(call->args[1]);
    struct object *result;

    if (!name)
        return NULL;
    if (call->owner->get_attr == instance_get_attr)
        result = instance_get_attr_only(call->args[0], name);
    else
        result = call->owner->get_attr(call->args[0], name);
    unref(name);
    return result;
}

static struct object *set_attr(const struct slot_call *call,
                               struct object *value)
{
    struct object *name = name_from(call->args[1]);
    int failed;

    if (!name)
        return NULL;
    failed = call->owner->set_attr(call->args[0], name, value);
    unref(name);
    return none_if(failed);
}

struct object *wrap_set_attr(const struct slot_call *call)
{
    return set_attr(call, call->args[2]);
}

struct object *wrap_delete_attr(const struct slot_call *call)
{
    return set_attr(call, NULL);
}

/* __get__(instance, owner=None) */
struct object *wrap_descr_get(const struct slot_call *call)
{
    struct object *instance = call->args[1] == NONE ? NULL : call->args[1];
    struct object *owner = call->count > 2 ? call->args[2] : NONE;

    if (object_is(owner, &type_type))
        return call->owner->descr_get(call->args[0], instance,
                                      (struct type *)owner);
    if (!instance)
        return error_format(&type_TypeError, "__get__(None, None) is invalid");
    return call->owner->descr_get(call->args[0], instance, type_of(instance));
}

struct object *wrap_descr_set(const struct slot_call *call)
{
    return none_if(
        call->owner->descr_set(call->args[0], call->args[1], call->args[2]));
}

struct object *wrap_descr_delete(const struct slot_call *call)
{
    return none_if(call->owner->descr_set(call->args[0], call->args[1], NULL));
}

struct object *wrap_length(const struct slot_call *call)
{
    int64_t length = call->owner->length(call->args[0]);

    return length < 0 ? NULL : int_from(length);
}

struct object *wrap_get_item(const struct slot_call *call)
{
    return call->owner->get_item(call->args[0], call->args[1]);
}

struct object *wrap_set_item(const struct slot_call *call)
{
    return none_if(
        call->owner->set_item(call->args[0], call->args[1], call->args[2]));
}

struct object *wrap_delete_item(const struct slot_call *call)
{
    return none_if(call->owner->set_item(call->args[0], call->args[1], NULL));
}

struct object *wrap_contains(const struct slot_call *call)
{
    return bool_if(call->owner->contains(call->args[0], call->args[1]));
}

struct object *wrap_iter(const struct slot_call *call)
{
    return call->owner->iter(call->args[0]);
}

struct object *wrap_next(const struct slot_call *call)
{
    struct object *item = call->owner->next(call->args[0]);

    if (!item && !error_is_set())
        error_raise_object(&type_StopIteration.head);
    return item;
}

struct object *wrap_binary(const struct slot_call *call)
{
    return call->owner->binary[call->operation](call->args[0], call->args[1]);
}

struct object *wrap_swapped(const struct slot_call *call)
{
    return call->owner->binary[call->operation](call->args[1], call->args[0]);
}

struct object *wrap_inplace(const struct slot_call *call)
{
    return call->owner->inplace[call->operation](call->args[0], call->args[1]);
}

struct object *wrap_unary(const struct slot_call *call)
{
    return call->owner->unary[call->operation](call->args[0]);
}

struct object *wrap_index(const struct slot_call *call)
{
    return call->owner->index(call->args[0]);
}

struct object *wrap_to_int(const struct slot_call *call)
{
    return call->owner->to_int(call->args[0]);
}

struct object *wrap_to_float(const struct slot_call *call)
{
    return call->owner->to_float(call->args[0]);
}
