/* SPDX-License-Identifier: MIT
 *
 * Displays: tuples, lists, sets and dicts written out, and f-strings.
 */
#include "compile/compile.h"
#include "object/container.h"
#include "object/text.h"

/* So many constants make up a list or set that is worth a constant tuple. */
#define CONSTANTS_MIN 3

static bool has_star(const struct node_list *items)
{
    for (uint32_t i = 0; i < items->count; i++) {
        if (items->items[i]->kind == NODE_STARRED)
            return true;
    }
    return false;
}

static bool all_constant(const struct node_list *items)
{
    for (uint32_t i = 0; i < items->count; i++) {
        if (items->items[i]->kind != NODE_CONSTANT)
            return false;
    }
    return true;
}

static bool emit_constant_tuple(struct compiler *c,
                                const struct node_list *items)
{
    struct tuple *tuple = tuple_new(items->count);
    bool done;

    if (!tuple)
        return false;
    for (uint32_t i = 0; i < items->count; i++)
        tuple->items[i] = ref(items->items[i]->value);
    done = emit_constant(c, (struct object *)tuple);
    unref(&tuple->head);
    return done;
}

bool compile_items(struct compiler *c, struct node_list *items, uint32_t pushed,
                   enum opcode build)
{
    bool set = build == OPCODE_BUILD_SET;

    if (!emit_op(c, build, pushed))
        return false;
    if (pushed == 0 && items->count >= CONSTANTS_MIN && all_constant(items))
        return emit_constant_tuple(c, items) &&
               emit_op(c, set ? OPCODE_SET_UPDATE : OPCODE_LIST_EXTEND, 1);
    for (uint32_t i = 0; i < items->count; i++) {
        struct node *item = items->items[i];
        bool star = item->kind == NODE_STARRED;
        enum opcode add = set    ? (star ? OPCODE_SET_UPDATE : OPCODE_SET_ADD)
                          : star ? OPCODE_LIST_EXTEND
                                 : OPCODE_LIST_APPEND;

        if (!compile_expression(c, star ? item->a : item) ||
            !emit_op(c, add, 1))
            return false;
    }
    return true;
}

/* Short and without stars: all values, then one instruction. */
static bool is_plain(const struct node *node)
{
    if (node->list.count > PUSHED_MAX || has_star(&node->list))
        return false;
    return node->kind == NODE_TUPLE || node->list.count < CONSTANTS_MIN ||
           !all_constant(&node->list);
}

bool compile_display(struct compiler *c, struct node *node)
{
    enum opcode build = node->kind == NODE_SET    ? OPCODE_BUILD_SET
                        : node->kind == NODE_LIST ? OPCODE_BUILD_LIST
                                                  : OPCODE_BUILD_TUPLE;

    if (!is_plain(node))
        return compile_items(c, &node->list, 0,
                             node->kind == NODE_SET ? build
                                                    : OPCODE_BUILD_LIST) &&
               (node->kind != NODE_TUPLE ||
                emit_op(c, OPCODE_LIST_TO_TUPLE, 0));
    for (uint32_t i = 0; i < node->list.count; i++) {
        if (!compile_expression(c, node->list.items[i]))
            return false;
    }
    return emit_op(c, build, node->list.count);
}

bool compile_tuple(struct compiler *c, struct node_list *items)
{
    struct node tuple = {.kind = NODE_TUPLE, .list = *items};

    return all_constant(items) ? emit_constant_tuple(c, items)
                               : compile_display(c, &tuple);
}

/* The pairs on the stack become a dict, or, if there is one below, go into it. */
static bool flush_pairs(struct compiler *c, uint32_t pairs, bool *made)
{
    if (*made && pairs == 0)
        return true;
    if (!emit_op(c, OPCODE_BUILD_MAP, pairs) ||
        (*made && !emit_op(c, OPCODE_DICT_UPDATE, 1)))
        return false;
    *made = true;
    return true;
}

bool compile_dict(struct compiler *c, struct node *node)
{
    uint32_t pairs = 0;
    bool made = false;

    for (uint32_t i = 0; i < node->list.count; i++) {
        struct node *item = node->list.items[i];

        if (pairs == PUSHED_MAX / 2 || !item->a) {
            if (!flush_pairs(c, pairs, &made))
                return false;
            pairs = 0;
        }
        if (item->a && !compile_expression(c, item->a))
            return false;
        if (!compile_expression(c, item->b))
            return false;
        if (item->a)
            pairs++;
        else if (!emit_op(c, OPCODE_DICT_UPDATE, 1))
            return false;
    }
    return flush_pairs(c, pairs, &made);
}

/* ---- f-strings ---- */

bool compile_joined(struct compiler *c, struct node *node)
{
    uint32_t pushed = 0;

    for (uint32_t i = 0; i < node->list.count; i++) {
        if (!compile_expression(c, node->list.items[i]))
            return false;
        if (++pushed == PUSHED_MAX) {
            if (!emit_op(c, OPCODE_BUILD_STRING, pushed))
                return false;
            pushed = 1;
        }
    }
    return pushed == 1 || emit_op(c, OPCODE_BUILD_STRING, pushed);
}

bool compile_formatted(struct compiler *c, struct node *node)
{
    uint32_t flags = node->op == 's'   ? 1
                     : node->op == 'r' ? 2
                     : node->op == 'a' ? 3
                                       : 0;

    return compile_expression(c, node->a) &&
           (!node->b || compile_expression(c, node->b)) &&
           emit_op(c, OPCODE_FORMAT_VALUE, flags | (node->b ? FORMAT_SPEC : 0));
}
