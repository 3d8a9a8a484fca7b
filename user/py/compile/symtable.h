/* SPDX-License-Identifier: MIT
 *
 * Scopes and their names: for each function, class, comprehension and the module
 * which names it has and where each lives. Made before any code, since a name's
 * place depends on what comes later: an assignment further down makes it local,
 * an inner function's use puts it into a cell.
 */
#ifndef PY_SYMTABLE_H
#define PY_SYMTABLE_H

#include "compile/ast.h"

struct compiler;

enum scope_kind {
    SCOPE_MODULE,
    SCOPE_CLASS,
    SCOPE_FUNCTION, /* or lambda */
    SCOPE_COMPREHENSION,
};

enum symbol_flag {
    SYMBOL_USED = 1,
    SYMBOL_BOUND = 2, /* assigned, imported, deleted, defined */
    SYMBOL_PARAMETER = 4,
    SYMBOL_GLOBAL = 8,     /* declared */
    SYMBOL_NONLOCAL = 16,  /* declared */
    SYMBOL_ITERATION = 32, /* a comprehension's target */
    SYMBOL_ANNOTATED = 64,
};

enum symbol_place {
    PLACE_NAME,   /* in the namespace of a class or module */
    PLACE_GLOBAL, /* or a built-in */
    PLACE_FAST,   /* a local that no inner function uses */
    PLACE_CELL,   /* a local that one does: its slot holds a cell */
    PLACE_FREE,   /* an outer function's cell, in a slot of this one */
};

struct symbol {
    struct object *name; /* mangled */
    uint32_t flags;      /* enum symbol_flag */
    enum symbol_place place;
    /* In a class, whose own names are in its namespace: an inner function uses
     * an outer function's variable of this name, whose cell passes through. */
    bool passes;
    uint32_t slot;         /* FAST, CELL, FREE or passes: index of the local */
    struct node *declared; /* the global or nonlocal statement, or NULL */
};

struct scope {
    enum scope_kind kind;
    struct node *node; /* module, function, lambda, class, comprehension */
    struct scope *outer;
    struct scope *first, *last, *next; /* inner scopes, in order */
    struct scope *found;               /* the inner one found last */
    struct symbol *symbols;
    uint32_t count, capacity;
    struct dict *index;           /* name -> index in symbols */
    struct object *private_class; /* name of the class around, or NULL */
    bool generator;
    bool in_iterable; /* of a comprehension: no := there */
    bool in_target;   /* likewise: names stored are iteration variables */
    bool class_cell;  /* of a class: a method uses __class__ */
    uint32_t class_slot;
    uint32_t locals, free; /* as in struct code */
};

/* Build the table of a tree; c->module is its root. */
bool symtable_build(struct compiler *c, struct node *tree);
/* The walk (symtable_walk.c) and what follows from it (symtable_resolve.c). */
bool symtable_walk(struct compiler *c, struct scope *scope, struct node *node);
bool symtable_resolve(struct compiler *c, struct scope *scope);

/* NULL: none, and nothing raised. name: mangled. */
struct symbol *scope_find(const struct scope *scope, struct object *name);
/* The symbol, made if need be, with flags added. name: mangled. NULL: raised. */
struct symbol *scope_add(struct compiler *c, struct scope *scope,
                         struct object *name, uint32_t flags);
struct scope *scope_new(struct compiler *c, struct scope *outer,
                        enum scope_kind kind, struct node *node);
/* The inner scope made for a node; there is one. */
struct scope *scope_of(struct scope *outer, const struct node *node);
/* The slot of the cell that inner functions of scope take for a name. */
uint32_t scope_cell(const struct scope *scope, struct object *name);
/* Is it a function or comprehension: with fast locals? */
bool scope_is_function(const struct scope *scope);

#endif
