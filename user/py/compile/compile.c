/* SPDX-License-Identifier: MIT
 *
 * The compiler's frame: the passes one after the other, errors, units, and
 * instructions that name variables.
 */
#include "compile/compile.h"

#include <string.h>

#include "compile/parse.h"
#include "object/container.h"
#include "object/error.h"
#include "object/text.h"
#include "vm/thread.h"

#define GROW_FIRST 8

void *arena_grow(struct arena *arena, void *items, uint32_t count,
                 uint32_t *capacity, size_t size)
{
    uint32_t more = *capacity ? *capacity * 2 : GROW_FIRST;
    void *moved;

    if (count < *capacity)
        return items;
    moved = arena_alloc(arena, more * size);
    if (!moved)
        return NULL;
    if (items)
        memcpy(moved, items, count * size);
    *capacity = more;
    return moved;
}

/* ---- Errors ---- */

bool compile_error(struct compiler *c, const struct node *node,
                   const char *format, ...)
{
    struct place place = node_place(node);
    va_list args;

    va_start(args, format);
    syntax_error_raise_va(&type_SyntaxError, c->source, c->filename, &place,
                          format, args);
    va_end(args);
    return false;
}

bool compile_enter(struct compiler *c)
{
    if (c->depth < COMPILE_DEPTH_MAX &&
        (char *)__builtin_frame_address(0) > thread_self->c_stack_end) {
        c->depth++;
        return true;
    }
    error_format(&type_RecursionError,
                 "maximum recursion depth exceeded during compilation");
    return false;
}

void compile_leave(struct compiler *c)
{
    c->depth--;
}

bool compile_at_line(struct compiler *c, struct node *node,
                     bool (*compile)(struct compiler *c, struct node *node))
{
    int32_t line = c->unit->emit.line;
    bool done;

    if (!compile_enter(c))
        return false;
    c->unit->emit.line = node->line;
    done = compile(c, node);
    c->unit->emit.line = line;
    compile_leave(c);
    return done;
}

/* ---- Names ---- */

/* Intern, and keep until the end. Steals name, which may be NULL. */
static struct object *keep_name(struct compiler *c, struct object *name)
{
    if (name)
        name = str_intern(name);
    if (!name || arena_keep(c->arena, name) < 0)
        return NULL;
    return name;
}

struct object *compile_mangle(struct compiler *c, struct scope *scope,
                              struct object *name)
{
    const char *text = str_text(name), *class_name;
    size_t size = str_size(name);

    if (!scope->private_class || strncmp(text, "__", 2) != 0 ||
        strcmp(text + size - 2, "__") == 0 || strchr(text, '.'))
        return name;
    class_name = str_text(scope->private_class);
    class_name += strspn(class_name, "_");
    if (!*class_name)
        return name;
    return keep_name(c, str_format_c("_%s%s", class_name, text));
}

struct object *compile_alias_name(struct compiler *c, const struct node *alias)
{
    const char *dot = strchr(str_text(alias->value), '.');

    if (alias->other)
        return alias->other;
    if (!dot)
        return alias->value;
    return keep_name(c, str_new(str_text(alias->value),
                                (size_t)(dot - str_text(alias->value))));
}

bool emit_constant(struct compiler *c, struct object *value)
{
    uint32_t index;

    return emit_constant_index(&c->unit->emit, value, &index) &&
           emit_op(c, OPCODE_LOAD_CONST, index);
}

bool emit_exact(struct compiler *c, enum opcode op, struct object *name)
{
    uint32_t index;

    return emit_name_index(&c->unit->emit, name, &index) &&
           emit_op(c, op, index);
}

bool emit_exact_c(struct compiler *c, enum opcode op, const char *name)
{
    struct object *text = keep_name(c, str_from(name));

    return text && emit_exact(c, op, text);
}

bool emit_named(struct compiler *c, enum opcode op, struct object *name)
{
    name = compile_mangle(c, c->unit->scope, name);
    return name && emit_exact(c, op, name);
}

/* The opcodes that load, store and delete, by place. */
static const enum opcode place_opcodes[][3] = {
    [PLACE_NAME] = {OPCODE_LOAD_NAME, OPCODE_STORE_NAME, OPCODE_DELETE_NAME},
    [PLACE_GLOBAL] = {OPCODE_LOAD_GLOBAL, OPCODE_STORE_GLOBAL,
                      OPCODE_DELETE_GLOBAL},
    [PLACE_FAST] = {OPCODE_LOAD_FAST, OPCODE_STORE_FAST, OPCODE_DELETE_FAST},
    [PLACE_CELL] = {OPCODE_LOAD_DEREF, OPCODE_STORE_DEREF, OPCODE_DELETE_DEREF},
    [PLACE_FREE] = {OPCODE_LOAD_DEREF, OPCODE_STORE_DEREF, OPCODE_DELETE_DEREF},
};

