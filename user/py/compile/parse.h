/* SPDX-License-Identifier: MIT
 *
 * The parser: recursive descent, a function for each rule of the grammar, split
 * into files by topic. This is what the files share.
 *
 * FAILURE. A rule returns NULL, at once, when the tokens don't fit it. If one of
 * the usual mistakes explains it an exception is raised; if none is, the text
 * is simply "invalid syntax" at the furthest token. Before saying that, parse()
 * goes over the source again with `hints`, where rules look at what comes behind
 * them too (parse_hint.c): valid programs don't pay for that.
 *
 * A rule that is tried only (`quiet`) raises nothing but MemoryError.
 *
 * DEPTH. Recursion is bounded: by the lexer (parentheses, blocks), and by
 * parser_enter (operators, lambdas). Loops make trees that are higher than that
 * (a + b + c ..., a.b.c ..., elif): node_end bounds these.
 */
#ifndef PY_PARSE_H
#define PY_PARSE_H

#include <stdarg.h>

#include "compile/ast.h"
#include "compile/lexer.h"

struct parser {
    struct lexer lexer;
    const struct token *token;    /* the current one */
    const struct token *furthest; /* the last looked at by any rule */
    struct arena *arena;
    const char *source;
    struct object *filename;
    enum parse_mode mode;
    const char *prefix; /* of messages: "" or "f-string: " */
    bool hints;
    uint32_t quiet; /* > 0: no exceptions */
};

/* ---- Tokens ---- */

static inline bool parser_at(const struct parser *p, enum token_kind kind)
{
    return p->token->kind == kind;
}

/* The kind of the token `ahead` tokens further, END behind the last one. */
enum token_kind parser_peek(const struct parser *p, size_t ahead);
/* Go to the next token. Returns the current one. */
const struct token *parser_next(struct parser *p);
/* Go over a token if it is of this kind. */
bool parser_accept(struct parser *p, enum token_kind kind);
/* The same, where nothing else may be: 0; -1: fails. */
int parser_expect(struct parser *p, enum token_kind kind);
/* The same for one that CPython asks for by name ("expected ':'"). */
int parser_force(struct parser *p, enum token_kind kind);
/* Could an expression begin with this token? */
bool token_begins_expression(enum token_kind kind);
/* Is the current token a NAME with this text? */
bool parser_at_word(const struct parser *p, const char *word);
/* The current token's text (a NAME's), interned and kept; goes to the next. */
struct object *parser_name(struct parser *p);

/* Behind a rule's failure: one that is only tried may match less, `node`, up to
 * `end`. Returns node or NULL. */
struct node *parser_fall_back(struct parser *p, const struct token *end,
                              struct node *node);

/* Guard a recursion; parser_leave only after 0. -1: RecursionError. */
static inline int parser_enter(void)
{
    return recursion_enter(" during compilation");
}

static inline void parser_leave(void)
{
    recursion_leave();
}

/* ---- Nodes (parse_node.c) ---- */

/* A node that begins at a token. NULL: MemoryError. */
struct node *node_new(struct parser *p, enum node_kind kind,
                      const struct token *first);
/* The same with `a`, which has been parsed from there. */
struct node *node_around(struct parser *p, enum node_kind kind,
                         const struct token *first, struct node *a);
/* Called when all is in it: it ends with the token before the current one.
 * Returns node; NULL if that is too high (RecursionError). */
struct node *node_end(struct parser *p, struct node *node);
/* The same for a node whose end is set. */
struct node *node_measure(struct node *node);
/* Add an item. 0; -1: MemoryError, or item is NULL (then nothing is raised). */
int node_list_append(struct parser *p, struct node_list *list,
                     struct node *item);
struct place node_place(const struct node *node);
/* From the beginning of one to the end of the other. */
struct place node_places(const struct node *first, const struct node *last);
/* Keep a new object (NULL: passed on) as node->value. Returns node or NULL. */
struct node *node_keep(struct parser *p, struct node *node,
                       struct object *value);

/* ---- Errors (parse_error.c) ---- */

/* Raise type(prefix + message) with file, line, offset and text; see error.h. The
 * source is only looked at to find the line. */
