/* SPDX-License-Identifier: MIT
 *
 * The interpreter's life: what is made at the start, in order, how a program
 * runs, and what is freed at the end.
 */
#include "compile/ast.h"
#include "interpreter.h"
#include "module/file.h"
#include "module/io.h"
#include "module/module.h"
#include "module/os.h"
#include "module/source.h"
#include "object/types.h"
#include "vm/interrupt.h"
#include "vm/vm.h"

struct dict *vm_builtins;
struct dict *vm_modules;

/* Import a module that the interpreter itself needs. */
static int need(const char *name)
{
    struct object *key = str_intern_c(name);
    struct object *module = key ? module_import(key) : NULL;

    unref_maybe(key);
    unref_maybe(module);
    return module ? 0 : -1;
}

/* The builtins module's dict is the one in which names are found last. */
static int start_builtins(void)
{
    struct object *module;

    if (need("builtins") < 0)
        return -1;
    module = dict_get_c(vm_modules, "builtins");
    vm_builtins = ((struct module *)module)->dict;
    ref(&vm_builtins->head);
    return 0;
}

int interpreter_start(void)
{
    io_start();
    if (thread_init_main() < 0)
        return -1;
    vm_modules = dict_new();
    if (vm_modules && types_ready_all() == 0 && interrupt_start() == 0 &&
        file_init_standard() == 0 && start_builtins() == 0 && need("sys") == 0)
        return 0;
    interpreter_end();
    return -1;
}

int interpreter_run(const char *source, size_t size, const char *filename)
{
    struct object *main = source_run_module("__main__", source, size, filename);

    if (!main)
        return source_exit_status(error_take());
    unref(main);
    return 0;
}

int interpreter_dis(const char *source, size_t size, const char *filename)
{
    struct code *code = source_compile(source, size, filename);
    int failed = code ? dis_print(code) : -1;

    unref_maybe((struct object *)code);
    return failed ? source_exit_status(error_take()) : 0;
}

/* A handler that raises while we wait ends only the waiting. */
void interpreter_join(void)
{
    struct object *threading;

    if (thread_wait_for_others() == 0)
        return;
    threading = dict_get_c(vm_modules, "threading");
    error_print_ignored(threading ? threading : NONE);
}

void interpreter_run_exit_functions(void)
{
    struct object *atexit = dict_get_c(vm_modules, "atexit");
    struct object *run, *result;

    if (!atexit)
        return;
    run = object_get_attr_c(atexit, "_run_exitfuncs");
    result = run ? object_call0(run) : NULL;
    if (!result)
        source_exit_status(error_take());
    unref_maybe(result);
    unref_maybe(run);
}

/* Modules refer to their functions, which refer to the modules' dicts: cut these
 * cycles. A destructor may import more meanwhile, and needs the built-ins, which
 * therefore come last. */
static void clear_modules(void)
{
    struct object *name, *module;
    uint32_t position = 0;

    while (dict_next(vm_modules, &position, &name, &module)) {
        if (type_of(module) != &type_module ||
            ((struct module *)module)->dict == vm_builtins)
            continue;
        ref(module);
        dict_clear(((struct module *)module)->dict);
        unref(module);
    }
    dict_clear(vm_modules);
    if (vm_builtins)
        dict_clear(vm_builtins);
}

void interpreter_end(void)
{
    error_clear();
    interrupt_end();
    os_forget_hooks();
    if (vm_modules)
        clear_modules();
    source_clear_failed();
    file_exit_standard();
    types_clear_all();
    replace((struct object **)&vm_builtins, NULL);
    replace((struct object **)&vm_modules, NULL);
    thread_exit_main();
    types_release_all();
}
