/* SPDX-License-Identifier: MIT
 *
 * What the files about classes share: lookup, the parts of making a type, and
 * the attributes of instances.
 */
#ifndef PY_INSTANCE_H
#define PY_INSTANCE_H

#include "object/class.h"
#include "object/object.h"

struct tuple;

/* object_get_attr of ordinary instances without turning to __getattr__. */
struct object *instance_get_attr_only(struct object *o, struct object *name);
/* The same, NULL without an exception if there is no such attribute. */
struct object *instance_find_attr(struct object *o, struct object *name);
/* dealloc of the instances of heap types. */
void instance_dealloc(struct object *self);
/* Call __del__ of such an instance, once in its life. */
void instance_finalize(struct object *self);

/* The name of an attribute as a program gave it, interned; a new reference.
 * TypeError if it is no str. */
struct object *name_from(struct object *name);

/* The built-in type whose memory layout instances of type have. */
struct type *type_builtin_base(struct type *type);

/* type_lookup without its cache, which must not be filled by questions that are
 * asked once. */
struct object *type_find(struct type *type, struct object *name);
/* A number that no type has had as its version; 0 when they are used up. */
uint32_t type_next_version(void);
/* Forget what type_lookup remembers. */
void type_lookup_clear(void);

/* All heap types, the newest first. */
void type_list_add(struct type *type);
struct type *type_list_first(void);

/* The order of resolution of a type with these bases: a tuple whose first item,
 * the type itself, is not counted. */
struct object *mro_compute(struct type *type, struct tuple *bases);
/* Free it. */
void mro_free(struct object *mro);
/* The same as a tuple for a program to keep. */
struct object *mro_copy(struct object *mro);

/* An attribute of a built-in type that C computes (descriptor.c). */
struct object *getset_new(const struct getset_def *def, struct type *owner);
/* staticmethod(callable), classmethod(callable). */
struct object *staticmethod_new(struct object *callable);
struct object *classmethod_new(struct object *callable);

/* __slots__ (instance_slots.c): set TYPE_SLOTTED if the class, whose dict and
 * bases are there, has them; 0, or -1: TypeError, ValueError. May an instance have
 * an attribute of this name? */
int slots_declare(struct type *type);
bool slots_allow(struct type *type, struct object *name);

/* What type and object have (class_attributes.c, instance_attributes.c). */
extern const struct method_def type_methods[], object_methods[];
extern const struct getset_def type_getsets[], object_getsets[];

/* __module__ of a class; a new reference. */
struct object *type_module_name(struct type *type);

#endif
