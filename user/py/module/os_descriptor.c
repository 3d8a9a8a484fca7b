/* SPDX-License-Identifier: MIT
 *
 * The module os: what one does to descriptors besides reading and writing. A new
 * descriptor is not inherited through exec, unless dup2 says so (PEP 446).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "module/os.h"
#include "vm/interrupt.h"

#define FIFO_MODE 0666

static struct object *os_dup(struct object *const *args, uint32_t count,
                             struct object *names)
{
    int fd;

    (void)count, (void)names;
    if (int_argument(args[0], &fd) < 0)
        return NULL;
    return int_result(fcntl(fd, F_DUPFD_CLOEXEC, 0));
}

/* dup2(fd, fd2, inheritable=True). Of two equal ones only the flag changes. */
static struct object *os_dup2(struct object *const *args, uint32_t count,
                              struct object *names)
{
    static const char *const parameter_names[] = {"fd", "fd2", "inheritable",
                                                  NULL};
    static const struct parameters parameters = {
        .function = "dup2",
        .required = 2,
        .positional = 3,
        .names = parameter_names,
    };
    struct object *given[3];
    int fds[2], inheritable = 1, result;

    if (parameters_bind(&parameters, args, count, names, given) < 0 ||
        int_arguments(given, 2, fds) < 0)
        return NULL;
    if (given[2])
        inheritable = object_truth(given[2]);
    if (inheritable < 0)
        return NULL;
    do {
        thread_block();
        result = dup2(fds[0], fds[1]);
        thread_unblock();
    } while (result < 0 && interrupt_retry(errno));
    if (result < 0)
        return interrupt_errno(errno, NULL);
    if (!inheritable && fcntl(fds[1], F_SETFD, FD_CLOEXEC) < 0)
        return error_errno(errno, NULL);
    return small_from(result);
}

static struct object *os_get_inheritable(struct object *const *args,
                                         uint32_t count, struct object *names)
{
    int fd, flags;

    (void)count, (void)names;
    if (int_argument(args[0], &fd) < 0)
        return NULL;
    flags = fcntl(fd, F_GETFD);
    return flags < 0 ? error_errno(errno, NULL)
                     : bool_from(!(flags & FD_CLOEXEC));
}

static struct object *os_set_inheritable(struct object *const *args,
                                         uint32_t count, struct object *names)
{
    int values[2];

    (void)names;
    if (int_arguments(args, count, values) < 0)
        return NULL;
    return none_result(fcntl(values[0], F_SETFD, values[1] ? 0 : FD_CLOEXEC));
}

static struct object *os_get_blocking(struct object *const *args,
                                      uint32_t count, struct object *names)
{
    int fd, flags;

    (void)count, (void)names;
    if (int_argument(args[0], &fd) < 0)
        return NULL;
    flags = fcntl(fd, F_GETFL);
    return flags < 0 ? error_errno(errno, NULL)
                     : bool_from(!(flags & O_NONBLOCK));
}

static struct object *os_set_blocking(struct object *const *args,
                                      uint32_t count, struct object *names)
{
    int values[2], flags;

    (void)names;
    if (int_arguments(args, count, values) < 0)
        return NULL;
    flags = fcntl(values[0], F_GETFL);
    if (flags < 0)
        return error_errno(errno, NULL);
    flags = values[1] ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
    return none_result(fcntl(values[0], F_SETFL, flags));
}

static struct object *os_lseek(struct object *const *args, uint32_t count,
                               struct object *names)
{
    int64_t offset;
    int fd, whence;

    (void)count, (void)names;
    if (int_argument(args[0], &fd) < 0 ||
        object_index_int64(args[1], &type_OverflowError, &offset) < 0 ||
        int_argument(args[2], &whence) < 0)
        return NULL;
    return int_result(lseek(fd, offset, whence));
}

static struct object *os_mkfifo(struct object *const *args, uint32_t count,
                                struct object *names)
{
    const char *path = path_argument(args[0], "mkfifo");
    int mode = FIFO_MODE;

    (void)names;
    if (!path || int_arguments(args + 1, count - 1, &mode) < 0)
        return NULL;
    if (mkfifo(path, (mode_t)mode) < 0)
        return error_errno(errno, NULL);
    return NONE;
}

static const struct method_def functions[] = {
    {"dup", os_dup, 1, 1, .doc = "dup(fd): another one for the same file"},
    {"dup2", os_dup2, 0, 3, true,
     .doc = "dup2(fd, fd2, inheritable=True): fd2"},
    {"get_inheritable", os_get_inheritable, 1, 1, .doc = "does exec keep it?"},
    {"set_inheritable", os_set_inheritable, 2, 2,
     .doc = "set_inheritable(fd, inheritable)"},
    {"get_blocking", os_get_blocking, 1, 1, .doc = "do calls wait?"},
    {"set_blocking", os_set_blocking, 2, 2,
     .doc = "set_blocking(fd, blocking)"},
    {"lseek", os_lseek, 3, 3, .doc = "lseek(fd, offset, whence): the offset"},
    {"mkfifo", os_mkfifo, 1, 2, .doc = "mkfifo(path, mode=0o666)"},
    {0},
};

static const struct named_int constants[] = {
    {"O_RDONLY", O_RDONLY},
    {"O_WRONLY", O_WRONLY},
    {"O_RDWR", O_RDWR},
    {"O_CREAT", O_CREAT},
    {"O_EXCL", O_EXCL},
    {"O_TRUNC", O_TRUNC},
    {"O_APPEND", O_APPEND},
    {"O_NONBLOCK", O_NONBLOCK},
    {"O_CLOEXEC", O_CLOEXEC},
    {"O_NOCTTY", O_NOCTTY},
    {"O_DIRECTORY", O_DIRECTORY},
    {"SEEK_SET", SEEK_SET},
    {"SEEK_CUR", SEEK_CUR},
    {"SEEK_END", SEEK_END},
    {0},
};

int os_add_descriptors(struct object *module)
{
    return module_add_methods(module, functions) < 0
               ? -1
               : module_set_ints(module, constants);
}
