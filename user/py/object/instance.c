/* SPDX-License-Identifier: MIT
 *
 * object, and the instances of classes that programs make: their making and end,
 * and how their attributes are found.
 *
 * THE ORDER. o.name is: a data descriptor of the class (property); the instance's
 * own attribute; another attribute of the class, bound if it is a descriptor (a
 * method); what __getattr__ answers.
 */
#include "object/container.h"
#include "object/error.h"
#include "object/instance.h"
#include "object/names.h"
#include "object/slot.h"
#include "object/text.h"

struct object *name_from(struct object *name)
{
    if (is_str(name))
        return str_intern(ref(name));
    return error_format(&type_TypeError,
                        "attribute name must be string, not '%T'", name);
}

struct object *instance_find_attr(struct object *o, struct object *name)
{
    struct type *type = type_of(o), *kind;
    struct object *found = type_lookup(type, name), *own, *result;

    if (found) {
        kind = type_of(found);
        if (kind->descr_get && kind->descr_set) {
            ref(found);
            result = kind->descr_get(found, o, type);
            unref(found);
            return result;
        }
    }
    if (type->flags & TYPE_ATTRIBUTES && (own = attributes_get(o, name)))
        return ref(own);
    if (!found || !type_of(found)->descr_get)
        return ref_maybe(found);
    ref(found);
    result = type_of(found)->descr_get(found, o, type);
    unref(found);
    return result;
}

/* AttributeError: o has none of that name. */
static struct object *raise_no_attribute(struct object *o, struct object *name)
{
    return error_format(&type_AttributeError,
                        "'%T' object has no attribute '%U'", o, name);
}

/* The same where the attribute was asked for. */
static struct object *raise_not_found(struct object *o, struct object *name)
{
    raise_no_attribute(o, name);
    error_about(name, o);
    return NULL;
}

struct object *instance_get_attr_only(struct object *o, struct object *name)
{
    struct object *result = instance_find_attr(o, name);

    if (!result && !error_is_set())
        raise_not_found(o, name);
    return result;
}

struct object *instance_get_attr(struct object *o, struct object *name)
{
    struct object *result = instance_find_attr(o, name), *hook;
    struct object *args[] = {o, name};

    if (result || (error_is_set() && !error_matches(&type_AttributeError)))
        return result;
    hook = type_of(o)->flags & TYPE_HEAP ? type_lookup(type_of(o), name_getattr)
                                         : NULL;
    if (hook) {
        error_clear();
        return method_call(hook, args, 2, NULL);
    }
    return error_is_set() ? NULL : raise_not_found(o, name);
}

int instance_set_attr(struct object *o, struct object *name,
                      struct object *value)
{
    struct type *type = type_of(o);
    struct object *found = type_lookup(type, name);
    int failed;

    if (found && type_of(found)->descr_set) {
        ref(found);
        failed = type_of(found)->descr_set(found, o, value);
        unref(found);
        return failed;
    }
    if (type->flags & TYPE_ATTRIBUTES &&
        (attributes_get(o, name) || (value && slots_allow(type, name))))
        return attributes_set(o, name, value);
    if (found && (value || !(type->flags & TYPE_ATTRIBUTES))) {
        error_format(&type_AttributeError,
                     "'%T' object attribute '%U' is read-only", o, name);
    } else {
        raise_no_attribute(o, name);
    }
    return -1;
}

/* ---- object ---- */

/* Arguments that neither __new__ nor __init__ takes: where one of them is the
 * class's own, it is there to judge. */
static struct object *raise_excess(const struct type *cls)
{
    if (cls->new != type_object.new)
        return error_format(&type_TypeError,
                            "object.__new__() takes exactly one argument (the "
                            "type to instantiate)");
    return error_format(&type_TypeError, "%s() takes no arguments", cls->name);
}

