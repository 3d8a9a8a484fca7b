/* SPDX-License-Identifier: MIT
 *
 * Compound statements: those with blocks of statements in them.
 */
#include "compile/parse.h"
#include "object/error.h"

int parse_block(struct parser *p, struct node_list *list,
                const struct token *word, const char *what)
{
    if (!parser_accept(p, TOKEN_NEWLINE))
        return parse_simple_line(p, list);
    if (!parser_accept(p, TOKEN_INDENT)) {
        if (!parser_at(p, TOKEN_ERROR))
            parser_indent_error(
                p, "expected an indented block after %s on line %d", what,
                (int)word->place.line);
        else
            parser_invalid(p);
        return -1;
    }
    while (!parser_at(p, TOKEN_DEDENT))
        if (parse_statement(p, list))
            return -1;
    parser_next(p);
    return 0;
}

/* ':' behind a condition: only a line end in its place is worth a remark. */
static int expect_colon(struct parser *p)
{
    if (parser_accept(p, TOKEN_COLON))
        return 0;
    if (parser_at(p, TOKEN_NEWLINE))
        parser_error_here(p, "expected ':'");
    else
        parser_invalid(p);
    return -1;
}

/* Set the end of a compound statement: of its last line, not of its DEDENT. */
static struct node *end_block(struct node *node, const struct node_list *body)
{
    const struct node *last = body->items[body->count - 1];

    node->end_line = last->end_line;
    node->end_column = last->end_column;
    return node_measure(node);
}

/* ---- if, while, for ---- */

/* [else: ...]. 0, or -1. */
static int parse_else(struct parser *p, struct node_list *list)
{
    const struct token *word = p->token;

    if (!parser_accept(p, TOKEN_ELSE))
        return 0;
    if (parser_force(p, TOKEN_COLON))
        return -1;
    return parse_block(p, list, word, "'else' statement");
}

/* if or elif with its condition and block. */
static struct node *parse_condition(struct parser *p, enum node_kind kind,
                                    const char *what)
{
    const struct token *word = parser_next(p);
    struct node *node = node_new(p, kind, word);

    if (!node || !(node->a = parse_named(p)) || expect_colon(p) ||
        parse_block(p, &node->list, word, what))
        return NULL;
    return end_block(node, &node->list);
}

/* if and the elifs behind it: each the only statement in the `else` of the one
 * before. They are put together from the last to the first. */
static struct node *parse_if(struct parser *p)
{
    struct node_list chain = {0};
    struct node *node = parse_condition(p, NODE_IF, "'if' statement");

    while (!node_list_append(p, &chain, node) && parser_at(p, TOKEN_ELIF))
        node = parse_condition(p, NODE_IF, "'elif' statement");
    if (!node || parse_else(p, &node->orelse))
        return NULL;
    for (uint32_t i = chain.count; i > 0 && node; i--) {
        if (i < chain.count &&
            node_list_append(p, &chain.items[i - 1]->orelse, node))
            return NULL;
        node = chain.items[i - 1];
        if (node->orelse.count)
            node = end_block(node, &node->orelse);
    }
    return node;
}

static struct node *parse_while(struct parser *p)
{
    struct node *node = parse_condition(p, NODE_WHILE, "'while' statement");

    if (!node || parse_else(p, &node->orelse))
        return NULL;
    return node->orelse.count ? end_block(node, &node->orelse) : node;
}

static struct node *parse_for(struct parser *p)
{
    const struct token *word = parser_next(p);
    struct node *node = node_new(p, NODE_FOR, word);

    if (!node || !(node->a = parse_for_targets(p)) ||
        parser_expect(p, TOKEN_IN) || !(node->b = parse_star_expressions(p)) ||
        expect_colon(p) ||
        parse_block(p, &node->list, word, "'for' statement") ||
        parse_else(p, &node->orelse))
        return NULL;
    return end_block(node, node->orelse.count ? &node->orelse : &node->list);
}

/* ---- try ---- */

/* except A, B: was Python 2's `as`. */
static struct node *bad_classes(struct parser *p, const struct node *first)
{
    struct place place = node_place(first);
    struct node *rest;

    parser_next(p);
    rest = parse_star_expressions(p);
    if (rest && parser_accept(p, TOKEN_AS) && !parser_accept(p, TOKEN_NAME))
        return parser_invalid(p);
    if (!rest || !parser_at(p, TOKEN_COLON))
        return parser_invalid(p);
    place.end_line = p->token[-1].place.end_line;
    place.end_column = p->token[-1].place.end_column;
    return parser_error(p, place,
                        "multiple exception types must be parenthesized");
}

