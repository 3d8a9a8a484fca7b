/* SPDX-License-Identifier: MIT
 *
 * File objects: what open() returns, and sys.stdin, stdout and stderr. A file
 * descriptor with a buffer for each direction; text is UTF-8 and its lines end
 * with \n. One type does for text and binary files.
 */
#ifndef PY_FILE_H
#define PY_FILE_H

#include <pthread.h>

#include "object/object.h"

struct file {
    struct object head;
    struct file *next, *previous; /* all files */
    int fd;                       /* -1: closed */
    bool readable, writable, binary;
    bool line_buffered; /* flush at each newline */
    bool unbuffered;    /* flush at once */
    bool keep_open;     /* do not close fd with the object */
    struct object *name, *mode;
    char *out; /* FILE_BUFFER bytes, or NULL while they are empty */
    size_t out_size;
    pthread_mutex_t writing; /* held while data is on its way from here to fd:
                                before the GIL in the order of locks */
    char
        *in; /* in_capacity bytes, of which in_start..in_end-1 are to be read */
    size_t in_start, in_end, in_capacity;
};

#define FILE_BUFFER 8192

/* A file on an open descriptor; mode as open()'s, valid. NULL: MemoryError; the
 * descriptor then stays open. */
struct object *file_new(int fd, const char *name, const char *mode);
/* open(file, mode='r', ...) */
struct object *file_open(struct object *const *args, uint32_t count,
                         struct object *names);

/* All of these: 0, or -1: OSError. Whoever calls keeps f and data alive; the GIL
 * is given away around what may block. */
int file_write(struct file *f, const char *data, size_t size);
int file_flush(struct file *f);
int file_close(struct file *f);
/* Flush every file there is, whatever fails: at the end of the program. */
void file_flush_all(void);
/* Make f->writing, free. */
void file_make_lock(struct file *f);
/* In a forked child: no other thread is writing any more. */
void file_after_fork(void);
/* Enter a file into the list of all, and take it out. */
void file_list_insert(struct file *f);
void file_list_remove(struct file *f);

/* The next line with its \n, or what is left; empty at the end of the file. str,
 * or bytes. limit: of bytes; SIZE_MAX for none. */
struct object *file_read_line(struct file *f, size_t limit);
/* The next `count` characters or bytes, fewer at the end; SIZE_MAX: all. */
struct object *file_read(struct file *f, size_t count);

/* The three standard files of a started interpreter; borrowed, NULL before. */
extern struct file *file_stdin, *file_stdout, *file_stderr;
int file_init_standard(void);
void file_exit_standard(void);

#endif
