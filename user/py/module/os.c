/* SPDX-License-Identifier: MIT
 *
 * The module os: reading and writing, names of files, the environment,
 * processors; the rest is in os_*.c. Every call that may block gives the GIL away,
 * and touches no object meanwhile.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "module/io.h"
#include "module/os.h"
#include "vm/interrupt.h"

#define NEW_FILE_MODE 0777
#define READ_MAX ((int64_t)INT_MAX)

int int_argument(struct object *o, int *out)
{
    int64_t value;

    if (object_index_int64(o, NULL, &value) < 0)
        return -1;
    if (value < INT_MIN || value > INT_MAX) {
        error_format(&type_OverflowError,
                     "Python int too large to convert to C int");
        return -1;
    }
    *out = (int)value;
    return 0;
}

int int_arguments(struct object *const *args, uint32_t count, int *out)
{
    for (uint32_t i = 0; i < count; i++)
        if (int_argument(args[i], &out[i]) < 0)
            return -1;
    return 0;
}

struct object *int_result(int64_t result)
{
    return result < 0 ? error_errno(errno, NULL) : int_from(result);
}

struct object *none_result(int64_t result)
{
    return result < 0 ? error_errno(errno, NULL) : NONE;
}

int module_set_ints(struct object *module, const struct named_int *table)
{
    for (; table->name; table++)
        if (module_set(module, table->name, small_from(table->value)) < 0)
            return -1;
    return 0;
}

const char *path_argument(struct object *o, const char *function)
{
    if (is_str(o))
        return str_text(o);
    error_format(&type_TypeError,
                 "%s: path should be string, bytes or os.PathLike, not %T",
                 function, o);
    return NULL;
}

static struct object *os_pipe(struct object *const *args, uint32_t count,
                              struct object *names)
{
    int fds[2];

    (void)args, (void)count, (void)names;
    if (pipe2(fds, O_CLOEXEC) < 0)
        return error_errno(errno, NULL);
    return tuple_pack(2, small_from(fds[0]), small_from(fds[1]));
}

/* read(); the number of bytes, or -1: raised. */
static ssize_t read_some(int fd, void *buffer, size_t size)
{
    ssize_t n;
    int error;

    do {
        bool let_go = io_begin(fd, POLLIN, size);

        n = read(fd, buffer, size);
        error = errno;
        io_end(let_go);
    } while (n < 0 && interrupt_retry(error));
    if (n < 0)
        interrupt_errno(error, NULL);
    return n;
}

static struct object *os_read(struct object *const *args, uint32_t count,
                              struct object *names)
{
    struct object *result = NULL;
    int64_t size;
    ssize_t n;
    void *buffer;
    int fd;

    (void)count, (void)names;
    if (int_argument(args[0], &fd) < 0 ||
        object_index_int64(args[1], &type_OverflowError, &size) < 0)
        return NULL;
    if (size < 0)
        return error_errno(EINVAL, NULL);
    if (size > READ_MAX)
        size = READ_MAX;
    buffer = mem_alloc((size_t)size + 1);
    if (!buffer)
        return NULL;
    n = read_some(fd, buffer, (size_t)size);
    if (n >= 0)
        result = bytes_new(buffer, (size_t)n);
    mem_free(buffer, (size_t)size + 1);
    return result;
}

struct object *bytes_to_write(struct object *o)
{
    struct view view;

    if (is_bytes(o))
        return ref(o);
    if (bytes_view(o, &view))
        return bytes_new(view.data, view.size);
    return error_format(&type_TypeError,
                        "a bytes-like object is required, not '%T'", o);
}

static struct object *os_write(struct object *const *args, uint32_t count,
                               struct object *names)
{
    struct bytes *bytes;
    ssize_t n;
    int fd, error;

    (void)count, (void)names;
    if (int_argument(args[0], &fd) < 0)
        return NULL;
    bytes = (struct bytes *)bytes_to_write(args[1]);
    if (!bytes)
        return NULL;
    do {
        bool let_go = io_begin(fd, POLLOUT, bytes->size);

        n = write(fd, bytes->data, bytes->size);
        error = errno;
        io_end(let_go);
    } while (n < 0 && interrupt_retry(error));
    unref(&bytes->head);
    return n < 0 ? interrupt_errno(error, NULL) : int_from(n);
}

static struct object *os_close(struct object *const *args, uint32_t count,
                               struct object *names)
{
    int fd, failed, error;

