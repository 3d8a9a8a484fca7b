/* SPDX-License-Identifier: MIT
 *
 * Names for the dispatch loop: of modules' and classes' bodies, globals, and
 * import.
 */
#include "vm/scope.h"

#include "module/module.h"
#include "object/names.h"
#include "vm/vm.h"

static struct object *not_defined(struct object *name)
{
    error_format(&type_NameError, "name '%U' is not defined", name);
    error_about(name, NULL);
    return NULL;
}

struct object *scope_load(const struct frame *frame, struct object *name)
{
    struct object *value = NULL;

    if (frame->namespace)
        value = dict_get_str(frame->namespace, name);
    if (!value)
        value = dict_get_str(frame->globals, name);
    if (!value)
        value = dict_get_str(vm_builtins, name);
    return value ? ref(value) : not_defined(name);
}

static struct object *local_name(const struct code *code, uint32_t local)
{
    return ((struct tuple *)code->local_names)->items[local];
}

struct object *scope_load_class_deref(const struct frame *frame, uint32_t local)
{
    struct object *value = NULL;

    if (frame->namespace)
        value = dict_get_str(frame->namespace, local_name(frame->code, local));
    if (!value)
        value = ((struct cell *)frame->locals[local])->value;
    return value ? ref(value) : scope_unbound(frame->code, local);
}

int scope_delete(struct dict *dict, struct object *name)
{
    int deleted = dict_delete(dict, name);

    if (deleted == 0)
        not_defined(name);
    return deleted > 0 ? 0 : -1;
}

struct object *scope_unbound(const struct code *code, uint32_t local)
{
    struct object *name = local_name(code, local);

    if (local >= code->locals - code->free)
        return error_format(
            &type_NameError,
            "cannot access free variable '%U' where it is not associated with "
            "a value in enclosing scope",
            name);
    return error_format(&type_UnboundLocalError,
                        "cannot access local variable '%U' where it is not "
                        "associated with a value",
                        name);
}

struct object *scope_import_first(struct object *name)
{
    const char *dot = strchr(str_text(name), '.');
    struct object *module = module_import(name), *first;

    if (!module || !dot)
        return module;
    unref(module);
    first = str_new(str_text(name), (size_t)(dot - str_text(name)));
    if (!first)
        return NULL;
    module = module_import(first);
    unref(first);
    return module;
}

/* The module `name` in the package `module`, if it is there already: borrowed.
 * NULL: not, or (error_is_set) an exception. */
static struct object *submodule_find(struct object *module, struct object *name)
{
    struct object *full, *found;

    if (type_of(module) != &type_module)
        return NULL;
    full = str_format_c("%U.%U", ((struct module *)module)->name, name);
    if (!full)
        return NULL;
    found = dict_get_str(vm_modules, full);
    unref(full);
    return found;
}

struct object *scope_import_from(struct object *module, struct object *name)
{
    bool found;
    struct object *value = object_find_attr(module, name, &found);
    struct object *module_name;

    if (value || error_is_set())
        return value;
    value = submodule_find(module, name);
    if (value || error_is_set())
        return ref_maybe(value);
    module_name = object_find_attr(module, name_name, &found);
    if (!module_name && error_is_set())
        return NULL;
    error_format(&type_ImportError,
                 "cannot import name '%U' from '%S' (unknown location)", name,
                 module_name ? module_name : NONE);
    unref_maybe(module_name);
    return NULL;
}

/* from module import *: the names in its __all__. 0, or -1. */
static int import_listed(struct dict *namespace, struct object *module,
                         struct object *list)
{
    struct object *iterator = object_iter(list), *name;

    if (!iterator)
        return -1;
    while ((name = object_next(iterator))) {
        struct object *value = NULL;

        if (is_str(name)) {
            name = str_intern(name);
            value = object_get_attr(module, name);
        } else {
            error_format(&type_TypeError, "Item in __all__ must be str, not %T",
                         name);
        }
        if (value && dict_set(namespace, name, value) < 0)
            replace(&value, NULL);
        unref(name);
        unref_maybe(value);
        if (!value)
            break;
    }
    unref(iterator);
    return error_is_set() ? -1 : 0;
}

int scope_import_star(struct dict *namespace, struct object *module)
{
    struct dict *dict, *copy;
    struct object *key, *value, *all;
    uint32_t position = 0;
    int status = 0;

    if (type_of(module) != &type_module) {
        error_format(&type_ImportError,
                     "from-import-* object has no __dict__ and no __all__");
        return -1;
    }
    dict = ((struct module *)module)->dict;
    all = dict_get_str(dict, name_all);
    if (all)
        return import_listed(namespace, module, all);
    copy = dict_copy(dict);
    if (!copy)
        return -1;
    while (status == 0 && dict_next(copy, &position, &key, &value))
        if (is_str(key) && str_text(key)[0] != '_')
            status = dict_set(namespace, key, value);
    unref(&copy->head);
    return status;
}

int scope_print(struct object *value)
{
    struct object *text;
    int status;

    if (value == NONE)
        return 0;
    text = object_repr(value);
    if (!text)
        return -1;
    status = output_write(str_text(text), str_size(text));
    unref(text);
    if (status == 0)
        status = output_write("\n", 1);
    return status < 0 ? -1 : dict_set_c(vm_builtins, "_", value);
}
