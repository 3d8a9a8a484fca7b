/* SPDX-License-Identifier: MIT
 *
 * The parser's entry, and its hold on the tokens.
 */
#include <string.h>

#include "compile/parse.h"
#include "object/error.h"
#include "object/mem.h"
#include "object/text.h"

static const char byte_order_mark[] = "\xef\xbb\xbf";

/* ---- Tokens ---- */

enum token_kind parser_peek(const struct parser *p, size_t ahead)
{
    size_t left = p->lexer.tokens + p->lexer.count - p->token;

    return ahead < left ? p->token[ahead].kind : TOKEN_END;
}

const struct token *parser_next(struct parser *p)
{
    const struct token *token = p->token;

    if (p->token < p->lexer.tokens + p->lexer.count - 1)
        p->token++;
    if (p->token > p->furthest)
        p->furthest = p->token;
    return token;
}

bool parser_accept(struct parser *p, enum token_kind kind)
{
    if (!parser_at(p, kind))
        return false;
    parser_next(p);
    return true;
}

int parser_expect(struct parser *p, enum token_kind kind)
{
    if (parser_accept(p, kind))
        return 0;
    parser_invalid(p);
    return -1;
}

int parser_force(struct parser *p, enum token_kind kind)
{
    if (parser_accept(p, kind))
        return 0;
    if (parser_at(p, TOKEN_ERROR))
        parser_invalid(p);
    else
        parser_error_here(p, "expected '%s'", token_text(kind));
    return -1;
}

bool token_begins_expression(enum token_kind kind)
{
    switch (kind) {
    case TOKEN_NAME:
    case TOKEN_NUMBER:
    case TOKEN_STRING:
    case TOKEN_LEFT_PAREN:
    case TOKEN_LEFT_BRACKET:
    case TOKEN_LEFT_BRACE:
    case TOKEN_MINUS:
    case TOKEN_PLUS:
    case TOKEN_TILDE:
    case TOKEN_ELLIPSIS:
    case TOKEN_NONE:
    case TOKEN_TRUE:
    case TOKEN_FALSE:
    case TOKEN_NOT:
    case TOKEN_LAMBDA:
        return true;
    default:
        return false;
    }
}

bool parser_at_word(const struct parser *p, const char *word)
{
    return parser_at(p, TOKEN_NAME) && p->token->size == strlen(word) &&
           !memcmp(p->token->text, word, p->token->size);
}

struct object *parser_name(struct parser *p)
{
    struct object *name = str_new(p->token->text, p->token->size);

    name = name ? str_intern(name) : NULL;
    if (!name || arena_keep(p->arena, name))
        return NULL;
    parser_next(p);
    return name;
}

struct node *parser_fall_back(struct parser *p, const struct token *end,
                              struct node *node)
{
    if (!p->quiet || error_is_set())
        return NULL;
    p->token = end;
    return node;
}

/* ---- The whole ---- */

/* All statements up to the end. */
static struct node *parse_module(struct parser *p)
{
    struct node *module = node_new(p, NODE_MODULE, p->token);

    if (!module)
        return NULL;
    while (!parser_at(p, TOKEN_END)) {
        if (parser_accept(p, TOKEN_NEWLINE))
            continue; /* an empty line after a backslash */
        if (parse_statement(p, &module->list))
            return NULL;
    }
    return node_end(p, module);
}

static struct node *parse_alone(struct parser *p)
{
    struct node *expression = parse_expressions(p);

    while (expression && parser_accept(p, TOKEN_NEWLINE))
        continue;
    if (expression && parser_expect(p, TOKEN_END))
        return NULL;
    return expression;
}

static struct node *parse_once(struct parser *p, bool hints)
{
    p->token = p->furthest = p->lexer.tokens;
    p->hints = hints;
    return p->mode == PARSE_EXPRESSION ? parse_alone(p) : parse_module(p);
}

static struct node *parse_tokens(struct parser *p)
{
    struct node *tree;
    const struct token *bad;

    tree = parse_once(p, false);
    bad = p->furthest;
    if (!tree && !error_is_set())
        parse_once(p, true);
    if (!tree)
        parser_conclude(p, bad);
    return tree;
}

/* ---- The prompt ---- */

bool node_is_compound(const struct node *statement)
{
    switch (statement->kind) {
    case NODE_IF:
    case NODE_WHILE:
    case NODE_FOR:
    case NODE_TRY:
    case NODE_WITH:
    case NODE_FUNCTION:
    case NODE_CLASS:
        return true;
    default:
        return false;
    }
}

/* Is the last line of the source an empty one? That ends a block. */
static bool ends_with_blank(const char *source, size_t size)
{
    if (size == 0 || source[size - 1] != '\n')
        return false;
    for (size--; size > 0 && source[size - 1] != '\n'; size--)
        if (source[size - 1] != ' ' && source[size - 1] != '\t')
            return false;
    return true;
}

static bool at_the_end(const struct parser *p, const struct token *token)
{
    return token->kind != TOKEN_NEWLINE && token->text >= p->lexer.at;
}

/* Could more lines make it right, or are they needed to know that it's all? */
static bool is_incomplete(const struct parser *p, const struct node *tree,
                          size_t size)
{
    if (p->lexer.error.type && p->lexer.error.unfinished)
        return true;
    if (ends_with_blank(p->source, size))
        return false;
    if (!tree)
        return !p->lexer.error.type && at_the_end(p, p->furthest);
    return tree->list.count > 0 &&
           node_is_compound(tree->list.items[tree->list.count - 1]);
}

/* Ask for more lines, if that's it: then there is no tree yet. */
static struct node *at_prompt(struct parser *p, struct node *tree, size_t size,
                              bool *incomplete)
{
    *incomplete = p->mode == PARSE_INTERACTIVE && is_incomplete(p, tree, size);
    if (!*incomplete || !tree)
        return tree;
    return parser_error_here(p, "incomplete input");
}

struct node *parse(struct arena *arena, const char *source, size_t size,
                   struct object *filename, enum parse_mode mode,
                   bool *incomplete)
{
    struct parser *p = arena_alloc(arena, sizeof(*p));
    struct node *tree = NULL;
    size_t skipped = strncmp(source, byte_order_mark, 3) ? 0 : 3;

    if (incomplete)
        *incomplete = false;
    source += skipped;
    size -= skipped;
    source = p ? lexer_source(arena, source, &size, filename) : NULL;
    if (!source)
        return NULL;
    p->arena = arena;
    p->source = source;
    p->filename = filename;
    p->mode = mode;
    p->prefix = "";
    if (mode == PARSE_EXPRESSION)
        for (; size && (*source == ' ' || *source == '\t'); size--)
            source++;
    if (!lexer_run(&p->lexer, source, source + size, 1, p->source, false))
        tree = parse_tokens(p);
    if (incomplete && p->lexer.tokens)
        tree = at_prompt(p, tree, p->source + size - p->source, incomplete);
    lexer_free(&p->lexer);
    return tree;
}
