/* SPDX-License-Identifier: MIT
 *
 * Calls: the callable and its arguments lie on the thread's stack, and are left
 * there. See call.h.
 */
#include "vm/call.h"

#include <string.h>

#include "object/class.h"
#include "object/container.h"
#include "object/error.h"
#include "object/mem.h"
#include "object/names.h"
#include "object/text.h"
#include "vm/bind.h"

struct object *vm_call_function(struct object *callable,
                                struct object *const *args, uint32_t count,
                                struct object *names)
{
    struct function *function = (struct function *)callable;
    struct thread *t = thread_self;
    struct object **locals = frame_base(t) + 1;

    if (!frame_fits(t, function->code, locals) || !frame_c_stack_fits(t)) {
        frame_overflow();
        return NULL;
    }
    if (!names && bind_fits_in_place(function, count)) {
        for (uint32_t i = 0; i < count; i++)
            locals[i] = ref(args[i]);
        bind_in_place(function, count, locals);
    } else if (bind_arguments(function, args, count, names, locals) < 0) {
        return NULL;
    }
    locals[-1] = ref(callable);
    frame_push_function(t, function, locals)->flags = FRAME_ENTRY;
    return vm_run(t);
}

/* Bind borrowed arguments into places above the stack's `used` values from args
 * on, which are then given back and replaced by them. */
static struct frame *push_bound(struct thread *t, struct object **args,
                                uint32_t used, struct object *const *from,
                                uint32_t count, struct object *names)
{
    struct function *function = (struct function *)args[-1];
    struct object **bound = args + used;

    if (!frame_fits(t, function->code, bound))
        return frame_overflow();
    if (bind_arguments(function, from, count, names, bound) < 0)
        return NULL;
    /* All that dies here is a tuple or dict of values that are bound now. */
    for (uint32_t i = 0; i < used; i++)
        unref(args[i]);
    memmove(args, bound, function->code->locals * sizeof(*args));
    return frame_push_function(t, function, args);
}

struct frame *call_push(struct thread *t, struct object **args, uint32_t count,
                        struct object *names)
{
    struct function *function = (struct function *)args[-1];
    uint32_t keywords = names ? (uint32_t)((struct tuple *)names)->count : 0;

    if (names || !bind_fits_in_place(function, count))
        return push_bound(t, args, count + keywords, args, count, names);
    if (!frame_fits(t, function->code, args))
        return frame_overflow();
    bind_in_place(function, count, args);
    return frame_push_function(t, function, args);
}

/* Call a C function with its self put where it was itself. */
static struct object *call_bound_builtin(struct builtin *builtin,
                                         struct object **args, uint32_t count,
                                         struct object *names)
{
    struct object *result;

    args[-1] = builtin->self;
    result = builtin->def->function(args - 1, count + 1, names);
    args[-1] = &builtin->head;
    return result;
}

/* May `count` positional arguments be given to a C function? */
static bool count_fits(const struct method_def *def, uint32_t count)
{
    return count >= (uint32_t)def->min &&
           (def->max < 0 || count <= (uint32_t)def->max);
}

struct object *call_builtin(struct object **args, uint32_t count,
                            struct object *names)
{
    struct builtin *builtin = (struct builtin *)args[-1];
    const struct method_def *def = builtin->def;
    uint32_t given = count + (builtin->self != NULL);

    if (!count_fits(def, given) || (names && !def->keywords))
        return builtin_call(&builtin->head, args, count, names);
    if (builtin->self)
        return call_bound_builtin(builtin, args, count, names);
    if (builtin->owner && def->binding == METHOD_INSTANCE &&
        (!count || type_of(args[0]) != builtin->owner))
        return builtin_call(&builtin->head, args, count, names);
    return def->function(args, count, names);
}

struct object *call_object(struct object **args, uint32_t count,
                           struct object *names)
{
    if (type_of(args[-1]) == &type_builtin)
        return call_builtin(args, count, names);
    return object_call(args[-1], args, count, names);
}

/* The arguments of f(*tuple, **dict) in the form of a C call. */
struct unpacked {
    struct object *const *args;
    uint32_t count;
    struct object *names;   /* tuple, or NULL */
    struct object **buffer; /* what args is, if it had to be made; or NULL */
    uint32_t total;         /* values in buffer */
};

static void unpacked_free(struct unpacked *u)
{
    unref_maybe(u->names);
    mem_free(u->buffer, u->total * sizeof(*u->buffer));
}

