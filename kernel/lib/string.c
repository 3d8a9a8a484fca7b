/* SPDX-License-Identifier: MIT
 *
 * Memory and string functions, written to execute few instructions: under
 * icount each iteration of a `rep` counts as one, so that 8 bytes an iteration
 * is the best there is. Short lengths, which are most, go without `rep`, whose
 * set-up costs more than it saves.
 */
#include "lib/string.h"

#include <stdint.h>
#include "checked/asan.h"
#include "lib/word.h"

/* Without this gcc would turn the loops below into calls of these functions. */
#pragma GCC optimize("no-tree-loop-distribute-patterns")

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
    char *out = to;
    const char *in = from;
    if (bytes < WORD_SIZE) {
        while (bytes--)
            *out++ = *in++;
        return to;
    }
    /* The last word first: it may overlap the last whole one, harmlessly. */
    store64(out + bytes - WORD_SIZE, load64(in + bytes - WORD_SIZE));
    size_t words = bytes / WORD_SIZE;
    asan_check_read(from, bytes);
    asan_check_write(to, bytes);
    __asm__ volatile("rep movsq"
                     : "+D"(out), "+S"(in), "+c"(words)
                     :
                     : "memory");
    return to;
}

/* Copy from the end to the start: for a target that lies above its source. */
static void copy_backwards(char *to, const char *from, size_t bytes)
{
    for (; bytes >= WORD_SIZE; bytes -= WORD_SIZE)
        store64(to + bytes - WORD_SIZE, load64(from + bytes - WORD_SIZE));
    while (bytes--)
        to[bytes] = from[bytes];
}

static void copy_forwards(char *to, const char *from, size_t bytes)
{
    for (; bytes >= WORD_SIZE;
         bytes -= WORD_SIZE, to += WORD_SIZE, from += WORD_SIZE)
        store64(to, load64(from));
    while (bytes--)
        *to++ = *from++;
}

void *memmove(void *to, const void *from, size_t bytes)
{
    uintptr_t ahead = (uintptr_t)to - (uintptr_t)from; /* modulo 2^64 */
    uintptr_t behind = (uintptr_t)from - (uintptr_t)to;
    if (ahead >= bytes && behind >= bytes)
        return memcpy(to, from, bytes);
    if (ahead < bytes)
        copy_backwards(to, from, bytes);
    else
        copy_forwards(to, from, bytes);
    return to;
}

void *memset(void *to, int byte, size_t bytes)
{
    char *out = to;
    if (bytes < WORD_SIZE) {
        while (bytes--)
            *out++ = (char)byte;
        return to;
    }
    uint64_t pattern = (uint8_t)byte * WORD_ONES;
    store64(out + bytes - WORD_SIZE, pattern);
    size_t words = bytes / WORD_SIZE;
    asan_check_write(to, bytes);
    __asm__ volatile("rep stosq"
                     : "+D"(out), "+c"(words)
                     : "a"(pattern)
                     : "memory");
    return to;
}

int memcmp(const void *a, const void *b, size_t bytes)
{
    const uint8_t *x = a, *y = b;
    for (; bytes >= WORD_SIZE && load64(x) == load64(y); bytes -= WORD_SIZE)
        x += WORD_SIZE, y += WORD_SIZE;
    for (; bytes; bytes--, x++, y++) {
        if (*x != *y)
            return *x - *y;
    }
    return 0;
}

size_t strlen(const char *s)
{
    size_t length = 0;
    while (s[length])
        length++;
    return length;
}

size_t strnlen(const char *s, size_t limit)
{
    size_t length = 0;
    while (length < limit && s[length])
        length++;
    return length;
}

int strcmp(const char *a, const char *b)
{
    for (; *a && *a == *b; a++)
        b++;
    return (uint8_t)*a - (uint8_t)*b;
}

int strncmp(const char *a, const char *b, size_t limit)
{
    for (; limit && *a && *a == *b; limit--, a++)
        b++;
    return limit ? (uint8_t)*a - (uint8_t)*b : 0;
}

char *strchr(const char *s, int c)
{
    for (; *s != (char)c; s++) {
        if (!*s)
            return NULL;
    }
    return (char *)s;
}

char *strrchr(const char *s, int c)
{
    const char *found = NULL;
    do {
        if (*s == (char)c)
            found = s;
    } while (*s++);
    return (char *)found;
}

size_t strlcpy(char *to, const char *from, size_t size)
{
    size_t length = strlen(from);
    size_t copied = length < size ? length : size - 1;
    memcpy(to, from, copied);
    to[copied] = '\0';
    return length;
}
