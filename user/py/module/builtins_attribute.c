/* SPDX-License-Identifier: MIT
 *
 * Built-in functions that look into things: attributes, classes, and the
 * variables of the frame that calls them.
 */
#include "module/builtins.h"
#include "vm/vm.h"

int builtins_special(struct object *o, const char *name,
                     struct object *const *args, uint32_t count,
                     struct object **result)
{
    struct object *key = str_intern_c(name);
    struct object *method = key ? type_lookup(type_of(o), key) : NULL;

    unref_maybe(key);
    if (!method)
        return key ? 0 : -1;
    *result = object_call_method(o, name, args, count);
    return *result ? 1 : -1;
}

/* A name as getattr() takes it, interned. NULL: TypeError. */
static struct object *attribute_name(struct object *name)
{
    if (is_str(name))
        return str_intern(ref(name));
    return error_format(&type_TypeError,
                        "attribute name must be string, not '%T'", name);
}

struct object *builtins_getattr(struct object *const *args, uint32_t count,
                                struct object *names)
{
    struct object *name = attribute_name(args[1]), *value;
    bool found = true;

    (void)names;
    if (!name)
        return NULL;
    if (count == 2)
        value = object_get_attr(args[0], name);
    else
        value = object_find_attr(args[0], name, &found);
    unref(name);
    return !value && !found && !error_is_set() ? ref(args[2]) : value;
}

struct object *builtins_hasattr(struct object *const *args, uint32_t count,
                                struct object *names)
{
    struct object *name = attribute_name(args[1]), *value;
    bool found;

    (void)count, (void)names;
    if (!name)
        return NULL;
    value = object_find_attr(args[0], name, &found);
    unref(name);
    if (!value && error_is_set())
        return NULL;
    unref_maybe(value);
    return bool_from(value != NULL);
}

struct object *builtins_setattr(struct object *const *args, uint32_t count,
                                struct object *names)
{
    struct object *name = attribute_name(args[1]);
    int failed = name ? object_set_attr(args[0], name, args[2]) : -1;

    (void)count, (void)names;
    unref_maybe(name);
    return failed ? NULL : NONE;
}

struct object *builtins_delattr(struct object *const *args, uint32_t count,
                                struct object *names)
{
    struct object *name = attribute_name(args[1]);
    int failed = name ? object_delete_attr(args[0], name) : -1;

    (void)count, (void)names;
    unref_maybe(name);
    return failed ? NULL : NONE;
}

struct object *builtins_isinstance(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    int is = object_is_instance(args[0], args[1]);

    (void)count, (void)names;
    return is < 0 ? NULL : bool_from(is);
}

struct object *builtins_issubclass(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    int is = object_is_subclass(args[0], args[1]);

    (void)count, (void)names;
    return is < 0 ? NULL : bool_from(is);
}

/* The frame of the Python code that called. NULL: none, RuntimeError. */
static struct frame *current_frame(void)
{
    struct frame *frame = thread_self->frame;

    if (frame >= thread_self->frames)
        return frame;
    error_format(&type_RuntimeError, "no current frame");
    return NULL;
}

struct dict *builtins_frame_globals(void)
{
    struct frame *frame = current_frame();

    return frame ? frame->globals : NULL;
}

/* A function's variables that have a value, those of cells included. */
static struct object *fast_locals(const struct frame *frame)
{
    const struct code *code = frame->code;
    const struct tuple *names = (const struct tuple *)code->local_names;
    struct dict *dict = dict_new();

    for (uint32_t i = 0; dict && i < code->locals; i++) {
        struct object *value = frame->locals[i];

        if (value && type_of(value) == &type_cell)
            value = ((struct cell *)value)->value;
        if (value && dict_set(dict, names->items[i], value) < 0) {
            unref(&dict->head);
            return NULL;
        }
    }
    return (struct object *)dict;
}

struct object *builtins_frame_locals(void)
{
    struct frame *frame = current_frame();

    if (!frame)
        return NULL;
    if (frame->namespace)
        return ref(&frame->namespace->head);
    return fast_locals(frame);
}

struct object *builtins_globals(struct object *const *args, uint32_t count,
                                struct object *names)
{
    struct dict *globals = builtins_frame_globals();

    (void)args, (void)count, (void)names;
    return globals ? ref(&globals->head) : NULL;
}

struct object *builtins_locals(struct object *const *args, uint32_t count,
                               struct object *names)
{
    (void)args, (void)count, (void)names;
    return builtins_frame_locals();
}

struct object *builtins_vars(struct object *const *args, uint32_t count,
                             struct object *names)
{
    struct object *dict;

    (void)names;
    if (count == 0)
        return builtins_frame_locals();
    dict = object_get_attr_c(args[0], "__dict__");
    if (!dict && error_matches(&type_AttributeError)) {
        error_clear();
        error_format(&type_TypeError,
                     "vars() argument must have __dict__ attribute");
    }
    return dict;
}

/* Add the names of a class and its bases to `into`. */
static int add_class_names(struct dict *into, struct type *type)
{
    struct tuple *mro = (struct tuple *)type->mro;

    for (uint64_t i = 0; i < mro->count; i++)
        if (dict_update(into, &((struct type *)mro->items[i])->dict->head) < 0)
            return -1;
    return 0;
}

/* Add what o.__dict__ names, if there is one. */
static int add_own_names(struct dict *into, struct object *o)
{
    struct object *own = object_get_attr_c(o, "__dict__");
    int failed;

    if (!own) {
        error_clear();
        return 0;
    }
    failed = is_dict(own) ? dict_update(into, own) : 0;
    unref(own);
    return failed;
}

/* The names of o's attributes, unsorted; a dict or what __dir__ returned. */
static struct object *names_of(struct object *o)
{
    struct object *result;
    struct dict *dict;
    int failed = builtins_special(o, "__dir__", NULL, 0, &result);

    if (failed)
        return failed > 0 ? result : NULL;
    dict = dict_new();
    if (!dict)
        return NULL;
    if (type_of(o) == &type_module)
        failed = dict_update(dict, &((struct module *)o)->dict->head);
    else if (object_is(o, &type_type))
        failed = add_class_names(dict, (struct type *)o);
    else
        failed = add_own_names(dict, o) || add_class_names(dict, type_of(o));
    if (!failed)
        return &dict->head;
    unref(&dict->head);
    return NULL;
}

struct object *builtins_dir(struct object *const *args, uint32_t count,
                            struct object *names)
{
    struct object *keys = count ? names_of(args[0]) : builtins_frame_locals();
    struct object *list = keys ? list_from_iterable(keys) : NULL;

    (void)names;
    unref_maybe(keys);
    if (list && list_sort((struct list *)list, NULL, false) < 0) {
        unref(list);
        return NULL;
    }
    return list;
}
