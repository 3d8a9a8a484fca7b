/* SPDX-License-Identifier: MIT
 *
 * The parameters of def and lambda. Annotations only in def, which ends them
 * with ')'. That no name comes twice is the compiler's to check.
 */
#include "compile/parse.h"

/* What has come so far. */
struct parameters_state {
    struct node *arguments;
    enum token_kind end;
    bool slash, star, defaults;
    bool keywords; /* a ** parameter: nothing may follow */
};

static bool is_lambda(const struct parameters_state *state)
{
    return state->end == TOKEN_COLON;
}

/* name[: annotation][= default] */
static struct node *parse_parameter(struct parser *p,
                                    const struct parameters_state *state,
                                    enum parameter_kind kind)
{
    struct node *node = node_new(p, NODE_PARAMETER, p->token);

    if (!node)
        return NULL;
    if (!parser_at(p, TOKEN_NAME))
        return parser_invalid(p);
    node->op = kind;
    node->value = parser_name(p);
    if (!node->value)
        return NULL;
    if (!is_lambda(state) && parser_accept(p, TOKEN_COLON)) {
        bool star = kind == PARAMETER_VARARGS && parser_at(p, TOKEN_STAR);

        node->a = star ? parse_starred(p) : parse_expression(p);
        if (!node->a)
            return NULL;
    }
    return node;
}

/* = value, if it is there. 0, or -1. */
static int parse_default(struct parser *p, struct node *parameter)
{
    const struct token *assign = p->token;

    if (!parser_accept(p, TOKEN_ASSIGN))
        return 0;
    if (parser_at(p, TOKEN_RIGHT_PAREN) || parser_at(p, TOKEN_COMMA)) {
        parser_error(p, assign->place, "expected default value expression");
        return -1;
    }
    parameter->b = parse_expression(p);
    return parameter->b ? 0 : -1;
}

static struct node *parse_plain(struct parser *p,
                                struct parameters_state *state)
{
    struct place place = p->token->place;
    struct node *node =
        parse_parameter(p, state,
                        state->star ? PARAMETER_KEYWORD_ONLY : PARAMETER_PLAIN);

    if (!node || parse_default(p, node))
        return NULL;
    if (node->b)
        state->defaults = true;
    else if (state->defaults && !state->star)
        return parser_error(p, place,
                            "non-default argument follows default argument");
    return node_end(p, node);
}

/* '/': what came before has no names for callers. 0, or -1. */
static int parse_slash(struct parser *p, struct parameters_state *state)
{
    const struct token *slash = p->token;
    struct node_list *list = &state->arguments->list;

    if (state->slash)
        parser_error(p, slash->place, "/ may appear only once");
    else if (state->star)
        parser_error(p, slash->place, "/ must be ahead of *");
    else if (list->count == 0 &&
             (is_lambda(state) || parser_peek(p, 1) != TOKEN_COMMA))
        parser_invalid(p);
    else if (list->count == 0)
        parser_error(p, slash->place, "at least one argument must precede /");
    if (state->slash || state->star || list->count == 0)
        return -1;
    parser_next(p);
    if (parser_at(p, TOKEN_STAR)) {
        parser_error_here(p, "expected comma between / and *");
        return -1;
    }
    for (uint32_t i = 0; i < list->count; i++)
        list->items[i]->op = PARAMETER_POSITIONAL_ONLY;
    state->slash = true;
    return 0;
}

/* '*' alone, behind which names must come. 0, or -1. */
static int parse_bare_star(struct parser *p, struct parameters_state *state,
                           const struct token *star)
{
    enum token_kind next = parser_peek(p, 1);

    if (parser_at(p, state->end) ||
        (parser_at(p, TOKEN_COMMA) &&
         (next == state->end || next == TOKEN_POWER))) {
        if (is_lambda(state))
            star = p->token + parser_at(p, TOKEN_COMMA);
        parser_error(p, star->place, "named arguments must follow bare *");
        return -1;
    }
    if (parser_at(p, TOKEN_COMMA))
        return 0;
    parser_invalid(p);
    return -1;
}

static int check_no_default(struct parser *p, const char *what)
{
    if (!parser_at(p, TOKEN_ASSIGN))
        return 0;
    parser_error_here(p, "%s argument cannot have default value", what);
    return -1;
}

/* *args, or '*'. 0, or -1. */
static int parse_star(struct parser *p, struct parameters_state *state)
{
    const struct token *star = p->token;
    struct node *node;

    if (state->star) {
        parser_error_here(p, "* argument may appear only once");
        return -1;
    }
    state->star = true;
    parser_next(p);
    if (!parser_at(p, TOKEN_NAME))
        return parse_bare_star(p, state, star);
    node = parse_parameter(p, state, PARAMETER_VARARGS);
    if (!node || check_no_default(p, "var-positional"))
        return -1;
    return node_list_append(p, &state->arguments->list, node_end(p, node));
}

/* **kwargs, the last. 0, or -1. */
static int parse_double_star(struct parser *p, struct parameters_state *state)
{
    struct node *node;

    parser_next(p);
    node = parse_parameter(p, state, PARAMETER_VARKEYWORDS);
    if (!node || check_no_default(p, "var-keyword"))
        return -1;
    if (parser_at(p, TOKEN_COMMA)) {
        enum token_kind next = parser_peek(p, 1);

        if (next == TOKEN_NAME || next == TOKEN_STAR || next == TOKEN_POWER ||
            next == TOKEN_SLASH) {
            parser_next(p);
            parser_error_here(p,
                              "arguments cannot follow var-keyword argument");
            return -1;
        }
    }
    state->keywords = true;
    return node_list_append(p, &state->arguments->list, node_end(p, node));
}

/* (a, b) among the parameters was legal in Python 2. */
static int parenthesised(struct parser *p, const struct parameters_state *state)
{
    const struct token *open = p->token;
    struct place place = open->place;

    if (state->defaults || state->star) {
        parser_invalid(p);
        return -1;
    }
    parser_next(p);
    while (parser_accept(p, TOKEN_NAME) && parser_accept(p, TOKEN_COMMA))
        continue;
    if (parser_at(p, TOKEN_RIGHT_PAREN) && p->token > open + 1) {
        place.end_line = p->token->place.end_line;
        place.end_column = p->token->place.end_column;
        parser_error(p, place, "%s parameters cannot be parenthesized",
                     is_lambda(state) ? "Lambda expression" : "Function");
    }
    return -1;
}

static int parse_one(struct parser *p, struct parameters_state *state)
{
    switch (p->token->kind) {
    case TOKEN_SLASH:
        return parse_slash(p, state);
    case TOKEN_STAR:
        return parse_star(p, state);
    case TOKEN_POWER:
        return parse_double_star(p, state);
    case TOKEN_LEFT_PAREN:
        return parenthesised(p, state);
    default:
        return node_list_append(p, &state->arguments->list,
                                parse_plain(p, state));
    }
}

struct node *parse_parameters(struct parser *p, enum token_kind end)
{
    struct parameters_state state = {.end = end};

    state.arguments = node_new(p, NODE_ARGUMENTS, p->token);
    if (!state.arguments)
        return NULL;
    while (!parser_at(p, end)) {
        if (parse_one(p, &state))
            return NULL;
        if (!parser_accept(p, TOKEN_COMMA) || state.keywords)
            break;
    }
    return node_end(p, state.arguments);
}
