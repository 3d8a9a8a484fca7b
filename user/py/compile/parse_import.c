/* SPDX-License-Identifier: MIT
 *
 * import and from.
 */
#include "compile/parse.h"
#include "object/text.h"

/* Add a name to a dotted one. 0, or -1. */
static int add_part(struct parser *p, struct text *name)
{
    if (!parser_at(p, TOKEN_NAME)) {
        parser_invalid(p);
        return -1;
    }
    if (text_add(name, p->token->text, p->token->size))
        return -1;
    parser_next(p);
    return 0;
}

/* Behind what `name` has already: a.b.c, interned and kept. */
static struct object *parse_dotted(struct parser *p, struct text *name)
{
    int failed = add_part(p, name);
    struct object *value;

    while (!failed && parser_accept(p, TOKEN_DOT))
        failed = text_add_c(name, ".") || add_part(p, name);
    if (failed) {
        text_discard(name);
        return NULL;
    }
    value = text_finish(name);
    value = value ? str_intern(value) : NULL;
    return value && !arena_keep(p->arena, value) ? value : NULL;
}

/* The end of an ALIAS: [as name]. */
static struct node *parse_as_name(struct parser *p, struct node *alias)
{
    if (parser_accept(p, TOKEN_AS)) {
        if (!parser_at(p, TOKEN_NAME))
            return parser_invalid(p);
        alias->other = parser_name(p);
        if (!alias->other)
            return NULL;
    }
    return node_end(p, alias);
}

static struct node *parse_import_alias(struct parser *p)
{
    struct node *alias = node_new(p, NODE_ALIAS, p->token);
    struct text name = {0};

    if (!alias || !(alias->value = parse_dotted(p, &name)))
        return NULL;
    return parse_as_name(p, alias);
}

static struct node *parse_from_alias(struct parser *p)
{
    struct node *alias = node_new(p, NODE_ALIAS, p->token);

    if (!parser_at(p, TOKEN_NAME))
        return parser_invalid(p);
    if (!alias || !(alias->value = parser_name(p)))
        return NULL;
    return parse_as_name(p, alias);
}

static struct node *parse_import_names(struct parser *p)
{
    struct node *node = node_new(p, NODE_IMPORT, parser_next(p));

    if (!node)
        return NULL;
    do {
        if (node_list_append(p, &node->list, parse_import_alias(p)))
            return NULL;
    } while (parser_accept(p, TOKEN_COMMA));
    return node_end(p, node);
}

/* The module behind `from`: dots, then a name, which may be left out. */
static struct object *parse_module_name(struct parser *p)
{
    struct text name = {0};
    struct object *value;

    while (parser_at(p, TOKEN_DOT) || parser_at(p, TOKEN_ELLIPSIS))
        if (text_add_c(&name, token_text(parser_next(p)->kind))) {
            text_discard(&name);
            return NULL;
        }
    if (!parser_at(p, TOKEN_IMPORT) || name.size == 0)
        return parse_dotted(p, &name);
    value = text_finish(&name);
    value = value ? str_intern(value) : NULL;
    return value && !arena_keep(p->arena, value) ? value : NULL;
}

/* The names behind `import`. 0, or -1. */
static int parse_from_names(struct parser *p, struct node_list *list)
{
    bool open = parser_accept(p, TOKEN_LEFT_PAREN);

    do {
        if (list->count && open && parser_at(p, TOKEN_RIGHT_PAREN))
            break;
        if (list->count && parser_at(p, TOKEN_NEWLINE)) {
            parser_error_here(p, "trailing comma not allowed without "
                                 "surrounding parentheses");
            return -1;
        }
        if (node_list_append(p, list, parse_from_alias(p)))
            return -1;
    } while (parser_accept(p, TOKEN_COMMA));
    return open ? parser_expect(p, TOKEN_RIGHT_PAREN) : 0;
}

static struct node *parse_import_from(struct parser *p)
{
    struct node *node = node_new(p, NODE_IMPORT_FROM, parser_next(p));

    if (!node || !(node->value = parse_module_name(p)) ||
        parser_expect(p, TOKEN_IMPORT))
        return NULL;
    if (!parser_accept(p, TOKEN_STAR) && parse_from_names(p, &node->list))
        return NULL;
    return node_end(p, node);
}

struct node *parse_import(struct parser *p)
{
    return parser_at(p, TOKEN_IMPORT) ? parse_import_names(p)
                                      : parse_import_from(p);
}