void syntax_error_raise(struct type *type, const char *source,
                        struct object *filename, const struct place *place,
                        const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void syntax_error_raise_va(struct type *type, const char *source,
                           struct object *filename, const struct place *place,
                           const char *format, va_list args);
/* SyntaxError at a place, unless quiet. Always NULL. */
void *parser_error(struct parser *p, struct place place, const char *format,
                   ...) __attribute__((format(printf, 3, 4)));
/* At the current token. */
void *parser_error_here(struct parser *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void *parser_indent_error(struct parser *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The tokens don't fit: raise what the lexer found, if this is its error; else
 * nothing, see above. Always NULL. */
void *parser_invalid(struct parser *p);
/* At the end of parsing without success: raise "invalid syntax" at `bad`, unless
 * something is raised already; an error that the lexer found goes before either.
 */
void parser_conclude(struct parser *p, const struct token *bad);

/* ---- Hints (parse_hint.c); each false if it has raised ---- */

/* Behind an expression that began at `first`: "Perhaps you forgot a comma?" and
 * such. */
bool hint_after_expression(struct parser *p, const struct token *first,
                           struct node *expression);
/* Behind a named expression, at '=': "Maybe you meant '=='...?" */
bool hint_assignment(struct parser *p, struct node *target);

/* ---- Expressions (parse_expression.c, parse_atom.c) ---- */

struct node *parse_expression(struct parser *p);
/* Also a := b. */
struct node *parse_named(struct parser *p);
/* Behind `target`, at ':='. */
struct node *parse_walrus(struct parser *p, struct node *target);
/* Also *a. */
struct node *parse_star_named(struct parser *p);
/* No 'if', no lambda: what may follow `in` of a comprehension. */
struct node *parse_disjunction(struct parser *p);
/* From '|' upwards: what a target or behind * may be. */
struct node *parse_bitwise(struct parser *p);
/* One, or a tuple without parentheses: a, b, c. */
struct node *parse_expressions(struct parser *p);
/* The same with stars: a, *b, c. */
struct node *parse_star_expressions(struct parser *p);
/* Also yield. */
struct node *parse_yield_or_star(struct parser *p);
/* yield ..., at that word. */
struct node *parse_yield(struct parser *p);
/* A target, or a tuple of some, up to `in`; with context STORE. */
struct node *parse_for_targets(struct parser *p);
/* *a where a is parsed by parse_bitwise. */
struct node *parse_starred(struct parser *p);
struct node *parse_primary(struct parser *p);
struct node *parse_atom(struct parser *p);
/* The for and if clauses behind an element. 0, or -1. */
int parse_comprehensions(struct parser *p, struct node_list *list);
bool at_comprehension(const struct parser *p);
/* Arguments up to and with ')'. 0, or -1. */
int parse_arguments(struct parser *p, struct node_list *list);
/* ARGUMENTS up to the token `end`: ')' of def or ':' of lambda. */
struct node *parse_parameters(struct parser *p, enum token_kind end);
/* One or more STRING tokens. */
struct node *parse_strings(struct parser *p);
struct node *parse_number(struct parser *p);

/* ---- Targets (parse_target.c) ---- */

enum target_use { TARGET_STAR, TARGET_FOR, TARGET_DELETE };

/* Change the context of what may be assigned to. -1: "cannot assign to ...". */
int target_set(struct parser *p, struct node *node, enum target_use use);
/* The part of it that cannot be a target, or NULL. */
struct node *target_invalid(struct node *node, enum target_use use);
/* What CPython calls this kind of expression: "function call". */
const char *node_describe(const struct node *node);

/* ---- Strings (parse_string.c, parse_fstring.c) ---- */

/* One literal, taken apart. */
struct literal {
    const struct token *token;
    bool raw, bytes, format;
    bool triple;
    const char *text, *end; /* between the quotes */
};

struct text;

/* Append what text..end, a part of literal, stands for: escapes are replaced. 0,
 * or -1. */
int literal_add(struct parser *p, const struct literal *literal,
                const char *text, const char *end, struct text *out);
/* Add the parts of an f-string: FORMATTED to `list`; text to `out`, which
 * becomes a CONSTANT before each. 0, or -1. */
int fstring_add(struct parser *p, const struct literal *literal,
                struct node_list *list, struct text *out);
/* Move what is in `out` into a CONSTANT at the end of list. 0, or -1. */
int fstring_flush(struct parser *p, const struct token *token,
                  struct node_list *list, struct text *out);

/* ---- Statements (parse_statement.c, parse_block.c) ---- */

/* A line: simple statements, or a compound one. 0, or -1. */
int parse_statement(struct parser *p, struct node_list *list);
int parse_simple_line(struct parser *p, struct node_list *list);
struct node *parse_import(struct parser *p);
/* Is the current token the beginning of a compound statement? */
bool at_compound(const struct parser *p);
struct node *parse_compound(struct parser *p);
/* Behind ':': statements. what: "'if' statement on line 3", and so on. 0, or
 * -1. */
int parse_block(struct parser *p, struct node_list *list,
                const struct token *word, const char *what);

#endif
