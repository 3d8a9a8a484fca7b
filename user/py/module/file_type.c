/* SPDX-License-Identifier: MIT
 *
 * The methods of file objects, and open(). The buffers are in file.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "module/file.h"
#include "module/module.h"
#include "object/mem.h"
#include "object/types.h"
#include "vm/interrupt.h"

#define NEW_FILE_MODE 0666

struct object *file_new(int fd, const char *name, const char *mode)
{
    struct file *f = (struct file *)object_new(&type_file, sizeof *f);

    if (!f)
        return NULL;
    file_make_lock(f);
    file_list_insert(f);
    f->fd = fd;
    f->keep_open = true;
    f->readable = strpbrk(mode, "r+") != NULL;
    f->writable = strpbrk(mode, "wax+") != NULL;
    f->binary = strchr(mode, 'b') != NULL;
    f->name = str_decode(name, strlen(name));
    f->mode = str_from(mode);
    if (!f->name || !f->mode) {
        unref(&f->head);
        return NULL;
    }
    f->keep_open = false;
    return &f->head;
}

/* The flags of open(2) for a mode; -1: ValueError. */
static int mode_flags(struct object *mode)
{
    const char *text = str_text(mode);
    int kinds = 0, flags = O_CLOEXEC;

    for (const char *p = text; *p; p++) {
        if (!strchr("rwaxbt+", *p) || strchr(p + 1, *p)) {
            error_format(&type_ValueError, "invalid mode: %R", mode);
            return -1;
        }
        kinds += strchr("rwax", *p) != NULL;
    }
    if (kinds != 1) {
        error_format(&type_ValueError, "must have exactly one of create/read/"
                                       "write/append mode");
        return -1;
    }
    flags |= strchr(text, '+')   ? O_RDWR
             : strchr(text, 'r') ? O_RDONLY
                                 : O_WRONLY;
    flags |= strchr(text, 'w') ? O_CREAT | O_TRUNC : 0;
    flags |= strchr(text, 'a') ? O_CREAT | O_APPEND : 0;
    flags |= strchr(text, 'x') ? O_CREAT | O_EXCL : 0;
    return flags;
}

/* A descriptor for a path, or an open one given as an int. -1: raised. */
static int descriptor(struct object *file, int flags)
{
    int64_t number;
    int fd, error;

    if (is_int_or_bool(file))
        return int_to_int64(file, &number) < 0 ? -1 : (int)number;
    if (!is_str(file)) {
        error_format(&type_TypeError,
                     "expected str, bytes or os.PathLike object, not %T", file);
        return -1;
    }
    do {
        thread_block();
        fd = open(str_text(file), flags | O_CLOEXEC, NEW_FILE_MODE);
        error = errno;
        thread_unblock();
    } while (fd < 0 && interrupt_retry(error));
    if (fd < 0)
        interrupt_errno(error, file);
    return fd;
}

struct object *file_open(struct object *const *args, uint32_t count,
                         struct object *names)
{
    static const char *const parameter_names[] = {"file",      "mode",
                                                  "buffering", "encoding",
                                                  "errors",    "newline",
                                                  NULL};
    static const struct parameters parameters = {
        .function = "open",
        .required = 1,
        .positional = 6,
        .names = parameter_names,
    };
    struct object *given[6], *mode, *name, *f = NULL;
    int flags, fd;

    if (parameters_bind(&parameters, args, count, names, given) < 0)
        return NULL;
    if (given[1] && !is_str(given[1]))
        return error_format(&type_TypeError,
                            "open() argument 'mode' must be str, not %T",
                            given[1]);
    if (given[3] && given[3] != NONE && str_check_utf8(given[3]) < 0)
        return NULL;
    mode = given[1] ? ref(given[1]) : str_from("r");
    flags = mode ? mode_flags(mode) : -1;
    fd = flags < 0 ? -1 : descriptor(given[0], flags);
    name = fd < 0 ? NULL : object_str(given[0]);
    if (name)
        f = file_new(fd, str_text(name), str_text(mode));
    if (fd >= 0 && !f && is_str(given[0]))
        close(fd);
    unref_maybe(name);
    unref_maybe(mode);
    return f;
}

