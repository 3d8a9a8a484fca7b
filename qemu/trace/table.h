/* SPDX-License-Identifier: MIT
 *
 * A table of text whose columns are as wide as their widest cell.
 */
#ifndef CONVOY_TRACE_TABLE_H
#define CONVOY_TRACE_TABLE_H

#include <stdint.h>
#include <stdio.h>

#define TABLE_COLUMNS 20
#define TABLE_CELL 28

/* Zero-initialise; free with table_free(). */
struct table {
    unsigned columns;
    const char *above[TABLE_COLUMNS]; /* first line of a column's title */
    const char *title[TABLE_COLUMNS]; /* second line */
    unsigned width[TABLE_COLUMNS];
    char (*cells)[TABLE_CELL]; /* row by row */
    uint64_t count;
    uint64_t capacity;
};

/* Column 0 is aligned left, the others right. All before the first cell. */
void table_column(struct table *table, const char *above, const char *title);

/* The next cell, row by row. */
void table_cell(struct table *table, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Prints it; with a rule above the last row if that holds totals. */
void table_print(const struct table *table, int totals, FILE *out);
void table_free(struct table *table);

#endif
