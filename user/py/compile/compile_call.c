/* SPDX-License-Identifier: MIT
 *
 * Calls: plain ones, of methods, with keywords, with * and **.
 */
#include "compile/compile.h"
#include "object/container.h"
#include "object/text.h"

static uint32_t count_kind(const struct node_list *list, enum node_kind kind)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < list->count; i++)
        count += list->items[i]->kind == kind;
    return count;
}

/* The argument i is **a. */
static bool is_mapping(const struct node *argument)
{
    return argument->kind == NODE_KEYWORD && !argument->value;
}

static bool has_mapping(const struct node_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (is_mapping(list->items[i]))
            return true;
    }
    return false;
}

static bool check_keywords(struct compiler *c, const struct node_list *list)
{
    struct dict *seen = dict_new();
    bool done = seen;

    for (uint32_t i = 0; done && i < list->count; i++) {
        const struct node *argument = list->items[i];

        if (argument->kind != NODE_KEYWORD || !argument->value)
            continue;
        if (dict_get_str(seen, argument->value))
            done = compile_error(c, argument, "keyword argument repeated: %s",
                                 str_text(argument->value));
        else if (str_equal_c(argument->value, "__debug__"))
            done = compile_error(c, argument, "cannot assign to __debug__");
        else
            done = dict_set(seen, argument->value, NONE) == 0;
    }
    unref_maybe((struct object *)seen);
    return done;
}

/* ---- Without stars ---- */

static bool compile_values(struct compiler *c, const struct node_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        struct node *argument = list->items[i];

        if (!compile_expression(c, argument->kind == NODE_KEYWORD ? argument->a
                                                                  : argument))
            return false;
    }
    return true;
}

static bool emit_keyword_names(struct compiler *c, const struct node_list *list,
                               uint32_t keywords)
{
    struct tuple *names = tuple_new(keywords);
    uint32_t count = 0;
    bool done;

    if (!names)
        return false;
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i]->kind == NODE_KEYWORD)
            names->items[count++] = ref(list->items[i]->value);
    }
    done = emit_constant(c, (struct object *)names);
    unref(&names->head);
    return done;
}

/* ---- With stars, or very many ---- */

/* Only f(*args) and what follows from it passes an iterable as it is: the
 * error for one that is none then names f. */
static bool compile_positional(struct compiler *c, struct node_list *list,
                               uint32_t pushed)
{
    struct node_list positional = {.count = 0};

    positional.items =
        arena_alloc(c->arena, (list->count + 1) * sizeof(*positional.items));
    if (!positional.items)
        return false;
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i]->kind != NODE_KEYWORD)
            positional.items[positional.count++] = list->items[i];
    }
    if (positional.count == 0)
        return emit_op(c, OPCODE_BUILD_TUPLE, pushed);
    if (positional.count == 1 && pushed == 0 &&
        positional.items[0]->kind == NODE_STARRED)
        return compile_expression(c, positional.items[0]->a);
    return compile_items(c, &positional, pushed, OPCODE_BUILD_LIST) &&
           emit_op(c, OPCODE_LIST_TO_TUPLE, 0);
}

/* The keywords on the stack become a dict, or go into the one below. */
static bool flush_keywords(struct compiler *c, uint32_t pairs, bool *made)
{
    if (pairs == 0)
        return true;
    if (!emit_op(c, OPCODE_BUILD_MAP, pairs) ||
        (*made && !emit_op(c, OPCODE_DICT_MERGE, 1)))
        return false;
    *made = true;
    return true;
}

static bool compile_keywords(struct compiler *c, const struct node_list *list)
{
    uint32_t pairs = 0;
    bool made = false;

    for (uint32_t i = 0; i < list->count; i++) {
        struct node *argument = list->items[i];

        if (argument->kind != NODE_KEYWORD)
            continue;
        if (pairs == PUSHED_MAX / 2 || is_mapping(argument)) {
            if (!flush_keywords(c, pairs, &made))
                return false;
            pairs = 0;
        }
        if (!is_mapping(argument)) {
            if (!emit_constant(c, argument->value) ||
                !compile_expression(c, argument->a))
                return false;
            pairs++;
            continue;
        }
        if ((!made && !emit_op(c, OPCODE_BUILD_MAP, 0)) ||
            !compile_expression(c, argument->a) ||
            !emit_op(c, OPCODE_DICT_MERGE, 1))
            return false;
        made = true;
    }
    return flush_keywords(c, pairs, &made);
}

static bool compile_general(struct compiler *c, struct node_list *list,
                            uint32_t pushed, uint32_t keywords)
{
    return compile_positional(c, list, pushed) &&
           (keywords == 0 || compile_keywords(c, list)) &&
           emit_op(c, OPCODE_CALL_FUNCTION_EX, keywords > 0);
}

bool compile_arguments(struct compiler *c, struct node_list *arguments,
                       uint32_t pushed)
{
    uint32_t keywords = count_kind(arguments, NODE_KEYWORD);
    uint32_t count = pushed + arguments->count;

    if (keywords > 0 && !check_keywords(c, arguments))
        return false;
    if (count > PUSHED_MAX || has_mapping(arguments) ||
        count_kind(arguments, NODE_STARRED) > 0)
        return compile_general(c, arguments, pushed, keywords);
    if (!compile_values(c, arguments))
        return false;
    if (keywords == 0)
        return emit_op(c, OPCODE_CALL_FUNCTION, count);
    return emit_keyword_names(c, arguments, keywords) &&
           emit_op(c, OPCODE_CALL_FUNCTION_KW, count);
}

/* o.f(...) without making a bound method. */
static bool is_method_call(const struct node *node)
{
    return node->a->kind == NODE_ATTRIBUTE && node->list.count < PUSHED_MAX &&
           count_kind(&node->list, NODE_STARRED) == 0 &&
           count_kind(&node->list, NODE_KEYWORD) == 0;
}

bool compile_call(struct compiler *c, struct node *node)
{
    const struct node *method = node->a;

    if (!is_method_call(node))
        return compile_expression(c, node->a) &&
               compile_arguments(c, &node->list, 0);
    if (!compile_expression(c, method->a))
        return false;
    c->unit->emit.line = compile_attribute_line(method);
    return emit_named(c, OPCODE_LOAD_METHOD, method->value) &&
           compile_values(c, &node->list) &&
           emit_op(c, OPCODE_CALL_METHOD, node->list.count);
}