/* Add a dict of keyword arguments to those of a tuple. 0, or -1. */
static int unpack_dict(struct unpacked *u, struct tuple *tuple,
                       struct dict *dict)
{
    struct tuple *names = tuple_new(dict->count);
    struct object *key, *value;
    uint32_t position = 0, i = 0;

    u->names = (struct object *)names;
    if (!names)
        return -1;
    u->total = u->count + dict->count;
    u->buffer = mem_alloc_array(u->total, sizeof(*u->buffer));
    if (!u->buffer)
        return -1;
    memcpy(u->buffer, tuple->items, u->count * sizeof(*u->buffer));
    while (dict_next(dict, &position, &key, &value)) {
        names->items[i] = ref(key);
        u->buffer[u->count + i++] = value;
        if (!is_str(key)) {
            error_format(&type_TypeError, "keywords must be strings");
            return -1;
        }
    }
    u->args = u->buffer;
    return 0;
}

/* 0, or -1; unpacked_free is to be called in either case. */
static int unpack(struct unpacked *u, struct object **args, bool with_dict)
{
    struct tuple *tuple = (struct tuple *)args[0];
    struct dict *dict = with_dict ? (struct dict *)args[1] : NULL;

    *u = (struct unpacked){.args = tuple->items,
                           .count = (uint32_t)tuple->count};
    return dict && dict->count ? unpack_dict(u, tuple, dict) : 0;
}

struct frame *call_push_unpacked(struct thread *t, struct object **args,
                                 bool with_dict)
{
    struct unpacked u;
    struct frame *frame = NULL;

    if (unpack(&u, args, with_dict) == 0)
        frame =
            push_bound(t, args, with_dict ? 2 : 1, u.args, u.count, u.names);
    unpacked_free(&u);
    return frame;
}

struct object *call_object_unpacked(struct object **args, bool with_dict)
{
    struct unpacked u;
    struct object *result = NULL;

    if (unpack(&u, args, with_dict) == 0)
        result = object_call(args[-1], u.args, u.count, u.names);
    unpacked_free(&u);
    return result;
}

/* CALL_BOUND. */
static int expand_method(struct object **args, uint32_t total)
{
    struct method *method = (struct method *)args[-1];

    if (type_of(method->function) != &type_function)
        return CALL_OTHER;
    while (total--)
        args[total + 1] = args[total];
    args[0] = ref(method->self);
    args[-1] = ref(method->function);
    unref(&method->head);
    return CALL_BOUND;
}

/* The __init__ of classes for which CALL_INIT is right, by version. */
#define INIT_CACHE_SIZE 256
static struct {
    uint32_t version; /* 0: empty */
    struct function *init;
} init_cache[INIT_CACHE_SIZE];

/* The question that init_cache answers. */
static struct function *init_find(struct type *cls)
{
    struct function *function;
    struct object *init;

    if (cls->new != type_object.new || cls->head.type != &type_type)
        return NULL;
    init = type_lookup(cls, name_init);
    if (!init || type_of(init) != &type_function)
        return NULL;
    function = (struct function *)init;
    return function->code->flags & CODE_GENERATOR ? NULL : function;
}

/* What calling a class comes to, if that is: make an object, then call this Python
 * function as its __init__. NULL: it is not so simple. Borrowed. */
static struct function *init_of(struct type *cls)
{
    uint32_t version = cls->version, slot = version % INIT_CACHE_SIZE;

    if (!version || !(cls->flags & TYPE_HEAP))
        return NULL;
    if (init_cache[slot].version != version) {
        init_cache[slot].init = init_find(cls);
        init_cache[slot].version = version;
    }
    return init_cache[slot].init;
}

/* CALL_INIT, or -1. */
static int expand_class(struct object **args, uint32_t total)
{
    struct type *cls = (struct type *)args[-1];
    struct function *init = init_of(cls);
    struct object *instance;

    if (!init)
        return CALL_OTHER;
    instance = cls->new (cls, NULL, 0, NULL);
    if (!instance)
        return -1;
    while (total--)
        args[total + 2] = args[total];
    args[0] = ref(&init->head);
    args[1] = ref(instance);
    args[-1] = instance;
    unref(&cls->head);
    return CALL_INIT;
}

int call_expand(struct object **args, uint32_t total)
{
    struct type *type = type_of(args[-1]);

    if (type == &type_method)
        return expand_method(args, total);
    return type == &type_type ? expand_class(args, total) : CALL_OTHER;
}

int call_init_result(struct object *result)
{
    if (result != NONE)
        error_format(&type_TypeError, "__init__() should return None, not '%T'",
                     result);
    unref(result);
    return result == NONE ? 0 : -1;
}
