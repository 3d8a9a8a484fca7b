/* SPDX-License-Identifier: MIT
 *
 * The buffers of file objects, and the standard output that print uses. Methods
 * and open() are in file_type.c.
 *
 * THE RULE. While read() or write() runs the GIL is not held, and another thread
 * may use the same file. So nothing that the file owns is touched meanwhile:
 * what is written is taken out of the file first, what is read arrives in a
 * buffer of the caller's and is appended when the GIL is held again. Two threads
 * that print never lose a character, and their lines stay whole as long as each
 * fits the buffer. What one thread writes keeps its order: from the taking out
 * to the end of write() the file's mutex `writing` is held. Nobody waits for
 * that mutex with the GIL in hand, so that the two cannot deadlock. A signal that
 * interrupts write() has its handler run with the mutex held, and that may print as
 * well: the mutex is recursive. If the handler raises, what was not yet written is
 * lost.
 */
#include <errno.h>
#include <unistd.h>

#include "module/file.h"
#include "module/io.h"
#include "module/module.h"
#include "object/mem.h"
#include "object/types.h"
#include "vm/interrupt.h"

struct file *file_stdin, *file_stdout, *file_stderr;

static struct file *files; /* all; protected by the GIL */

void file_list_insert(struct file *f)
{
    f->next = files;
    f->previous = NULL;
    if (files)
        files->previous = f;
    files = f;
}

void file_list_remove(struct file *f)
{
    if (f->previous)
        f->previous->next = f->next;
    else
        files = f->next;
    if (f->next)
        f->next->previous = f->previous;
}

/* Lock f->writing. The GIL is given away if that has to wait. */
static void writing_begin(struct file *f)
{
    if (pthread_mutex_trylock(&f->writing) == 0)
        return;
    thread_block();
    pthread_mutex_lock(&f->writing);
    thread_unblock();
}

static void writing_end(struct file *f)
{
    pthread_mutex_unlock(&f->writing);
}

/* write() all of it. 0, or an errno value; EINTR: a signal's handler has
 * raised. */
static int write_all(int fd, const char *data, size_t size)
{
    int error;

    do {
        bool let_go = io_begin(fd, POLLOUT, size);

        error = 0;
        while (size && !error) {
            ssize_t n = write(fd, data, size);

            if (n < 0)
                error = errno;
            else
                data += n, size -= (size_t)n;
        }
        io_end(let_go);
    } while (error && interrupt_retry(error));
    return error;
}

/* What a write has come to: 0, or -1: raised. */
static int write_result(int error)
{
    if (error)
        interrupt_errno(error, NULL);
    return error ? -1 : 0;
}

static int write_through(struct file *f, const char *data, size_t size)
{
    int error;

    writing_begin(f);
    error = write_all(f->fd, data, size);
    writing_end(f);
    return write_result(error);
}

int file_flush(struct file *f)
{
    char *data;
    size_t size;
    int error;

    writing_begin(f);
    data = f->out;
    size = f->out_size;
    f->out = NULL;
    f->out_size = 0;
    error = size ? write_all(f->fd, data, size) : 0;
    writing_end(f);
    if (f->out && data)
        mem_free(data, FILE_BUFFER);
    else if (data)
        f->out = data;
    return write_result(error);
}

void file_flush_all(void)
{
    struct file *f = files;

    if (f)
        ref(&f->head);
    while (f) {
        struct object *done = &f->head;

        if (f->fd >= 0 && file_flush(f) < 0)
            error_clear();
        f = f->next;
        if (f)
            ref(&f->head);
        unref(done);
    }
}

void file_make_lock(struct file *f)
{
    pthread_mutexattr_t attributes;

    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&f->writing, &attributes);
    pthread_mutexattr_destroy(&attributes);
}

void file_after_fork(void)
{
    for (struct file *f = files; f; f = f->next)
        file_make_lock(f);
}

/* Append to the buffer, which is made if need be; it has room. */
static int append(struct file *f, const char *data, size_t size)
{
    if (!f->out)
        f->out = mem_alloc(FILE_BUFFER);
    if (!f->out)
        return -1;
    memcpy(f->out + f->out_size, data, size);
    f->out_size += size;
    return 0;
}

int file_write(struct file *f, const char *data, size_t size)
{
    /* Another thread may fill the buffer while this one flushes it. */
    while (size > FILE_BUFFER - f->out_size) {
        if (f->out_size == 0)
            return write_through(f, data, size);
        if (file_flush(f) < 0)
            return -1;
    }
    if (size && append(f, data, size) < 0)
        return -1;
    if (f->unbuffered || (f->line_buffered && memchr(data, '\n', size)))
        return file_flush(f);
    return 0;
}

