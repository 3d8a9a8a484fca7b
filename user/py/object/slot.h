/* SPDX-License-Identifier: MIT
 *
 * Between C slots and the methods that Python knows them by. Each line of the
 * table (slot.c) is one method, `__len__`, and the slot behind it, `length`:
 *  - a built-in type gets a wrapper for each of its slots (slot_wrap.c):
 *    list.__len__ calls list's slot;
 *  - a class made by Python code gets, for each of its methods, a slot that
 *    calls it (slot_call.c, slot_operator.c). Where the method that it would call
 *    is a wrapper, it gets the wrapped slot itself.
 */
#ifndef PY_SLOT_H
#define PY_SLOT_H

#include "object/class.h"
#include "object/object.h"

/* Any slot, as the table knows it. */
typedef void slot_function(void);

/* A call of a wrapper. args[0] is self, an instance of owner; there are as many
 * as the table says. */
struct slot_call {
    struct type *owner; /* whose slot it is */
    uint8_t operation;  /* as in struct slot_def */
    struct object *const *args;
    uint32_t count;
    struct object *names;
};

struct slot_def {
    struct object **name; /* the method's */
    size_t offset;        /* of the slot in struct type */
    slot_function *call;  /* the slot of classes that have the method */
    struct object *(*wrap)(const struct slot_call *call); /* what a wrapper
                                                              does */
    uint8_t operation; /* enum binary_op, unary_op or compare_op */
    int8_t min, max;   /* arguments besides self; max < 0: any, and keywords */
};

/* list.__len__: callable, and a descriptor that binds. */
struct wrapper {
    struct object head;
    const struct slot_def *def;
    struct type *owner; /* borrowed: a built-in type */
};

extern struct type type_wrapper;

struct object *wrapper_new(const struct slot_def *def, struct type *owner);
struct object *wrapper_call(struct object *self, struct object *const *args,
                            uint32_t count, struct object *names);

/* Take over from a built-in type's base the slots that it leaves NULL. */
void slots_inherit(struct type *type);

/* Call a method that was found in the class of args[0], which is its self,
 * without making a bound method of it. */
struct object *method_call(struct object *method, struct object *const *args,
                           uint32_t count, struct object *names);
/* The same for the method `name` of args[0]'s class. None: AttributeError. */
struct object *method_call_name(struct object *name, struct object *const *args,
                                uint32_t count);

/* The slots of slot_call.c (of classes that have the method). */
struct object *slot_new(struct type *cls, struct object *const *args,
                        uint32_t count, struct object *names);
int slot_init(struct object *self, struct object *const *args, uint32_t count,
              struct object *names);
struct object *slot_repr(struct object *self);
struct object *slot_str(struct object *self);
int slot_hash(struct object *self, int64_t *hash);
struct object *slot_compare(struct object *self, struct object *other,
                            enum compare_op op);
int slot_truth(struct object *self);
struct object *slot_call(struct object *self, struct object *const *args,
                         uint32_t count, struct object *names);
struct object *slot_get_attr(struct object *self, struct object *name);
int slot_set_attr(struct object *self, struct object *name,
                  struct object *value);
struct object *slot_descr_get(struct object *self, struct object *instance,
                              struct type *owner);
int slot_descr_set(struct object *self, struct object *instance,
                   struct object *value);
int64_t slot_length(struct object *self);
struct object *slot_get_item(struct object *self, struct object *key);
int slot_set_item(struct object *self, struct object *key,
                  struct object *value);
int slot_contains(struct object *self, struct object *item);
struct object *slot_iter(struct object *self);
struct object *slot_next(struct object *self);

/* Those of slot_operator.c. */
#define OPERATOR_SLOTS(name, symbol, method, swapped, inplace)                 \
    struct object *slot_binary_##name(struct object *a, struct object *b);     \
    struct object *slot_inplace_##name(struct object *a, struct object *b);
BINARY_OPERATORS(OPERATOR_SLOTS)
#undef OPERATOR_SLOTS
struct object *slot_unary_neg(struct object *self);
struct object *slot_unary_pos(struct object *self);
struct object *slot_unary_invert(struct object *self);
struct object *slot_unary_abs(struct object *self);
struct object *slot_index(struct object *self);
struct object *slot_to_int(struct object *self);
struct object *slot_to_float(struct object *self);

/* What a wrapper of each does (slot_wrap.c). */
#define WRAPS(X)                                                               \
    X(new)                                                                     \
    X(init)                                                                    \
    X(repr)                                                                    \
    X(str)                                                                     \
    X(hash)                                                                    \
    X(compare)                                                                 \
    X(truth)                                                                   \
    X(call)                                                                    \
    X(get_attr)                                                                \
    X(set_attr)                                                                \
    X(delete_attr)                                                             \
    X(descr_get)                                                               \
    X(descr_set)                                                               \
    X(descr_delete)                                                            \
    X(length)                                                                  \
    X(get_item)                                                                \
    X(set_item)                                                                \
    X(delete_item)                                                             \
    X(contains)                                                                \
    X(iter)                                                                    \
    X(next)                                                                    \
    X(binary)                                                                  \
    X(swapped)                                                                 \
    X(inplace)                                                                 \
    X(unary)                                                                   \
    X(index)                                                                   \
    X(to_int)                                                                  \
    X(to_float)

#define WRAP_DECLARE(name)                                                     \
    struct object *wrap_##name(const struct slot_call *call);
WRAPS(WRAP_DECLARE)
#undef WRAP_DECLARE

#endif
