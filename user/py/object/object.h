/* SPDX-License-Identifier: MIT
 *
 * Values: what every object begins with, how references are counted, what a
 * type is, and the operations that any value has.
 *
 * A value is a `struct object *`. Integers of 63 bits are not allocated: they
 * are the pointer itself, with its lowest bit set ("small"). Everything else
 * lies in memory and begins with struct object. NULL is no value: a function
 * that returns NULL has raised an exception (error.h), unless it says otherwise.
 *
 * REFERENCES ARE COUNTED, with plain increments and decrements: two threads that
 * did so at once would lose one of them and free an object that is in use. That
 * is what the GIL is for: everything here may be called only by the thread that
 * holds it. (protect.h says what there is instead in a build without one.)
 *  - A function's result is a new reference, which the caller owns, unless the
 *    declaration says "borrowed".
 *  - A function's arguments are borrowed, unless the declaration says "steals".
 *  - Singletons and built-in types are immortal: their counts begin at
 *    IMMORTAL, and it does no harm to count them or not to.
 * There is no collector of cycles: a cycle that a program makes stays.
 */
#ifndef PY_OBJECT_H
#define PY_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protect.h"

struct type;
struct dict;
struct shape;

struct object {
    int64_t refs; /* how many references there are; 0: being freed */
    struct type *type;
};

#define IMMORTAL ((int64_t)1 << 60)
#define SMALL_MAX (INT64_MAX >> 1)
#define SMALL_MIN (INT64_MIN >> 1)

/* The head of an object that is defined statically. */
#define STATIC_HEAD(type_pointer)                                              \
    {                                                                          \
        .refs = IMMORTAL, .type = (type_pointer)                               \
    }

extern struct type type_type;   /* class.c: type(x) of a class */
extern struct type type_object; /* class.c: object */
extern struct type type_int;    /* int.c */
extern struct object none_object, true_object, false_object,
    not_implemented_object, ellipsis_object; /* singleton.c */

#define NONE (&none_object)
#define TRUE (&true_object)
#define FALSE (&false_object)
#define NOT_IMPLEMENTED (&not_implemented_object)
#define ELLIPSIS (&ellipsis_object)

/* What a condition mostly is: the compiler keeps the other case's code out of the
 * way. */
static inline bool likely(bool condition)
{
    return __builtin_expect(condition, true);
}

static inline bool unlikely(bool condition)
{
    return __builtin_expect(condition, false);
}

static inline bool is_small(const struct object *o)
{
    return (uintptr_t)o & 1;
}

/* n must be in SMALL_MIN..SMALL_MAX; int.h has int_from for any. */
static inline struct object *small_from(int64_t n)
{
    return (struct object *)((uint64_t)n << 1 | 1);
}

static inline int64_t small_value(const struct object *o)
{
    return (int64_t)(uintptr_t)o >> 1;
}

static inline struct object *bool_from(bool b)
{
    return b ? TRUE : FALSE;
}

static inline struct type *type_of(const struct object *o)
{
    return is_small(o) ? &type_int : o->type;
}

/* Free an object whose count has become 0 (object.c). */
void object_free(struct object *o);

/* Count one more reference; returns o. */
static inline struct object *ref(struct object *o)
{
    if (!is_small(o))
        count_add(&o->refs, 1);
    return o;
}

/* Give a reference back; frees the object with the last one. */
static inline void unref(struct object *o)
{
    if (!is_small(o) && count_down(&o->refs))
        object_free(o);
}

/* The same, where o may be NULL. */
static inline void unref_maybe(struct object *o)
{
    if (o)
        unref(o);
}

static inline struct object *ref_maybe(struct object *o)
{
    return o ? ref(o) : NULL;
}

/* Put `value` (stolen) where *place is, and give back what was there (which may
 * be NULL). Safe against destructors that look at *place. */
static inline void replace(struct object **place, struct object *value)
{
    struct object *old = *place;

    *place = value;
    unref_maybe(old);
}

/* A C function that Python code can call. args: `count` positional arguments,
 * followed by the values of the keyword arguments, whose names are in the tuple
 * `names`; names is NULL when there are none. For a method args[0] is self. */
typedef struct object *builtin_function(struct object *const *args,
                                        uint32_t count, struct object *names);

/* One method or function of a built-in type or module; a table ends with a NULL
 * name. */
struct method_def {
    const char *name;
    builtin_function *function;
    /* How many positional arguments are legal, self included; the caller has
     * checked that. max < 0: any number. */
    int8_t min, max;
    bool keywords;   /* may `names` be anything but NULL? */
    uint8_t binding; /* enum method_binding */
    const char *doc; /* one line, or NULL */
};

enum method_binding { METHOD_INSTANCE, METHOD_STATIC, METHOD_CLASS };

/* An attribute that C computes; a table ends with a NULL name. */
struct getset_def {
    const char *name;
    struct object *(*get)(struct object *self);
    /* value NULL: delete. NULL: read-only. */
    int (*set)(struct object *self, struct object *value);
};

/* Operators. The table: name, symbol, method, method with sides swapped, method
 * in place. */
