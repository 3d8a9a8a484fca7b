/* SPDX-License-Identifier: MIT
 *
 * Python functions as objects: what def and lambda make. What a call does is in
 * vm/.
 */
#include "compile/code.h"
#include "object/callable.h"
#include "object/class.h"
#include "object/container.h"
#include "object/error.h"
#include "object/names.h"
#include "object/text.h"
#include "vm/vm.h"

struct object *function_new(struct code *code, struct dict *globals)
{
    struct function *function =
        (struct function *)object_new(&type_function, sizeof(struct function));

    if (!function)
        return NULL;
    function->code = (struct code *)ref(&code->head);
    function->globals = (struct dict *)ref(&globals->head);
    function->name = ref(code->name);
    function->qualname = ref(code->qualname);
    function->doc = ref_maybe(code->doc);
    function->module = ref_maybe(dict_get_str(globals, name_name));
    attributes_init(&function->head);
    return &function->head;
}

static void function_dealloc(struct object *self)
{
    struct function *function = (struct function *)self;

    attributes_clear(self);
    unref_maybe(function->closure);
    unref_maybe(function->defaults);
    unref_maybe((struct object *)function->keyword_defaults);
    unref_maybe(function->doc);
    unref_maybe(function->module);
    unref(function->name);
    unref(function->qualname);
    unref((struct object *)function->globals);
    unref((struct object *)function->code);
    object_release(self, sizeof(struct function));
}

static struct object *function_repr(struct object *self)
{
    return str_format_c("<function %U at %p>",
                        ((struct function *)self)->qualname, (void *)self);
}

static struct object *function_get(struct object *self, struct object *instance,
                                   struct type *owner)
{
    (void)owner;
    return instance ? method_new(self, instance) : ref(self);
}

/* ---- Attributes ---- */

static struct object *or_none(struct object *o)
{
    return ref(o ? o : NONE);
}

static struct object *get_name(struct object *self)
{
    return ref(((struct function *)self)->name);
}

static struct object *get_qualname(struct object *self)
{
    return ref(((struct function *)self)->qualname);
}

/* Put a str where *place is; another value is a TypeError. */
static int set_str(struct object **place, struct object *value,
                   const char *what)
{
    if (value && is_str(value)) {
        replace(place, ref(value));
        return 0;
    }
    error_format(&type_TypeError, "%s must be set to a string object", what);
    return -1;
}

static int set_name(struct object *self, struct object *value)
{
    return set_str(&((struct function *)self)->name, value, "__name__");
}

static int set_qualname(struct object *self, struct object *value)
{
    return set_str(&((struct function *)self)->qualname, value, "__qualname__");
}

static struct object *get_doc(struct object *self)
{
    return or_none(((struct function *)self)->doc);
}

static int set_doc(struct object *self, struct object *value)
{
    replace(&((struct function *)self)->doc, ref_maybe(value));
    return 0;
}

static struct object *get_module(struct object *self)
{
    return or_none(((struct function *)self)->module);
}

static int set_module(struct object *self, struct object *value)
{
    replace(&((struct function *)self)->module, ref_maybe(value));
    return 0;
}

static struct object *get_defaults(struct object *self)
{
    return or_none(((struct function *)self)->defaults);
}

static int set_defaults(struct object *self, struct object *value)
{
    struct function *function = (struct function *)self;

    if (value == NONE)
        value = NULL;
    if (value && !is_tuple(value)) {
        error_format(&type_TypeError,
                     "__defaults__ must be set to a tuple object");
        return -1;
    }
    replace(&function->defaults, ref_maybe(value));
    return 0;
}

static struct object *get_keyword_defaults(struct object *self)
{
    struct dict *defaults = ((struct function *)self)->keyword_defaults;

    return or_none((struct object *)defaults);
}

static int set_keyword_defaults(struct object *self, struct object *value)
{
    struct function *function = (struct function *)self;

    if (value == NONE)
        value = NULL;
    if (value && !is_dict(value)) {
        error_format(&type_TypeError,
                     "__kwdefaults__ must be set to a dict object");
        return -1;
    }
    replace((struct object **)&function->keyword_defaults, ref_maybe(value));
    return 0;
}

static struct object *get_code(struct object *self)
{
    return ref((struct object *)((struct function *)self)->code);
}

static struct object *get_globals(struct object *self)
{
    return ref((struct object *)((struct function *)self)->globals);
}

static struct object *get_closure(struct object *self)
{
    return or_none(((struct function *)self)->closure);
}

static struct object *get_dict(struct object *self)
{
    return ref_maybe((struct object *)attributes_dict(self));
}

static const struct getset_def getsets[] = {
    {"__name__", get_name, set_name},
    {"__qualname__", get_qualname, set_qualname},
    {"__doc__", get_doc, set_doc},
    {"__module__", get_module, set_module},
    {"__defaults__", get_defaults, set_defaults},
    {"__kwdefaults__", get_keyword_defaults, set_keyword_defaults},
    {"__code__", get_code, NULL},
    {"__globals__", get_globals, NULL},
    {"__closure__", get_closure, NULL},
    {"__dict__", get_dict, NULL},
    {0},
};

struct type type_function = {
    .head = STATIC_HEAD(&type_type),
    .name = "function",
    .size = sizeof(struct function),
    .flags = TYPE_ATTRIBUTES,
    .attributes_offset = offsetof(struct function, attributes),
    .dealloc = function_dealloc,
    .repr = function_repr,
    .call = vm_call_function,
    .descr_get = function_get,
    .getsets = getsets,
};
