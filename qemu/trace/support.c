/* SPDX-License-Identifier: MIT
 *
 * What every file of convoy-trace needs: memory, safe printing, error texts.
 */
#include <stdarg.h>
#include <stdlib.h>

#include "trace.h"

void *must_calloc(uint64_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);

    if (!memory) {
        fprintf(stderr, "convoy-trace: out of memory\n");
        exit(1);
    }
    return memory;
}

static bool printable(unsigned char c)
{
    return c >= ' ' && c <= '~';
}

void put_clean(FILE *out, const char *text)
{
    for (; *text; text++)
        putc(printable((unsigned char)*text) ? *text : '?', out);
}

void put_json_string(FILE *out, const char *text)
{
    putc('"', out);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (printable(c))
            putc(c, out);
        else
            fprintf(out, "\\u%04x", c);
    }
    putc('"', out);
}

int problem_set(struct problem *problem, int error, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(problem->text, sizeof(problem->text), format, args);
    va_end(args);
    return error;
}
