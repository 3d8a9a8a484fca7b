/* SPDX-License-Identifier: MIT
 *
 * C functions as objects: the functions of modules, and the methods of built-in
 * types with or without their self.
 */
#include <string.h>

#include "object/callable.h"
#include "object/container.h"
#include "object/error.h"
#include "object/mem.h"
#include "object/text.h"

struct object *builtin_new(const struct method_def *def, struct object *self,
                           struct type *owner)
{
    struct builtin *builtin =
        (struct builtin *)object_new(&type_builtin, sizeof(struct builtin));

    if (!builtin)
        return NULL;
    builtin->def = def;
    builtin->self = ref_maybe(self);
    builtin->owner = owner;
    return &builtin->head;
}

static void builtin_dealloc(struct object *self)
{
    struct builtin *builtin = (struct builtin *)self;

    unref_maybe(builtin->self);
    unref_maybe(builtin->module);
    object_release(self, sizeof(struct builtin));
}

/* Is it a method that has not got its self yet? */
static bool is_unbound(const struct builtin *builtin)
{
    return builtin->owner && !builtin->self &&
           builtin->def->binding == METHOD_INSTANCE;
}

/* The name in messages about one or no argument: "list.append", "math.sqrt",
 * "len". */
static struct object *full_name(const struct builtin *builtin)
{
    if (builtin->owner && builtin->def->binding == METHOD_INSTANCE)
        return str_format_c("%s.%s", builtin->owner->name, builtin->def->name);
    if (builtin->module && !str_equal_c(builtin->module, "builtins"))
        return str_format_c("%S.%s", builtin->module, builtin->def->name);
    return str_from(builtin->def->name);
}

static const char *plural(int32_t count)
{
    return count == 1 ? "" : "s";
}

/* Raise TypeError: a wrong number of arguments, self included. */
static struct object *wrong_count(const struct builtin *builtin, uint32_t given)
{
    const struct method_def *def = builtin->def;
    bool has_self =
        def->binding != METHOD_STATIC && (builtin->owner || builtin->self);
    int32_t count = (int32_t)given - has_self, min = def->min - has_self;
    int32_t max = def->max < 0 ? def->max : def->max - has_self;
    struct object *name = full_name(builtin);

    if (!name)
        return NULL;
    if (min == max && max == 0)
        error_format(&type_TypeError, "%U() takes no arguments (%d given)",
                     name, count);
    else if (min == max && max == 1)
        error_format(&type_TypeError,
                     "%U() takes exactly one argument (%d given)", name, count);
    else if (min == max)
        error_format(&type_TypeError, "%s expected %d argument%s, got %d",
                     def->name, min, plural(min), count);
    else
        error_format(&type_TypeError, "%s expected at %s %d argument%s, got %d",
                     def->name, count < min ? "least" : "most",
                     count < min ? min : max, plural(count < min ? min : max),
                     count);
    unref(name);
    return NULL;
}

/* Is the first argument of an unbound method an instance of its type? 0, or
 * -1. */
static int check_self(const struct builtin *builtin, struct object *const *args,
                      uint32_t count)
{
    if (!is_unbound(builtin) || (count && object_is(args[0], builtin->owner)))
        return 0;
    if (!count)
        error_format(&type_TypeError,
                     "unbound method %s.%s() needs an argument",
                     builtin->owner->name, builtin->def->name);
    else
        error_format(&type_TypeError,
                     "descriptor '%s' for '%s' objects doesn't apply to a '%T' "
                     "object",
                     builtin->def->name, builtin->owner->name, args[0]);
    return -1;
}

static struct object *no_keywords(const struct builtin *builtin)
{
    struct object *name = full_name(builtin);

    if (!name)
        return NULL;
    error_format(&type_TypeError, "%U() takes no keyword arguments", name);
    unref(name);
    return NULL;
}

/* Arguments up to so many are put behind self without an allocation. */
#define FEW_ARGUMENTS 8

/* Call with self before the arguments, of which there are `total` with the
 * keywords'. */
static struct object *call_with_self(const struct builtin *builtin,
                                     struct object *const *args, uint32_t count,
                                     uint32_t total, struct object *names)
{
    struct object *few[FEW_ARGUMENTS + 1], **all = few, *result;

    if (total > FEW_ARGUMENTS)
        all = mem_alloc_array(total + 1, sizeof(*all));
    if (!all)
        return NULL;
    all[0] = builtin->self;
    if (total)
        memcpy(all + 1, args, total * sizeof(*all));
    result = builtin->def->function(all, count + 1, names);
    if (all != few)
        mem_free(all, (total + 1) * sizeof(*all));
    return result;
}