#define BINARY_OPERATORS(X)                                                    \
    X(ADD, "+", "__add__", "__radd__", "__iadd__")                             \
    X(SUB, "-", "__sub__", "__rsub__", "__isub__")                             \
    X(MUL, "*", "__mul__", "__rmul__", "__imul__")                             \
    X(MATMUL, "@", "__matmul__", "__rmatmul__", "__imatmul__")                 \
    X(TRUEDIV, "/", "__truediv__", "__rtruediv__", "__itruediv__")             \
    X(FLOORDIV, "//", "__floordiv__", "__rfloordiv__", "__ifloordiv__")        \
    X(MOD, "%", "__mod__", "__rmod__", "__imod__")                             \
    X(POW, "**", "__pow__", "__rpow__", "__ipow__")                            \
    X(LSHIFT, "<<", "__lshift__", "__rlshift__", "__ilshift__")                \
    X(RSHIFT, ">>", "__rshift__", "__rrshift__", "__irshift__")                \
    X(AND, "&", "__and__", "__rand__", "__iand__")                             \
    X(OR, "|", "__or__", "__ror__", "__ior__")                                 \
    X(XOR, "^", "__xor__", "__rxor__", "__ixor__")

enum binary_op {
#define BINARY_ENUM(name, symbol, method, swapped, inplace) OP_##name,
    BINARY_OPERATORS(BINARY_ENUM)
#undef BINARY_ENUM
        BINARY_OPS
};

enum unary_op { UNARY_NEG, UNARY_POS, UNARY_INVERT, UNARY_ABS, UNARY_OPS };

/* In the order of the opcodes COMPARE_LT ... COMPARE_GE. */
enum compare_op { CMP_LT, CMP_LE, CMP_EQ, CMP_NE, CMP_GT, CMP_GE, COMPARE_OPS };

/* Flags of a type. */
enum type_flag {
    TYPE_HEAP = 1,        /* made by a class statement; is itself counted */
    TYPE_BASE = 2,        /* a class statement may inherit from it */
    TYPE_READY = 4,       /* type_ready has run */
    TYPE_EXCEPTION = 8,   /* BaseException or derived from it */
    TYPE_ATTRIBUTES = 16, /* instances have a struct attributes (class.h), at
                             attributes_offset */
    TYPE_SLOTTED = 32,
    /* its instances may have no attributes but those that
                          __slots__ of the class and of its bases name */
    TYPE_LEAF = 64, /* its instances refer to no objects: freeing one frees no
                       other */
};

/* A type: what a class is in C. A built-in one is a static initialiser followed
 * by type_ready; a class statement makes one by type_new (class.h). Slots that
 * are NULL are inherited from `base` by type_ready; one that stays NULL means
 * that the type cannot do that. Slots of a class made by Python code call its
 * methods (slot.c). All are called with the GIL held and may run Python code,
 * and so give the GIL away in between, unless the type is a built-in one that
 * says otherwise. */
struct type {
    struct object head;
    const char *name;
    struct type *base; /* whose C layout and slots this one has; NULL: object */
    uint32_t size;     /* of an instance, in bytes, without variable parts */
    uint32_t flags;    /* enum type_flag */
    uint32_t attributes_offset;

    /* Free self, of which no reference is left: give back what it refers to,
     * then its memory (object_release). Required in built-in types. */
    void (*dealloc)(struct object *self);

    /* cls(...) is new, then init if the result is an instance of cls. */
    struct object *(*new)(struct type *cls, struct object *const *args,
                          uint32_t count, struct object *names);
    int (*init)(struct object *self, struct object *const *args, uint32_t count,
                struct object *names);

    struct object *(*repr)(struct object *self);
    struct object *(*str)(struct object *self);
    int (*hash)(struct object *self, int64_t *hash); /* hash_none: unhashable */
    /* May answer NOT_IMPLEMENTED: then the other side is asked. */
    struct object *(*compare)(struct object *self, struct object *other,
                              enum compare_op op);
    int (*truth)(struct object *self); /* 1, 0; -1: raised */
    struct object *(*call)(struct object *self, struct object *const *args,
                           uint32_t count, struct object *names);

    struct object *(*get_attr)(struct object *self, struct object *name);
    /* value NULL: delete. */
    int (*set_attr)(struct object *self, struct object *name,
                    struct object *value);

    /* The descriptor protocol: self is found in a class as an attribute.
     * instance NULL: looked up on the class itself. */
    struct object *(*descr_get)(struct object *self, struct object *instance,
                                struct type *owner);
    int (*descr_set)(struct object *self, struct object *instance,
                     struct object *value);

    int64_t (*length)(struct object *self); /* -1: raised */
    struct object *(*get_item)(struct object *self, struct object *key);
    /* value NULL: delete. */
    int (*set_item)(struct object *self, struct object *key,
                    struct object *value);
    int (*contains)(struct object *self, struct object *item);

    struct object *(*iter)(struct object *self);
    /* The next item; NULL without an exception: no more. */
    struct object *(*next)(struct object *self);

