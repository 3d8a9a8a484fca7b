/* SPDX-License-Identifier: MIT
 *
 * The line discipline: what lies between the keys of a terminal and the program
 * that reads, and between the program that writes and the screen. In canonical
 * mode it collects a line, which can be edited until it is ended; it echoes,
 * turns ^C into a signal, and \n into \r\n on the way out. Source: termios(3).
 *
 * It is pure: no locks, no sleeping, nothing of the kernel but the two
 * operations that it is given. Who uses it (fs/tty.c) protects it and waits.
 */
#ifndef FS_TTY_LINE_H
#define FS_TTY_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "fs/tty_termios.h"

#define LINE_BUFFER 4096 /* bytes typed and not yet read */

/* What the discipline asks of its owner. Both are required, and called from
 * within the functions below. */
struct line_ops {
    /* Show the bytes as they are. */
    void (*show)(void *owner, const char *bytes, size_t count);

    /* A key asks for SIGINT, SIGQUIT or SIGTSTP to the foreground. */
    void (*raise)(void *owner, int signal);
};

struct line {
    const struct line_ops *ops;
    void *owner; /* handed to ops */
    struct termios termios;

    /* A ring; the counts wrap around, their differences are at most
     * LINE_BUFFER. [head, ended) are complete lines, [ended, tail) is the line
     * being typed. In raw mode `ended` means nothing. */
    uint32_t head, ended, tail;
    uint8_t bytes[LINE_BUFFER];
    uint64_t ends[LINE_BUFFER / 64]; /* bit: this byte ends a line */

    uint32_t column;       /* of the cursor, from 0 */
    uint32_t start_column; /* where the line being typed begins */
    bool literal;          /* the next byte is taken as it is: after ^V */
    bool stopped;          /* ^S: output has to wait */
};

/* A new one with the settings that Linux gives a terminal. */
void line_init(struct line *line, const struct line_ops *ops, void *owner);

/* Replace the settings. Switching canonical mode on makes one line of what was
 * typed; switching it off makes everything readable. */
void line_set(struct line *line, const struct termios *termios);

/* Should the typist wait until somebody reads? Not while a canonical line that
 * is too long for the buffer is being typed: what is too much is dropped, so that
 * its end finds a place. */
bool line_full(const struct line *line);

/* `byte` was typed. Returns false if it was dropped for want of room. */
bool line_type(struct line *line, uint8_t byte);

/* Bytes that a read could take at present (FIONREAD); in canonical mode those
 * of complete lines. */
uint32_t line_readable(const struct line *line);

/* Would a read return now? In canonical mode: there is a complete line, perhaps
 * an empty one (^D); else: at least `minimum` bytes. */
bool line_ready(const struct line *line, uint32_t minimum);

/* Take up to `count` bytes, in canonical mode of one line at most. How many; 0:
 * ^D at the beginning of a line, or nothing there. */
uint32_t line_read(struct line *line, uint8_t *to, uint32_t count);

/* A program writes: shows it, with \n as \r\n and so on. */
void line_write(struct line *line, const char *bytes, size_t count);

/* Forget what was typed. */
void line_flush(struct line *line);

static inline bool line_canonical(const struct line *line)
{
    return line->termios.local & ICANON;
}

#endif