/* Behind `except`, unless ':' follows. */
static struct node *parse_class_of(struct parser *p, struct node *node)
{
    if (parser_at(p, TOKEN_STAR))
        return parser_error_here(p, "'except*' is not supported");
    node->a = parse_expression(p);
    if (!node->a)
        return NULL;
    if (parser_at(p, TOKEN_COMMA))
        return bad_classes(p, node->a);
    if (!parser_accept(p, TOKEN_AS))
        return node;
    if (!parser_at(p, TOKEN_NAME))
        return parser_invalid(p);
    node->value = parser_name(p);
    return node->value ? node : NULL;
}

static struct node *parse_handler(struct parser *p)
{
    const struct token *word = parser_next(p);
    struct node *node = node_new(p, NODE_HANDLER, word);

    if (!node)
        return NULL;
    if (!parser_at(p, TOKEN_COLON) && !parser_at(p, TOKEN_NEWLINE) &&
        !parse_class_of(p, node))
        return NULL;
    if (expect_colon(p) ||
        parse_block(p, &node->list, word, "'except' statement"))
        return NULL;
    return end_block(node, &node->list);
}

/* [finally: ...]. 0, or -1. */
static int parse_finally(struct parser *p, struct node *node)
{
    const struct token *word = p->token;

    if (!parser_accept(p, TOKEN_FINALLY))
        return 0;
    if (parser_force(p, TOKEN_COLON))
        return -1;
    return parse_block(p, &node->final, word, "'finally' statement");
}

static struct node *parse_try(struct parser *p)
{
    const struct token *word = parser_next(p);
    struct node *node = node_new(p, NODE_TRY, word);

    if (!node || parser_force(p, TOKEN_COLON) ||
        parse_block(p, &node->list, word, "'try' statement"))
        return NULL;
    while (parser_at(p, TOKEN_EXCEPT))
        if (node_list_append(p, &node->handlers, parse_handler(p)))
            return NULL;
    if (node->handlers.count && parse_else(p, &node->orelse))
        return NULL;
    if (parse_finally(p, node))
        return NULL;
    if (node->final.count)
        return end_block(node, &node->final);
    if (node->orelse.count)
        return end_block(node, &node->orelse);
    if (node->handlers.count)
        return end_block(node, &node->handlers);
    if (parser_at(p, TOKEN_ERROR))
        return parser_invalid(p);
    return parser_error_here(p, "expected 'except' or 'finally' block");
}

/* ---- with ---- */

/* manager [as target] */
static struct node *parse_with_item(struct parser *p)
{
    struct node *item = node_new(p, NODE_WITH_ITEM, p->token);

    if (!item || !(item->a = parse_expression(p)))
        return NULL;
    if (!parser_accept(p, TOKEN_AS))
        return node_end(p, item);
    item->b = parser_at(p, TOKEN_STAR) ? parse_starred(p) : parse_bitwise(p);
    if (!item->b)
        return NULL;
    if (!parser_at(p, TOKEN_COMMA) && !parser_at(p, TOKEN_RIGHT_PAREN) &&
        !parser_at(p, TOKEN_COLON) && !parser_at(p, TOKEN_NEWLINE))
        return parser_invalid(p);
    if (target_set(p, item->b, TARGET_STAR))
        return NULL;
    return node_end(p, item);
}

/* Items in parentheses, up to and with ':'. 0; -1: it is none of these. */
static int parse_enclosed_items(struct parser *p, struct node_list *list)
{
    parser_next(p);
    do {
        if (list->count && parser_at(p, TOKEN_RIGHT_PAREN))
            break;
        if (node_list_append(p, list, parse_with_item(p)))
            return -1;
    } while (parser_accept(p, TOKEN_COMMA));
    return parser_accept(p, TOKEN_RIGHT_PAREN) ? expect_colon(p) : -1;
}

/* Does the parenthesis that is open here end at the end of the items? */
static bool encloses_all(const struct parser *p)
{
    const struct token *token = p->token;
    uint8_t level = token->level - 1;

    if (token->kind != TOKEN_LEFT_PAREN)
        return false;
    while (token->level > level && token->kind != TOKEN_ERROR &&
           token->kind != TOKEN_END)
        token++;
    return token->kind == TOKEN_RIGHT_PAREN &&
           (token[1].kind == TOKEN_COLON || token[1].kind == TOKEN_NEWLINE);
}

