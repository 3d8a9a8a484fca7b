/* SPDX-License-Identifier: MIT
 *
 * Programs as text: reading a file, and running it as a module.
 */
#ifndef PY_SOURCE_H
#define PY_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "compile/code.h"
#include "object/container.h"

/* The whole of a file, with a 0 behind it; the caller frees it (free). fd is not
 * closed. NULL: errno says why. Blocks; touches no object, and so may be called
 * with or without the GIL. */
char *source_read(int fd, size_t *size);
char *source_read_file(const char *path, size_t *size);

/* The code of a whole program. NULL: SyntaxError, also where it is not UTF-8. */
struct code *source_compile(const char *source, size_t size,
                            const char *filename);

/* Make a module of that name, put it into sys.modules, and run the program in
 * it. filename: becomes __file__, unless it begins with '<'. If it fails it is
 * taken out of sys.modules again. Returns the module. */
struct object *source_run_module(const char *name, const char *source,
                                 size_t size, const char *filename);

/* Free what modules whose program failed have left; at the end. */
void source_clear_failed(void);

/* The value of a program's exception: its exit status. Prints the exception,
 * except SystemExit; steals it. */
int source_exit_status(struct object *exception);

/* As a shell reports death by SIGINT. */
#define EXIT_INTERRUPTED 130
/* Was the last of these exceptions KeyboardInterrupt? */
extern bool source_interrupted;

#endif
