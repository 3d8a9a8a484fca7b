/* SPDX-License-Identifier: MIT
 *
 * Expressions with operators, from the loosest binding to the tightest: tuples,
 * :=, lambda and conditional, or, and, not, comparison, the binary operators
 * (by precedence, in one function), unary ones, **. What they are applied to is
 * in parse_atom.c.
 */
#include "compile/parse.h"

enum precedence {
    PRECEDENCE_NONE,
    PRECEDENCE_BAR,
    PRECEDENCE_CARET,
    PRECEDENCE_AMPERSAND,
    PRECEDENCE_SHIFT,
    PRECEDENCE_SUM,
    PRECEDENCE_PRODUCT,
};

static const struct {
    uint8_t precedence, op;
} binary_operators[TOKEN_KINDS] = {
    [TOKEN_BAR] = {PRECEDENCE_BAR, OP_OR},
    [TOKEN_CARET] = {PRECEDENCE_CARET, OP_XOR},
    [TOKEN_AMPERSAND] = {PRECEDENCE_AMPERSAND, OP_AND},
    [TOKEN_LSHIFT] = {PRECEDENCE_SHIFT, OP_LSHIFT},
    [TOKEN_RSHIFT] = {PRECEDENCE_SHIFT, OP_RSHIFT},
    [TOKEN_PLUS] = {PRECEDENCE_SUM, OP_ADD},
    [TOKEN_MINUS] = {PRECEDENCE_SUM, OP_SUB},
    [TOKEN_STAR] = {PRECEDENCE_PRODUCT, OP_MUL},
    [TOKEN_SLASH] = {PRECEDENCE_PRODUCT, OP_TRUEDIV},
    [TOKEN_FLOORDIV] = {PRECEDENCE_PRODUCT, OP_FLOORDIV},
    [TOKEN_PERCENT] = {PRECEDENCE_PRODUCT, OP_MOD},
    [TOKEN_AT] = {PRECEDENCE_PRODUCT, OP_MATMUL},
};

static struct node *parse_factor(struct parser *p);

/* a ** b, where b may have a sign. */
static struct node *parse_power(struct parser *p)
{
    const struct token *first = p->token;
    struct node *base = parse_primary(p), *node;
    const struct token *operator= p->token;

    if (!base || !parser_accept(p, TOKEN_POWER))
        return base;
    node = node_around(p, NODE_BINARY, first, base);
    if (!node || parser_enter())
        return NULL;
    node->op = OP_POW;
    node->b = parse_factor(p);
    parser_leave();
    return node->b ? node_end(p, node) : parser_fall_back(p, operator, base);
}

static struct node *parse_factor(struct parser *p)
{
    enum unary_op op;
    struct node *node;

    if (parser_at(p, TOKEN_MINUS))
        op = UNARY_NEG;
    else if (parser_at(p, TOKEN_PLUS))
        op = UNARY_POS;
    else if (parser_at(p, TOKEN_TILDE))
        op = UNARY_INVERT;
    else
        return parse_power(p);
    node = node_new(p, NODE_UNARY, p->token);
    if (!node || parser_enter())
        return NULL;
    parser_next(p);
    node->op = op;
    node->a = parse_factor(p);
    parser_leave();
    return node->a ? node_end(p, node) : NULL;
}

/* Operators that bind at least as tightly as `least`, all from the left. */
static struct node *parse_binary(struct parser *p, enum precedence least)
{
    const struct token *first = p->token;
    struct node *left = parse_factor(p);
    const struct token *operator;

    while (left && binary_operators[p->token->kind].precedence >= least) {
        struct node *node = node_around(p, NODE_BINARY, first, left);
        enum precedence own = binary_operators[p->token->kind].precedence;

        if (!node)
            return NULL;
        node->op = binary_operators[p->token->kind].op;
        operator= parser_next(p);
        node->b = parse_binary(p, own + 1);
        if (!node->b)
            return parser_fall_back(p, operator, left);
        left = node_end(p, node);
    }
    return left;
}

struct node *parse_bitwise(struct parser *p)
{
    return parse_binary(p, PRECEDENCE_BAR);
}

/* ---- Comparisons ---- */

/* Go over a comparison operator: enum compare_op or CMP_IN ...; -1: there is
 * none. */
