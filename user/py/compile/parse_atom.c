/* SPDX-License-Identifier: MIT
 *
 * What operators are applied to: names, numbers, what stands in parentheses,
 * brackets and braces, and the calls, subscripts and attributes behind them.
 */
#include <string.h>

#include "compile/parse.h"

/* ---- Comprehensions ---- */

bool at_comprehension(const struct parser *p)
{
    return parser_at(p, TOKEN_FOR) ||
           (parser_at(p, TOKEN_ASYNC) && parser_peek(p, 1) == TOKEN_FOR);
}

/* One `for ... in ...` and the ifs behind it. */
static struct node *parse_clause(struct parser *p)
{
    struct node *node = node_new(p, NODE_COMPREHENSION, p->token);

    if (parser_at(p, TOKEN_ASYNC))
        return parser_error_here(p, "asynchronous comprehensions are not "
                                    "supported");
    parser_next(p);
    if (!node || !(node->a = parse_for_targets(p)) ||
        parser_expect(p, TOKEN_IN) || !(node->b = parse_disjunction(p)))
        return NULL;
    while (parser_accept(p, TOKEN_IF))
        if (node_list_append(p, &node->list, parse_disjunction(p)))
            return NULL;
    return node_end(p, node);
}

int parse_comprehensions(struct parser *p, struct node_list *list)
{
    while (at_comprehension(p))
        if (node_list_append(p, list, parse_clause(p)))
            return -1;
    return 0;
}

/* Make node a comprehension of `element`, at its first `for`; then `close`. */
static struct node *finish_comprehension(struct parser *p, struct node *node,
                                         enum node_kind kind,
                                         struct node *element,
                                         enum token_kind close)
{
    node->kind = kind;
    node->a = element;
    if (parse_comprehensions(p, &node->list))
        return NULL;
    if (element->kind == NODE_STARRED)
        return parser_error(p, node_place(element),
                            "iterable unpacking cannot be used in "
                            "comprehension");
    return parser_expect(p, close) ? NULL : node_end(p, node);
}

/* [a, b for ...]: it should have been [(a, b) for ...]. */
static bool check_no_clauses(struct parser *p, const struct node_list *list)
{
    struct node_list clauses = {0};
    const struct node *first = list->items[0];
    struct place place;

    if (!at_comprehension(p))
        return true;
    place = node_places(first, list->items[list->count - 1]);
    if (list->count == 1) {
        place.end_line = p->token[-1].place.end_line;
        place.end_column = p->token[-1].place.end_column;
    }
    if (!parse_comprehensions(p, &clauses))
        parser_error(p, place,
                     "did you forget parentheses around the "
                     "comprehension target?");
    return false;
}

/* ---- Parentheses, brackets, braces ---- */

/* At the ')' of one expression in parentheses. */
static struct node *parse_group_end(struct parser *p, struct node *inner)
{
    if (inner->kind == NODE_STARRED)
        return parser_error(p, node_place(inner),
                            "cannot use starred expression here");
    if (parser_expect(p, TOKEN_RIGHT_PAREN))
        return NULL;
    inner->parenthesised = true;
    return inner;
}

/* Items up to `close`; the first is there, a comma may be next. */
static int parse_rest(struct parser *p, struct node_list *list,
                      struct node *first, enum token_kind close)
{
    if (node_list_append(p, list, first))
        return -1;
    while (parser_accept(p, TOKEN_COMMA) && !parser_at(p, close) &&
           !at_comprehension(p))
        if (node_list_append(p, list, parse_star_named(p)))
            return -1;
    if (close != TOKEN_RIGHT_PAREN && !check_no_clauses(p, list))
        return -1;
    return parser_expect(p, close);
}

static struct node *parse_group_yield(struct parser *p)
{
    struct node *node = parse_yield(p);

    return node ? parse_group_end(p, node) : NULL;
}

/* ( ... ): a group, a tuple or a generator expression. */
static struct node *parse_parentheses(struct parser *p)
{
    struct node *node = node_new(p, NODE_TUPLE, parser_next(p)), *first;

    if (!node)
        return NULL;
    node->parenthesised = true;
    if (parser_accept(p, TOKEN_RIGHT_PAREN))
        return node_end(p, node);
    if (parser_at(p, TOKEN_YIELD))
        return parse_group_yield(p);
    if (parser_at(p, TOKEN_POWER) && p->hints) {
        struct place place = parser_next(p)->place;

        return parse_expression(p) && parser_at(p, TOKEN_RIGHT_PAREN)
                   ? parser_error(p, place,
                                  "cannot use double starred expression here")
                   : NULL;
    }
    first = parse_star_named(p);
    if (!first)
        return NULL;
    if (at_comprehension(p))
        return finish_comprehension(p, node, NODE_GENERATOR, first,
                                    TOKEN_RIGHT_PAREN);
    if (parser_at(p, TOKEN_RIGHT_PAREN))
        return parse_group_end(p, first);
    if (!parser_at(p, TOKEN_COMMA))
        return parser_invalid(p);
    return parse_rest(p, &node->list, first, TOKEN_RIGHT_PAREN)
               ? NULL
               : node_end(p, node);
}

