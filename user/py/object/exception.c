/* SPDX-License-Identifier: MIT
 *
 * BaseException: what all exceptions have. Those that differ from it are in
 * exception_types.c.
 */
#include "object/exception.h"

#include "object/container.h"
#include "object/mem.h"
#include "object/names.h"
#include "object/text.h"

static struct exception *as_exception(struct object *o)
{
    return (struct exception *)o;
}

struct object *exception_new(struct type *cls, struct object *const *args,
                             uint32_t count, struct object *names)
{
    struct object *self = object_new(cls, cls->size);

    (void)names; /* for __init__ to judge */
    if (!self)
        return NULL;
    attributes_init(self);
    as_exception(self)->args = tuple_from_array(args, count);
    if (as_exception(self)->args)
        return self;
    unref(self);
    return NULL;
}

int exception_init(struct object *self, struct object *const *args,
                   uint32_t count, struct object *names)
{
    struct object *tuple;

    if (names && ((struct tuple *)names)->count) {
        error_format(&type_TypeError, "%T() takes no keyword arguments", self);
        return -1;
    }
    tuple = tuple_from_array(args, count);
    if (!tuple)
        return -1;
    replace(&as_exception(self)->args, tuple);
    return 0;
}

void exception_clear_lines(struct exception *e)
{
    uint32_t count = e->line_count;

    e->line_count = 0;
    for (uint32_t i = 0; i < count; i++)
        unref(e->lines[i].code);
    if (e == &error_memory_instance)
        return;
    mem_free(e->lines, e->line_capacity * sizeof(*e->lines));
    e->lines = NULL;
    e->line_capacity = 0;
}

void exception_dealloc(struct object *self)
{
    struct exception *e = as_exception(self);

    attributes_clear(self);
    exception_clear_lines(e);
    unref_maybe(e->args);
    unref_maybe(e->cause);
    unref_maybe(e->context);
    object_release(self, self->type->size);
}

/* Its arguments, held: Python code may put others there meanwhile. */
static struct tuple *exception_args(struct object *self)
{
    return (struct tuple *)ref(as_exception(self)->args);
}

struct object *exception_str(struct object *self)
{
    struct tuple *args = exception_args(self);
    struct object *result;

    if (args->count == 0)
        result = str_new("", 0);
    else if (args->count == 1)
        result = object_str(args->items[0]);
    else
        result = object_str(&args->head);
    unref(&args->head);
    return result;
}

static struct object *exception_repr(struct object *self)
{
    struct tuple *args = exception_args(self);
    struct object *name = self->type->name_object;
    struct object *result;

    if (args->count == 1)
        result = str_format_c("%U(%R)", name, args->items[0]);
    else
        result = str_format_c("%U%R", name, args);
    unref(&args->head);
    return result;
}

static struct object *get_args(struct object *self)
{
    return ref(as_exception(self)->args);
}

static int set_args(struct object *self, struct object *value)
{
    struct object *tuple;

    if (!value) {
        error_format(&type_TypeError, "args may not be deleted");
        return -1;
    }
    tuple = tuple_from_iterable(value);
    if (!tuple)
        return -1;
    replace(&as_exception(self)->args, tuple);
    return 0;
}

static struct object *or_none(struct object *o)
{
    return ref(o ? o : NONE);
}

/* The value for __cause__ or __context__: an exception, or None. */
static int check_linked(struct object *value, const char *what)
{
    if (value && (value == NONE || is_exception(value)))
        return 0;
    if (value)
        error_format(&type_TypeError,
                     "exception %s must be None or derive from BaseException",
                     what);
    else
        error_format(&type_TypeError, "__%s__ may not be deleted", what);
    return -1;
}

static struct object *get_cause(struct object *self)
{
    return or_none(as_exception(self)->cause);
}

static int set_cause(struct object *self, struct object *value)
{
    if (check_linked(value, "cause") < 0)
        return -1;
    as_exception(self)->suppress_context = true;
    replace(&as_exception(self)->cause, value == NONE ? NULL : ref(value));
    return 0;
}

static struct object *get_context(struct object *self)
{
    return or_none(as_exception(self)->context);
}

static int set_context(struct object *self, struct object *value)
{
    if (check_linked(value, "context") < 0)
        return -1;
    replace(&as_exception(self)->context, value == NONE ? NULL : ref(value));
    return 0;
}

static struct object *get_suppress(struct object *self)
{
    return bool_from(as_exception(self)->suppress_context);
}

static int set_suppress(struct object *self, struct object *value)
{
    int truth = value ? object_truth(value) : 0;

    if (truth < 0)
        return -1;
    as_exception(self)->suppress_context = truth;
    return 0;
}

/* A traceback has no parts that a program could look at: what counts is that
 * there is one. */
static void traceback_dealloc(struct object *self)
{
    object_release(self, sizeof(struct object));
}

struct type type_traceback = {
    .head = STATIC_HEAD(&type_type),
    .name = "traceback",
    .size = sizeof(struct object),
    .dealloc = traceback_dealloc,
};

static struct object *get_traceback(struct object *self)
{
    if (as_exception(self)->line_count == 0)
        return NONE;
    return object_new(&type_traceback, sizeof(struct object));
}

static int set_traceback(struct object *self, struct object *value)
{
    if (value == NONE) {
        exception_clear_lines(as_exception(self));
        return 0;
    }
    if (value && object_is(value, &type_traceback))
        return 0;
    error_format(&type_TypeError,
                 value ? "__traceback__ must be a traceback or None"
                       : "__traceback__ may not be deleted");
    return -1;
}

static struct object *with_traceback(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    (void)count;
    (void)names;
    return set_traceback(args[0], args[1]) < 0 ? NULL : ref(args[0]);
}

static struct object *add_note(struct object *const *args, uint32_t count,
                               struct object *names)
{
    struct object *notes;
    int failed;

    (void)count;
    (void)names;
    if (!is_str(args[1]))
        return error_format(&type_TypeError, "note must be a str, not '%T'",
                            args[1]);
    notes = ref_maybe(attributes_get(args[0], name_notes));
    if (!notes) {
        notes = (struct object *)list_new(1);
        if (!notes)
            return NULL;
        if (attributes_set(args[0], name_notes, notes) < 0) {
            unref(notes);
            return NULL;
        }
    }
    if (is_list(notes)) {
        failed = list_append((struct list *)notes, args[1]);
    } else {
        error_format(&type_TypeError,
                     "Cannot add note: __notes__ is not a list");
        failed = -1;
    }
    unref(notes);
    return failed ? NULL : NONE;
}

static const struct method_def exception_methods[] = {
    {.name = "with_traceback", .function = with_traceback, .min = 2, .max = 2},
    {.name = "add_note", .function = add_note, .min = 2, .max = 2},
    {.name = NULL},
};

static const struct getset_def exception_getsets[] = {
    {"args", get_args, set_args},
    {"__cause__", get_cause, set_cause},
    {"__context__", get_context, set_context},
    {"__suppress_context__", get_suppress, set_suppress},
    {"__traceback__", get_traceback, set_traceback},
    {NULL, NULL, NULL},
};

struct type type_BaseException = {
    .head = STATIC_HEAD(&type_type),
    .name = "BaseException",
    .size = sizeof(struct exception),
    .flags = TYPE_BASE | TYPE_EXCEPTION | TYPE_ATTRIBUTES,
    .attributes_offset = offsetof(struct exception, attributes),
    .dealloc = exception_dealloc,
    .new = exception_new,
    .init = exception_init,
    .repr = exception_repr,
    .str = exception_str,
    .methods = exception_methods,
    .getsets = exception_getsets,
};