static int comparison_operator(struct parser *p)
{
    static const struct {
        uint8_t token, op;
    } plain[] = {
        {TOKEN_LESS, CMP_LT},    {TOKEN_LESS_EQUAL, CMP_LE},
        {TOKEN_EQUAL, CMP_EQ},   {TOKEN_NOT_EQUAL, CMP_NE},
        {TOKEN_GREATER, CMP_GT}, {TOKEN_GREATER_EQUAL, CMP_GE},
        {TOKEN_IN, CMP_IN},
    };

    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
        if (parser_accept(p, plain[i].token))
            return plain[i].op;
    if (parser_accept(p, TOKEN_IS))
        return parser_accept(p, TOKEN_NOT) ? CMP_IS_NOT : CMP_IS;
    if (!parser_at(p, TOKEN_NOT))
        return -1;
    if (parser_peek(p, 1) != TOKEN_IN) {
        if (p->furthest <= p->token)
            p->furthest = p->token + 1;
        return -1;
    }
    parser_next(p);
    parser_next(p);
    return CMP_NOT_IN;
}

static struct node *parse_comparison(struct parser *p)
{
    const struct token *first = p->token;
    struct node *left = parse_bitwise(p), *node;
    const struct token *operator= p->token;
    int op = left ? comparison_operator(p) : -1;

    if (op < 0)
        return left;
    node = node_around(p, NODE_COMPARE, first, left);
    for (; node && op >= 0; op = comparison_operator(p)) {
        struct node *step = node_new(p, NODE_COMPARE_STEP, operator);

        if (!step)
            return NULL;
        step->op = op;
        step->a = parse_bitwise(p);
        if (!step->a)
            return parser_fall_back(p, operator, left);
        if (node_list_append(p, &node->list, node_end(p, step)))
            return NULL;
        operator= p->token;
    }
    return node ? node_end(p, node) : NULL;
}

static struct node *parse_not(struct parser *p)
{
    struct node *node;

    if (!parser_at(p, TOKEN_NOT))
        return parse_comparison(p);
    node = node_new(p, NODE_UNARY, p->token);
    if (!node || parser_enter())
        return NULL;
    parser_next(p);
    node->op = UNARY_NOT_OP;
    node->a = parse_not(p);
    parser_leave();
    return node->a ? node_end(p, node) : NULL;
}

/* Operands that `word` separates, in one node if there are several. */
static struct node *parse_logic(struct parser *p, enum token_kind word,
                                enum node_kind kind,
                                struct node *(*operand)(struct parser *))
{
    const struct token *first = p->token;
    struct node *operand_node = operand(p), *node;

    if (!operand_node || !parser_at(p, word))
        return operand_node;
    node = node_new(p, kind, first);
    if (!node || node_list_append(p, &node->list, operand_node))
        return NULL;
    while (parser_accept(p, word))
        if (node_list_append(p, &node->list, operand(p)))
            return NULL;
    return node_end(p, node);
}

static struct node *parse_conjunction(struct parser *p)
{
    return parse_logic(p, TOKEN_AND, NODE_AND, parse_not);
}

struct node *parse_disjunction(struct parser *p)
{
    return parse_logic(p, TOKEN_OR, NODE_OR, parse_conjunction);
}

/* ---- Lambda, conditional, := ---- */

static struct node *parse_lambda(struct parser *p)
{
    struct node *node = node_new(p, NODE_LAMBDA, parser_next(p));

    if (!node)
        return NULL;
    node->a = parse_parameters(p, TOKEN_COLON);
    if (!node->a || parser_expect(p, TOKEN_COLON))
        return NULL;
    node->b = parse_expression(p);
    return node->b ? node_end(p, node) : NULL;
}

/* Behind `value`, which began at `first`, at `if`. */
static struct node *parse_conditional(struct parser *p,
                                      const struct token *first,
                                      struct node *value)
{
    struct node *node = node_new(p, NODE_CONDITIONAL, first);

    const struct token *word = parser_next(p);

    if (!node)
        return NULL;
    node->b = value;
    node->a = parse_disjunction(p);
    if (!node->a)
        return parser_fall_back(p, word, value);
    if (!parser_at(p, TOKEN_ELSE) && !parser_at(p, TOKEN_COLON) &&
        !parser_at(p, TOKEN_ERROR))
        return parser_error(p, node_places(value, node->a),
                            "expected 'else' after 'if' expression");
    if (parser_expect(p, TOKEN_ELSE))
        return NULL;
    node->c = parse_expression(p);
    return node->c ? node_end(p, node) : NULL;
}

struct node *parse_expression(struct parser *p)
{
    const struct token *first = p->token;
    struct node *node;