    (void)count, (void)names;
    if (int_argument(args[0], &fd) < 0)
        return NULL;
    thread_block();
    failed = close(fd);
    error = errno;
    thread_unblock();
    return failed ? error_errno(error, NULL) : NONE;
}

static struct object *os_open(struct object *const *args, uint32_t count,
                              struct object *names)
{
    const char *path = path_argument(args[0], "open");
    int flags, mode = NEW_FILE_MODE, fd, error;

    (void)names;
    if (!path || int_argument(args[1], &flags) < 0 ||
        (count > 2 && int_argument(args[2], &mode) < 0))
        return NULL;
    ref(args[0]);
    do {
        thread_block();
        fd = open(path, flags | O_CLOEXEC, mode);
        error = errno;
        thread_unblock();
    } while (fd < 0 && interrupt_retry(error));
    if (fd < 0)
        interrupt_errno(error, args[0]);
    unref(args[0]);
    return fd < 0 ? NULL : int_from(fd);
}

static struct object *os_unlink(struct object *const *args, uint32_t count,
                                struct object *names)
{
    const char *path = path_argument(args[0], "unlink");

    (void)count, (void)names;
    if (!path)
        return NULL;
    return unlink(path) < 0 ? error_errno(errno, args[0]) : NONE;
}

static struct object *os_listdir(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    const char *path = count ? path_argument(args[0], "listdir") : ".";
    struct list *list;
    struct dirent *entry;
    DIR *dir;
    int failed = 0;

    (void)names;
    dir = path ? opendir(path) : NULL;
    if (!dir)
        return path ? error_errno(errno, count ? args[0] : NULL) : NULL;
    list = list_new(0);
    while (list && !failed && (entry = readdir(dir))) {
        struct object *name;

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        name = str_decode(entry->d_name, strlen(entry->d_name));
        failed = name ? list_append(list, name) : -1;
        unref_maybe(name);
    }
    closedir(dir);
    if (!failed)
        return (struct object *)list;
    unref(&list->head);
    return NULL;
}

static struct object *os_getcwd(struct object *const *args, uint32_t count,
                                struct object *names)
{
    char path[PATH_MAX];

    (void)args, (void)count, (void)names;
    if (!getcwd(path, sizeof path))
        return error_errno(errno, NULL);
    return str_decode(path, strlen(path));
}

static struct object *os_isatty(struct object *const *args, uint32_t count,
                                struct object *names)
{
    int fd;

    (void)count, (void)names;
    return int_argument(args[0], &fd) < 0 ? NULL : bool_from(isatty(fd));
}

static struct object *os_exit(struct object *const *args, uint32_t count,
                              struct object *names)
{
    int status;

    (void)count, (void)names;
    if (int_argument(args[0], &status) < 0)
        return NULL;
    _exit(status);
}

/* environ.get(name, default) */
static struct object *os_getenv(struct object *const *args, uint32_t count,
                                struct object *names)
{
    const char *value;

    (void)names;
    if (!is_str(args[0]))
        return error_format(&type_TypeError, "str expected, not %T", args[0]);
    value = getenv(str_text(args[0]));
    if (value)
        return str_decode(value, strlen(value));
    return count > 1 ? ref(args[1]) : NONE;
}

static struct object *os_strerror(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    int number;

    (void)count, (void)names;
    if (int_argument(args[0], &number) < 0)
        return NULL;
    return str_from(error_strerror(number));
}

static struct object *os_sched_yield(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    (void)args, (void)count, (void)names;
    thread_block();
    sched_yield();
    thread_unblock();
    return NONE;
}

static struct object *os_cpu_count(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    (void)args, (void)count, (void)names;
    return n > 0 ? int_from(n) : NONE;
}

/* The set of processors that an iterable of ints names. 0, or -1: raised. */
static int cpu_set_from(struct object *iterable, cpu_set_t *set)
{
    struct object *iterator = object_iter(iterable), *item;
    int cpu;

    CPU_ZERO(set);
    while (iterator && (item = object_next(iterator))) {
        int failed = int_argument(item, &cpu);

        unref(item);
        if (failed)
            break;
        if (cpu < 0 || cpu >= CPU_SETSIZE) {
            error_format(&type_ValueError, "no such processor: %d", cpu);
            break;
        }
        CPU_SET(cpu, set);
    }
    unref_maybe(iterator);
    return error_is_set() ? -1 : 0;
}