/* A module's own names are its globals, which have the quicker load. */
static bool names_are_globals(const struct compiler *c)
{
    return c->unit->scope->kind == SCOPE_MODULE && c->mode != PARSE_EXEC &&
           c->mode != PARSE_EXPRESSION;
}

bool compile_name(struct compiler *c, struct object *name,
                  enum node_context context)
{
    struct scope *scope = c->unit->scope;
    const struct symbol *symbol;
    enum opcode op;

    name = compile_mangle(c, scope, name);
    if (!name)
        return false;
    symbol = scope_find(scope, name);
    op = place_opcodes[symbol->place][context];
    if (op == OPCODE_LOAD_NAME && names_are_globals(c))
        op = OPCODE_LOAD_GLOBAL;
    if (op == OPCODE_LOAD_DEREF && scope->kind == SCOPE_CLASS)
        op = OPCODE_LOAD_CLASSDEREF;
    if (symbol->place == PLACE_NAME || symbol->place == PLACE_GLOBAL)
        return emit_exact(c, op, name);
    return emit_op(c, op, symbol->slot);
}

/* ---- Units ---- */

static bool is_cell(const struct symbol *symbol)
{
    return symbol->place == PLACE_CELL;
}

/* The cells of variables that inner functions use, and the generator. */
static bool unit_begin(struct compiler *c)
{
    const struct scope *scope = c->unit->scope;

    for (uint32_t i = 0; i < scope->count; i++) {
        if (is_cell(&scope->symbols[i]) &&
            !emit_op(c, OPCODE_MAKE_CELL, scope->symbols[i].slot))
            return false;
    }
    if (scope->class_cell && !emit_op(c, OPCODE_MAKE_CELL, scope->class_slot))
        return false;
    return !scope->generator || emit_op(c, OPCODE_RETURN_GENERATOR, 0);
}

/* f, C.f, f.<locals>.g. A name declared global is at the top. */
static struct object *qualified_name(struct compiler *c, struct scope *scope,
                                     struct object *name)
{
    struct scope *outer = scope->outer;
    const struct symbol *symbol;
    struct object *mangled;

    if (!outer || outer->kind == SCOPE_MODULE)
        return ref(name);
    mangled = compile_mangle(c, outer, name);
    if (!mangled)
        return NULL;
    symbol = scope_find(outer, mangled);
    if (symbol && symbol->place == PLACE_GLOBAL &&
        (scope->node->kind == NODE_FUNCTION || scope->kind == SCOPE_CLASS))
        return ref(name);
    return str_format_c("%s.%s%s", str_text(c->unit->qualname),
                        outer->kind == SCOPE_CLASS ? "" : "<locals>.",
                        str_text(name));
}

bool unit_enter(struct compiler *c, struct scope *scope, struct object *name)
{
    struct unit *unit = arena_alloc(c->arena, sizeof(*unit));
    struct object *qualname = qualified_name(c, scope, name);

    if (qualname && arena_keep(c->arena, qualname) < 0)
        return false;
    if (!unit || !qualname ||
        !emit_init(&unit->emit, c->arena, scope->node->line))
        return false;
    unit->qualname = qualname;
    unit->scope = scope;
    unit->outer = c->unit;
    c->unit = unit;
    return unit_begin(c);
}

static struct object *local_names(const struct scope *scope)
{
    struct tuple *names = tuple_new(scope->locals);

    if (!names)
        return NULL;
    if (scope->class_cell) {
        struct object *name = str_intern_c("__class__");

        if (!name) {
            unref(&names->head);
            return NULL;
        }
        names->items[scope->class_slot] = name;
    }
    for (uint32_t i = 0; i < scope->count; i++) {
        const struct symbol *symbol = &scope->symbols[i];

        if (symbol->passes || symbol->place == PLACE_FAST ||
            symbol->place == PLACE_CELL || symbol->place == PLACE_FREE)
            names->items[symbol->slot] = ref(symbol->name);
    }
    return (struct object *)names;
}

