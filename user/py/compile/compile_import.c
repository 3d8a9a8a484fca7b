/* SPDX-License-Identifier: MIT
 *
 * import statements. There are no packages: a relative import is an ImportError
 * when it is executed.
 */
#include <string.h>

#include "compile/compile.h"
#include "object/container.h"
#include "object/text.h"

bool compile_import(struct compiler *c, struct node *node)
{
    for (uint32_t i = 0; i < node->list.count; i++) {
        const struct node *alias = node->list.items[i];
        struct object *bound = compile_alias_name(c, alias);

        if (!bound ||
            !emit_exact(c,
                        alias->other ? OPCODE_IMPORT_MODULE
                                     : OPCODE_IMPORT_NAME,
                        alias->value) ||
            !compile_name(c, bound, CONTEXT_STORE))
            return false;
    }
    return true;
}

static bool compile_relative(struct compiler *c)
{
    struct object *message =
        str_from("attempted relative import with no known parent package");
    bool done;

    if (!message)
        return false;
    done = emit_exact_c(c, OPCODE_LOAD_GLOBAL, "ImportError") &&
           emit_constant(c, message) && emit_op(c, OPCODE_CALL_FUNCTION, 1) &&
           emit_op(c, OPCODE_RAISE_VARARGS, 1);
    unref(message);
    return done;
}

/* The features of __future__ are in Python 3.11, or about annotations, which are
 * not evaluated anyway: nothing to do but to check the names. */
static bool compile_future(struct compiler *c, struct node *node)
{
    static const char *const features[] = {
        "nested_scopes",    "generators",     "division",
        "absolute_import",  "with_statement", "print_function",
        "unicode_literals", "generator_stop", "annotations",
    };

    for (uint32_t i = 0; i < node->list.count; i++) {
        struct object *name = node->list.items[i]->value;
        size_t n = 0;

        while (n < sizeof(features) / sizeof(*features) &&
               !str_equal_c(name, features[n]))
            n++;
        if (str_equal_c(name, "braces"))
            return compile_error(c, node, "not a chance");
        if (n == sizeof(features) / sizeof(*features))
            return compile_error(c, node, "future feature %s is not defined",
                                 str_text(name));
    }
    return true;
}

static bool import_names(struct compiler *c, const struct node_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const struct node *alias = list->items[i];

        if (!emit_exact(c, OPCODE_IMPORT_FROM, alias->value) ||
            !compile_name(c, alias->other ? alias->other : alias->value,
                          CONTEXT_STORE))
            return false;
    }
    return emit_op(c, OPCODE_POP_TOP, 0);
}

bool compile_import_from(struct compiler *c, struct node *node)
{
    if (!node->value || str_text(node->value)[0] == '.')
        return compile_relative(c);
    if (str_equal_c(node->value, "__future__"))
        return compile_future(c, node);
    if (!emit_exact(c, OPCODE_IMPORT_MODULE, node->value))
        return false;
    if (node->list.count == 0)
        return emit_op(c, OPCODE_IMPORT_STAR, 0);
    return import_names(c, &node->list);
}
