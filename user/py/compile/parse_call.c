/* SPDX-License-Identifier: MIT
 *
 * The arguments of a call and of a class statement, in the order in which they
 * stand. That no name is given twice is the compiler's to check.
 */
#include "compile/parse.h"

/* What has come so far. */
struct arguments {
    struct node_list *list;
    bool keyword;          /* a name=value */
    bool mapping;          /* a **mapping */
    const char *misplaced; /* a positional one behind them: what to say */
};

static struct node *parse_mapping(struct parser *p)
{
    struct node *node = node_new(p, NODE_KEYWORD, parser_next(p));

    if (!node)
        return NULL;
    node->a = parse_expression(p);
    return node->a ? node_end(p, node) : NULL;
}

/* name=value, where two tokens of lookahead have told. */
static struct node *parse_keyword(struct parser *p)
{
    const struct token *name = p->token;
    struct node *node = node_new(p, NODE_KEYWORD, name);

    if (!node || !(node->value = parser_name(p)))
        return NULL;
    parser_next(p);
    node->a = parse_expression(p);
    if (!node->a)
        return NULL;
    if (at_comprehension(p)) {
        struct place place = name->place;

        if (parse_comprehensions(p, &node->list))
            return NULL;

        place.end_line = name[1].place.end_line;
        place.end_column = name[1].place.end_column;
        return parser_error(p, place,
                            "invalid syntax. Maybe you meant '==' "
                            "or ':=' instead of '='?");
    }
    return node_end(p, node);
}

/* expression=value, which is wrong. */
static struct node *bad_keyword(struct parser *p, const struct node *left)
{
    struct place place = node_place(left);

    place.end_line = p->token->place.end_line;
    place.end_column = p->token->place.end_column;
    if (left->kind == NODE_CONSTANT &&
        (p->token[-1].kind == TOKEN_TRUE || p->token[-1].kind == TOKEN_FALSE ||
         p->token[-1].kind == TOKEN_NONE))
        return parser_error(p, place, "cannot assign to %s",
                            node_describe(left));
    return parser_error(p, place,
                        "expression cannot contain assignment, perhaps you "
                        "meant \"==\"?");
}

/* element for ...: legal if it is the only argument. `open` is the '('. */
static struct node *parse_generator(struct parser *p, struct arguments *so_far,
                                    const struct token *open,
                                    struct node *element)
{
    struct node *node = node_new(p, NODE_GENERATOR, open);
    struct place place;

    if (!node)
        return NULL;
    node->a = element;
    if (parse_comprehensions(p, &node->list))
        return NULL;
    place = (struct place){element->line, element->column,
                           p->token[-1].place.end_line,
                           p->token[-1].place.end_column};
    if (so_far->list->count > 0 || parser_at(p, TOKEN_COMMA))
        return parser_error(p, place,
                            "Generator expression must be parenthesized");
    if (!parser_at(p, TOKEN_RIGHT_PAREN))
        return parser_invalid(p);
    node->end_line = p->token->place.end_line;
    node->end_column = p->token->place.end_column;
    return node_measure(node);
}

/* Are these a class's? A generator needs parentheses of its own there. */
static bool of_class(const struct parser *p, const struct token *open)
{
    return open >= p->lexer.tokens + 2 && open[-2].kind == TOKEN_CLASS;
}

static struct node *parse_positional(struct parser *p, struct arguments *so_far,
                                     const struct token *open)
{
    const struct token *first = p->token;
    struct node *node = parse_expression(p);

    if (!node)
        return NULL;
    if (parser_at(p, TOKEN_ASSIGN))
        return bad_keyword(p, node);
    if (parser_at(p, TOKEN_WALRUS) && p->token == first + 1 &&
        first->kind == TOKEN_NAME)
        node = parse_walrus(p, node);
    if (!node)
        return NULL;
    if (at_comprehension(p) && !of_class(p, open))
        return parse_generator(p, so_far, open, node);
    if (!so_far->misplaced && (so_far->keyword || so_far->mapping))
        so_far->misplaced = so_far->mapping ? " unpacking" : "";
    return node;
}

static struct node *parse_argument(struct parser *p, struct arguments *so_far,
                                   const struct token *open)
{
    if (parser_at(p, TOKEN_STAR)) {
        struct node *node = node_new(p, NODE_STARRED, p->token);

        if (so_far->mapping)
            return parser_error_here(p, "iterable argument unpacking follows "
                                        "keyword argument unpacking");
        parser_next(p);
        if (!node || !(node->a = parse_expression(p)))
            return NULL;
        return node_end(p, node);
    }
    if (parser_at(p, TOKEN_POWER)) {
        so_far->mapping = true;
        return parse_mapping(p);
    }
    if (parser_at(p, TOKEN_NAME) && parser_peek(p, 1) == TOKEN_ASSIGN) {
        so_far->keyword = true;
        return parse_keyword(p);
    }
    return parse_positional(p, so_far, open);
}

static void misplaced_error(struct parser *p, const struct arguments *so_far,
                            const struct token *at)
{
    parser_error(p, at->place, "positional argument follows keyword argument%s",
                 so_far->misplaced);
}

int parse_arguments(struct parser *p, struct node_list *list)
{
    struct arguments so_far = {.list = list};
    const struct token *open = p->token - 1;

    while (!parser_at(p, TOKEN_RIGHT_PAREN)) {
        if (node_list_append(p, list, parse_argument(p, &so_far, open))) {
            if (so_far.misplaced && p->hints)
                misplaced_error(p, &so_far, p->furthest);
            return -1;
        }
        if (!parser_accept(p, TOKEN_COMMA))
            break;
    }
    if (so_far.misplaced && parser_at(p, TOKEN_RIGHT_PAREN)) {
        misplaced_error(p, &so_far, p->token);
        return -1;
    }
    return parser_expect(p, TOKEN_RIGHT_PAREN);
}