static void count_parameters(const struct node *node, struct code *code)
{
    const struct node_list *list;

    if (node->kind != NODE_FUNCTION && node->kind != NODE_LAMBDA)
        return;
    list = &node->a->list;
    for (uint32_t i = 0; i < list->count; i++) {
        switch ((enum parameter_kind)list->items[i]->op) {
        case PARAMETER_POSITIONAL_ONLY:
            code->positional_only++;
            code->positional++;
            break;
        case PARAMETER_PLAIN:
            code->positional++;
            break;
        case PARAMETER_KEYWORD_ONLY:
            code->keyword_only++;
            break;
        case PARAMETER_VARARGS:
            code->flags |= CODE_VARARGS;
            break;
        case PARAMETER_VARKEYWORDS:
            code->flags |= CODE_VARKEYWORDS;
            break;
        }
    }
}

static void set_flags(const struct scope *scope, struct code *code)
{
    if (scope->kind == SCOPE_COMPREHENSION)
        code->positional = 1;
    else
        count_parameters(scope->node, code);
    if (scope->generator)
        code->flags |= CODE_GENERATOR;
    if (scope_is_function(scope))
        code->flags |= CODE_FUNCTION;
    if (code->flags != CODE_FUNCTION || code->keyword_only || scope->free)
        return;
    for (uint32_t i = 0; i < scope->count; i++) {
        if (is_cell(&scope->symbols[i]))
            return;
    }
    code->flags |= CODE_SIMPLE;
}

/* The line of a definition is that of its first decorator. */
static int32_t first_line(const struct scope *scope)
{
    const struct node *node = scope->node;

    if (scope->kind == SCOPE_MODULE)
        return 1;
    if ((node->kind == NODE_FUNCTION || node->kind == NODE_CLASS) &&
        node->handlers.count > 0)
        return node->handlers.items[0]->line;
    return node->line;
}

static uint32_t count_parameter_locals(const struct scope *scope)
{
    uint32_t count = 0;

    while (count < scope->count &&
           scope->symbols[count].flags & SYMBOL_PARAMETER)
        count++;
    return count;
}

struct code *unit_leave(struct compiler *c, struct object *name,
                        struct object *doc)
{
    struct unit *unit = c->unit;
    struct scope *scope = unit->scope;
    struct code *code;

    c->unit = unit->outer;
    code = assemble(&unit->emit, count_parameter_locals(scope));
    if (!code)
        return NULL;
    set_flags(scope, code);
    code->locals = scope->locals;
    code->free = scope->free;
    code->first_line = first_line(scope);
    code->name = ref(name);
    code->qualname = ref(unit->qualname);
    code->filename = ref(c->filename);
    code->doc = ref_maybe(doc);
    code->local_names = local_names(scope);
    if (code->local_names)
        return code;
    unref((struct object *)code);
    return NULL;
}

/* ---- The whole ---- */

static bool compile_module_body(struct compiler *c, struct node *tree)
{
    struct object *doc;

    if (c->mode == PARSE_EXPRESSION)
        return compile_expression(c, tree) &&
               emit_op(c, OPCODE_RETURN_VALUE, 0);
    doc = c->mode == PARSE_FILE ? compile_docstring(&tree->list) : NULL;
    return (!doc || (emit_constant(c, doc) &&
                     emit_exact_c(c, OPCODE_STORE_NAME, "__doc__"))) &&
           compile_body(c, &tree->list) && compile_end(c);
}

static struct code *compile_module(struct compiler *c, struct node *tree)
{
    struct object *name = keep_name(c, str_from("<module>"));

    if (!name || !unit_enter(c, c->module, name) ||
        !compile_module_body(c, tree))
        return NULL;
    return unit_leave(c, name, NULL);
}

struct code *compile_tree(struct node *tree, const char *source,
                          struct object *filename, enum parse_mode mode)
{
    struct compiler c = {.source = source, .filename = filename, .mode = mode};
    struct code *code = NULL;

    c.arena = arena_new();
    if (!c.arena)
        return NULL;
    if (fold_tree(&c, tree) && symtable_build(&c, tree))
        code = compile_module(&c, tree);
    arena_free(c.arena);
    return code;
}

struct code *compile_source(const char *source, size_t size,
                            struct object *filename, enum parse_mode mode,
                            bool *incomplete)
{
    struct arena *arena = arena_new();
    struct code *code = NULL;
    struct node *tree;

    if (!arena)
        return NULL;
    tree = parse(arena, source, size, filename, mode, incomplete);
    if (tree)
        code = compile_tree(tree, source, filename, mode);
    arena_free(arena);
    return code;
}