int file_close(struct file *f)
{
    int fd, failed;

    if (f->fd < 0)
        return 0;
    failed = file_flush(f);
    fd = f->fd;
    f->fd = -1;
    if (!f->keep_open && close(fd) < 0 && !failed) {
        error_errno(errno, NULL);
        failed = -1;
    }
    return failed;
}

/* Make room for `more` bytes at the end of the input. */
static int reserve(struct file *f, size_t more)
{
    size_t left = f->in_end - f->in_start, capacity = f->in_capacity;
    char *larger;

    if (left && f->in_start)
        memmove(f->in, f->in + f->in_start, left);
    f->in_start = 0;
    f->in_end = left;
    if (capacity - left >= more)
        return 0;
    capacity = 2 * capacity + more;
    larger = mem_resize(f->in, f->in_capacity, capacity);
    if (!larger)
        return -1;
    f->in = larger;
    f->in_capacity = capacity;
    return 0;
}

/* Read more. 1; 0: end of the file; -1: raised. */
static int fill(struct file *f)
{
    char data[FILE_BUFFER];
    ssize_t n;
    int error;

    if (f->fd < 0) {
        error_format(&type_ValueError, "I/O operation on closed file.");
        return -1;
    }
    do {
        bool let_go = io_begin(f->fd, POLLIN, sizeof data);

        n = read(f->fd, data, sizeof data);
        error = errno;
        io_end(let_go);
    } while (n < 0 && interrupt_retry(error));
    if (n < 0) {
        interrupt_errno(error, NULL);
        return -1;
    }
    if (n == 0)
        return 0;
    if (reserve(f, (size_t)n) < 0)
        return -1;
    memcpy(f->in + f->in_end, data, (size_t)n);
    f->in_end += (size_t)n;
    return 1;
}

/* Make an object of the next `size` bytes of the input. */
static struct object *take(struct file *f, size_t size)
{
    const char *data = size ? f->in + f->in_start : "";

    f->in_start += size;
    return f->binary ? bytes_new(data, size) : str_decode(data, size);
}

static size_t available(const struct file *f)
{
    return f->in_end - f->in_start;
}

struct object *file_read_line(struct file *f, size_t limit)
{
    size_t searched = 0;

    for (;;) {
        size_t size = available(f);
        const char *end = NULL;
        int more;

        if (size > searched)
            end = memchr(f->in + f->in_start + searched, '\n', size - searched);
        if (end)
            size = (size_t)(end + 1 - (f->in + f->in_start));
        if (end || size >= limit)
            return take(f, size < limit ? size : limit);
        searched = size;
        more = fill(f);
        if (more < 0)
            return NULL;
        if (more == 0)
            return take(f, available(f));
        if (searched > available(f)) /* another thread read on */
            searched = 0;
    }
}

/* How many bytes the first `count` characters of the input have; SIZE_MAX: there
 * are not so many. */
static size_t prefix(const struct file *f, size_t count)
{
    size_t size = available(f), i = 0;

    if (f->binary)
        return size >= count ? count : SIZE_MAX;
    for (; i < size; i++) {
        bool begins = ((uint8_t)f->in[f->in_start + i] & 0xc0) != 0x80;

        if (begins && count-- == 0)
            return i;
    }
    return SIZE_MAX;
}

struct object *file_read(struct file *f, size_t count)
{
    for (;;) {
        size_t size = count == SIZE_MAX ? SIZE_MAX : prefix(f, count);
        int more;

        if (size != SIZE_MAX)
            return take(f, size);
        more = fill(f);
        if (more < 0)
            return NULL;
        if (more == 0)
            return take(f, available(f));
    }
}

int output_write(const char *text, size_t size)
{
    struct object *f = ref(&file_stdout->head);
    int failed = file_write(file_stdout, text, size);

    unref(f);
    return failed;
}

int output_flush(void)
{
    return file_stdout && file_stdout->fd >= 0 ? file_flush(file_stdout) : 0;
}

static struct file *standard(int fd, const char *name, const char *mode)
{
    struct file *f = (struct file *)file_new(fd, name, mode);

    if (!f)
        return NULL;
    f->keep_open = true;
    f->line_buffered = isatty(fd);
    f->unbuffered = fd == STDERR_FILENO;
    return f;
}

int file_init_standard(void)
{
    file_stdin = standard(STDIN_FILENO, "<stdin>", "r");
    file_stdout = standard(STDOUT_FILENO, "<stdout>", "w");
    file_stderr = standard(STDERR_FILENO, "<stderr>", "w");
    return file_stdin && file_stdout && file_stderr ? 0 : -1;
}

void file_exit_standard(void)
{
    struct file **files[] = {&file_stdin, &file_stdout, &file_stderr};

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct object *f = (struct object *)*files[i];

        *files[i] = NULL;
        unref_maybe(f);
    }
}
