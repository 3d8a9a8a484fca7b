/* SPDX-License-Identifier: MIT
 *
 * Built-in functions that compile and run text: compile, exec, eval; and
 * __import__.
 */
#include "compile/ast.h"
#include "compile/code.h"
#include "module/builtins.h"
#include "vm/vm.h"

/* A program that is given as str or as bytes, as a str. NULL: TypeError,
 * ValueError (it contains a 0). */
static struct object *program_text(struct object *source, const char *what,
                                   const char *wanted)
{
    struct view text;

    if (is_str(source))
        text = (struct view){str_text(source), str_size(source)};
    else if (!bytes_view(source, &text))
        return error_format(&type_TypeError, "%s() arg 1 must be a %s", what,
                            wanted);
    if (memchr(text.data, 0, text.size))
        return error_format(&type_ValueError,
                            "source code string cannot contain null bytes");
    return is_str(source) ? ref(source) : str_decode(text.data, text.size);
}

/* The code of a text, or the code object itself. what: "exec", "eval". */
static struct code *code_of(struct object *source, enum parse_mode mode,
                            const char *what)
{
    struct object *filename, *text;
    struct code *code = NULL;
    size_t spaces = 0;

    if (type_of(source) == &type_code)
        return (struct code *)ref(source);
    text = program_text(source, what, "string, bytes or code object");
    if (!text)
        return NULL;
    if (mode == PARSE_EXPRESSION) /* eval(" 1") is no IndentationError */
        spaces = strspn(str_text(text), " \t");
    filename = str_from("<string>");
    if (filename)
        code = compile_source(str_text(text) + spaces, str_size(text) - spaces,
                              filename, mode, NULL);
    unref_maybe(filename);
    unref(text);
    return code;
}

struct object *builtins_compile(struct object *const *args, uint32_t count,
                                struct object *names)
{
    static const char *const parameter_names[] = {
        "source",       "filename", "mode", "flags",
        "dont_inherit", "optimize", NULL};
    static const struct parameters parameters = {
        .function = "compile",
        .required = 3,
        .positional = 6,
        .names = parameter_names,
    };
    struct object *given[6], *text;
    struct code *code;
    enum parse_mode mode;

    if (parameters_bind(&parameters, args, count, names, given) < 0)
        return NULL;
    for (int i = 1; i < 3; i++)
        if (!is_str(given[i]))
            return error_format(&type_TypeError,
                                "compile() argument '%s' must be str, not %T",
                                parameter_names[i], given[i]);
    if (str_equal_c(given[2], "exec"))
        mode = PARSE_EXEC;
    else if (str_equal_c(given[2], "eval"))
        mode = PARSE_EXPRESSION;
    else if (str_equal_c(given[2], "single"))
        mode = PARSE_INTERACTIVE;
    else
        return error_format(&type_ValueError, "compile() mode must be 'exec', "
                                              "'eval' or 'single'");
    text = program_text(given[0], "compile", "string, bytes or AST object");
    if (!text)
        return NULL;
    code = compile_source(str_text(text), str_size(text), given[1], mode, NULL);
    unref(text);
    return (struct object *)code;
}

/* Where text runs; both owned. */
struct scope {
    struct dict *globals, *locals;
};

static void scope_clear(struct scope *scope)
{
    unref_maybe((struct object *)scope->globals);
    unref_maybe((struct object *)scope->locals);
}

/* The scope of exec and eval must consist of dicts. 0; -1: TypeError. */
static int check_scope(struct object *globals, struct object *locals,
                       const char *what)
{
    bool is_eval = strcmp(what, "eval") == 0;

    if (globals != NONE && !is_dict(globals)) {
        if (is_eval)
            error_format(&type_TypeError, "globals must be a dict");
        else
            error_format(&type_TypeError,
                         "exec() globals must be a dict, "
                         "not %T",
                         globals);
        return -1;
    }
    if (locals != NONE && !is_dict(locals)) {
        if (is_eval)
            error_format(&type_TypeError, "locals must be a mapping");
        else
            error_format(&type_TypeError,
                         "locals must be a mapping or None, not %T", locals);
        return -1;
    }
    return 0;
}