static struct node *parse_brackets(struct parser *p)
{
    struct node *node = node_new(p, NODE_LIST, parser_next(p)), *first;

    if (!node)
        return NULL;
    if (parser_accept(p, TOKEN_RIGHT_BRACKET))
        return node_end(p, node);
    first = parse_star_named(p);
    if (!first)
        return NULL;
    if (at_comprehension(p))
        return finish_comprehension(p, node, NODE_LIST_COMP, first,
                                    TOKEN_RIGHT_BRACKET);
    return parse_rest(p, &node->list, first, TOKEN_RIGHT_BRACKET)
               ? NULL
               : node_end(p, node);
}

/* The value of a dict's item, behind ':'. */
static struct node *parse_dict_value(struct parser *p)
{
    const struct token *colon = p->token - 1;

    if (parser_at(p, TOKEN_STAR)) {
        struct node *starred = parse_starred(p);

        return starred ? parser_error(p, node_place(starred),
                                      "cannot use a starred expression "
                                      "in a dictionary value")
                       : NULL;
    }
    if (parser_at(p, TOKEN_RIGHT_BRACE) || parser_at(p, TOKEN_COMMA))
        return parser_error(p, colon->place,
                            "expression expected after "
                            "dictionary key and ':'");
    return parse_expression(p);
}

/* An item of a dict behind the first: key: value, or **mapping. */
static struct node *parse_dict_item(struct parser *p)
{
    struct node *item = node_new(p, NODE_DICT_ITEM, p->token);

    if (!item)
        return NULL;
    if (parser_accept(p, TOKEN_POWER)) {
        item->b = parse_bitwise(p);
        return item->b ? node_end(p, item) : NULL;
    }
    item->a = parse_expression(p);
    if (!item->a)
        return NULL;
    if (!parser_at(p, TOKEN_COLON) && !parser_at(p, TOKEN_ERROR)) {
        struct place place = node_place(item->a);

        place.column = place.end_column - 1;
        place.line = place.end_line;
        return parser_error(p, place, "':' expected after dictionary key");
    }
    if (parser_expect(p, TOKEN_COLON))
        return NULL;
    item->b = parse_dict_value(p);
    return item->b ? node_end(p, item) : NULL;
}

/* {key: value for ...}, at `for`. */
static struct node *parse_dict_comprehension(struct parser *p,
                                             struct node *node,
                                             struct node *item)
{
    if (!item->a) {
        struct place place = node_place(item);

        place.end_line = place.line;
        place.end_column = place.column + strlen(token_text(TOKEN_POWER));
        return parser_error(p, place,
                            "dict unpacking cannot be "
                            "used in dict comprehension");
    }
    node->kind = NODE_DICT_COMP;
    node->a = item->a;
    node->b = item->b;
    if (parse_comprehensions(p, &node->list) ||
        parser_expect(p, TOKEN_RIGHT_BRACE))
        return NULL;
    return node_end(p, node);
}

/* Behind the first item. */
static struct node *parse_dict(struct parser *p, struct node *node,
                               struct node *item)
{
    if (!item)
        return NULL;
    if (at_comprehension(p))
        return parse_dict_comprehension(p, node, item);
    if (node_list_append(p, &node->list, item))
        return NULL;
    while (parser_accept(p, TOKEN_COMMA) && !parser_at(p, TOKEN_RIGHT_BRACE))
        if (node_list_append(p, &node->list, parse_dict_item(p)))
            return NULL;
    return parser_expect(p, TOKEN_RIGHT_BRACE) ? NULL : node_end(p, node);
}

/* {first: ...: a dict, at ':'. */
static struct node *parse_first_value(struct parser *p,
                                      const struct token *first,
                                      struct node *key)
{
    struct node *item = node_around(p, NODE_DICT_ITEM, first, key);

    if (!item)
        return NULL;
    parser_next(p);
    item->b = parse_dict_value(p);
    return item->b ? node_end(p, item) : NULL;
}

/* { ... }: a dict or a set, which shows behind the first item. */
static struct node *parse_braces(struct parser *p)
{
    struct node *node = node_new(p, NODE_DICT, parser_next(p)), *item;
    const struct token *first = p->token;

    if (!node)
        return NULL;
    if (parser_accept(p, TOKEN_RIGHT_BRACE))
        return node_end(p, node);
    if (parser_at(p, TOKEN_POWER))
        return parse_dict(p, node, parse_dict_item(p));
    item = parse_star_named(p);
    if (!item)
        return NULL;
    if (parser_at(p, TOKEN_COLON) && item->kind != NODE_STARRED &&
        (item->kind != NODE_NAMED || item->parenthesised))
        return parse_dict(p, node, parse_first_value(p, first, item));
    if (at_comprehension(p))
        return finish_comprehension(p, node, NODE_SET_COMP, item,
                                    TOKEN_RIGHT_BRACE);
    node->kind = NODE_SET;
    return parse_rest(p, &node->list, item, TOKEN_RIGHT_BRACE)
               ? NULL
               : node_end(p, node);
}

/* ---- Atoms ---- */