    if (parser_enter())
        return NULL;
    if (parser_at(p, TOKEN_LAMBDA)) {
        node = parse_lambda(p);
    } else {
        node = parse_disjunction(p);
        if (node && p->hints && !hint_after_expression(p, first, node))
            node = NULL;
        else if (node && parser_at(p, TOKEN_IF))
            node = parse_conditional(p, first, node);
    }
    parser_leave();
    return node;
}

struct node *parse_walrus(struct parser *p, struct node *target)
{
    const struct token *first = p->token - 1;
    struct node *node;

    if (target->kind != NODE_NAME || target->parenthesised) {
        struct place place = node_place(target);

        parser_next(p);
        return parse_expression(p)
                   ? parser_error(p, place,
                                  "cannot use assignment expressions with %s",
                                  node_describe(target))
                   : NULL;
    }
    node = node_around(p, NODE_NAMED, first, target);
    if (!node)
        return NULL;
    target->context = CONTEXT_STORE;
    parser_next(p);
    node->b = parse_expression(p);
    return node->b ? node_end(p, node) : NULL;
}

struct node *parse_named(struct parser *p)
{
    struct node *node = parse_expression(p);

    if (!node)
        return NULL;
    if (parser_at(p, TOKEN_WALRUS))
        return parse_walrus(p, node);
    if (p->hints && parser_at(p, TOKEN_ASSIGN) && !hint_assignment(p, node))
        return NULL;
    return node;
}

/* ---- Stars and tuples ---- */

struct node *parse_starred(struct parser *p)
{
    struct node *node = node_new(p, NODE_STARRED, parser_next(p));

    if (!node)
        return NULL;
    node->a = parse_bitwise(p);
    return node->a ? node_end(p, node) : NULL;
}

struct node *parse_star_named(struct parser *p)
{
    return parser_at(p, TOKEN_STAR) ? parse_starred(p) : parse_named(p);
}

static struct node *parse_star_expression(struct parser *p)
{
    return parser_at(p, TOKEN_STAR) ? parse_starred(p) : parse_expression(p);
}

static bool begins_item(const struct parser *p)
{
    enum token_kind kind = p->token->kind;

    return token_begins_expression(kind) || kind == TOKEN_STAR ||
           kind == TOKEN_AWAIT || kind == TOKEN_ERROR;
}

/* An item, or a tuple of items that commas separate. */
static struct node *parse_items(struct parser *p,
                                struct node *(*item)(struct parser *))
{
    const struct token *first = p->token;
    struct node *node = item(p), *tuple;

    if (!node || !parser_at(p, TOKEN_COMMA))
        return node;
    tuple = node_new(p, NODE_TUPLE, first);
    if (!tuple || node_list_append(p, &tuple->list, node))
        return NULL;
    while (parser_accept(p, TOKEN_COMMA) && begins_item(p))
        if (node_list_append(p, &tuple->list, item(p)))
            return NULL;
    return node_end(p, tuple);
}

struct node *parse_expressions(struct parser *p)
{
    return parse_items(p, parse_expression);
}

struct node *parse_star_expressions(struct parser *p)
{
    return parse_items(p, parse_star_expression);
}

static struct node *parse_star_target(struct parser *p)
{
    const struct token *first = p->token;
    struct node *node =
        parser_at(p, TOKEN_STAR) ? parse_starred(p) : parse_bitwise(p);

    if (node && p->hints && !hint_after_expression(p, first, node))
        return NULL;
    return node;
}

struct node *parse_for_targets(struct parser *p)
{
    struct node *node = parse_items(p, parse_star_target);

    if (node && !parser_at(p, TOKEN_IN) && !p->hints)
        return parser_invalid(p);
    if (!node || target_set(p, node, TARGET_FOR))
        return NULL;
    return node;
}

struct node *parse_yield(struct parser *p)
{
    struct node *node = node_new(p, NODE_YIELD, parser_next(p));

    if (!node)
        return NULL;
    if (parser_accept(p, TOKEN_FROM)) {
        node->kind = NODE_YIELD_FROM;
        node->a = parse_expression(p);
        return node->a ? node_end(p, node) : NULL;
    }
    if (begins_item(p)) {
        node->a = parse_star_expressions(p);
        if (!node->a)
            return NULL;
    }
    return node_end(p, node);
}

struct node *parse_yield_or_star(struct parser *p)
{
    return parser_at(p, TOKEN_YIELD) ? parse_yield(p)
                                     : parse_star_expressions(p);
}