struct object *builtin_call(struct object *self, struct object *const *args,
                            uint32_t count, struct object *names)
{
    struct builtin *builtin = (struct builtin *)self;
    const struct method_def *def = builtin->def;
    uint32_t keywords = names ? (uint32_t)((struct tuple *)names)->count : 0;
    uint32_t given = count + (builtin->self != NULL);

    if (check_self(builtin, args, count) < 0)
        return NULL;
    if (keywords && !def->keywords)
        return no_keywords(builtin);
    if (given < (uint32_t)def->min ||
        (def->max >= 0 && given > (uint32_t)def->max))
        return wrong_count(builtin, given);
    if (!keywords)
        names = NULL;
    if (builtin->self)
        return call_with_self(builtin, args, count, count + keywords, names);
    return def->function(args, count, names);
}

/* A method found in a class: bind the instance, or the class. */
static struct object *builtin_get(struct object *self, struct object *instance,
                                  struct type *owner)
{
    struct builtin *builtin = (struct builtin *)self;

    if (!builtin->owner || builtin->self)
        return ref(self);
    if (builtin->def->binding == METHOD_INSTANCE && instance)
        return builtin_new(builtin->def, instance, builtin->owner);
    if (builtin->def->binding == METHOD_CLASS)
        return builtin_new(builtin->def,
                           owner ? &owner->head : &type_of(instance)->head,
                           builtin->owner);
    return ref(self);
}

static struct object *builtin_repr(struct object *self)
{
    struct builtin *builtin = (struct builtin *)self;

    if (is_unbound(builtin))
        return str_format_c("<method '%s' of '%s' objects>", builtin->def->name,
                            builtin->owner->name);
    if (!builtin->self)
        return str_format_c("<built-in function %s>", builtin->def->name);
    return str_format_c("<built-in method %s of %T object at %p>",
                        builtin->def->name, builtin->self,
                        (void *)builtin->self);
}

/* Bound methods are equal if they are the same method of the same object. */
static struct object *builtin_compare(struct object *self, struct object *other,
                                      enum compare_op op)
{
    struct builtin *a = (struct builtin *)self, *b = (struct builtin *)other;
    bool equal;

    if ((op != CMP_EQ && op != CMP_NE) || type_of(self) != &type_builtin ||
        type_of(other) != &type_builtin)
        return NOT_IMPLEMENTED;
    equal = a->def == b->def && a->self == b->self;
    return bool_from(equal == (op == CMP_EQ));
}

static int builtin_hash(struct object *self, int64_t *hash)
{
    struct builtin *builtin = (struct builtin *)self;

    *hash = (int64_t)(((uint64_t)(uintptr_t)builtin->def >> 3 ^
                       (uint64_t)(uintptr_t)builtin->self >> 4) >>
                      1);
    return 0;
}

static struct object *get_name(struct object *self)
{
    return str_from(((struct builtin *)self)->def->name);
}

static struct object *get_qualname(struct object *self)
{
    struct builtin *builtin = (struct builtin *)self;

    if (builtin->owner)
        return str_format_c("%s.%s", builtin->owner->name, builtin->def->name);
    return str_from(builtin->def->name);
}

static struct object *get_doc(struct object *self)
{
    const char *doc = ((struct builtin *)self)->def->doc;

    return doc ? str_from(doc) : ref(NONE);
}

static struct object *get_self(struct object *self)
{
    struct object *bound = ((struct builtin *)self)->self;

    return ref(bound ? bound : NONE);
}

static struct object *get_module(struct object *self)
{
    struct object *module = ((struct builtin *)self)->module;

    return ref(module ? module : NONE);
}

static const struct getset_def getsets[] = {
    {"__name__", get_name, NULL},     {"__qualname__", get_qualname, NULL},
    {"__doc__", get_doc, NULL},       {"__self__", get_self, NULL},
    {"__module__", get_module, NULL}, {0},
};

struct type type_builtin = {
    .head = STATIC_HEAD(&type_type),
    .name = "builtin_function_or_method",
    .size = sizeof(struct builtin),
    .dealloc = builtin_dealloc,
    .repr = builtin_repr,
    .hash = builtin_hash,
    .compare = builtin_compare,
    .call = builtin_call,
    .descr_get = builtin_get,
    .getsets = getsets,
};
