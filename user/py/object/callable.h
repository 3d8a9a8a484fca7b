/* SPDX-License-Identifier: MIT
 *
 * What can be called: Python functions, C functions, bound methods; cells,
 * generators and modules.
 */
#ifndef PY_CALLABLE_H
#define PY_CALLABLE_H

#include "object/class.h"
#include "object/object.h"

extern struct type type_function, type_builtin, type_method, type_cell,
    type_generator, type_module;

struct code;

struct function {
    struct object head;
    struct code *code;
    struct dict *globals;
    struct object *name, *qualname; /* str */
    struct object *defaults;        /* tuple, or NULL */
    struct dict *keyword_defaults;  /* or NULL */
    struct object *closure;         /* tuple of cells, or NULL */
    struct object *doc, *module;    /* or NULL */
    struct attributes attributes;   /* f.x = ... */
};

/* A C function. A method of a type, found in an instance's class, is a builtin
 * with self NULL: reading it through the instance binds self. */
struct builtin {
    struct object head;
    const struct method_def *def;
    struct object *self;   /* bound to, or NULL */
    struct type *owner;    /* the type whose method it is, or NULL; borrowed */
    struct object *module; /* str, or NULL */
};

struct method {
    struct object head;
    struct object *function, *self;
};

struct cell {
    struct object head;
    struct object *value; /* NULL: unbound */
};

/* A suspended frame. Its values lie here while it is suspended, and are moved to
 * the thread's stack and back when it goes on (vm/generator.c). */
struct generator {
    struct object head;
    struct function *function; /* NULL: finished */
    struct object *name;       /* the function's qualname */
    uint32_t ip;       /* index of the instruction at which it is suspended */
    uint32_t live;     /* values in `values`: locals, then operands */
    uint32_t capacity; /* code->locals + code->stack */
    bool running, started;
    bool
        delegating; /* suspended at YIELD_FROM: the last value is the iterator */
    struct object *handled;  /* the exception it is handling, or NULL */
    struct object *values[]; /* `capacity` places */
};

struct module {
    struct object head;
    struct object *name;
    struct dict *dict;
    uint32_t loader; /* number of the thread that runs its program; 0: none */
};

struct object *function_new(struct code *code, struct dict *globals);
struct object *builtin_new(const struct method_def *def, struct object *self,
                           struct type *owner);
struct object *method_new(struct object *function, struct object *self);
struct object *cell_new(struct object *value); /* value may be NULL */
struct object *module_new(const char *name);

/* Check the number of arguments of a call to a C function and call it. */
struct object *builtin_call(struct object *self, struct object *const *args,
                            uint32_t count, struct object *names);

/* For C functions with keyword arguments: sort args and names into out[], one
 * place per parameter, NULL where not given. Borrowed. 0; -1: TypeError with
 * CPython's words. */
struct parameters {
    const char *function;     /* for messages */
    uint8_t required;         /* the first so many must be given */
    uint8_t positional_only;  /* the first so many have no name */
    uint8_t positional;       /* at most so many without a name; the rest are
                                 keyword-only */
    const char *const *names; /* ends with NULL */
};
int parameters_bind(const struct parameters *parameters,
                    struct object *const *args, uint32_t count,
                    struct object *names, struct object **out);

/* ---- Generators (vm/generator.c) ---- */

/* Go on with value (NONE at first). NULL without an exception: returned;
 * *result is then its value (owned). */
struct object *generator_send(struct generator *g, struct object *value,
                              struct object **result);

#endif
