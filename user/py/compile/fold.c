/* SPDX-License-Identifier: MIT
 *
 * Constant folding: -1, 2 * 3 and (1, 2) become constants in the tree, as far as
 * the result is small. What would raise is left for run time.
 */
#include "compile/compile.h"
#include "object/container.h"
#include "object/error.h"
#include "object/number.h"
#include "object/text.h"

#define INT_BITS_MAX 128 /* of a folded product, power or shift */
#define TEXT_MAX 4096    /* bytes of folded text */
#define ITEMS_MAX 256    /* of a folded tuple sum or product */
#define DIGIT_BITS 32    /* of struct bigint */

/* Make node the constant value (stolen; NULL: it raised, and stays as it is,
 * but for MemoryError). */
static bool become(struct compiler *c, struct node *node, struct object *value)
{
    if (!value) {
        if (error_matches(&type_MemoryError))
            return false;
        error_clear();
        return true;
    }
    if (arena_keep(c->arena, value) < 0)
        return false;
    node->kind = NODE_CONSTANT;
    node->value = value;
    return true;
}

static bool is_constant(const struct node *node)
{
    return node->kind == NODE_CONSTANT;
}

/* ---- Operators ---- */

static bool is_number(const struct object *o)
{
    return is_int_or_bool(o) || is_float(o);
}

/* At least as many bits as an int or bool has. */
static int64_t int_bits(const struct object *o)
{
    if (is_small(o)) {
        int64_t n = small_value(o);
        uint64_t magnitude = n < 0 ? -(uint64_t)n : (uint64_t)n;

        return magnitude ? 64 - __builtin_clzll(magnitude) : 0;
    }
    if (is_bool(o))
        return 1;
    return (int64_t)((const struct bigint *)o)->count * DIGIT_BITS;
}

/* Is the int result of a op b of a modest size? */
static bool int_result_is_small(const struct object *a, const struct object *b,
                                enum binary_op op)
{
    int64_t bits = int_bits(a);

    switch (op) {
    case OP_MUL:
        return bits + int_bits(b) <= INT_BITS_MAX;
    case OP_POW:
        return is_small(b) && small_value(b) <= INT_BITS_MAX &&
               bits * small_value(b) <= INT_BITS_MAX;
    case OP_LSHIFT:
        return is_small(b) && small_value(b) <= INT_BITS_MAX &&
               bits + small_value(b) <= INT_BITS_MAX;
    default:
        return true;
    }
}

static uint64_t sequence_size(const struct object *o, uint64_t *limit)
{
    *limit = is_tuple(o) ? ITEMS_MAX : TEXT_MAX;
    if (is_str(o))
        return str_size(o);
    if (is_bytes(o))
        return ((const struct bytes *)o)->size;
    return ((const struct tuple *)o)->count;
}

static bool is_sequence(const struct object *o)
{
    return is_str(o) || is_bytes(o) || is_tuple(o);
}

static bool can_fold(const struct object *a, const struct object *b,
                     enum binary_op op)
{
    uint64_t limit, size;

    if (is_number(a) && is_number(b))
        return is_float(a) || is_float(b) || int_result_is_small(a, b, op);
    if (is_sequence(b) && is_small(a) && op == OP_MUL)
        return can_fold(b, a, op);
    if (!is_sequence(a))
        return false;
    size = sequence_size(a, &limit);
    if (op == OP_ADD && type_of(a) == type_of(b))
        return size <= limit && sequence_size(b, &limit) <= limit - size;
    return op == OP_MUL && is_small(b) && small_value(b) >= 0 &&
           (size == 0 || (uint64_t)small_value(b) <= limit / size);
}

static bool fold_binary(struct compiler *c, struct node *node)
{
    if (!is_constant(node->a) || !is_constant(node->b) ||
        !can_fold(node->a->value, node->b->value, node->op))
        return true;
    return become(c, node,
                  object_binary(node->a->value, node->b->value, node->op));
}

static bool fold_unary(struct compiler *c, struct node *node)
{
    struct object *value = node->a->value;
    int truth;

    if (!is_constant(node->a))
        return true;
    if (node->op == UNARY_NOT_OP) {
        truth = object_truth(value);
        return become(c, node, truth < 0 ? NULL : bool_from(!truth));
    }
    return !is_number(value) || become(c, node, object_unary(value, node->op));
}

/* ---- Tuples, lists and sets of constants ---- */

static bool all_constant(const struct node_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (!is_constant(list->items[i]))
            return false;
    }
    return true;
}

static bool fold_tuple(struct compiler *c, struct node *node)
{
    struct tuple *tuple;

    if (node->context != CONTEXT_LOAD || !all_constant(&node->list))
        return true;
    tuple = tuple_new(node->list.count);
    for (uint32_t i = 0; tuple && i < node->list.count; i++)
        tuple->items[i] = ref(node->list.items[i]->value);
    return become(c, node, (struct object *)tuple);
}

static bool has_star(const struct node_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i]->kind == NODE_STARRED)
            return true;
    }
    return false;
}

/* A list or set that is only iterated over, or asked for what it contains, need
 * not be made anew each time. */
static bool fold_iterated(struct compiler *c, struct node *node, bool contains)
{
    struct object *set = NULL;

    if (node->kind == NODE_LIST && !has_star(&node->list)) {
        node->kind = NODE_TUPLE;
        return fold_tuple(c, node);
    }
    if (node->kind != NODE_SET || !contains || !all_constant(&node->list))
        return true;
    node->kind = NODE_TUPLE;
    if (!fold_tuple(c, node))
        return false;
    if (is_constant(node))
        set = frozenset_from_iterable(node->value);
    return become(c, node, set);
}

/* ---- The walk: children first ---- */

static bool fold_list(struct compiler *c, struct node_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (!fold_tree(c, list->items[i]))
            return false;
    }
    return true;
}

static bool fold_maybe(struct compiler *c, struct node *node)
{
    return !node || fold_tree(c, node);
}

static bool fold_children(struct compiler *c, struct node *node)
{
    return fold_maybe(c, node->a) && fold_maybe(c, node->b) &&
           fold_maybe(c, node->c) && fold_list(c, &node->list) &&
           fold_list(c, &node->orelse) && fold_list(c, &node->handlers) &&
           fold_list(c, &node->final);
}

static bool fold_node(struct compiler *c, struct node *node)
{
    switch (node->kind) {
    case NODE_NAME:
        return node->context != CONTEXT_LOAD ||
               !str_equal_c(node->value, "__debug__") || become(c, node, TRUE);
    case NODE_CONSTANT:
    case NODE_ALIAS:
        return true;
    case NODE_EXPRESSION:
        /* "a" + "b" as a statement is no docstring. */
        return node->a->kind == NODE_BINARY || fold_tree(c, node->a);
    default:
        break;
    }
    if (!fold_children(c, node))
        return false;
    switch (node->kind) {
    case NODE_BINARY:
        return fold_binary(c, node);
    case NODE_UNARY:
        return fold_unary(c, node);
    case NODE_TUPLE:
        return fold_tuple(c, node);
    case NODE_FOR:
    case NODE_COMPREHENSION:
        return fold_iterated(c, node->b, false);
    case NODE_COMPARE_STEP:
        return (node->op != CMP_IN && node->op != CMP_NOT_IN) ||
               fold_iterated(c, node->a, true);
    default:
        return true;
    }
}

bool fold_tree(struct compiler *c, struct node *node)
{
    bool done;

    if (!compile_enter(c))
        return false;
    done = fold_node(c, node);
    compile_leave(c);
    return done;
}
