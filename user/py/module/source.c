/* SPDX-License-Identifier: MIT
 *
 * From text to a running module: for the main program, for import, and for the
 * prompt. It does not search: that is import.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "compile/ast.h"
#include "module/load.h"
#include "module/module.h"
#include "module/source.h"
#include "module/sys.h"
#include "vm/vm.h"

#define FIRST_READ 16384
#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define EXIT_MASK 0xff
#define EXIT_TOO_LARGE (-1 & EXIT_MASK)

char *source_read(int fd, size_t *size)
{
    size_t capacity = FIRST_READ, used = 0;
    char *data = malloc(capacity), *larger;
    ssize_t n;

    while (data && (n = read(fd, data + used, capacity - used - 1)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            free(data);
            return NULL;
        }
        used += (size_t)n;
        if (used < capacity - 1)
            continue;
        capacity *= 2;
        larger = realloc(data, capacity);
        if (!larger)
            free(data);
        data = larger;
    }
    if (data)
        data[used] = '\0';
    *size = used;
    return data;
}

char *source_read_file(const char *path, size_t *size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *data;
    int error;

    if (fd < 0)
        return NULL;
    data = source_read(fd, size);
    error = errno;
    close(fd);
    errno = error;
    return data;
}

struct code *source_compile(const char *source, size_t size,
                            const char *filename)
{
    const size_t mark = sizeof BYTE_ORDER_MARK - 1;
    struct object *name = str_decode(filename, strlen(filename));
    struct code *code = NULL;

    if (size >= mark && memcmp(source, BYTE_ORDER_MARK, mark) == 0) {
        source += mark;
        size -= mark;
    }
    if (name)
        code = compile_source(source, size, name, PARSE_FILE, NULL);
    unref_maybe(name);
    return code;
}

/* module.__file__ and __builtins__. */
static int set_file(struct module *module, const char *filename)
{
    struct object *file;
    int failed;

    if (dict_set_c(module->dict, "__builtins__", &vm_builtins->head) < 0)
        return -1;
    if (filename[0] == '<')
        return 0;
    file = str_decode(filename, strlen(filename));
    failed = file ? dict_set_c(module->dict, "__file__", file) : -1;
    unref_maybe(file);
    return failed;
}

/* Compile the program and run it in the module. */
static int run(struct module *module, const char *source, size_t size,
               const char *filename)
{
    struct code *code;
    struct object *result;

    if (set_file(module, filename) < 0)
        return -1;
    code = source_compile(source, size, filename);
    if (!code)
        return -1;
    result = vm_run_module(code, module->dict);
    unref((struct object *)code);
    unref_maybe(result);
    return result ? 0 : -1;
}

/* Modules whose program failed. Their functions and their dicts keep each other
 * alive, and may be in use; at the end their dicts are cleared. */
static struct list *failed;

static bool is_main(const struct module *module)
{
    return str_equal_c(module->name, "__main__");
}

/* Take a module whose program failed out of sys.modules, except the main one,
 * which threads may still look for; the exception stays. */
static void forget(struct module *module)
{
    struct object *e;

    if (is_main(module))
        return;
    e = error_take();
    if (!failed)
        failed = list_new(0);
    if (!failed || list_append(failed, &module->head) < 0)
        error_clear();
    if (dict_delete(vm_modules, module->name) < 0)
        error_clear();
    error_restore(e);
}

void source_clear_failed(void)
{
    struct list *list = failed;

    failed = NULL;
    for (uint64_t i = 0; list && i < list->count; i++)
        dict_clear(((struct module *)list->items[i])->dict);
    unref_maybe((struct object *)list);
}

struct object *source_run_module(const char *name, const char *source,
                                 size_t size, const char *filename)
{
    struct module *module = (struct module *)module_new(name);
    int failed;

    if (!module)
        return NULL;
    failed = dict_set(vm_modules, module->name, &module->head);
    if (!failed) {
        if (!is_main(module)) /* whom others need not wait for */
            load_begin(module);
        failed = run(module, source, size, filename);
        if (failed)
            forget(module);
        load_end(module);
    }
    if (!failed)
        return &module->head;
    unref(&module->head);
    return NULL;
}

/* What SystemExit's argument means: None 0, an int itself, any other value is
 * printed and means 1. */
static int system_exit_status(struct object *e)
{
    struct object *code = object_get_attr_c(e, "code"), *text;
    int64_t number = 0;
    int status = 1;

    if (!code) {
        error_clear();
    } else if (code == NONE) {
        status = 0;
    } else if (is_int_or_bool(code)) {
        if (int_to_int64(code, &number) < 0) {
            error_clear();
            number = EXIT_TOO_LARGE;
        }
        status = (int)(number & EXIT_MASK);
    } else if ((text = object_str(code))) {
        error_write(str_text(text), str_size(text));
        error_write("\n", 1);
        unref(text);
    } else {
        error_clear();
    }
    unref_maybe(code);
    return status;
}

/* Report an exception that nobody has caught: as sys.excepthook does, which may
 * be the program's own. */
static void report(struct object *exception)
{
    static const char failed[] = "Error in sys.excepthook:\n",
                      original[] = "\nOriginal exception was:\n";
    struct object *hook = sys_get("excepthook"), *traceback, *result;

    if (!hook || hook == sys_get("__excepthook__")) {
        error_print(exception);
        return;
    }
    ref(hook);
    traceback = object_get_attr_c(exception, "__traceback__");
    result = NULL;
    if (traceback) {
        struct object *const args[] = {&type_of(exception)->head, exception,
                                       traceback};

        result = object_call(hook, args, 3, NULL);
    }
    if (!result) {
        struct object *raised = error_take();

        error_write(failed, sizeof failed - 1);
        error_print(raised);
        error_write(original, sizeof original - 1);
        error_print(exception);
        unref(raised);
    }
    unref_maybe(result);
    unref_maybe(traceback);
    unref(hook);
}

bool source_interrupted;

int source_exit_status(struct object *exception)
{
    int status = 1;

    output_flush();
    error_clear();
    if (object_is(exception, &type_SystemExit))
        status = system_exit_status(exception);
    else
        report(exception);
    source_interrupted = object_is(exception, &type_KeyboardInterrupt);
    if (source_interrupted)
        status = EXIT_INTERRUPTED;
    unref(exception);
    return status;
}
