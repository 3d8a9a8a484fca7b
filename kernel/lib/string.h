/* SPDX-License-Identifier: MIT
 *
 * The few string functions that the kernel needs; meanings as in ISO C. Long
 * copies go by 8 bytes: under icount a `rep movsb` costs one instruction a
 * byte.
 */
#ifndef LIB_STRING_H
#define LIB_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int byte, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t limit);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t limit);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);

/* Copy `from` into `to[size]`, cut if need be, always NUL-terminated; size > 0.
 * Returns strlen(from). Source: strlcpy(3). */
size_t strlcpy(char *to, const char *from, size_t size);

#endif
