/* SPDX-License-Identifier: MIT
 *
 * Binding: from a call's arguments to the locals of a Python function. In the
 * order in which CPython notices mistakes: keywords, too many, missing.
 */
#include "vm/bind.h"

#include "compile/code.h"
#include "object/container.h"
#include "object/error.h"
#include "object/text.h"

/* How many of the positional parameters have a default; a program may have set
 * __defaults__ to more. */
static uint32_t default_count(const struct function *function)
{
    const struct tuple *defaults = (struct tuple *)function->defaults;
    uint32_t positional = function->code->positional;

    if (!defaults)
        return 0;
    return defaults->count < positional ? (uint32_t)defaults->count
                                        : positional;
}

bool bind_fits_in_place(const struct function *function, uint32_t count)
{
    const struct code *code = function->code;

    return !(code->flags & (CODE_VARARGS | CODE_VARKEYWORDS)) &&
           !code->keyword_only && count <= code->positional &&
           count + default_count(function) >= code->positional;
}

/* Put the function's cells into the last locals. */
static void bind_closure(struct function *function, struct object **locals)
{
    const struct code *code = function->code;
    struct tuple *closure = (struct tuple *)function->closure;

    for (uint32_t i = 0; i < code->free; i++)
        locals[code->locals - code->free + i] = ref(closure->items[i]);
}

/* Put defaults where positional parameters from `from` on are not bound. */
static void bind_defaults(struct function *function, uint32_t from,
                          struct object **locals)
{
    struct tuple *defaults = (struct tuple *)function->defaults;
    uint32_t positional = function->code->positional;
    uint32_t first = positional - default_count(function);

    for (uint32_t i = from > first ? from : first; i < positional; i++)
        if (!locals[i])
            locals[i] = ref(defaults->items[i - first]);
}

void bind_in_place(struct function *function, uint32_t count,
                   struct object **locals)
{
    const struct code *code = function->code;

    for (uint32_t i = count; i < code->locals; i++)
        locals[i] = NULL;
    if (count < code->positional)
        bind_defaults(function, count, locals);
    if (code->free)
        bind_closure(function, locals);
}

/* The index of the parameter that a keyword means, or -1. */
static int32_t parameter_find(const struct code *code, struct object *keyword)
{
    struct object **names = ((struct tuple *)code->local_names)->items;
    uint32_t count = code->positional + code->keyword_only;

    for (uint32_t i = code->positional_only; i < count; i++)
        if (names[i] == keyword)
            return (int32_t)i;
    for (uint32_t i = code->positional_only; i < count; i++)
        if (str_equal(names[i], keyword))
            return (int32_t)i;
    return -1;
}

/* Bind the values of keyword arguments; those that mean no parameter go into
 * `others`, if that is not NULL. 0, or -1. */
static int bind_keywords(struct function *function,
                         struct object *const *values, struct tuple *names,
                         struct dict *others, struct object **locals)
{
    for (uint32_t i = 0; i < names->count; i++) {
        struct object *name = names->items[i];
        int32_t index = parameter_find(function->code, name);

        if (index >= 0 && locals[index]) {
            error_format(&type_TypeError,
                         "%U() got multiple values for argument '%U'",
                         function->qualname, name);
            return -1;
        }
        if (index >= 0)
            locals[index] = ref(values[i]);
        else if (!others)
            return bind_unexpected(function, name, &names->head);
        else if (dict_set(others, name, values[i]) < 0)
            return -1;
    }
    return 0;
}

/* Keyword-only parameters that are not bound get their defaults. 0; -1: one has
 * none. */
static int bind_keyword_defaults(struct function *function,
                                 struct object **locals)
{
    const struct code *code = function->code;
    struct object **names = ((struct tuple *)code->local_names)->items;
    uint32_t end = code->positional + code->keyword_only;
    bool missing = false;

    for (uint32_t i = code->positional; i < end; i++) {
        if (locals[i])
            continue;
        if (function->keyword_defaults)
            locals[i] =
                ref_maybe(dict_get_str(function->keyword_defaults, names[i]));
        missing |= !locals[i];
    }
    return missing ? bind_missing(function, locals, code->positional, end,
                                  "keyword-only")
                   : 0;
}

/* Make the tuple for *args and the dict for **kwargs. 0, or -1. */
static int bind_collectors(const struct code *code, struct object *const *args,
                           uint32_t count, struct object **locals)
{
    uint32_t index = code->positional + code->keyword_only;
    uint32_t taken = count < code->positional ? count : code->positional;

    if (code->flags & CODE_VARARGS) {
        locals[index] = tuple_from_array(args + taken, count - taken);
        if (!locals[index++])
            return -1;
    }
    if (code->flags & CODE_VARKEYWORDS) {
        locals[index] = (struct object *)dict_new();
        if (!locals[index])
            return -1;
    }
    return 0;
}

/* The dict for **kwargs, or NULL: the function has none. */
static struct dict *bound_others(const struct code *code,
                                 struct object *const *locals)
{
    uint32_t index = code->positional + code->keyword_only;

    if (!(code->flags & CODE_VARKEYWORDS))
        return NULL;
    if (code->flags & CODE_VARARGS)
        index++;
    return (struct dict *)locals[index];
}

static int bind_all(struct function *function, struct object *const *args,
                    uint32_t count, struct object *names,
                    struct object **locals)
{
    const struct code *code = function->code;
    uint32_t required = code->positional - default_count(function);

    for (uint32_t i = 0; i < count && i < code->positional; i++)
        locals[i] = ref(args[i]);
    if (bind_collectors(code, args, count, locals) < 0)
        return -1;
    if (names && bind_keywords(function, args + count, (struct tuple *)names,
                               bound_others(code, locals), locals) < 0)
        return -1;
    if (count > code->positional && !(code->flags & CODE_VARARGS))
        return bind_too_many(function, locals, count);
    for (uint32_t i = count; i < required; i++)
        if (!locals[i])
            return bind_missing(function, locals, 0, required, "positional");
    bind_defaults(function, count, locals);
    if (bind_keyword_defaults(function, locals) < 0)
        return -1;
    bind_closure(function, locals);
    return 0;
}

int bind_arguments(struct function *function, struct object *const *args,
                   uint32_t count, struct object *names, struct object **locals)
{
    const struct code *code = function->code;

    for (uint32_t i = 0; i < code->locals; i++)
        locals[i] = NULL;
    if (bind_all(function, args, count, names, locals) == 0)
        return 0;
    for (uint32_t i = 0; i < code->locals; i++)
        unref_maybe(locals[i]);
    return -1;
}