static struct node *parse_name(struct parser *p)
{
    struct node *node = node_new(p, NODE_NAME, p->token);

    if (!node || !(node->value = parser_name(p)))
        return NULL;
    return node;
}

static struct node *parse_singleton(struct parser *p, struct object *value)
{
    struct node *node = node_new(p, NODE_CONSTANT, parser_next(p));

    return node ? node_keep(p, node, ref(value)) : NULL;
}

struct node *parse_atom(struct parser *p)
{
    switch (p->token->kind) {
    case TOKEN_NAME:
        return parse_name(p);
    case TOKEN_NUMBER:
        return parse_number(p);
    case TOKEN_STRING:
        return parse_strings(p);
    case TOKEN_LEFT_PAREN:
        return parse_parentheses(p);
    case TOKEN_LEFT_BRACKET:
        return parse_brackets(p);
    case TOKEN_LEFT_BRACE:
        return parse_braces(p);
    case TOKEN_NONE:
        return parse_singleton(p, NONE);
    case TOKEN_TRUE:
        return parse_singleton(p, TRUE);
    case TOKEN_FALSE:
        return parse_singleton(p, FALSE);
    case TOKEN_ELLIPSIS:
        return parse_singleton(p, ELLIPSIS);
    case TOKEN_AWAIT:
        return parser_error_here(p, "'await' is not supported");
    default:
        return parser_invalid(p);
    }
}

/* ---- Primaries ---- */

/* One bound of a slice; *bound stays NULL if it is left out. 0, or -1. */
static int parse_bound(struct parser *p, struct node **bound)
{
    if (parser_at(p, TOKEN_COLON) || parser_at(p, TOKEN_COMMA) ||
        parser_at(p, TOKEN_RIGHT_BRACKET))
        return 0;
    *bound = parse_expression(p);
    return *bound ? 0 : -1;
}

/* An index, a slice, or *a. */
static struct node *parse_index(struct parser *p)
{
    const struct token *first = p->token;
    struct node *lower = NULL, *slice;

    if (parser_at(p, TOKEN_STAR))
        return parse_starred(p);
    if (!parser_at(p, TOKEN_COLON)) {
        lower = parse_named(p);
        if (!lower || !parser_at(p, TOKEN_COLON) ||
            (lower->kind == NODE_NAMED && !lower->parenthesised))
            return lower;
    }
    slice = node_new(p, NODE_SLICE, first);
    if (!slice)
        return NULL;
    slice->a = lower;
    parser_next(p);
    if (parse_bound(p, &slice->b) ||
        (parser_accept(p, TOKEN_COLON) && parse_bound(p, &slice->c)))
        return NULL;
    return node_end(p, slice);
}

/* What is between [ and ]. */
static struct node *parse_indices(struct parser *p)
{
    const struct token *first = p->token;
    struct node *node = parse_index(p), *tuple;

    if (!node || (!parser_at(p, TOKEN_COMMA) && node->kind != NODE_STARRED))
        return node;
    tuple = node_new(p, NODE_TUPLE, first);
    if (!tuple || node_list_append(p, &tuple->list, node))
        return NULL;
    while (parser_accept(p, TOKEN_COMMA) && !parser_at(p, TOKEN_RIGHT_BRACKET))
        if (node_list_append(p, &tuple->list, parse_index(p)))
            return NULL;
    return node_end(p, tuple);
}

static struct node *parse_subscript(struct parser *p, const struct token *first,
                                    struct node *container)
{
    struct node *node = node_around(p, NODE_SUBSCRIPT, first, container);

    if (!node)
        return NULL;
    parser_next(p);
    node->b = parse_indices(p);
    if (!node->b || parser_expect(p, TOKEN_RIGHT_BRACKET))
        return NULL;
    return node_end(p, node);
}

static struct node *parse_attribute(struct parser *p, const struct token *first,
                                    struct node *owner)
{
    struct node *node = node_around(p, NODE_ATTRIBUTE, first, owner);

    if (!node)
        return NULL;
    parser_next(p);
    if (!parser_at(p, TOKEN_NAME))
        return parser_invalid(p);
    node->value = parser_name(p);
    return node->value ? node_end(p, node) : NULL;
}

static struct node *parse_call(struct parser *p, const struct token *first,
                               struct node *callee)
{
    struct node *node = node_around(p, NODE_CALL, first, callee);

    if (!node)
        return NULL;
    parser_next(p);
    return parse_arguments(p, &node->list) ? NULL : node_end(p, node);
}

struct node *parse_primary(struct parser *p)
{
    const struct token *first = p->token;
    struct node *node = parse_atom(p);

    while (node) {
        const struct token *start = p->token;
        struct node *before = node;

        if (parser_at(p, TOKEN_DOT))
            node = parse_attribute(p, first, node);
        else if (parser_at(p, TOKEN_LEFT_PAREN))
            node = parse_call(p, first, node);
        else if (parser_at(p, TOKEN_LEFT_BRACKET))
            node = parse_subscript(p, first, node);
        else
            break;
        if (!node)
            return parser_fall_back(p, start, before);
    }
    return node;
}
