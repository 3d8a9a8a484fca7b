/* SPDX-License-Identifier: MIT
 *
 * What the compiler's files share. The way of a tree:
 *
 *     fold.c        expressions of constants become constants
 *     symtable.c    which scope has which names, and where they live
 *     compile_*.c   each node becomes instructions (emit.h)
 *     assemble.c    instructions become a code object
 *
 * Functions return true, or false with an exception raised; so they are chained
 * by &&. All scratch memory is the compiler's arena, and goes with it.
 */
#ifndef PY_COMPILE_H
#define PY_COMPILE_H

#include "compile/ast.h"
#include "compile/code.h"
#include "compile/emit.h"
#include "compile/symtable.h"

/* What a `return`, `break` or `continue` passes on its way out. */
enum block_kind {
    BLOCK_WHILE,
    BLOCK_FOR,         /* [iterator] */
    BLOCK_TRY,         /* a body whose exceptions are caught */
    BLOCK_HANDLER,     /* an except clause's body: [before] */
    BLOCK_FINALLY,     /* a body followed by a finally clause */
    BLOCK_FINALLY_END, /* that clause, run for an exception: [before, e] */
    BLOCK_WITH,        /* [exit] */
    BLOCK_VALUE,       /* a value to be returned, under a finally clause: [a] */
};

struct block {
    enum block_kind kind;
    struct block *outer;
    uint32_t start, end; /* labels of a loop: where continue and break go */
    uint32_t region;     /* that was current outside */
    struct node *node;   /* the try, with or except clause */
};

/* CPython's limit, and its error: "too many statically nested blocks". */
#define BLOCKS_MAX 20

/* How deep a pass may recurse, as in CPython; beyond: RecursionError. */
#define COMPILE_DEPTH_MAX 3000

/* A code object in the making. */
struct unit {
    struct emitter emit;
    struct scope *scope;
    struct unit *outer;
    struct block *block; /* the innermost */
    uint32_t blocks;     /* their number */
    struct object *qualname;
};

struct compiler {
    struct arena *arena;
    const char *source;
    struct object *filename;
    enum parse_mode mode;
    struct scope *module; /* the outermost scope */
    struct unit *unit;    /* the innermost */
    uint32_t depth;       /* of recursion, in any pass */
};

/* ---- Any pass (compile.c) ---- */

/* Room for one more than `count` items of `size` bytes in an array of the arena:
 * items, or what it was moved to. NULL: MemoryError. */
void *arena_grow(struct arena *arena, void *items, uint32_t count,
                 uint32_t *capacity, size_t size);

/* Raise SyntaxError at node. Returns false. */
bool compile_error(struct compiler *c, const struct node *node,
                   const char *format, ...);
/* Around recursion into a child. False: RecursionError, do not leave. */
bool compile_enter(struct compiler *c);
void compile_leave(struct compiler *c);
/* Call compile(c, node), which is one level deeper, and whose instructions have
 * the node's first line; afterwards those of the node around it have theirs
 * again. */
bool compile_at_line(struct compiler *c, struct node *node,
                     bool (*compile)(struct compiler *c, struct node *node));
/* The name as it is in scope: __x inside a class C is _C__x. Interned, borrowed
 * (kept by the arena). */
struct object *compile_mangle(struct compiler *c, struct scope *scope,
                              struct object *name);

/* The name that an import binds: as-name, or the name's first part. Borrowed. */
struct object *compile_alias_name(struct compiler *c, const struct node *alias);

/* fold.c */
bool fold_tree(struct compiler *c, struct node *node);

/* ---- Making a code object (compile.c) ---- */

/* Begin, and end, the unit of a scope. */
bool unit_enter(struct compiler *c, struct scope *scope, struct object *name);
struct code *unit_leave(struct compiler *c, struct object *name,
                        struct object *doc);

static inline bool emit_op(struct compiler *c, enum opcode op, uint32_t arg)
{
    return emit(&c->unit->emit, op, arg);
}

bool emit_constant(struct compiler *c, struct object *value);
/* An instruction whose argument is a NAME or SITE; name: not mangled yet. */
bool emit_named(struct compiler *c, enum opcode op, struct object *name);
/* The same with a name that is meant as it is. */
bool emit_exact(struct compiler *c, enum opcode op, struct object *name);
bool emit_exact_c(struct compiler *c, enum opcode op, const char *name);
/* Load, store or delete a variable; name: not mangled yet. */
bool compile_name(struct compiler *c, struct object *name,
                  enum node_context context);

