/* SPDX-License-Identifier: MIT
 *
 * Inline caches: globals, attributes and methods at a place in the bytecode
 * (struct site, code.h).
 *
 * What a site holds is told by its `shape`:
 *  - LOAD_GLOBAL: `version` of the globals' keys, `value` the dict that has the
 *    name (globals or built-ins), `index` the entry in it; the entry's key is
 *    compared as well, since the built-ins may change by themselves.
 *  - LOAD_ATTR: an instance's shape, the class's `version` and the slot `index`;
 *    with `value`, an attribute of the class instead. Or the mark below: a
 *    module, whose dict is `value`, with the dict's `version`.
 *  - STORE_ATTR: the shape before, the class's `version`, the slot `index`;
 *    `value` is the shape afterwards (a struct shape) if the store adds the
 *    attribute, else NULL.
 *  - LOAD_METHOD: the class's `version`, its function `value`, and the shape
 *    of the instance, which has no such attribute of its own; shape NULL:
 *    instances have no attributes.
 * Versions are never used twice, so that what is borrowed here lives as long as
 * the version is found again.
 */
#ifndef PY_ATTRIBUTE_H
#define PY_ATTRIBUTE_H

#include "compile/code.h"
#include "object/callable.h"
#include "object/class.h"
#include "object/container.h"

/* The shape that marks a site as a module's. */
extern struct shape attribute_module_mark;

/* Does the site hold the slot, or the class's attribute, of o's attribute? */
static inline bool attribute_site_fits(const struct site *site,
                                       struct object *o)
{
    return likely(!is_small(o) && site->shape &&
                  o->type->version == site->version &&
                  attributes_of(o)->shape == site->shape);
}

/* The cached value of a global, borrowed; NULL: ask global_load. */
static inline struct object *global_cached(const struct site *site,
                                           const struct dict *globals)
{
    const struct dict *dict = (const struct dict *)site->value;

    if (unlikely(globals->version != site->version || !dict ||
                 site->index >= dict->used ||
                 dict->entries[site->index].key != site->name))
        return NULL;
    return dict->entries[site->index].value;
}

/* The cached method, borrowed; NULL: ask method_load. */
static inline struct object *method_cached(const struct site *site,
                                           struct object *o)
{
    const struct type *type = type_of(o);

    if (type->version != site->version || !site->value)
        return NULL;
    if (site->shape && (is_small(o) || !(type->flags & TYPE_ATTRIBUTES) ||
                        attributes_of(o)->shape != site->shape))
        return NULL;
    return site->value;
}

/* The general ways, which fill the site for the next time where they can. A new
 * reference; NULL: raised. */
struct object *global_load(struct site *site, struct dict *globals);
/* LOAD_ATTR: o = top[-1] becomes o.name. top; NULL: raised, and o is there. */
struct object **attribute_load(struct site *site, struct object **top);
/* 0; -1: raised. */
int attribute_store(struct site *site, struct object *o, struct object *value);
/* LOAD_METHOD: o = top[-1] becomes the method and o, or NULL and all that is to be
 * called. The new top; NULL: raised, and o is where it was. */
struct object **method_load(struct site *site, struct object **top);

#endif
