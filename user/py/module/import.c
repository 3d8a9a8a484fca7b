/* SPDX-License-Identifier: MIT
 *
 * import: where a module comes from. In this order: sys.modules, the modules in
 * C (modules.def), those in Python that are linked in (library.h), and
 * name.py or name/__init__.py in the directories of sys.path.
 *
 * A thread that finds a module which another thread is loading waits: load.c.
 */
#include <errno.h>
#include <stdlib.h>

#include "module/library.h"
#include "module/load.h"
#include "module/module.h"
#include "module/source.h"
#include "vm/vm.h"

static const struct {
    const char *name;
    struct object *(*init)(void);
} builtin_modules[] = {
#define MODULE(name) {#name, module_init_##name},
#include "module/modules.def"
#undef MODULE
};

#define BUILTIN_MODULES (sizeof builtin_modules / sizeof builtin_modules[0])

/* All finders: the module (owned); NULL with an exception: it failed; NULL
 * without: not here. `name` is the whole dotted name. */

static struct object *find_c(struct object *name)
{
    struct object *module;

    for (size_t i = 0; i < BUILTIN_MODULES; i++) {
        if (!str_equal_c(name, builtin_modules[i].name))
            continue;
        module = builtin_modules[i].init();
        if (module && dict_set(vm_modules, name, module) < 0) {
            unref(module);
            return NULL;
        }
        return module;
    }
    return NULL;
}

static struct object *find_linked_in(struct object *name)
{
    struct object *file, *module;

    for (const struct py_library *l = py_libraries; l->name; l++) {
        if (!str_equal_c(name, l->name))
            continue;
        file = str_format_c("<lib/%s.py>", l->name);
        if (!file)
            return NULL;
        module = source_run_module(l->name, l->text, l->size, str_text(file));
        unref(file);
        return module;
    }
    return NULL;
}

/* The path of a module's file: directory/a/b + suffix for a.b. */
static struct object *path_of(struct object *directory, struct object *name,
                              const char *suffix)
{
    struct text path = {0};
    int failed = 0;

    if (str_size(directory))
        failed = text_add_object(&path, directory) || text_add_c(&path, "/");
    for (const char *p = str_text(name); *p && !failed; p++)
        failed = text_add(&path, *p == '.' ? "/" : p, 1);
    if (!failed && text_add_c(&path, suffix) == 0)
        return text_finish(&path);
    text_discard(&path);
    return NULL;
}

static struct object *find_file(struct object *directory, struct object *name,
                                const char *suffix)
{
    struct object *path = path_of(directory, name, suffix);
    struct object *module = NULL;
    size_t size;
    char *source;

    if (!path)
        return NULL;
    source = source_read_file(str_text(path), &size);
    if (source)
        module =
            source_run_module(str_text(name), source, size, str_text(path));
    else if (errno != ENOENT && errno != ENOTDIR)
        error_errno(errno, path);
    free(source);
    unref(path);
    return module;
}

static struct object *find_in_path(struct object *name)
{
    struct object *sys = dict_get_c(vm_modules, "sys");
    struct object *path, *module = NULL;

    if (!sys)
        return NULL;
    path = dict_get_c(((struct module *)sys)->dict, "path");
    if (!path || !is_list(path))
        return NULL;
    ref(path);
    for (uint64_t i = 0; !module && i < ((struct list *)path)->count; i++) {
        struct object *directory = ref(((struct list *)path)->items[i]);

        if (is_str(directory)) {
            module = find_file(directory, name, ".py");
            if (!module && !error_is_set())
                module = find_file(directory, name, "/__init__.py");
        }
        unref(directory);
        if (error_is_set())
            break;
    }
    unref(path);
    return module;
}

static struct object *find(struct object *name)
{
    struct object *module = find_c(name);

    if (!module && !error_is_set())
        module = find_linked_in(name);
    if (!module && !error_is_set())
        module = find_in_path(name);
    return module;
}

/* The part of a dotted name before its last dot: import it, and enter the module
 * into it. module NULL: only import. */
static int with_parent(struct object *name, struct object *module)
{
    const char *text = str_text(name), *dot = strrchr(text, '.');
    struct object *parent_name, *parent, *last;
    int failed = -1;

    if (!dot)
        return 0;
    parent_name = str_new(text, (size_t)(dot - text));
    parent = parent_name ? module_import(parent_name) : NULL;
    last = parent && module ? str_intern_c(dot + 1) : NULL;
    if (last)
        failed = object_set_attr(parent, last, module);
    else if (parent && !module)
        failed = 0;
    unref_maybe(last);
    unref_maybe(parent);
    unref_maybe(parent_name);
    return failed;
}

/* The module if it is there, and no other thread is loading it any more;
 * borrowed, or NULL. */
static struct object *find_loaded(struct object *name)
{
    struct object *module = dict_get_str(vm_modules, name);

    while (module && type_of(module) == &type_module &&
           load_await((struct module *)module))
        module = dict_get_str(vm_modules, name);
    return module;
}

struct object *module_import(struct object *name)
{
    struct object *module = find_loaded(name);

    if (module)
        return ref(module);
    if (with_parent(name, NULL) < 0)
        return NULL;
    module = find_loaded(name); /* by another thread meanwhile */
    if (module)
        return ref(module);
    module = find(name);
    if (!module && !error_is_set())
        error_format(&type_ModuleNotFoundError, "No module named %R", name);
    if (module && with_parent(name, module) < 0) {
        unref(module);
        return NULL;
    }
    return module;
}
