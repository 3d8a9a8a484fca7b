/* SPDX-License-Identifier: MIT
 *
 * The syntax tree, from the parser to the compiler. All nodes, and their lists,
 * lie in one arena, which is freed as a whole; `value` objects are kept alive by
 * the arena as well.
 *
 * One struct serves all kinds: which fields a kind uses stands beside it.
 */
#ifndef PY_AST_H
#define PY_AST_H

#include "object/object.h"

/* X(kind, fields). Lists are named as in struct node. */
#define NODE_KINDS(X)                                                          \
    /* Expressions */                                                          \
    X(NAME, "value: str; context")                                             \
    X(CONSTANT, "value: None, bool, int, float, str, bytes, Ellipsis")         \
    X(JOINED_STR, "list: CONSTANT (str) and FORMATTED")                        \
    X(FORMATTED, "a; op: 0, 's', 'r', 'a'; b: JOINED_STR spec or NULL")        \
    X(BINARY, "op: enum binary_op; a, b")                                      \
    X(UNARY, "op: enum unary_op, or UNARY_NOT_OP; a")                          \
    X(AND, "list: two or more")                                                \
    X(OR, "list: two or more")                                                 \
    X(COMPARE, "a; list: COMPARE_STEP")                                        \
    X(COMPARE_STEP, "op: enum compare_op, or CMP_IN ...; a: right side")       \
    X(CALL, "a: callee; list: arguments, STARRED, KEYWORD, in order")          \
    X(KEYWORD, "value: str, NULL for **; a")                                   \
    X(ATTRIBUTE, "a; value: str; context")                                     \
    X(SUBSCRIPT, "a; b: index; context")                                       \
    X(SLICE, "a, b, c: each may be NULL")                                      \
    X(LIST, "list; context")                                                   \
    X(TUPLE, "list; context")                                                  \
    X(SET, "list")                                                             \
    X(DICT, "list: DICT_ITEM")                                                 \
    X(DICT_ITEM, "a: key, NULL for **b; b")                                    \
    X(STARRED, "a; context")                                                   \
    X(LAMBDA, "a: ARGUMENTS; b: body")                                         \
    X(CONDITIONAL, "a: condition; b: if true; c: if false")                    \
    X(NAMED, "a: NAME (store); b: value: (a := b)")                            \
    X(LIST_COMP, "a: element; list: COMPREHENSION")                            \
    X(SET_COMP, "a: element; list: COMPREHENSION")                             \
    X(DICT_COMP, "a: key; b: value; list: COMPREHENSION")                      \
    X(GENERATOR, "a: element; list: COMPREHENSION")                            \
    X(COMPREHENSION, "a: target; b: iterable; list: conditions")               \
    X(YIELD, "a: may be NULL")                                                 \
    X(YIELD_FROM, "a")                                                         \
    /* Statements */                                                           \
    X(EXPRESSION, "a")                                                         \
    X(ASSIGN, "list: targets, left to right; a: value")                        \
    X(AUG_ASSIGN, "op: enum binary_op; a: target; b")                          \
    X(ANN_ASSIGN, "a: target; b: annotation; c: value or NULL")                \
    X(RETURN, "a: may be NULL")                                                \
    X(DELETE, "list: targets")                                                 \
    X(PASS, "")                                                                \
    X(BREAK, "")                                                               \
    X(CONTINUE, "")                                                            \
    X(IF, "a; list: body; orelse")                                             \
    X(WHILE, "a; list: body; orelse")                                          \
    X(FOR, "a: target; b: iterable; list: body; orelse")                       \
    X(TRY, "list: body; handlers: HANDLER; orelse; final")                     \
    X(HANDLER, "a: class or NULL; value: name or NULL; list: body")            \
    X(WITH, "handlers: WITH_ITEM; list: body")                                 \
    X(WITH_ITEM, "a: manager; b: target or NULL")                              \
    X(FUNCTION, "value: name; a: ARGUMENTS; b: returns or NULL; list: body; "  \
                "handlers: decorators")                                        \
    X(CLASS, "value: name; list: body; handlers: decorators; orelse: bases "   \
             "and KEYWORDs, as in CALL")                                       \
    X(RAISE, "a: or NULL; b: cause or NULL")                                   \
    X(ASSERT, "a; b: message or NULL")                                         \
    X(GLOBAL, "list: NAME")                                                    \
    X(NONLOCAL, "list: NAME")                                                  \
    X(IMPORT, "list: ALIAS")                                                   \
    X(IMPORT_FROM, "value: module, with leading dots; list: ALIAS, empty for " \
                   "*")                                                        \
    X(ALIAS, "value: (dotted) name; other: as-name or NULL")                   \
    /* Others */                                                               \
    X(ARGUMENTS, "list: PARAMETER: positional-only, plain, *, keyword-only, "  \
                 "**, in this order")                                          \
    X(PARAMETER, "value: name; op: enum parameter_kind; a: annotation or "     \
                 "NULL; b: default or NULL")                                   \
    X(MODULE, "list: body")

