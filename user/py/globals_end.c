/* SPDX-License-Identifier: MIT
 *
 * The end of a program's globals: what only they kept alive runs its destructor
 * or its finally clause. What these may use, functions and classes above all,
 * stays: memory as such is not worth freeing when the process ends.
 */
#include "interpreter.h"
#include "module/module.h"
#include "object/callable.h"
#include "object/class.h"
#include "object/container.h"
#include "object/error.h"
#include "object/instance.h"
#include "object/names.h"
#include "vm/vm.h"

/* The globals of the program; NULL: it has none. Borrowed. */
static struct dict *main_globals(void)
{
    struct object *main = dict_get_c(vm_modules, "__main__");

    return main && type_of(main) == &type_module ? ((struct module *)main)->dict
                                                 : NULL;
}

/* May anything happen at all? */
static bool has_destructors(void)
{
    for (struct type *t = type_list_first(); t; t = t->next_heap)
        if (t->dict && dict_get_str(t->dict, name_del))
            return true;
    return false;
}

static bool is_instance(const struct object *o)
{
    return type_of(o)->flags & TYPE_HEAP;
}

/* The names of all values in globals for which `wanted` holds, in order. */
static struct list *names_of(struct dict *globals,
                             bool (*wanted)(const struct object *o))
{
    struct list *names = list_new(0);
    struct object *name, *value;
    uint32_t position = 0;

    while (names && dict_next(globals, &position, &name, &value)) {
        if (wanted(value) && is_str(name) && list_append(names, name) < 0)
            replace((struct object **)&names, NULL);
    }
    return names;
}

/* May it be the last to refer to something with a destructor? */
static bool is_holder(const struct object *o)
{
    return is_instance(o) || type_of(o) == &type_generator || is_list(o) ||
           is_tuple(o) || is_dict(o) || type_of(o) == &type_set;
}

static bool any_holder(struct object *const *items, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++)
        if (is_holder(items[i]))
            return true;
    return false;
}

static bool any_value_holder(struct dict *dict)
{
    struct object *key, *value;
    uint32_t position = 0;

    while (dict_next(dict, &position, &key, &value))
        if (is_holder(key) || is_holder(value))
            return true;
    return false;
}

/* Is it a collection of such? Others, of plain values, stay: destructors may
 * use them. */
static bool is_collection(const struct object *o)
{
    const struct list *list = (const struct list *)o;
    const struct tuple *tuple = (const struct tuple *)o;

    if (is_list(o))
        return any_holder(list->items, list->count);
    if (is_tuple(o))
        return any_holder(tuple->items, tuple->count);
    if (is_dict(o))
        return any_value_holder((struct dict *)o);
    return type_of(o) == &type_set;
}

static bool is_finalized(const struct object *o)
{
    return is_instance(o) || type_of(o) == &type_generator;
}

/* Instances are told while everything is still there; generators go. */
static void finalize(struct dict *globals, struct object *name)
{
    struct object *value = dict_get_str(globals, name);

    if (value && is_instance(value)) {
        ref(value);
        instance_finalize(value);
        unref(value);
    } else if (value && is_finalized(value)) {
        dict_delete(globals, name);
    }
}

static void finalize_values(struct dict *globals)
{
    struct list *names = names_of(globals, is_finalized);

    for (uint64_t i = 0; names && i < names->count; i++)
        finalize(globals, names->items[i]);
    unref_maybe((struct object *)names);
}

static void delete_values(struct dict *globals,
                          bool (*wanted)(const struct object *o))
{
    struct list *names = names_of(globals, wanted);

    for (uint64_t i = 0; names && i < names->count; i++)
        dict_delete(globals, names->items[i]);
    unref_maybe((struct object *)names);
}

void interpreter_end_globals(void)
{
    struct dict *globals = main_globals();

    if (!globals)
        return;
    ref(&globals->head);
    finalize_values(globals);
    if (has_destructors()) {
        delete_values(globals, is_collection);
        delete_values(globals, is_instance);
    }
    error_clear();
    unref(&globals->head);
}
