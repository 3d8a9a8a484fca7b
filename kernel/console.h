/* SPDX-License-Identifier: MIT
 *
 * Where the kernel and its programs print: the emulator's debug console if
 * there is one, else the first serial port. Output only; what is typed goes to
 * the terminal (fs/tty_console.c).
 */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

/* What one call writes, up to this size, is not mixed with other output. */
#define CONSOLE_CHUNK 512

/* Choose the device. Needs nothing, not even a core; may be called first of
 * all. */
void console_init(void);

/* Write the bytes as they are (a serial line gets \r before \n). Any context,
 * any lock held; works before console_init, too. */
void console_write(const char *bytes, size_t count);

/* The same without the \r: a terminal puts in its own. */
void console_write_raw(const char *bytes, size_t count);

/* Is somebody writing? For the NMI's handler, which comes at any instruction. */
bool console_is_busy(void);

#endif
