/* SPDX-License-Identifier: MIT
 *
 * The virtual machine: running code objects.
 *
 * vm_run is the one dispatch loop (vm/run.c; trace.h tells why there is another
 * compilation of it). A Python function that calls another does not call vm_run
 * again: it gets a new frame in the same loop. Only C code that calls Python code
 * (a sort key, __add__) does.
 *
 * SAFEPOINTS. There is one place in the loop where the GIL's policy runs. Which
 * instructions come by there is the policy's choice (gil_where): jumps backwards
 * and calls under CPython's new GIL, each instruction under the old one.
 */
#ifndef PY_VM_H
#define PY_VM_H

#include "vm/thread.h"

/* Run a module's code in its dict (globals = namespace). The result is the
 * code's (None; an expression's value). */
struct object *vm_run_module(struct code *code, struct dict *globals);
/* The same with names of its own: exec(code, globals, locals). */
struct object *vm_run_in(struct code *code, struct dict *globals,
                         struct dict *namespace);
/* Run a class body: function is what MAKE_FUNCTION made of it. 0, or -1. */
int vm_run_class(struct function *function, struct dict *namespace);
/* The `call` slot of functions. */
struct object *vm_call_function(struct object *function,
                                struct object *const *args, uint32_t count,
                                struct object *names);
/* Go on with a generator: see generator_send. value: stolen. If value is NULL an
 * exception is raised in it instead (the thread's error). */
struct object *vm_resume(struct generator *g, struct object *value,
                         struct object **result);

/* __build_class__(function, name, *bases, **keywords): class.c's part is
 * type_new; this one runs the body. */
struct object *vm_build_class(struct object *const *args, uint32_t count,
                              struct object *names);

/* How often the loop came by its safepoint, all threads together. Where every
 * instruction does (GIL=ticks, or vm_counting) it is the number of instructions
 * run. Changes with the GIL held; without one some may be missed. */
extern uint64_t vm_safepoints;
/* Have every instruction come by the safepoint whatever the policy wants: for
 * counting them. Set before the first thread runs, or never. */
extern bool vm_counting;

/* The built-ins' dict (module/builtins.c fills it) and sys.modules. */
extern struct dict *vm_builtins;
extern struct dict *vm_modules;

#endif
