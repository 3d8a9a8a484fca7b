/* SPDX-License-Identifier: MIT
 *
 * The module dis: dis.dis(function) prints bytecode. How an instruction is
 * printed is in compile/dis.c.
 */
#include "compile/ast.h"
#include "compile/code.h"
#include "module/module.h"

static struct code *compile_text(struct object *source)
{
    struct object *filename = str_from("<dis>");
    struct code *code = NULL;

    if (filename)
        code = compile_source(str_text(source), str_size(source), filename,
                              PARSE_FILE, NULL);
    unref_maybe(filename);
    return code;
}

/* The code of a function, method, generator or text. NULL: TypeError. */
static struct code *code_of(struct object *o)
{
    struct type *type = type_of(o);

    if (type == &type_method)
        return code_of(((struct method *)o)->function);
    if (type == &type_code)
        return (struct code *)ref(o);
    if (type == &type_function)
        return (struct code *)ref(
            (struct object *)((struct function *)o)->code);
    if (type == &type_str)
        return compile_text(o);
    error_format(&type_TypeError, "don't know how to disassemble %T objects",
                 o);
    return NULL;
}

static struct object *dis_dis(struct object *const *args, uint32_t count,
                              struct object *names)
{
    struct code *code = code_of(args[0]);
    int failed = code ? dis_print(code) : -1;

    (void)count, (void)names;
    unref_maybe((struct object *)code);
    return failed ? NULL : NONE;
}

static const struct method_def functions[] = {
    {"dis", dis_dis, 1, 1, .doc = "print a function's bytecode"},
    {0},
};

struct object *module_init_dis(void)
{
    return module_from_methods("dis", functions);
}
