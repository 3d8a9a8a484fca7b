/* SPDX-License-Identifier: MIT
 *
 * The lists of strace_names.h. What is missing here is printed as a number.
 */
#include "strace_names.h"
#include <stddef.h>
#include "fs/file.h"
#include "lib/errno.h"
#include "mm/space.h"
#include "task/signal.h"

#define NAME(name)                                                             \
    {                                                                          \
        name, #name                                                            \
    }

const struct strace_name strace_open_flags[] = {
    NAME(O_CREAT),    NAME(O_EXCL),     NAME(O_NOCTTY),    NAME(O_TRUNC),
    NAME(O_APPEND),   NAME(O_NONBLOCK), NAME(O_LARGEFILE), NAME(O_DIRECTORY),
    NAME(O_NOFOLLOW), NAME(O_CLOEXEC),  {0, NULL},
};

const struct strace_name strace_prot_flags[] = {
    NAME(PROT_READ),
    NAME(PROT_WRITE),
    NAME(PROT_EXEC),
    {0, NULL},
};

const struct strace_name strace_map_flags[] = {
    NAME(MAP_SHARED),    NAME(MAP_PRIVATE),   NAME(MAP_FIXED),
    NAME(MAP_ANONYMOUS), NAME(MAP_NORESERVE), {0, NULL},
};

/* Source: futex(2). */
const struct strace_name strace_futex_operations[] = {
    {0, "FUTEX_WAIT"},
    {1, "FUTEX_WAKE"},
    {3, "FUTEX_REQUEUE"},
    {4, "FUTEX_CMP_REQUEUE"},
    {6, "FUTEX_LOCK_PI"},
    {7, "FUTEX_UNLOCK_PI"},
    {8, "FUTEX_TRYLOCK_PI"},
    {9, "FUTEX_WAIT_BITSET"},
    {10, "FUTEX_WAKE_BITSET"},
    {13, "FUTEX_LOCK_PI2"},
    {0, NULL},
};

const struct strace_name strace_signals[] = {
    NAME(SIGHUP),  NAME(SIGINT),  NAME(SIGQUIT), NAME(SIGILL),  NAME(SIGTRAP),
    NAME(SIGABRT), NAME(SIGBUS),  NAME(SIGFPE),  NAME(SIGKILL), NAME(SIGSEGV),
    NAME(SIGPIPE), NAME(SIGALRM), NAME(SIGTERM), NAME(SIGCHLD), NAME(SIGCONT),
    NAME(SIGSTOP), NAME(SIGTSTP), NAME(SIGTTIN), NAME(SIGTTOU), NAME(SIGWINCH),
    {0, NULL},
};

const struct strace_name strace_errors[] = {
    NAME(EPERM),
    NAME(ENOENT),
    NAME(ESRCH),
    NAME(EINTR),
    NAME(EIO),
    NAME(ENXIO),
    NAME(E2BIG),
    NAME(ENOEXEC),
    NAME(EBADF),
    NAME(ECHILD),
    NAME(EAGAIN),
    NAME(ENOMEM),
    NAME(EACCES),
    NAME(EFAULT),
    NAME(EBUSY),
    NAME(EEXIST),
    NAME(EXDEV),
    NAME(ENODEV),
    NAME(ENOTDIR),
    NAME(EISDIR),
    NAME(EINVAL),
    NAME(ENFILE),
    NAME(EMFILE),
    NAME(ENOTTY),
    NAME(ETXTBSY),
    NAME(EFBIG),
    NAME(ENOSPC),
    NAME(ESPIPE),
    NAME(EROFS),
    NAME(EMLINK),
    NAME(EPIPE),
    NAME(EDOM),
    NAME(ERANGE),
    NAME(EDEADLK),
    NAME(ENAMETOOLONG),
    NAME(ENOSYS),
    NAME(ENOTEMPTY),
    NAME(ELOOP),
    NAME(EOVERFLOW),
    NAME(EOPNOTSUPP),
    NAME(ENOTSOCK),
    NAME(EMSGSIZE),
    NAME(ENOPROTOOPT),
    NAME(EPROTONOSUPPORT),
    NAME(ESOCKTNOSUPPORT),
    NAME(EAFNOSUPPORT),
    NAME(ECONNRESET),
    NAME(EISCONN),
    NAME(ENOTCONN),
    NAME(ETIMEDOUT),
    NAME(ECONNREFUSED),
    {0, NULL},
};

const char *strace_find_name(const struct strace_name *names, uint64_t value)
{
    for (; names->text; names++)
        if (names->value == value)
            return names->text;
    return NULL;
}
