/* SPDX-License-Identifier: MIT
 *
 * The whole interpreter's life, for main.c and for tests that run many programs in
 * one process.
 */
#ifndef PY_INTERPRETER_H
#define PY_INTERPRETER_H

#include <stddef.h>
#include <stdint.h>

/* Make the types, modules and the main thread, which then holds the GIL. gil_select
 * must have been called. 0; -1: no memory. */
int interpreter_start(void);
/* Run a program as __main__. Prints an uncaught exception. Returns the exit
 * status, as CPython's: 0; 1 after an exception, SyntaxError included;
 * SystemExit's. */
int interpreter_run(const char *source, size_t size, const char *filename);
/* Print its bytecode instead. */
int interpreter_dis(const char *source, size_t size, const char *filename);
/* The prompt: read standard input line by line until its end. After
 * interpreter_run it goes on in the same module. */
int interpreter_prompt(void);
/* Wait for all threads that are not daemons, as the end of a program does
 * (threading._shutdown). */
void interpreter_join(void);
/* Call what the program has registered with atexit. */
void interpreter_run_exit_functions(void);
/* Run the destructors of what only the program's globals keep alive. No other
 * thread may run. */
void interpreter_end_globals(void);
/* Free everything. After this interpreter_start may be called again. No other
 * thread may run. */
void interpreter_end(void);

#endif
