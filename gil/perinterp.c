/* SPDX-License-Identifier: MIT
 *
 * One GIL per interpreter: CPython 3.12 (PEP 684, Eric Snow, 2023).
 *
 * THE PROBLEM. A GIL protects everything that bytecode may touch: reference
 * counts, type objects, the list of loaded modules. So one process runs one
 * thread's bytecode at a time, however many cores there are. A second process
 * has a second GIL, at the price of a second address space.
 *
 * THE PROTOCOL. A process may hold several interpreters, each with its own
 * modules and objects. Up to 3.11 they shared one GIL, because they also shared
 * state behind it. 3.12 moved that state into each interpreter, made what was
 * left over immortal (None, small integers, the static types: their reference
 * counts are never changed), and then moved the GIL as well: struct
 * _gil_runtime_state from the runtime to the interpreter.
 *
 * 1. An interpreter made with its own GIL (PyInterpreterConfig.gil =
 *    PyInterpreterConfig_OWN_GIL) has a mutex, conditions, an interval and a
 *    drop request of its own.
 * 2. Within an interpreter the protocol is interval.c's, to the letter: ceval_gil.c
 *    has the same functions as before and gives them another structure.
 * 3. A signal's handler runs in the main interpreter's main thread: only that
 *    GIL is asked to attend.
 *
 * WHY IT IS RIGHT. There is never more than one holder in an interpreter, as in
 * interval.c, and no object belongs to two interpreters: nothing that one holder
 * may touch, may another touch. Nobody waits for two GILs at once, hence there
 * is no order between them that could be violated.
 *
 * WHERE IT FAILS.
 *  - Threads of one interpreter fight as ever: the convoy is the same.
 *  - Nothing can be handed over: what one interpreter sends another is copied, or
 *    lies in raw memory, as between processes.
 *  - An extension module with a global variable is shared by all interpreters
 *    and protected by none of their GILs. Such a module must be refused
 *    (Py_MOD_PER_INTERPRETER_GIL_SUPPORTED says it is safe).
 *
 * Here, gil_thread.interpreter says which GIL a thread takes. A program with one
 * interpreter, as the Python interpreter of this repo, sees `interval`.
 *
 * Source: PEP 684; CPython 3.12, Python/ceval_gil.c (_PyEval_InitGIL, take_gil,
 * drop_gil), from the text and from memory of the code.
 */
#include "interval.h"

static int perinterp_init(const struct gil_params *params)
{
    return interval_init_as(params, GIL_INTERPRETERS_MOST, 1);
}

/* There are as many requests as interpreters, so that no one variable tells
 * whether there is something to do: no `request`. */
const struct gil_ops gil_perinterp = {
    .name = "perinterp",
    .summary = "CPython >= 3.12: interval, one GIL per interpreter",
    .where = GIL_AT_JUMP | GIL_AT_CALL,
    .holders = GIL_HOLDERS_PER_INTERPRETER,
    .init = perinterp_init,
    .take = interval_take,
    .drop = interval_drop,
    .safepoint = interval_safepoint,
    .set_params = interval_set_params,
    .attend = interval_attend,
    .after_fork = interval_after_fork,
};