/* ---- Expressions (compile_expression.c, _display.c, _call.c) ---- */

/* As many values are pushed for one instruction at most; longer displays and
 * calls are built up in steps, to keep the operand stack short. */
#define PUSHED_MAX 30

/* Push a value. */
bool compile_expression(struct compiler *c, struct node *node);
bool compile_condition(struct compiler *c, struct node *node, uint32_t label,
                       bool when); /* compile_condition.c: jump if truth is
                                      `when`, else go on */
/* Is the truth of node known? 1, 0; -1: not. */
int compile_known_truth(const struct node *node);
bool compile_compare(struct compiler *c, struct node *node);
bool compile_display(struct compiler *c, struct node *node);
/* A list (or, BUILD_SET, set) of items, some of which may be STARRED; `pushed`
 * values for its begin are on the stack. */
bool compile_items(struct compiler *c, struct node_list *items, uint32_t pushed,
                   enum opcode build);
/* A tuple of such items; all constants: itself a constant. */
bool compile_tuple(struct compiler *c, struct node_list *items);
bool compile_dict(struct compiler *c, struct node *node);
bool compile_joined(struct compiler *c, struct node *node);
bool compile_formatted(struct compiler *c, struct node *node);
bool compile_call(struct compiler *c, struct node *node);
/* [callable, first `pushed` arguments] -> [result] */
bool compile_arguments(struct compiler *c, struct node_list *arguments,
                       uint32_t pushed);
bool compile_comprehension(struct compiler *c, struct node *node);
bool compile_binary_op(struct compiler *c, uint8_t op, bool in_place);
bool compile_yield(struct compiler *c, struct node *node);
/* The line that errors of an attribute's access are reported at. */
int32_t compile_attribute_line(const struct node *node);

/* ---- Statements ---- */

bool compile_statement(struct compiler *c, struct node *node);
bool compile_body(struct compiler *c, struct node_list *list);
/* compile_assign.c */
bool compile_assign(struct compiler *c, struct node *node);
bool compile_ann_assign(struct compiler *c, struct node *node);
bool compile_aug_assign(struct compiler *c, struct node *node);
/* [a] -> [], target = a */
bool compile_store(struct compiler *c, struct node *target);
bool compile_delete(struct compiler *c, struct node *target);
/* compile_loop.c */
bool compile_while(struct compiler *c, struct node *node);
bool compile_for(struct compiler *c, struct node *node);
bool compile_break(struct compiler *c, struct node *node);
bool compile_continue(struct compiler *c, struct node *node);
bool compile_return(struct compiler *c, struct node *node);
/* The end of a code object that falls off its end: return None. */
bool compile_end(struct compiler *c);
/* compile_try.c, compile_with.c */
bool compile_try(struct compiler *c, struct node *node);
bool compile_finally_body(struct compiler *c, struct node *node);
bool compile_unbind(struct compiler *c, struct object *name);
bool compile_with(struct compiler *c, struct node *node);
bool compile_with_exit(struct compiler *c);
/* [before, e] when an exception leaves a handler: undo PUSH_EXC_INFO, pass it on.
 * Placed at label. */
bool compile_handler_end(struct compiler *c, uint32_t label);
/* compile_function.c, compile_class.c */
bool compile_function(struct compiler *c, struct node *node);
bool compile_lambda(struct compiler *c, struct node *node);
bool compile_class(struct compiler *c, struct node *node);
bool compile_decorators(struct compiler *c, struct node *node);
bool compile_decorate(struct compiler *c, struct node *node);
/* The docstring that a body begins with, or NULL. Borrowed. */
struct object *compile_docstring(const struct node_list *body);
/* Push the function of a finished code (stolen; NULL: failed), whose scope is
 * given; flags: which defaults were pushed. */
bool compile_make_function(struct compiler *c, struct code *code,
                           struct scope *scope, uint32_t flags);
/* compile_import.c */
bool compile_import(struct compiler *c, struct node *node);
bool compile_import_from(struct compiler *c, struct node *node);

/* ---- Blocks (compile_block.c) ---- */

bool block_push(struct compiler *c, struct block *block, enum block_kind kind,
                struct node *node);
void block_pop(struct compiler *c);
/* Emit what leaving all blocks within `until` (NULL: the function) takes;
 * value: a value on top of the stack is to be kept. The blocks themselves stay. */
bool block_unwind(struct compiler *c, struct block *until, bool value);

#endif