/* The scope that exec(text, globals, locals) names; by default the caller's.
 * 0, or -1. */
static int scope_init(struct scope *scope, struct object *const *args,
                      uint32_t count, const char *what)
{
    struct object *globals = count > 1 ? args[1] : NONE;
    struct object *locals = count > 2 ? args[2] : NONE;

    *scope = (struct scope){0};
    if (check_scope(globals, locals, what) < 0)
        return -1;
    if (globals == NONE && locals == NONE) {
        locals = builtins_frame_locals();
        if (!locals)
            return -1;
    } else {
        locals = ref(locals == NONE ? globals : locals);
    }
    scope->locals = (struct dict *)locals;
    scope->globals =
        globals == NONE ? builtins_frame_globals() : (struct dict *)globals;
    ref_maybe((struct object *)scope->globals);
    if (scope->globals &&
        (dict_get_c(scope->globals, "__builtins__") ||
         dict_set_c(scope->globals, "__builtins__", &vm_builtins->head) == 0))
        return 0;
    scope_clear(scope);
    return -1;
}

/* Run code in a scope. Its value, or NULL. */
static struct object *run(struct code *code, const struct scope *scope)
{
    struct object *function, *result;

    if (code->free) {
        error_format(&type_TypeError, "code object passed to exec() may not "
                                      "contain free variables");
        return NULL;
    }
    if (!(code->flags & CODE_FUNCTION))
        return vm_run_in(code, scope->globals, scope->locals);
    function = function_new(code, scope->globals);
    result = function ? object_call0(function) : NULL;
    unref_maybe(function);
    return result;
}

static struct object *run_text(struct object *const *args, uint32_t count,
                               enum parse_mode mode, const char *what)
{
    struct object *result = NULL;
    struct scope scope;
    struct code *code;

    if (scope_init(&scope, args, count, what) < 0)
        return NULL;
    code = code_of(args[0], mode, what);
    if (code)
        result = run(code, &scope);
    unref_maybe((struct object *)code);
    scope_clear(&scope);
    return result;
}

struct object *builtins_eval(struct object *const *args, uint32_t count,
                             struct object *names)
{
    (void)names;
    return run_text(args, count, PARSE_EXPRESSION, "eval");
}

struct object *builtins_exec(struct object *const *args, uint32_t count,
                             struct object *names)
{
    struct object *result = run_text(args, count, PARSE_EXEC, "exec");

    (void)names;
    unref_maybe(result);
    return result ? NONE : NULL;
}

/* __import__("a.b") is the module a, unless names of a.b are wanted. */
struct object *builtins_import(struct object *const *args, uint32_t count,
                               struct object *names)
{
    static const char *const parameter_names[] = {"name",   "globals",
                                                  "locals", "fromlist",
                                                  "level",  NULL};
    static const struct parameters parameters = {
        .function = "__import__",
        .required = 1,
        .positional = 5,
        .names = parameter_names,
    };
    struct object *given[5], *module, *first;
    const char *dot;
    int whole = 0;

    if (parameters_bind(&parameters, args, count, names, given) < 0)
        return NULL;
    if (!is_str(given[0]))
        return error_format(&type_TypeError, "module name must be a string");
    if (given[3])
        whole = object_truth(given[3]);
    dot = strchr(str_text(given[0]), '.');
    module = whole < 0 ? NULL : module_import(given[0]);
    if (!module || whole || !dot)
        return module;
    unref(module);
    first = str_new(str_text(given[0]), (size_t)(dot - str_text(given[0])));
    module = first ? module_import(first) : NULL;
    unref_maybe(first);
    return module;
}