/* Items without parentheses around all of them, and ':'. 0, or -1. */
static int parse_open_items(struct parser *p, struct node_list *list)
{
    do {
        if (node_list_append(p, list, parse_with_item(p)))
            return -1;
    } while (parser_accept(p, TOKEN_COMMA));
    return expect_colon(p);
}

/* The items of a with statement, and ':'. 0, or -1. What looks enclosed may be
 * an expression: with (a + b):. */
static int parse_with_items(struct parser *p, struct node_list *list)
{
    const struct token *start = p->token;
    int failed;

    if (!encloses_all(p))
        return parse_open_items(p, list);
    p->quiet++;
    failed = parse_enclosed_items(p, list);
    p->quiet--;
    if (!failed || error_is_set())
        return failed;
    p->token = start;
    *list = (struct node_list){0};
    if (!parse_open_items(p, list))
        return 0;
    if (p->hints && !error_is_set()) {
        p->token = start;
        parse_enclosed_items(p, list);
    }
    return -1;
}

static struct node *parse_with(struct parser *p)
{
    const struct token *word = parser_next(p);
    struct node *node = node_new(p, NODE_WITH, word);

    if (!node || parse_with_items(p, &node->handlers) ||
        parse_block(p, &node->list, word, "'with' statement"))
        return NULL;
    return end_block(node, &node->list);
}

/* ---- def and class ---- */

static struct node *parse_def(struct parser *p)
{
    const struct token *word = parser_next(p);
    struct node *node = node_new(p, NODE_FUNCTION, word);

    if (!node)
        return NULL;
    if (!parser_at(p, TOKEN_NAME))
        return parser_invalid(p);
    node->value = parser_name(p);
    if (!node->value || parser_force(p, TOKEN_LEFT_PAREN) ||
        !(node->a = parse_parameters(p, TOKEN_RIGHT_PAREN)) ||
        parser_expect(p, TOKEN_RIGHT_PAREN))
        return NULL;
    if (parser_accept(p, TOKEN_ARROW) && !(node->b = parse_expression(p)))
        return NULL;
    if (parser_force(p, TOKEN_COLON) ||
        parse_block(p, &node->list, word, "function definition"))
        return NULL;
    return end_block(node, &node->list);
}

static struct node *parse_class(struct parser *p)
{
    const struct token *word = parser_next(p);
    struct node *node = node_new(p, NODE_CLASS, word);

    if (!node)
        return NULL;
    if (!parser_at(p, TOKEN_NAME))
        return parser_invalid(p);
    node->value = parser_name(p);
    if (!node->value || (parser_accept(p, TOKEN_LEFT_PAREN) &&
                         parse_arguments(p, &node->orelse)))
        return NULL;
    if (expect_colon(p) ||
        parse_block(p, &node->list, word, "class definition"))
        return NULL;
    return end_block(node, &node->list);
}

/* @... lines, and the definition they are for. */
static struct node *parse_decorated(struct parser *p)
{
    struct node_list decorators = {0};
    struct node *node;

    while (parser_accept(p, TOKEN_AT))
        if (node_list_append(p, &decorators, parse_named(p)) ||
            parser_expect(p, TOKEN_NEWLINE))
            return NULL;
    if (parser_at(p, TOKEN_DEF))
        node = parse_def(p);
    else if (parser_at(p, TOKEN_CLASS))
        node = parse_class(p);
    else if (parser_at(p, TOKEN_ASYNC))
        return parser_error_here(p, "'async' is not supported");
    else
        return parser_invalid(p);
    if (!node)
        return NULL;
    node->handlers = decorators;
    return node_measure(node);
}

bool at_compound(const struct parser *p)
{
    switch (p->token->kind) {
    case TOKEN_IF:
    case TOKEN_WHILE:
    case TOKEN_FOR:
    case TOKEN_TRY:
    case TOKEN_WITH:
    case TOKEN_DEF:
    case TOKEN_CLASS:
    case TOKEN_AT:
    case TOKEN_ASYNC:
        return true;
    default:
        return false;
    }
}

struct node *parse_compound(struct parser *p)
{
    switch (p->token->kind) {
    case TOKEN_IF:
        return parse_if(p);
    case TOKEN_WHILE:
        return parse_while(p);
    case TOKEN_FOR:
        return parse_for(p);
    case TOKEN_TRY:
        return parse_try(p);
    case TOKEN_WITH:
        return parse_with(p);
    case TOKEN_DEF:
        return parse_def(p);
    case TOKEN_CLASS:
        return parse_class(p);
    case TOKEN_ASYNC:
        return parser_error_here(p, "'async' is not supported");
    default:
        return parse_decorated(p);
    }
}
