/* SPDX-License-Identifier: MIT
 *
 * strace=1: each system call of the programs on the console: see strace.c. The
 * form is strace(1)'s.
 */
#ifndef STRACE_H
#define STRACE_H

#include <stddef.h>
#include <stdint.h>

/* If the options say so, put the printing around every handler. Once, after the
 * options are read and before a program runs. */
void strace_init(void);

/* What strace_format.c makes, into text[size], cut if need be: */

/* `name(1, 0x2000, "three"`, without the closing bracket. `parameters` is the
 * text of the call's parameter list in syscall.def. Reads user memory. */
void strace_format_call(char *text, size_t size, const char *name,
                        const char *parameters, const uint64_t args[6]);

/* `3`, `0x7f0000001000` or `-1 ENOENT`. */
void strace_format_result(char *text, size_t size, const char *name,
                          int64_t result);

#endif
