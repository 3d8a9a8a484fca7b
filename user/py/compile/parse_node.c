/* SPDX-License-Identifier: MIT
 *
 * Making nodes: their places, lists and height.
 */
#include <string.h>

#include "compile/parse.h"
#include "object/error.h"

#define FIRST_ITEMS 4

struct node *node_new(struct parser *p, enum node_kind kind,
                      const struct token *first)
{
    struct node *node = arena_alloc(p->arena, sizeof(*node));

    if (!node)
        return NULL;
    node->kind = kind;
    node->height = 1;
    node->line = first->place.line;
    node->column = first->place.column;
    node->end_line = first->place.end_line;
    node->end_column = first->place.end_column;
    return node;
}

struct node *node_around(struct parser *p, enum node_kind kind,
                         const struct token *first, struct node *a)
{
    struct node *node = node_new(p, kind, first);

    if (!node)
        return NULL;
    node->a = a;
    return node;
}

static uint32_t higher(uint32_t height, const struct node *node)
{
    return node && node->height > height ? node->height : height;
}

static uint32_t highest(uint32_t height, const struct node_list *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        height = higher(height, list->items[i]);
    return height;
}

struct node *node_measure(struct node *node)
{
    uint32_t height = higher(higher(higher(0, node->a), node->b), node->c);

    height = highest(height, &node->list);
    height = highest(height, &node->orelse);
    height = highest(height, &node->handlers);
    height = highest(height, &node->final);
    node->height = height + 1;
    if (node->height <= NODE_HEIGHT_MAX)
        return node;
    error_format(&type_RecursionError,
                 "maximum recursion depth exceeded during compilation");
    return NULL;
}

struct node *node_end(struct parser *p, struct node *node)
{
    const struct token *last = p->token;

    if (last > p->lexer.tokens)
        last--;
    node->end_line = last->place.end_line;
    node->end_column = last->place.end_column;
    return node_measure(node);
}

int node_list_append(struct parser *p, struct node_list *list,
                     struct node *item)
{
    if (!item)
        return -1;
    if (list->count == list->capacity) {
        uint32_t capacity = list->capacity ? list->capacity * 2 : FIRST_ITEMS;
        struct node **items =
            arena_alloc(p->arena, capacity * sizeof(struct node *));

        if (!items)
            return -1;
        if (list->count)
            memcpy(items, list->items, list->count * sizeof(*items));
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = item;
    return 0;
}

struct place node_place(const struct node *node)
{
    return node_places(node, node);
}

struct place node_places(const struct node *first, const struct node *last)
{
    return (struct place){first->line, first->column, last->end_line,
                          last->end_column};
}

struct node *node_keep(struct parser *p, struct node *node,
                       struct object *value)
{
    if (!value || arena_keep(p->arena, value))
        return NULL;
    node->value = value;
    return node;
}
