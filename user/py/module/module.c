/* SPDX-License-Identifier: MIT
 *
 * The module type: a name and a dict. Where modules come from is in import.c.
 */
#include "module/module.h"

#include "object/names.h"

struct object *module_new(const char *name)
{
    struct module *m = (struct module *)object_new(&type_module, sizeof *m);

    if (!m)
        return NULL;
    m->name = str_intern_c(name);
    m->dict = dict_new();
    if (m->name && m->dict && dict_set_c(m->dict, "__name__", m->name) == 0 &&
        dict_set_c(m->dict, "__doc__", NONE) == 0)
        return &m->head;
    unref(&m->head);
    return NULL;
}

int module_add_methods(struct object *module, const struct method_def *methods)
{
    struct module *m = (struct module *)module;
    int failed = 0;

    for (const struct method_def *def = methods; !failed && def->name; def++) {
        struct builtin *f = (struct builtin *)builtin_new(def, NULL, NULL);

        if (f)
            replace(&f->module, ref(m->name));
        failed = f ? dict_set_c(m->dict, def->name, &f->head) : -1;
        unref_maybe((struct object *)f);
    }
    return failed;
}

struct object *module_from_methods(const char *name,
                                   const struct method_def *methods)
{
    struct object *module = module_new(name);

    if (!module || module_add_methods(module, methods) == 0)
        return module;
    unref(module);
    return NULL;
}

int module_set(struct object *module, const char *name, struct object *value)
{
    int failed = -1;

    if (value)
        failed = dict_set_c(((struct module *)module)->dict, name, value);
    unref_maybe(value);
    return failed;
}

static void module_dealloc(struct object *self)
{
    struct module *m = (struct module *)self;

    unref_maybe(m->name);
    unref_maybe((struct object *)m->dict);
    object_release(self, sizeof *m);
}

static struct object *module_repr(struct object *self)
{
    struct module *m = (struct module *)self;
    struct object *file = dict_get_c(m->dict, "__file__");

    if (file)
        return str_format_c("<module %R from %R>", m->name, file);
    return str_format_c("<module %R (built-in)>", m->name);
}

/* A module's own names come first, then those of its type (__dict__, ...), then
 * what its function __getattr__ answers, if it has one (PEP 562). */
static struct object *module_get_attr(struct object *self, struct object *name)
{
    struct module *m = (struct module *)self;
    struct object *value = dict_get_str(m->dict, name);
    struct object *hook;

    if (value)
        return ref(value);
    if (type_lookup(&type_module, name))
        return instance_get_attr(self, name);
    hook = dict_get_str(m->dict, name_getattr);
    if (hook)
        return object_call(hook, &name, 1, NULL);
    error_format(&type_AttributeError, "module %R has no attribute %R", m->name,
                 name);
    error_about(name, self);
    return NULL;
}

static int module_set_attr(struct object *self, struct object *name,
                           struct object *value)
{
    struct module *m = (struct module *)self;
    int deleted;

    if (value)
        return dict_set(m->dict, name, value);
    deleted = dict_delete(m->dict, name);
    if (deleted == 0)
        error_format(&type_AttributeError, "module %R has no attribute %R",
                     m->name, name);
    return deleted == 1 ? 0 : -1;
}

/* types.ModuleType(name) */
static struct object *module_type_new(struct type *cls,
                                      struct object *const *args,
                                      uint32_t count, struct object *names)
{
    (void)cls;
    if (names || count != 1 || !is_str(args[0]))
        return error_format(&type_TypeError, "module() takes one str");
    return module_new(str_text(args[0]));
}

static struct object *get_dict(struct object *self)
{
    return ref((struct object *)((struct module *)self)->dict);
}

static const struct getset_def module_getsets[] = {
    {"__dict__", get_dict, NULL},
    {0},
};

struct type type_module = {
    .head = STATIC_HEAD(&type_type),
    .name = "module",
    .size = sizeof(struct module),
    .dealloc = module_dealloc,
    .new = module_type_new,
    .repr = module_repr,
    .get_attr = module_get_attr,
    .set_attr = module_set_attr,
    .getsets = module_getsets,
};
