/* SPDX-License-Identifier: MIT
 *
 * Targets: what may stand on the left of '=', behind `for`, `as` and `del`. They
 * are parsed as expressions, and then looked at here.
 *
 * How many starred ones a target may have is the compiler's to check.
 */
#include "compile/parse.h"
#include "object/number.h"

static const char *describe_constant(const struct object *value)
{
    if (value == NONE)
        return "None";
    if (value == TRUE)
        return "True";
    if (value == FALSE)
        return "False";
    return value == ELLIPSIS ? "ellipsis" : "literal";
}

const char *node_describe(const struct node *node)
{
    static const char *const descriptions[] = {
        [NODE_NAME] = "name",
        [NODE_JOINED_STR] = "f-string expression",
        [NODE_FORMATTED] = "f-string expression",
        [NODE_COMPARE] = "comparison",
        [NODE_CALL] = "function call",
        [NODE_ATTRIBUTE] = "attribute",
        [NODE_SUBSCRIPT] = "subscript",
        [NODE_LIST] = "list",
        [NODE_TUPLE] = "tuple",
        [NODE_SET] = "set display",
        [NODE_DICT] = "dict literal",
        [NODE_STARRED] = "starred",
        [NODE_LAMBDA] = "lambda",
        [NODE_CONDITIONAL] = "conditional expression",
        [NODE_NAMED] = "named expression",
        [NODE_LIST_COMP] = "list comprehension",
        [NODE_SET_COMP] = "set comprehension",
        [NODE_DICT_COMP] = "dict comprehension",
        [NODE_GENERATOR] = "generator expression",
        [NODE_YIELD] = "yield expression",
        [NODE_YIELD_FROM] = "yield expression",
    };

    if (node->kind == NODE_CONSTANT)
        return describe_constant(node->value);
    if (node->kind <= NODE_YIELD_FROM && descriptions[node->kind])
        return descriptions[node->kind];
    return "expression";
}

struct node *target_invalid(struct node *node, enum target_use use)
{
    switch (node->kind) {
    case NODE_NAME:
    case NODE_ATTRIBUTE:
    case NODE_SUBSCRIPT:
        return NULL;
    case NODE_STARRED:
        return use == TARGET_DELETE ? node : target_invalid(node->a, use);
    case NODE_LIST:
    case NODE_TUPLE:
        for (uint32_t i = 0; i < node->list.count; i++) {
            struct node *bad = target_invalid(node->list.items[i], use);

            if (bad)
                return bad;
        }
        return NULL;
    case NODE_COMPARE: /* (a in b) after `for`: only `in` is in a wrong place */
        return use == TARGET_FOR && node->list.items[0]->op == CMP_IN
                   ? target_invalid(node->a, use)
                   : node;
    default:
        return node;
    }
}

static void set_context(struct node *node, enum node_context context)
{
    node->context = context;
    if (node->kind == NODE_STARRED)
        set_context(node->a, context);
    if (node->kind == NODE_LIST || node->kind == NODE_TUPLE)
        for (uint32_t i = 0; i < node->list.count; i++)
            set_context(node->list.items[i], context);
}

int target_set(struct parser *p, struct node *node, enum target_use use)
{
    struct node *bad = target_invalid(node, use);

    if (!bad && target_invalid(node, TARGET_STAR) && use == TARGET_FOR) {
        parser_invalid(p);
        return -1;
    }
    if (bad) {
        parser_error(p, node_place(bad), "cannot %s %s",
                     use == TARGET_DELETE ? "delete" : "assign to",
                     node_describe(bad));
        return -1;
    }
    set_context(node, use == TARGET_DELETE ? CONTEXT_DELETE : CONTEXT_STORE);
    return 0;
}
