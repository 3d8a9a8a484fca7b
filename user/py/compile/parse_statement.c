/* SPDX-License-Identifier: MIT
 *
 * Simple statements, which take one logical line or less; those that begin with
 * a word, and those that begin with an expression: assignments of all kinds.
 *
 * What a statement may not do where it stands (`return` outside of a function) is
 * the compiler's to check.
 */
#include <string.h>

#include "compile/parse.h"
#include "object/error.h"

/* ---- Assignments ---- */

/* The operator of an augmented assignment, or -1. */
static int augmented_operator(enum token_kind kind)
{
    static const uint8_t operators[TOKEN_KINDS] = {
        [TOKEN_PLUS_ASSIGN] = OP_ADD + 1,
        [TOKEN_MINUS_ASSIGN] = OP_SUB + 1,
        [TOKEN_STAR_ASSIGN] = OP_MUL + 1,
        [TOKEN_AT_ASSIGN] = OP_MATMUL + 1,
        [TOKEN_SLASH_ASSIGN] = OP_TRUEDIV + 1,
        [TOKEN_FLOORDIV_ASSIGN] = OP_FLOORDIV + 1,
        [TOKEN_PERCENT_ASSIGN] = OP_MOD + 1,
        [TOKEN_POWER_ASSIGN] = OP_POW + 1,
        [TOKEN_LSHIFT_ASSIGN] = OP_LSHIFT + 1,
        [TOKEN_RSHIFT_ASSIGN] = OP_RSHIFT + 1,
        [TOKEN_AMPERSAND_ASSIGN] = OP_AND + 1,
        [TOKEN_BAR_ASSIGN] = OP_OR + 1,
        [TOKEN_CARET_ASSIGN] = OP_XOR + 1,
    };

    return operators[kind] - 1;
}

static struct node *parse_augmented(struct parser *p, const struct token *first,
                                    struct node *target, enum binary_op op)
{
    struct node *node = node_around(p, NODE_AUG_ASSIGN, first, target);

    if (!node)
        return NULL;
    parser_next(p);
    node->op = op;
    node->b = parse_yield_or_star(p);
    if (!node->b)
        return NULL;
    if (target->kind != NODE_NAME && target->kind != NODE_ATTRIBUTE &&
        target->kind != NODE_SUBSCRIPT)
        return parser_error(p, node_place(target),
                            "'%s' is an illegal expression for augmented "
                            "assignment",
                            node_describe(target));
    target->context = CONTEXT_STORE;
    return node_end(p, node);
}

static bool check_annotated(struct parser *p, const struct node *target)
{
    bool open = target->kind == NODE_TUPLE && !target->parenthesised;

    if (target->kind == NODE_LIST || target->kind == NODE_TUPLE)
        parser_error(p, node_place(open ? target->list.items[0] : target),
                     "only single target (not %s) can be annotated",
                     node_describe(target));
    else if (target->kind != NODE_NAME && target->kind != NODE_ATTRIBUTE &&
             target->kind != NODE_SUBSCRIPT)
        parser_error(p, node_place(target), "illegal target for annotation");
    else
        return true;
    return false;
}

/* target: annotation [= value], at ':'. */
static struct node *parse_annotated(struct parser *p, const struct token *first,
                                    struct node *target)
{
    struct node *node = node_around(p, NODE_ANN_ASSIGN, first, target);

    if (!node)
        return NULL;
    if (first->kind == TOKEN_YIELD || target->kind == NODE_STARRED)
        return parser_invalid(p);
    parser_next(p);
    node->b = parse_expression(p);
    if (!node->b || !check_annotated(p, target))
        return NULL;
    target->context = CONTEXT_STORE;
    if (parser_accept(p, TOKEN_ASSIGN)) {
        node->c = parse_yield_or_star(p);
        if (!node->c)
            return NULL;
    }
    return node_end(p, node);
}

/* A target at '=' is none: say which part, or whether '==' was meant at the
 * first '=', behind `first`. */
static void *bad_target(struct parser *p, struct node *target,
                        const struct token *assign, struct node *first)
{
    struct node *last = first;

    if ((target->kind == NODE_YIELD || target->kind == NODE_YIELD_FROM) &&
        !target->parenthesised)
        return parser_error(p, node_place(target),
                            "assignment to yield expression not possible");
    if (first->kind == NODE_TUPLE && !first->parenthesised)
        last = first->list.items[first->list.count - 1];
    p->hints = true;
    p->token = assign;
    if (!hint_assignment(p, last))
        return NULL;
    target_set(p, target, TARGET_STAR);
    return NULL;
}

/* a = b = value, at the first '='. */
static struct node *parse_assignment(struct parser *p,
                                     const struct token *first,
                                     struct node *value)
{
    struct node *node = node_new(p, NODE_ASSIGN, first), *target = value;
    const struct token *assign = p->token;

    if (!node)
        return NULL;
    while (parser_at(p, TOKEN_ASSIGN)) {
        if (target_invalid(value, TARGET_STAR))
            return bad_target(p, value, assign, target);
        if (target_set(p, value, TARGET_STAR) ||
            node_list_append(p, &node->list, value))
            return NULL;
        parser_next(p);
        value = parse_yield_or_star(p);
        if (!value)
            return NULL;
    }
    node->a = value;
    return node_end(p, node);
}