static void file_dealloc(struct object *self)
{
    struct file *f = (struct file *)self;
    struct object *error = error_take();

    file_list_remove(f);
    self->refs = 1; /* flushing may take and give references */
    if (file_close(f) < 0)
        error_clear();
    error_restore(error);
    pthread_mutex_destroy(&f->writing);
    unref_maybe(f->name);
    unref_maybe(f->mode);
    if (f->out)
        mem_free(f->out, FILE_BUFFER);
    mem_free(f->in, f->in_capacity);
    object_release(self, sizeof *f);
}

static struct object *file_repr(struct object *self)
{
    struct file *f = (struct file *)self;

    if (f->binary)
        return str_format_c("<_io.BufferedReader name=%R>", f->name);
    return str_format_c("<_io.TextIOWrapper name=%R mode=%R encoding='utf-8'>",
                        f->name, f->mode);
}

/* The file of a method's args[0], which must be open. NULL: ValueError. */
static struct file *open_file(struct object *self)
{
    struct file *f = (struct file *)self;

    if (f->fd < 0) {
        error_format(&type_ValueError, "I/O operation on closed file.");
        return NULL;
    }
    return f;
}

/* Raise io.UnsupportedOperation, a class of lib/io.py. Returns NULL. */
static void *unsupported(const char *what)
{
    struct object *name = str_from("io");
    struct object *io = name ? module_import(name) : NULL;
    struct object *cls =
        io ? object_get_attr_c(io, "UnsupportedOperation") : NULL;
    struct object *text = cls ? str_from(what) : NULL;
    struct object *e = text ? object_call1(cls, text) : NULL;

    if (e)
        error_raise_object(e);
    unref_maybe(name);
    unref_maybe(io);
    unref_maybe(cls);
    unref_maybe(text);
    unref_maybe(e);
    return NULL;
}

static struct file *readable_file(struct object *self)
{
    struct file *f = open_file(self);

    return !f || f->readable ? f : unsupported("not readable");
}

/* An optional size: None and negative mean all of it. */
static int size_argument(struct object *const *args, uint32_t count,
                         size_t *size)
{
    int64_t n = -1;

    if (count > 1 && args[1] != NONE &&
        object_index_int64(args[1], NULL, &n) < 0)
        return -1;
    *size = n < 0 ? SIZE_MAX : (size_t)n;
    return 0;
}

static struct object *method_read(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    struct file *f = readable_file(args[0]);
    size_t size;

    (void)names;
    if (!f || size_argument(args, count, &size) < 0)
        return NULL;
    return file_read(f, size);
}

static struct object *method_readline(struct object *const *args,
                                      uint32_t count, struct object *names)
{
    struct file *f = readable_file(args[0]);
    size_t size;

    (void)names;
    if (!f || size_argument(args, count, &size) < 0)
        return NULL;
    return file_read_line(f, size);
}

static struct object *method_readlines(struct object *const *args,
                                       uint32_t count, struct object *names)
{
    (void)count, (void)names;
    return list_from_iterable(args[0]);
}

static struct object *method_write(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    struct file *f = open_file(args[0]);
    struct object *data = args[1];
    int failed;

    (void)count, (void)names;
    if (!f)
        return NULL;
    if (!f->writable)
        return unsupported("not writable");
    if (f->binary ? !is_bytes(data) : !is_str(data))
        return error_format(&type_TypeError,
                            f->binary ? "a bytes-like object is required, "
                                        "not '%T'"
                                      : "write() argument must be str, not %T",
                            data);
    failed = f->binary
                 ? file_write(f, (const char *)((struct bytes *)data)->data,
                              ((struct bytes *)data)->size)
                 : file_write(f, str_text(data), str_size(data));
    if (failed)
        return NULL;
    return int_from_unsigned(f->binary ? ((struct bytes *)data)->size
                                       : ((struct str *)data)->length);
}

