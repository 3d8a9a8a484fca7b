/* SPDX-License-Identifier: MIT
 *
 * The text of a traceback: the lines that an exception passed, outermost first,
 * each with the source line as its file has it now.
 */
#include <stdio.h>
#include <string.h>

#include "compile/code.h"
#include "object/exception.h"
#include "object/text.h"

/* A recursion's lines are printed so often, and then counted. */
#define REPEATS_SHOWN 3
#define LINE_BYTES 1024 /* of a source line, at most */

/* The text of line `number` of a file, without its indentation and end, into
 * `line`. Is there any? */
static bool source_line(const char *filename, int32_t number, char *line)
{
    FILE *file = *filename == '<' ? NULL : fopen(filename, "r");
    int32_t at = 0;
    bool found = false;

    while (file && at < number && fgets(line, LINE_BYTES, file)) {
        size_t size = strlen(line);

        at += size && line[size - 1] == '\n';
        found = at == number || (at == number - 1 && feof(file));
    }
    if (file)
        fclose(file);
    return found;
}

/* Is text what a UTF-8 str may hold? Files may have anything. */
static int add_line_text(struct text *text, char *line)
{
    struct object *str;
    int failed;

    line += strspn(line, " \t\f");
    line[strcspn(line, "\r\n")] = 0;
    if (!*line)
        return 0;
    str = str_decode(line, strlen(line));
    if (!str) {
        error_clear();
        return 0;
    }
    failed = text_add_c(text, "    ") || text_add_object(text, str) ||
             text_add_c(text, "\n");
    unref(str);
    return failed ? -1 : 0;
}

int text_add_source(struct text *text, const char *filename, int32_t number)
{
    char line[LINE_BYTES];

    if (number < 1 || !source_line(filename, number, line))
        return 0;
    return add_line_text(text, line);
}

static int add_number(struct text *text, int64_t number)
{
    char digits[24];

    snprintf(digits, sizeof(digits), "%lld", (long long)number);
    return text_add_c(text, digits);
}

int text_add_place(struct text *text, struct object *filename, int64_t line)
{
    return text_add_c(text, "  File \"") || text_add_object(text, filename) ||
                   text_add_c(text, "\", line ") || add_number(text, line)
               ? -1
               : 0;
}

static int add_trace_line(struct text *text, const struct trace_line *at)
{
    struct code *code = (struct code *)at->code;

    if (text_add_place(text, code->filename, at->line) ||
        text_add_c(text, ", in ") || text_add_object(text, code->name) ||
        text_add_c(text, "\n"))
        return -1;
    return text_add_source(text, str_text(code->filename), at->line);
}

static bool same_line(const struct trace_line *a, const struct trace_line *b)
{
    return a->code == b->code && a->line == b->line;
}

/* Say how many of `repeats` equal lines were not shown. */
static int add_repeats(struct text *text, uint32_t repeats)
{
    if (repeats <= REPEATS_SHOWN)
        return 0;
    repeats -= REPEATS_SHOWN;
    return text_add_c(text, "  [Previous line repeated ") ||
                   add_number(text, repeats) ||
                   text_add_c(text,
                              repeats > 1 ? " more times]\n" : " more time]\n")
               ? -1
               : 0;
}

int text_add_traceback(struct text *text, const struct exception *e)
{
    uint32_t repeats = 0;

    if (e->line_count == 0)
        return 0;
    if (text_add_c(text, "Traceback (most recent call last):\n"))
        return -1;
    for (uint32_t i = e->line_count; i-- > 0;) {
        const struct trace_line *line = &e->lines[i];

        if (i + 1 < e->line_count && same_line(line, line + 1)) {
            repeats++;
        } else {
            if (add_repeats(text, repeats))
                return -1;
            repeats = 1;
        }
        if (repeats <= REPEATS_SHOWN && add_trace_line(text, line))
            return -1;
    }
    return add_repeats(text, repeats);
}
