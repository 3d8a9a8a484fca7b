/* SPDX-License-Identifier: MIT
 *
 * Guesses at what was meant, made only when a source is known to be wrong: rules
 * call these behind an expression, and what they say goes before the plain
 * "invalid syntax" that will come later.
 */
#include <string.h>

#include "compile/parse.h"
#include "object/error.h"

/* Try a rule without hints or exceptions; its node, if any. The parser stands
 * behind it then, otherwise where it stood. */
static struct node *try_rule(struct parser *p,
                             struct node *(*rule)(struct parser *))
{
    const struct token *start = p->token;
    struct node *node;

    p->quiet++;
    p->hints = false;
    node = rule(p);
    p->hints = true;
    p->quiet--;
    if (!node)
        p->token = start;
    return node;
}

/* print and exec were statements once. */
static bool is_old_statement(const struct token *token)
{
    return (token->size == 5 && !memcmp(token->text, "print", 5)) ||
           (token->size == 4 && !memcmp(token->text, "exec", 4));
}

/* CPython takes the beginnings of these words for them. */
static bool is_soft_keyword(const struct token *token)
{
    static const char *const words[] = {"_", "case", "match"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (!strncmp(words[i], token->text, token->size))
            return true;
    return false;
}

/* print "x": false after raising. Whatever the name is, what follows it may be
 * wrong in itself. */
static bool hint_call(struct parser *p, const struct token *first)
{
    struct node *argument = parse_star_expressions(p);
    struct place place = first->place;

    if (!argument || !is_old_statement(first))
        return !error_is_set();
    place.end_line = argument->end_line;
    place.end_column = argument->end_column;
    parser_error(p, place,
                 "Missing parentheses in call to '%.*s'. Did you mean "
                 "%.*s(...)?",
                 (int)first->size, first->text, (int)first->size, first->text);
    return false;
}

/* (a b): false after raising. */
static bool hint_comma(struct parser *p, const struct node *expression)
{
    const struct token *start = p->token;
    struct node *second = try_rule(p, parse_expression);

    if (second && p->token[-1].level > 0)
        parser_error(p, node_places(expression, second),
                     "invalid syntax. Perhaps you forgot a comma?");
    p->token = start;
    return !error_is_set();
}

bool hint_after_expression(struct parser *p, const struct token *first,
                           struct node *expression)
{
    const struct token *start = p->token;
    bool name = first->kind == TOKEN_NAME;
    bool alone = name && first + 1 == start;
    bool fine = true;

    if (!token_begins_expression(start->kind) || p->quiet)
        return true;
    if (!(alone && is_old_statement(first)) &&
        !(name && (first[1].kind == TOKEN_STRING || is_soft_keyword(first))))
        fine = hint_comma(p, expression);
    if (fine && alone)
        fine = hint_call(p, first);
    p->token = start;
    return fine;
}

/* Is it of a form that '=' behind it makes look like a comparison? */
static bool looks_compared(const struct node *node)
{
    switch (node->kind) {
    case NODE_LIST:
    case NODE_TUPLE:
    case NODE_GENERATOR:
        return false;
    case NODE_CONSTANT:
        return strcmp(node_describe(node), "None") &&
               strcmp(node_describe(node), "True") &&
               strcmp(node_describe(node), "False");
    case NODE_AND:
    case NODE_OR:
    case NODE_COMPARE:
    case NODE_LAMBDA:
    case NODE_CONDITIONAL:
    case NODE_STARRED:
        return node->parenthesised;
    case NODE_UNARY:
        return node->op != UNARY_NOT_OP || node->parenthesised;
    default:
        return true;
    }
}

bool hint_assignment(struct parser *p, struct node *target)
{
    const struct token *start = p->token;
    struct node *value;

    if (p->quiet || !looks_compared(target))
        return true;
    parser_next(p);
    value = try_rule(p, parse_bitwise);
    if (value && !parser_at(p, TOKEN_ASSIGN) && !parser_at(p, TOKEN_WALRUS)) {
        if (target->kind == NODE_NAME && !target->parenthesised)
            parser_error(p, node_places(target, value),
                         "invalid syntax. Maybe you meant '==' or ':=' "
                         "instead of '='?");
        else
            parser_error(p, node_place(target),
                         "cannot assign to %s here. Maybe you meant '==' "
                         "instead of '='?",
                         node_describe(target));
    }
    p->token = start;
    return !error_is_set();
}