static struct object *method_writelines(struct object *const *args,
                                        uint32_t count, struct object *names)
{
    struct object *iterator = object_iter(args[1]), *line;

    (void)count, (void)names;
    while (iterator && (line = object_next(iterator))) {
        struct object *const both[] = {args[0], line};
        struct object *written = method_write(both, 2, NULL);

        unref(line);
        if (!written)
            break;
        unref(written);
    }
    unref_maybe(iterator);
    return error_is_set() ? NULL : NONE;
}

static struct object *method_flush(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    struct file *f = open_file(args[0]);

    (void)count, (void)names;
    return f && file_flush(f) == 0 ? NONE : NULL;
}

static struct object *method_close(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    (void)count, (void)names;
    return file_close((struct file *)args[0]) == 0 ? NONE : NULL;
}

static struct object *method_fileno(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct file *f = open_file(args[0]);

    (void)count, (void)names;
    return f ? int_from(f->fd) : NULL;
}

static struct object *method_isatty(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct file *f = open_file(args[0]);

    (void)count, (void)names;
    return f ? bool_from(isatty(f->fd)) : NULL;
}

static struct object *method_readable(struct object *const *args,
                                      uint32_t count, struct object *names)
{
    (void)count, (void)names;
    return bool_from(((struct file *)args[0])->readable);
}

static struct object *method_writable(struct object *const *args,
                                      uint32_t count, struct object *names)
{
    (void)count, (void)names;
    return bool_from(((struct file *)args[0])->writable);
}

static struct object *method_enter(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    (void)count, (void)names;
    return open_file(args[0]) ? ref(args[0]) : NULL;
}

static struct object *file_iter(struct object *self)
{
    return readable_file(self) ? ref(self) : NULL;
}

static struct object *file_next(struct object *self)
{
    struct file *f = readable_file(self);
    struct object *line = f ? file_read_line(f, SIZE_MAX) : NULL;

    if (line && object_length(line) == 0) {
        unref(line);
        return NULL;
    }
    return line;
}

static struct object *get_closed(struct object *self)
{
    return bool_from(((struct file *)self)->fd < 0);
}

static struct object *get_name(struct object *self)
{
    return ref(((struct file *)self)->name);
}

static struct object *get_mode(struct object *self)
{
    return ref(((struct file *)self)->mode);
}

static const struct method_def file_methods[] = {
    {"read", method_read, 1, 2, .doc = "read(size=-1)"},
    {"readline", method_readline, 1, 2, .doc = "readline(size=-1)"},
    {"readlines", method_readlines, 1, 1, .doc = "all lines, as a list"},
    {"write", method_write, 2, 2, .doc = "write(text)"},
    {"writelines", method_writelines, 2, 2, .doc = "write each of them"},
    {"flush", method_flush, 1, 1, .doc = "write what is in the buffer"},
    {"close", method_close, 1, 1, .doc = "flush and close"},
    {"fileno", method_fileno, 1, 1, .doc = "the file descriptor"},
    {"isatty", method_isatty, 1, 1, .doc = "is it a terminal?"},
    {"readable", method_readable, 1, 1, .doc = "was it opened for reading?"},
    {"writable", method_writable, 1, 1, .doc = "was it opened for writing?"},
    {"__enter__", method_enter, 1, 1, .doc = "the file itself"},
    {"__exit__", method_close, 4, 4, .doc = "close"},
    {0},
};

static const struct getset_def file_getsets[] = {
    {"closed", get_closed, NULL},
    {"name", get_name, NULL},
    {"mode", get_mode, NULL},
    {0},
};

struct type type_file = {
    .head = STATIC_HEAD(&type_type),
    .name = "_io.TextIOWrapper",
    .size = sizeof(struct file),
    .dealloc = file_dealloc,
    .repr = file_repr,
    .iter = file_iter,
    .next = file_next,
    .methods = file_methods,
    .getsets = file_getsets,
};