/* The match statement begins like an expression. */
static bool begins_match(const struct parser *p, const struct token *first)
{
    return first->size == 5 && !memcmp(first->text, "match", 5) &&
           p->token > first && parser_at(p, TOKEN_COLON) &&
           parser_peek(p, 1) == TOKEN_NEWLINE;
}

/* match x: where x makes no expression with `match`. */
static bool at_match(const struct parser *p)
{
    enum token_kind next = parser_peek(p, 1);

    return parser_at_word(p, "match") &&
           (next == TOKEN_NAME || next == TOKEN_NUMBER ||
            next == TOKEN_STRING || next == TOKEN_LEFT_BRACE);
}

static struct node *parse_expression_statement(struct parser *p)
{
    const struct token *first = p->token;
    struct node *value, *node;
    int op;

    if (at_match(p))
        return parser_error_here(p, "the match statement is not supported");
    value = parse_yield_or_star(p);
    if (!value)
        return NULL;
    op = augmented_operator(p->token->kind);
    if (op >= 0)
        return parse_augmented(p, first, value, op);
    if (begins_match(p, first))
        return parser_error(p, first->place,
                            "the match statement is not supported");
    if (parser_at(p, TOKEN_COLON))
        return parse_annotated(p, first, value);
    if (parser_at(p, TOKEN_ASSIGN))
        return parse_assignment(p, first, value);
    node = node_around(p, NODE_EXPRESSION, first, value);
    return node ? node_end(p, node) : NULL;
}

/* ---- Statements that begin with a word ---- */

static bool at_line_end(const struct parser *p)
{
    return parser_at(p, TOKEN_NEWLINE) || parser_at(p, TOKEN_SEMICOLON) ||
           parser_at(p, TOKEN_END);
}

static struct node *parse_word(struct parser *p, enum node_kind kind)
{
    return node_new(p, kind, parser_next(p));
}

static struct node *parse_return(struct parser *p)
{
    struct node *node = node_new(p, NODE_RETURN, parser_next(p));

    if (!node)
        return NULL;
    if (!at_line_end(p) && !(node->a = parse_star_expressions(p)))
        return NULL;
    return node_end(p, node);
}

static struct node *parse_raise(struct parser *p)
{
    struct node *node = node_new(p, NODE_RAISE, parser_next(p));

    if (!node)
        return NULL;
    if (!at_line_end(p)) {
        node->a = parse_expression(p);
        if (!node->a)
            return NULL;
        if (parser_accept(p, TOKEN_FROM) && !(node->b = parse_expression(p)))
            return NULL;
    }
    return node_end(p, node);
}

static struct node *parse_assert(struct parser *p)
{
    struct node *node = node_new(p, NODE_ASSERT, parser_next(p));

    if (!node || !(node->a = parse_expression(p)))
        return NULL;
    if (parser_accept(p, TOKEN_COMMA) && !(node->b = parse_expression(p)))
        return NULL;
    return node_end(p, node);
}

static struct node *parse_del(struct parser *p)
{
    struct node *node = node_new(p, NODE_DELETE, parser_next(p));
    struct node *targets = node ? parse_star_expressions(p) : NULL;

    if (!targets || target_set(p, targets, TARGET_DELETE))
        return NULL;
    if (targets->kind == NODE_TUPLE && !targets->parenthesised)
        node->list = targets->list;
    else if (node_list_append(p, &node->list, targets))
        return NULL;
    return at_line_end(p) ? node_end(p, node) : parser_invalid(p);
}

/* global and nonlocal. */
static struct node *parse_scope(struct parser *p, enum node_kind kind)
{
    struct node *node = node_new(p, kind, parser_next(p));

    if (!node)
        return NULL;
    do {
        struct node *name = node_new(p, NODE_NAME, p->token);

        if (!parser_at(p, TOKEN_NAME))
            return parser_invalid(p);
        if (!name || !(name->value = parser_name(p)) ||
            node_list_append(p, &node->list, name))
            return NULL;
    } while (parser_accept(p, TOKEN_COMMA));
    return node_end(p, node);
}

static struct node *parse_simple(struct parser *p)
{
    switch (p->token->kind) {
    case TOKEN_PASS:
        return parse_word(p, NODE_PASS);
    case TOKEN_BREAK:
        return parse_word(p, NODE_BREAK);
    case TOKEN_CONTINUE:
        return parse_word(p, NODE_CONTINUE);
    case TOKEN_RETURN:
        return parse_return(p);
    case TOKEN_RAISE:
        return parse_raise(p);
    case TOKEN_ASSERT:
        return parse_assert(p);
    case TOKEN_DEL:
        return parse_del(p);
    case TOKEN_GLOBAL:
        return parse_scope(p, NODE_GLOBAL);
    case TOKEN_NONLOCAL:
        return parse_scope(p, NODE_NONLOCAL);
    case TOKEN_IMPORT:
    case TOKEN_FROM:
        return parse_import(p);
    default:
        return parse_expression_statement(p);
    }
}

/* ---- Lines ---- */

int parse_simple_line(struct parser *p, struct node_list *list)
{
    do {
        if (node_list_append(p, list, parse_simple(p)))
            return -1;
    } while (parser_accept(p, TOKEN_SEMICOLON) && !parser_at(p, TOKEN_NEWLINE));
    return parser_expect(p, TOKEN_NEWLINE);
}

int parse_statement(struct parser *p, struct node_list *list)
{
    if (at_compound(p))
        return node_list_append(p, list, parse_compound(p));
    return parse_simple_line(p, list);
}