    /* Operators: either side may be an instance of the type. May answer
     * NOT_IMPLEMENTED. */
    struct object *(*binary[BINARY_OPS])(struct object *a, struct object *b);
    struct object *(*inplace[BINARY_OPS])(struct object *a, struct object *b);
    struct object *(*unary[UNARY_OPS])(struct object *self);
    struct object *(*index)(struct object *self);    /* an int, exactly */
    struct object *(*to_int)(struct object *self);   /* int(self) */
    struct object *(*to_float)(struct object *self); /* float(self) */

    const struct method_def *methods; /* NULL: none */
    const struct getset_def *getsets; /* NULL: none */
    const char *doc;

    /* Filled in by type_ready and type_new. */
    struct dict *dict;          /* the class's own attributes */
    struct object *bases;       /* tuple of types */
    struct object *mro;         /* tuple of types; refers to itself without
                              counting */
    struct object *name_object; /* str: name, __qualname__ and __module__ */
    struct object *qualname;
    struct object *module;
    struct shape *shape; /* of an instance without attributes (class.h) */
    uint32_t version;    /* changes with any attribute of the class or of a
                             base; unique over all types; 0: do not cache */
    struct type *next_heap, *previous_heap; /* all heap types, for the end */
};

/* The `hash` of unhashable types: raises TypeError. */
int hash_none(struct object *self, int64_t *hash);

/* Allocate an instance of `size` bytes: head filled in, the rest zeroed. NULL:
 * MemoryError. Counts a heap type. */
struct object *object_new(struct type *type, size_t size);

/* The last step of a dealloc: give back the memory of `size` bytes, and the
 * reference to a heap type. */
void object_release(struct object *o, size_t size);

/* Is o an instance of `type` or of a type derived from it? No hooks. */
bool object_is(const struct object *o, const struct type *type);
bool type_is_subtype(const struct type *type, const struct type *base);

/* ---- What any value can do (object.c, operator.c). Each raises where the type
 * has no such operation: TypeError with CPython's words. ---- */

struct object *object_repr(struct object *o); /* a str */
struct object *object_str(struct object *o);  /* a str */
int object_hash(struct object *o, int64_t *hash);
struct object *object_compare(struct object *a, struct object *b,
                              enum compare_op op);
/* 1, 0; -1: raised. */
int object_compare_truth(struct object *a, struct object *b,
                         enum compare_op op);
/* a is b or a == b, as containers compare. 1, 0; -1. */
int object_equal(struct object *a, struct object *b);
int object_truth(struct object *o);
int64_t object_length(struct object *o);
struct object *object_get_item(struct object *o, struct object *key);
int object_set_item(struct object *o, struct object *key, struct object *value);
int object_delete_item(struct object *o, struct object *key);
int object_contains(struct object *container, struct object *item);
struct object *object_iter(struct object *o);
/* NULL without an exception: no more. StopIteration never comes out. */
struct object *object_next(struct object *iterator);
struct object *object_binary(struct object *a, struct object *b,
                             enum binary_op op);
struct object *object_inplace(struct object *a, struct object *b,
                              enum binary_op op);
struct object *object_unary(struct object *o, enum unary_op op);
/* __index__: an int object. */
struct object *object_index(struct object *o);
/* The same as a C integer. Out of range: IndexError/OverflowError `overflow`,
 * or, if that is NULL, the nearest of INT64_MIN and INT64_MAX. -1 with
 * *failed... is not needed: 0 or -1, the value through out. */
int object_index_int64(struct object *o, struct type *overflow, int64_t *out);

/* Attributes. `name` is an interned str. object_get_attr raises
 * AttributeError; object_find_attr instead returns NULL without an exception
 * when there is no such attribute (*found says which of the two NULL means). */
struct object *object_get_attr(struct object *o, struct object *name);
struct object *object_find_attr(struct object *o, struct object *name,
                                bool *found);
struct object *object_get_attr_c(struct object *o, const char *name);
int object_set_attr(struct object *o, struct object *name,
                    struct object *value);
int object_delete_attr(struct object *o, struct object *name);

/* Calls: as builtin_function, args borrowed. */
struct object *object_call(struct object *callable, struct object *const *args,
                           uint32_t count, struct object *names);
struct object *object_call0(struct object *callable);
struct object *object_call1(struct object *callable, struct object *arg);
struct object *object_call2(struct object *callable, struct object *arg,
                            struct object *other);
/* callable(first, *args, **keywords) */
struct object *object_call_prepend(struct object *callable,
                                   struct object *first,
                                   struct object *const *args, uint32_t count,
                                   struct object *names);
/* o.name(args...) */
struct object *object_call_method(struct object *o, const char *name,
                                  struct object *const *args, uint32_t count);
bool object_is_callable(const struct object *o);

/* isinstance and issubclass: class_or_tuple may be nested tuples. 1, 0; -1. */
int object_is_instance(struct object *o, struct object *class_or_tuple);
int object_is_subclass(struct object *cls, struct object *class_or_tuple);

/* Guard against endless recursion in C (repr of a nested list, a == b): each
 * level enters and leaves. Nonzero: RecursionError raised, do not leave. */
int recursion_enter(const char *where); /* where: " while ..." or "" */
void recursion_leave(void);

#endif
