/* SPDX-License-Identifier: MIT
 *
 * Assignment in all its forms, and del.
 */
#include "compile/compile.h"
#include "object/container.h"

/* ---- Targets ---- */

static bool unpack_star(struct compiler *c, struct node *target, uint32_t star)
{
    uint32_t after = target->list.count - star - 1;

    for (uint32_t i = star + 1; i < target->list.count; i++) {
        if (target->list.items[i]->kind == NODE_STARRED)
            return compile_error(c, target,
                                 "multiple starred expressions in assignment");
    }
    if (star > UNPACK_MASK || after > (ARGUMENT_MAX >> UNPACK_BITS))
        return compile_error(
            c, target, "too many expressions in star-unpacking assignment");
    return emit_op(c, OPCODE_UNPACK_EX, star | after << UNPACK_BITS);
}

static bool unpack(struct compiler *c, struct node *target)
{
    for (uint32_t i = 0; i < target->list.count; i++) {
        if (target->list.items[i]->kind == NODE_STARRED)
            return unpack_star(c, target, i);
    }
    return emit_op(c, OPCODE_UNPACK_SEQUENCE, target->list.count);
}

static bool store_items(struct compiler *c, struct node *target)
{
    if (!unpack(c, target))
        return false;
    for (uint32_t i = 0; i < target->list.count; i++) {
        struct node *item = target->list.items[i];

        if (!compile_store(c, item->kind == NODE_STARRED ? item->a : item))
            return false;
    }
    return true;
}

static bool store_kind(struct compiler *c, struct node *target)
{
    switch (target->kind) {
    case NODE_NAME:
        return compile_name(c, target->value, CONTEXT_STORE);
    case NODE_ATTRIBUTE:
        if (!compile_expression(c, target->a))
            return false;
        c->unit->emit.line = compile_attribute_line(target);
        return emit_named(c, OPCODE_STORE_ATTR, target->value);
    case NODE_SUBSCRIPT:
        return compile_expression(c, target->a) &&
               compile_expression(c, target->b) &&
               emit_op(c, OPCODE_STORE_SUBSCR, 0);
    case NODE_TUPLE:
    case NODE_LIST:
        return store_items(c, target);
    default: /* STARRED */
        return compile_error(
            c, target, "starred assignment target must be in a list or tuple");
    }
}

bool compile_store(struct compiler *c, struct node *target)
{
    int32_t line = c->unit->emit.line;
    bool done;

    if (!compile_enter(c))
        return false;
    c->unit->emit.line = target->line;
    done = store_kind(c, target);
    c->unit->emit.line = line;
    compile_leave(c);
    return done;
}

static bool delete_kind(struct compiler *c, struct node *target)
{
    switch (target->kind) {
    case NODE_NAME:
        return compile_name(c, target->value, CONTEXT_DELETE);
    case NODE_ATTRIBUTE:
        return compile_expression(c, target->a) &&
               emit_named(c, OPCODE_DELETE_ATTR, target->value);
    case NODE_SUBSCRIPT:
        return compile_expression(c, target->a) &&
               compile_expression(c, target->b) &&
               emit_op(c, OPCODE_DELETE_SUBSCR, 0);
    default: /* TUPLE, LIST */
        for (uint32_t i = 0; i < target->list.count; i++) {
            if (!compile_delete(c, target->list.items[i]))
                return false;
        }
        return true;
    }
}

bool compile_delete(struct compiler *c, struct node *target)
{
    int32_t line = c->unit->emit.line;
    bool done;

    if (!compile_enter(c))
        return false;
    c->unit->emit.line = target->line;
    done = delete_kind(c, target);
    c->unit->emit.line = line;
    compile_leave(c);
    return done;
}

/* ---- Parallel assignment ---- */

/* a, b = b, a of two or three items needs no tuple. */
#define PARALLEL_MAX 3

static bool has_star(const struct node_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i]->kind == NODE_STARRED)
            return true;
    }
    return false;
}

