/* SPDX-License-Identifier: MIT
 *
 * The prompt: read a statement, run it, show its value, again. A statement is
 * complete when the parser says so; a compound one (if, def, ...) when an empty
 * line follows as well. There is no editing of lines.
 */
#include "compile/ast.h"
#include "interpreter.h"
#include "module/file.h"
#include "module/module.h"
#include "module/source.h"
#include "vm/vm.h"

#define FILENAME "<stdin>"
#define BANNER "Python 3.11 (Convoy). The end of the input leaves it.\n"

/* Write to standard error, where prompts go, behind all output. */
static int show(const char *text)
{
    if (output_flush() < 0)
        return -1;
    error_write(text, strlen(text));
    return 0;
}

/* Write the prompt, and add a line of input to the statement. 1; 0: the end of
 * the input; -1: raised. */
static int read_line(struct text *statement, const char *prompt, bool *blank)
{
    struct object *line;
    int result = 1;

    if (show(prompt) < 0)
        return -1;
    line = file_read_line(file_stdin, SIZE_MAX);
    if (!line)
        return -1;
    *blank = strspn(str_text(line), " \t\r\n\f") == str_size(line);
    if (str_size(line) == 0)
        result = 0;
    else if (text_add_object(statement, line) < 0)
        result = -1;
    unref(line);
    return result;
}

/* Does the tree end with a statement that has a body, to which lines could still
 * be added? */
static bool is_compound(const struct node *tree)
{
    if (tree->kind != NODE_MODULE || tree->list.count == 0)
        return false;
    return node_is_compound(tree->list.items[tree->list.count - 1]);
}

/* Compile what there is of a statement. NULL and *incomplete: read on. NULL
 * otherwise: raised. */
static struct code *try_compile(const char *source, size_t size, bool last,
                                bool *incomplete)
{
    struct object *filename = str_from(FILENAME);
    struct arena *arena = filename ? arena_new() : NULL;
    struct node *tree = NULL;
    struct code *code = NULL;

    *incomplete = false;
    if (arena)
        tree =
            parse(arena, source, size, filename, PARSE_INTERACTIVE, incomplete);
    if (tree && !last && is_compound(tree))
        *incomplete = true;
    else if (tree)
        code = compile_tree(tree, source, filename, PARSE_INTERACTIVE);
    if (arena)
        arena_free(arena);
    unref_maybe(filename);
    return code;
}

/* Read lines until they make a statement. 1 and *code; 0: the end of the input;
 * -1: raised. An empty line ends a compound statement, and so does the end. */
static int read_statement(struct text *statement, struct code **code)
{
    const char *prompt = ">>> ";
    bool incomplete, blank = false;

    do {
        int more = read_line(statement, prompt, &blank);

        if (more < 0 || (more == 0 && statement->size == 0))
            return more;
        if (more == 0)
            error_write("\n", 1);
        if ((more == 0 && text_add_c(statement, "\n\n") < 0) ||
            text_add(statement, "", 1) < 0)
            return -1;
        statement->size--; /* only to have it end with 0 */
        error_clear();
        *code = try_compile(statement->data, statement->size,
                            blank || more == 0, &incomplete);
        incomplete = incomplete && more > 0;
        prompt = "... ";
    } while (!*code && incomplete);
    return *code ? 1 : -1;
}

/* Report what the last statement raised. true: it was SystemExit, with *status.
 */
static bool report(int *status)
{
    bool leave = error_matches(&type_SystemExit);
    int exit_status = source_exit_status(error_take());

    if (leave)
        *status = exit_status;
    return leave;
}

/* Read and run one statement. false: leave the prompt. */
static bool step(struct module *main, int *status)
{
    struct text statement = {0};
    struct code *code = NULL;
    struct object *result = NULL;
    int got = read_statement(&statement, &code);

    text_discard(&statement);
    if (got == 0) {
        error_write("\n", 1);
        return false;
    }
    if (got > 0)
        result = vm_run_module(code, main->dict);
    unref_maybe((struct object *)code);
    unref_maybe(result);
    return result || !report(status);
}

/* The module __main__: that of the program that has run, or a new one. */
static struct module *main_module(void)
{
    struct object *main = dict_get_c(vm_modules, "__main__");

    if (main && type_of(main) == &type_module)
        return (struct module *)ref(main);
    error_write(BANNER, sizeof BANNER - 1);
    return (struct module *)source_run_module("__main__", "", 0, FILENAME);
}

int interpreter_prompt(void)
{
    struct module *main = main_module();
    int status = 0;

    if (!main)
        return source_exit_status(error_take());
    while (step(main, &status))
        ;
    unref(&main->head);
    return status;
}
