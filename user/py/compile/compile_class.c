/* SPDX-License-Identifier: MIT
 *
 * Class statements: a function that fills the namespace, and a call of what
 * LOAD_BUILD_CLASS pushes, which runs it and makes the class. That one also
 * enters __module__, __qualname__ and __doc__ before.
 */
#include "compile/compile.h"
#include "object/container.h"

/* Methods that use super() or __class__ share a cell, into which the class is
 * put when it exists. */
static bool compile_epilogue(struct compiler *c)
{
    const struct scope *scope = c->unit->scope;

    if (scope->class_cell &&
        (!emit_op(c, OPCODE_LOAD_CLOSURE, scope->class_slot) ||
         !emit_exact_c(c, OPCODE_STORE_NAME, "__classcell__")))
        return false;
    return compile_end(c);
}

static struct code *compile_class_code(struct compiler *c, struct node *node,
                                       struct scope *scope)
{
    if (!unit_enter(c, scope, node->value) || !compile_body(c, &node->list) ||
        !compile_epilogue(c))
        return NULL;
    return unit_leave(c, node->value, compile_docstring(&node->list));
}

/* LOAD_BUILD_CLASS is called with the body, the name and the class's own
 * arguments. */
bool compile_class(struct compiler *c, struct node *node)
{
    struct scope *scope = scope_of(c->unit->scope, node);

    return compile_decorators(c, node) &&
           emit_op(c, OPCODE_LOAD_BUILD_CLASS, 0) &&
           compile_make_function(c, compile_class_code(c, node, scope), scope,
                                 0) &&
           emit_constant(c, node->value) &&
           compile_arguments(c, &node->orelse, 2) &&
           compile_decorate(c, node) &&
           compile_name(c, node->value, CONTEXT_STORE);
}