static bool is_parallel(const struct node *node)
{
    const struct node *target = node->list.items[0];

    return node->list.count == 1 && node->a->kind == NODE_TUPLE &&
           (target->kind == NODE_TUPLE || target->kind == NODE_LIST) &&
           target->list.count >= 2 && target->list.count <= PARALLEL_MAX &&
           target->list.count == node->a->list.count &&
           !has_star(&target->list) && !has_star(&node->a->list);
}

static bool is_fast(struct compiler *c, const struct node *target)
{
    struct scope *scope = c->unit->scope;
    struct object *name;

    if (target->kind != NODE_NAME || !scope_is_function(scope))
        return false;
    name = compile_mangle(c, scope, target->value);
    return name && scope_find(scope, name)->place == PLACE_FAST;
}

/* Distinct locals: nobody sees in which order they are stored. */
static bool order_is_free(struct compiler *c, const struct node_list *targets)
{
    for (uint32_t i = 0; i < targets->count; i++) {
        if (!is_fast(c, targets->items[i]))
            return false;
        for (uint32_t j = 0; j < i; j++) {
            if (targets->items[i]->value == targets->items[j]->value)
                return false;
        }
    }
    return true;
}

static bool assign_parallel(struct compiler *c, struct node *node)
{
    struct node_list *targets = &node->list.items[0]->list;
    uint32_t count = targets->count;
    bool backwards = order_is_free(c, targets);

    for (uint32_t i = 0; i < count; i++) {
        if (!compile_expression(c, node->a->list.items[i]))
            return false;
    }
    if (!backwards && !emit_op(c, OPCODE_SWAP, count))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t which = backwards ? count - 1 - i : i;

        if (!compile_store(c, targets->items[which]))
            return false;
    }
    return true;
}

bool compile_assign(struct compiler *c, struct node *node)
{
    if (is_parallel(node))
        return assign_parallel(c, node);
    if (!compile_expression(c, node->a))
        return false;
    for (uint32_t i = 0; i < node->list.count; i++) {
        if (i + 1 < node->list.count && !emit_op(c, OPCODE_COPY, 1))
            return false;
        if (!compile_store(c, node->list.items[i]))
            return false;
    }
    return true;
}

/* Annotations are not kept, and so not evaluated. */
bool compile_ann_assign(struct compiler *c, struct node *node)
{
    return !node->c ||
           (compile_expression(c, node->c) && compile_store(c, node->a));
}

/* ---- a += b ---- */

static bool operate(struct compiler *c, struct node *node)
{
    return compile_expression(c, node->b) &&
           compile_binary_op(c, node->op, true);
}

static bool aug_assign_name(struct compiler *c, struct node *node)
{
    return compile_name(c, node->a->value, CONTEXT_LOAD) && operate(c, node) &&
           compile_name(c, node->a->value, CONTEXT_STORE);
}

static bool aug_assign_attribute(struct compiler *c, struct node *node)
{
    struct node *target = node->a;

    return compile_expression(c, target->a) && emit_op(c, OPCODE_COPY, 1) &&
           emit_named(c, OPCODE_LOAD_ATTR, target->value) && operate(c, node) &&
           emit_op(c, OPCODE_SWAP, 2) &&
           emit_named(c, OPCODE_STORE_ATTR, target->value);
}

/* [o, key] -> [o, key, o, key] -> [o, key, result] -> [result, o, key] */
static bool aug_assign_item(struct compiler *c, struct node *node)
{
    struct node *target = node->a;

    return compile_expression(c, target->a) &&
           compile_expression(c, target->b) && emit_op(c, OPCODE_COPY, 2) &&
           emit_op(c, OPCODE_COPY, 2) && emit_op(c, OPCODE_BINARY_SUBSCR, 0) &&
           operate(c, node) && emit_op(c, OPCODE_SWAP, 3) &&
           emit_op(c, OPCODE_SWAP, 2) && emit_op(c, OPCODE_STORE_SUBSCR, 0);
}

bool compile_aug_assign(struct compiler *c, struct node *node)
{
    switch (node->a->kind) {
    case NODE_NAME:
        return aug_assign_name(c, node);
    case NODE_ATTRIBUTE:
        return aug_assign_attribute(c, node);
    default: /* SUBSCRIPT */
        return aug_assign_item(c, node);
    }
}
