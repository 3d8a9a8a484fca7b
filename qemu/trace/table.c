/* SPDX-License-Identifier: MIT
 *
 * A table of text whose columns are as wide as their widest cell.
 */
#include "table.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "trace.h"

static void widen(struct table *table, unsigned column, const char *text)
{
    unsigned width = (unsigned)strlen(text);

    if (table->width[column] < width)
        table->width[column] = width;
}

void table_column(struct table *table, const char *above, const char *title)
{
    unsigned column = table->columns++;

    table->above[column] = above;
    table->title[column] = title;
    widen(table, column, above);
    widen(table, column, title);
}

static void grow(struct table *table)
{
    uint64_t capacity = table->capacity ? 2 * table->capacity : 256;
    char(*cells)[TABLE_CELL] = must_calloc(capacity, TABLE_CELL);

    if (table->count)
        memcpy(cells, table->cells, table->count * TABLE_CELL);
    free(table->cells);
    table->cells = cells;
    table->capacity = capacity;
}

void table_cell(struct table *table, const char *format, ...)
{
    va_list args;

    if (table->count == table->capacity)
        grow(table);
    va_start(args, format);
    vsnprintf(table->cells[table->count], TABLE_CELL, format, args);
    va_end(args);
    widen(table, (unsigned)(table->count % table->columns),
          table->cells[table->count]);
    table->count++;
}

static void print_cell(const struct table *table, unsigned column,
                       const char *text, FILE *out)
{
    int width = (int)table->width[column];

    if (column == 0)
        fprintf(out, "%-*s", width, text);
    else
        fprintf(out, "  %*s", width, text);
}

static void print_titles(const struct table *table, const char *const *titles,
                         FILE *out)
{
    unsigned used = 0;

    for (unsigned c = 0; c < table->columns; c++)
        used += *titles[c] != '\0';
    if (used == 0)
        return;
    for (unsigned c = 0; c < table->columns; c++)
        print_cell(table, c, titles[c], out);
    putc('\n', out);
}

static void print_rule(const struct table *table, FILE *out)
{
    unsigned width = table->width[0];

    for (unsigned c = 1; c < table->columns; c++)
        width += 2 + table->width[c];
    while (width-- > 0)
        putc('-', out);
    putc('\n', out);
}

void table_print(const struct table *table, int totals, FILE *out)
{
    uint64_t rows = table->count / table->columns;

    print_titles(table, table->above, out);
    print_titles(table, table->title, out);
    print_rule(table, out);
    for (uint64_t row = 0; row < rows; row++) {
        if (totals && row == rows - 1 && row > 0)
            print_rule(table, out);
        for (unsigned c = 0; c < table->columns; c++)
            print_cell(table, c, table->cells[row * table->columns + c], out);
        putc('\n', out);
    }
}

void table_free(struct table *table)
{
    free(table->cells);
}
