/* SPDX-License-Identifier: MIT
 *
 * Classes and the attributes of their instances.
 *
 * SHAPES. Instances of a class mostly have the same attributes, put in the same
 * order by __init__. So an instance keeps only an array of values; which slot
 * has which name is its shape, shared by all instances that got the same names
 * in the same order. A shape belongs to one class: shape and the class's version
 * together answer every question about an attribute's place, which is what the
 * inline caches of the bytecode (code.h, struct site) rest on. An instance whose
 * attribute was deleted, whose __dict__ was asked for, or that has more than
 * SHAPE_MAX attributes falls back to a dict: its shape is NULL, slots NULL.
 */
#ifndef PY_CLASS_H
#define PY_CLASS_H

#include "object/object.h"

#define SHAPE_MAX 64

struct shape {
    struct type *type;    /* borrowed: shapes live as long as their class */
    struct shape *parent; /* without the last attribute; NULL: the root */
    struct object *name;  /* of the last attribute; NULL in the root */
    uint32_t count;       /* attributes, and so slots in use */
    struct shape *children, *sibling; /* what follows when one is added */
    /* In the root only: the most attributes that an instance had so far, for
     * allocating slots; and how many shapes there are below. */
    uint32_t expected, made;
};

/* Where an instance has its attributes: type->attributes_offset bytes into it.
 * Zeroed is "none yet" with shape NULL; attributes_init sets the root shape. */
struct attributes {
    struct shape *shape;   /* NULL: see dict */
    struct object **slots; /* shape->count values, none of them NULL */
    uint32_t capacity;     /* of slots */
    bool finalized;        /* __del__ was called */
    struct dict *dict;     /* instead of shape and slots; may be NULL (empty) */
};

/* An instance of a class that inherits from nothing but object. */
struct instance {
    struct object head;
    struct attributes attributes;
};

static inline struct attributes *attributes_of(struct object *o)
{
    return (struct attributes *)((char *)o + o->type->attributes_offset);
}

/* Begin and end of an instance's attributes; object_new has zeroed them. */
void attributes_init(struct object *o);
void attributes_clear(struct object *o);

/* The value of an instance's own attribute, borrowed; NULL: none, nothing is
 * raised. */
struct object *attributes_get(struct object *o, struct object *name);
/* Set, or delete with value NULL. Deleting what is not there: AttributeError. */
int attributes_set(struct object *o, struct object *name, struct object *value);
/* The root shape of a type; and the end of a shape and all that follow it. */
struct shape *shape_new(struct type *type);
void shape_free(struct shape *shape);
/* The slot of name in shape, or -1. */
int32_t shape_find(const struct shape *shape, struct object *name);
/* The shape after name is added, if there is one already. */
struct shape *shape_child(const struct shape *shape, struct object *name);
/* The same, made if need be. NULL: MemoryError; for too many attributes see
 * attributes_set, which changes to a dict by itself. */
struct shape *shape_add(struct shape *shape, struct object *name);
/* __dict__: turns the instance's attributes into a dict. Borrowed. */
struct dict *attributes_dict(struct object *o);
/* __dict__ = dict: these are the attributes from now on. */
void attributes_set_dict(struct object *o, struct dict *dict);

/* Complete a static type: base, dict with its methods, mro, inherited slots.
 * 0, or -1. */
int type_ready(struct type *type);
/* Undo that. */
void type_unready(struct type *type);

/* What a class statement and type(name, bases, dict) do. bases: tuple.
 * namespace is copied. The result has __set_name__ called and __init_subclass__
 * of its base (keywords: kwargs of the class statement, or NULL). */
struct type *type_new(struct object *name, struct object *bases,
                      struct dict *namespace, struct dict *keywords);

/* The attribute `name` in the classes of type's mro, borrowed; NULL: none,
 * nothing raised. No descriptor is called. */
struct object *type_lookup(struct type *type, struct object *name);
/* Set an attribute of a class (value NULL: delete), update slots and versions.
 */
int type_set_attr(struct type *type, struct object *name, struct object *value);
/* The get_attr and set_attr slots of ordinary instances: data descriptor, own
 * attribute, other class attribute, __getattr__. */
struct object *instance_get_attr(struct object *o, struct object *name);
int instance_set_attr(struct object *o, struct object *name,
                      struct object *value);

/* Refresh the C slots of a heap type from its dunder methods (slot.c); called by
 * type_new, type_set_attr. */
int slots_update(struct type *type);
/* Give a built-in type's dict a method for each slot it has: list.__len__. */
int slots_wrap(struct type *type);

/* Forget what classes refer to, so that cycles through them are freed; at the
 * end of the interpreter. */
void types_clear_all(void);

/* property, staticmethod, classmethod, super (descriptor.c). */
extern struct type type_property, type_staticmethod, type_classmethod,
    type_super;

/* What super().name(...) calls, if that is a function that takes the instance as
 * its first argument: both borrowed. NULL: it is not so simple; nothing is
 * raised. */
struct object *super_find_method(struct object *super, struct object *name,
                                 struct object **instance);

struct staticmethod { /* and classmethod */
    struct object head;
    struct object *callable;
};

#endif
