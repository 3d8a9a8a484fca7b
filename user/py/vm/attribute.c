/* SPDX-License-Identifier: MIT
 *
 * Inline caches: the ways past them, and how they are filled. See attribute.h.
 */
#include "vm/attribute.h"

#include "object/error.h"
#include "object/text.h"
#include "vm/vm.h"

struct shape attribute_module_mark;

struct object *global_load(struct site *site, struct dict *globals)
{
    struct dict *dict = globals;
    int32_t index = dict_index_str(dict, site->name);

    if (index < 0) {
        dict = vm_builtins;
        index = dict_index_str(dict, site->name);
    }
    if (index < 0) {
        error_format(&type_NameError, "name '%U' is not defined", site->name);
        error_about(site->name, NULL);
        return NULL;
    }
    site->version = globals->version;
    site->index = (uint32_t)index;
    site->value = (struct object *)dict;
    return ref(dict->entries[index].value);
}

/* The value of a module's attribute, borrowed; NULL: none, nothing is raised. */
static struct object *module_load(struct site *site, struct dict *dict)
{
    int32_t index;

    if (site->shape == &attribute_module_mark && site->value == &dict->head &&
        site->version == dict->version)
        return dict->entries[site->index].value;
    index = dict_index_str(dict, site->name);
    if (index < 0)
        return NULL;
    site->shape = &attribute_module_mark;
    site->value = &dict->head;
    site->version = dict->version;
    site->index = (uint32_t)index;
    return dict->entries[index].value;
}

/* Is a class attribute found before an instance's own? */
static bool is_data_descriptor(struct object *attribute)
{
    return type_of(attribute)->descr_set != NULL;
}

/* Fill a site of LOAD_ATTR after looking at o: its own attribute, or one of its
 * class that is no descriptor. */
static void load_fill(struct site *site, struct object *o)
{
    struct type *type = type_of(o);
    struct object *found;
    struct shape *shape;
    int32_t index;

    if (type->get_attr != instance_get_attr || !type->version ||
        !(type->flags & TYPE_ATTRIBUTES) || is_small(o))
        return;
    shape = attributes_of(o)->shape;
    found = type_lookup(type, site->name);
    if (!shape || (found && is_data_descriptor(found)))
        return;
    index = shape_find(shape, site->name);
    if (index < 0 && (!found || type_of(found)->descr_get))
        return;
    site->shape = shape;
    site->version = type->version;
    site->index = (uint32_t)index;
    site->value = index < 0 ? found : NULL;
}

/* o.name by the site, or as any object has it: a new reference; NULL: raised. */
static struct object *attribute_get(struct site *site, struct object *o)
{
    struct object *value;

    if (attribute_site_fits(site, o) && site->value)
        return ref(site->value);
    if (type_of(o) == &type_module) {
        value = module_load(site, ((struct module *)o)->dict);
        if (value)
            return ref(value);
    }
    value = object_get_attr(o, site->name);
    if (value)
        load_fill(site, o);
    return value;
}

struct object **attribute_load(struct site *site, struct object **top)
{
    struct object *value = attribute_get(site, top[-1]);

    if (!value)
        return NULL;
    replace(&top[-1], value);
    return top;
}

/* Fill a site of STORE_ATTR: o had shape `before` and has got the attribute. */
static void store_fill(struct site *site, struct object *o,
                       struct shape *before)
{
    struct type *type = type_of(o);
    struct shape *after = attributes_of(o)->shape;
    struct object *found = type_lookup(type, site->name);

    if (!before || !after || !type->version ||
        type->set_attr != instance_set_attr ||
        (found && is_data_descriptor(found)))
        return;
    if (after != before && after->parent != before)
        return;
    site->shape = before;
    site->version = type->version;
    site->index = (uint32_t)shape_find(after, site->name);
    site->value = after == before ? NULL : (struct object *)after;
}

int attribute_store(struct site *site, struct object *o, struct object *value)
{
    bool has_attributes = !is_small(o) && o->type->flags & TYPE_ATTRIBUTES;
    struct attributes *attributes = has_attributes ? attributes_of(o) : NULL;
    struct shape *before = has_attributes ? attributes->shape : NULL;

    if (attribute_site_fits(site, o) && site->value) {
        if (site->index >= attributes->capacity)
            return attributes_set(o, site->name, value);
        attributes->slots[site->index] = ref(value);
        attributes->shape = (struct shape *)site->value;
        return 0;
    }
    if (object_set_attr(o, site->name, value) < 0)
        return -1;
    if (has_attributes)
        store_fill(site, o, before);
    return 0;
}

/* Is it a function whose binding would only put o before the arguments? */
static bool is_plain_method(struct object *attribute)
{
    struct type *type = type_of(attribute);
    struct builtin *builtin = (struct builtin *)attribute;

    return type == &type_function ||
           (type == &type_builtin && !builtin->self && builtin->owner &&
            builtin->def->binding == METHOD_INSTANCE);
}

/* The plain method that o.name is, borrowed, with the site filled; or NULL:
 * nothing is raised. */
static struct object *method_find(struct site *site, struct object *o)
{
    struct type *type = type_of(o);
    struct attributes *attributes = NULL;
    struct object *found;

    if (type->get_attr != instance_get_attr)
        return NULL;
    found = type_lookup(type, site->name);
    if (!found || !is_plain_method(found))
        return NULL;
    if (!is_small(o) && type->flags & TYPE_ATTRIBUTES) {
        attributes = attributes_of(o);
        if (attributes->dict
                ? dict_get_str(attributes->dict, site->name) != NULL
                : attributes->shape &&
                      shape_find(attributes->shape, site->name) >= 0)
            return NULL;
    }
    if (type->version && (!attributes || attributes->shape)) {
        site->version = type->version;
        site->shape = attributes ? attributes->shape : NULL;
        site->value = found;
    }
    return found;
}

/* The same for super().name: its instance goes on the stack. */
static struct object **super_method_load(struct site *site, struct object **top)
{
    struct object *super = top[-1], *instance;
    struct object *found = super_find_method(super, site->name, &instance);

    if (!found)
        return NULL;
    top[-1] = ref(found);
    top[0] = ref(instance);
    unref(super);
    return top + 1;
}

struct object **method_load(struct site *site, struct object **top)
{
    struct object *o = top[-1], *found;
    struct object **after;

    if (type_of(o) == &type_super) {
        after = super_method_load(site, top);
        if (after)
            return after;
    } else if (type_of(o) != &type_module) {
        found = method_find(site, o);
        if (found) {
            top[-1] = ref(found);
            top[0] = o;
            return top + 1;
        }
    }
    found = type_of(o) == &type_module
                ? module_load(site, ((struct module *)o)->dict)
                : NULL;
    found = found ? ref(found) : object_get_attr(o, site->name);
    if (!found)
        return NULL;
    top[-1] = NULL;
    top[0] = found;
    unref(o);
    return top + 1;
}