static struct object *object_make(struct type *cls, struct object *const *args,
                                  uint32_t count, struct object *names)
{
    struct object *o;

    (void)args;
    if ((count || names) &&
        (cls->new != type_object.new || cls->init == type_object.init))
        return raise_excess(cls);
    o = object_new(cls, cls->size);
    if (o && cls->flags & TYPE_ATTRIBUTES)
        attributes_init(o);
    return o;
}

static int object_init(struct object *self, struct object *const *args,
                       uint32_t count, struct object *names)
{
    const struct type *type = type_of(self);

    (void)args;
    if (!count && !names)
        return 0;
    if (type->init != type_object.init)
        error_format(&type_TypeError, "object.__init__() takes exactly one "
                                      "argument (the instance to initialize)");
    else if (type->new == type_object.new)
        error_format(&type_TypeError,
                     "%T.__init__() takes exactly one argument (the instance "
                     "to initialize)",
                     self);
    else
        return 0;
    return -1;
}

static void object_dealloc(struct object *self)
{
    object_release(self, self->type->size);
}

/* Is there a __del__ that has not been called? */
static bool has_destructor(struct object *self)
{
    return type_lookup(self->type, name_del) && !attributes_of(self)->finalized;
}

void instance_finalize(struct object *self)
{
    struct object *method, *raised, *result;

    if (!has_destructor(self))
        return;
    raised = error_take();
    attributes_of(self)->finalized = true;
    method = ref(type_lookup(self->type, name_del));
    result = method_call(method, &self, 1, NULL);
    if (!result)
        error_print_ignored(method);
    unref_maybe(result);
    unref(method);
    error_restore(raised);
}

void instance_dealloc(struct object *self)
{
    if (has_destructor(self)) {
        self->refs = 1;
        instance_finalize(self);
        if (!count_down(&self->refs))
            return; /* it was kept */
    }
    attributes_clear(self);
    type_builtin_base(self->type)->dealloc(self);
}

static struct object *object_repr_slot(struct object *self)
{
    struct type *type = type_of(self);
    struct object *module = type_module_name(type), *result;

    if (is_str(module) && !str_equal_c(module, "builtins"))
        result = str_format_c("<%U.%U object at %p>", module, type->qualname,
                              (void *)self);
    else
        result =
            str_format_c("<%U object at %p>", type->qualname, (void *)self);
    unref(module);
    return result;
}

static struct object *object_str_slot(struct object *self)
{
    return type_of(self)->repr(self);
}

/* Spread an address over the bits that hash tables look at. */
static int object_hash_slot(struct object *self, int64_t *hash)
{
    uint64_t address = (uintptr_t)self;

    *hash = (int64_t)(address >> 4 | address << 60);
    return 0;
}

/* == is identity; != is what == is not. */
static struct object *object_compare_slot(struct object *self,
                                          struct object *other,
                                          enum compare_op op)
{
    struct object *equal;
    int truth;

    if (op == CMP_EQ)
        return self == other ? TRUE : NOT_IMPLEMENTED;
    if (op != CMP_NE)
        return NOT_IMPLEMENTED;
    equal = type_of(self)->compare(self, other, CMP_EQ);
    if (!equal || equal == NOT_IMPLEMENTED)
        return equal;
    truth = object_truth(equal);
    unref(equal);
    return truth < 0 ? NULL : bool_from(!truth);
}

struct type type_object = {
    .head = STATIC_HEAD(&type_type),
    .name = "object",
    .size = sizeof(struct object),
    .flags = TYPE_BASE,
    .dealloc = object_dealloc,
    .new = object_make,
    .init = object_init,
    .repr = object_repr_slot,
    .str = object_str_slot,
    .hash = object_hash_slot,
    .compare = object_compare_slot,
    .get_attr = instance_get_attr,
    .set_attr = instance_set_attr,
    .methods = object_methods,
    .getsets = object_getsets,
    .doc = "The base class of the class hierarchy.",
};
