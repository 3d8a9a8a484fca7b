/* SPDX-License-Identifier: MIT
 *
 * Formatted output. %d %i %u %x %X %o %c %s %p %% with the modifiers l ll z h
 * hh, width, '-', '0', '+', ' ', '#' and precision, as in printf(3); no
 * floating point.
 */
#ifndef LIB_PRINT_H
#define LIB_PRINT_H

#include <stdarg.h>
#include <stddef.h>

/* Into buf[size], always NUL-terminated if size > 0. Returns the length that
 * the whole output has, as snprintf(3). */
int ksnprintf(char *buf, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int kvsnprintf(char *buf, size_t size, const char *format, va_list args);

/* To the console (console_write). Lines over 512 bytes are cut. May be called
 * from anywhere, with any lock held. Defined in kernel/console.c. */
void kprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