enum node_kind {
#define NODE_ENUM(kind, fields) NODE_##kind,
    NODE_KINDS(NODE_ENUM)
#undef NODE_ENUM
};

enum node_context { CONTEXT_LOAD, CONTEXT_STORE, CONTEXT_DELETE };

enum parameter_kind {
    PARAMETER_POSITIONAL_ONLY,
    PARAMETER_PLAIN,
    PARAMETER_VARARGS,
    PARAMETER_KEYWORD_ONLY,
    PARAMETER_VARKEYWORDS,
};

/* Beyond enum compare_op and enum unary_op. */
enum { CMP_IN = COMPARE_OPS, CMP_NOT_IN, CMP_IS, CMP_IS_NOT };
enum { UNARY_NOT_OP = UNARY_OPS };

/* How high a tree may be. */
#define NODE_HEIGHT_MAX 1000

struct node_list {
    struct node **items;
    uint32_t count, capacity;
};

struct node {
    uint8_t kind;    /* enum node_kind */
    uint8_t op;      /* see NODE_KINDS */
    uint8_t context; /* enum node_context */
    bool parenthesised;
    int32_t line, end_line;     /* 1-based */
    int32_t column, end_column; /* bytes, 0-based; the end is exclusive */
    uint32_t height;            /* 1: no nodes below; at most NODE_HEIGHT_MAX */
    struct node *a, *b, *c;
    struct object *value, *other;
    struct node_list list, orelse, handlers, final;
};

struct arena;
struct arena *arena_new(void); /* NULL: MemoryError */
void arena_free(struct arena *arena);
/* `size` zeroed bytes. NULL: MemoryError. */
void *arena_alloc(struct arena *arena, size_t size);
/* Keep an object until the arena is freed (steals, also on failure). 0, or -1.
 */
int arena_keep(struct arena *arena, struct object *o);

/* What the parser makes. PARSE_EXEC: a program as PARSE_FILE's, but for exec():
 * its names need not be the globals. That holds for PARSE_EXPRESSION too. */
enum parse_mode { PARSE_FILE, PARSE_EXEC, PARSE_EXPRESSION, PARSE_INTERACTIVE };

/* Parse source (UTF-8, ends with 0, `size` bytes). The tree: NODE_MODULE, or for
 * PARSE_EXPRESSION an expression. NULL: SyntaxError (IndentationError,
 * TabError) with CPython 3.11's words where it is one of the usual mistakes, with
 * file, line, column and text. PARSE_INTERACTIVE: *incomplete (may be NULL
 * otherwise) says that more lines could mend it. */
struct node *parse(struct arena *arena, const char *source, size_t size,
                   struct object *filename, enum parse_mode mode,
                   bool *incomplete);

/* Has the statement a block of its own? */
bool node_is_compound(const struct node *statement);

struct code;
/* Compile a tree: the code of a module (or, PARSE_EXPRESSION, of one that
 * returns the expression's value; PARSE_INTERACTIVE: that shows each
 * expression's). source is for SyntaxErrors that only the compiler sees. */
struct code *compile_tree(struct node *tree, const char *source,
                          struct object *filename, enum parse_mode mode);
/* Both steps. */
struct code *compile_source(const char *source, size_t size,
                            struct object *filename, enum parse_mode mode,
                            bool *incomplete);

#endif
