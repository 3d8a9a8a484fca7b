/* SPDX-License-Identifier: MIT
 *
 * Texts that grow while they are written, and regular files that are such texts.
 *
 * A file of this kind makes its text when it is read from the beginning, and
 * keeps it for what is read further on: so who reads it in pieces reads one text,
 * and who goes back to the beginning reads a new one. As Linux's seq_file.
 */
#ifndef FS_TEXT_H
#define FS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct file_ops;

struct text {
    char *data; /* length bytes, no NUL; from kmalloc, or NULL */
    size_t length, size;
    bool cut; /* memory was short: something is missing */
};

/* Add to it. Any lock but the heap's may be held. */
void text_add(struct text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void text_add_bytes(struct text *text, const void *bytes, size_t count);
void text_add_string(struct text *text, const char *string);

/* Files whose inode is live and has `show` (live.h). */
extern const struct file_ops text_file_ops;

#endif