static struct object *os_setaffinity(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    cpu_set_t set;
    int pid;

    (void)count, (void)names;
    if (int_argument(args[0], &pid) < 0 || cpu_set_from(args[1], &set) < 0)
        return NULL;
    if (sched_setaffinity(pid, sizeof set, &set) < 0)
        return error_errno(errno, NULL);
    return NONE;
}

static struct object *os_getaffinity(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    struct object *result;
    cpu_set_t set;
    int pid;

    (void)count, (void)names;
    if (int_argument(args[0], &pid) < 0)
        return NULL;
    CPU_ZERO(&set);
    if (sched_getaffinity(pid, sizeof set, &set) < 0)
        return error_errno(errno, NULL);
    result = set_new();
    for (int cpu = 0; result && cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &set) && set_add(result, small_from(cpu)) < 0)
            replace(&result, NULL);
    return result;
}

static struct object *os_urandom(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    uint8_t data[256];
    int size;

    (void)count, (void)names;
    if (int_argument(args[0], &size) < 0)
        return NULL;
    if (size < 0 || size > (int)sizeof data)
        return error_format(&type_ValueError, "urandom: 0 to 256 bytes");
    if (getrandom(data, (size_t)size, 0) != size)
        return error_errno(errno, NULL);
    return bytes_new(data, (size_t)size);
}

static const struct method_def functions[] = {
    {"pipe", os_pipe, 0, 0, .doc = "(descriptor to read, one to write)"},
    {"read", os_read, 2, 2, .doc = "read(fd, most): bytes"},
    {"write", os_write, 2, 2, .doc = "write(fd, bytes): how many"},
    {"close", os_close, 1, 1, .doc = "close(fd)"},
    {"open", os_open, 2, 3, .doc = "open(path, flags, mode): a descriptor"},
    {"unlink", os_unlink, 1, 1, .doc = "delete a file"},
    {"remove", os_unlink, 1, 1, .doc = "delete a file"},
    {"listdir", os_listdir, 0, 1, .doc = "the names in a directory"},
    {"getcwd", os_getcwd, 0, 0, .doc = "the current directory"},
    {"isatty", os_isatty, 1, 1, .doc = "is it a terminal?"},
    {"_exit", os_exit, 1, 1, .doc = "end the process at once"},
    {"getenv", os_getenv, 1, 2, .doc = "getenv(name, default=None)"},
    {"strerror", os_strerror, 1, 1, .doc = "what an errno value means"},
    {"sched_yield", os_sched_yield, 0, 0, .doc = "let others run"},
    {"cpu_count", os_cpu_count, 0, 0, .doc = "how many processors"},
    {"sched_setaffinity", os_setaffinity, 2, 2,
     .doc = "sched_setaffinity(pid, processors)"},
    {"sched_getaffinity", os_getaffinity, 1, 1, .doc = "a set of processors"},
    {"urandom", os_urandom, 1, 1, .doc = "random bytes"},
    {0},
};

/* A dict of "name=value" texts. */
static struct object *environment(void)
{
    struct dict *dict = dict_new();

    for (char **e = environ; dict && *e; e++) {
        const char *equals = strchr(*e, '=');
        struct object *name, *value;
        int failed;

        if (!equals)
            continue;
        name = str_decode(*e, (size_t)(equals - *e));
        value = name ? str_decode(equals + 1, strlen(equals + 1)) : NULL;
        failed = value ? dict_set(dict, name, value) : -1;
        unref_maybe(name);
        unref_maybe(value);
        if (failed && error_matches(&type_UnicodeDecodeError))
            error_clear(); /* left out */
        else if (failed)
            replace((struct object **)&dict, NULL);
    }
    return (struct object *)dict;
}

static int add_values(struct object *m)
{
    if (os_add_descriptors(m) < 0 || os_add_processes(m) < 0 ||
        os_add_waits(m) < 0 || os_add_execs(m) < 0)
        return -1;
    if (module_set(m, "name", str_from("posix")) < 0 ||
        module_set(m, "sep", str_from("/")) < 0 ||
        module_set(m, "linesep", str_from("\n")) < 0 ||
        module_set(m, "error", &type_OSError.head) < 0 ||
        module_set(m, "environ", environment()) < 0)
        return -1;
    return 0;
}

struct object *module_init_os(void)
{
    struct object *module = module_from_methods("os", functions);

    if (!module || add_values(module) == 0)
        return module;
    unref(module);
    return NULL;
}
