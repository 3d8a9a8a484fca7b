/* SPDX-License-Identifier: MIT
 *
 * The module os: waiting for children, and what a wait status says.
 */
#include <errno.h>
#include <sys/wait.h>

#include "module/os.h"
#include "vm/interrupt.h"

/* (pid, status) */
static struct object *wait_for(int which, int options)
{
    struct object *pid, *result;
    int found, status = 0, error;

    do {
        thread_block();
        found = waitpid(which, &status, options);
        error = errno;
        thread_unblock();
    } while (found < 0 && interrupt_retry(error));
    if (found < 0)
        return interrupt_errno(error, NULL);
    pid = int_from(found);
    result = pid ? tuple_pack(2, pid, small_from(status)) : NULL;
    unref_maybe(pid);
    return result;
}

static struct object *os_waitpid(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    int values[2];

    (void)names;
    if (int_arguments(args, count, values) < 0)
        return NULL;
    return wait_for(values[0], values[1]);
}

static struct object *os_wait(struct object *const *args, uint32_t count,
                              struct object *names)
{
    (void)args, (void)count, (void)names;
    return wait_for(-1, 0);
}

static struct object *os_exitcode(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    int status;

    (void)count, (void)names;
    if (int_argument(args[0], &status) < 0)
        return NULL;
    if (WIFEXITED(status))
        return small_from(WEXITSTATUS(status));
    if (WIFSIGNALED(status))
        return small_from(-WTERMSIG(status));
    if (WIFSTOPPED(status))
        return error_format(&type_ValueError,
                            "process stopped by delivery of signal %d",
                            WSTOPSIG(status));
    return error_format(&type_ValueError, "invalid wait status: %d", status);
}

/* The macros of wait(2): X(name, kind of its value, its doc). */
#define STATUS_MACROS(X)                                                       \
    X(WIFEXITED, bool_from, "has it ended by itself?")                         \
    X(WEXITSTATUS, small_from, "its exit status")                              \
    X(WIFSIGNALED, bool_from, "has a signal ended it?")                        \
    X(WTERMSIG, small_from, "which signal has ended it")                       \
    X(WIFSTOPPED, bool_from, "has a signal stopped it?")                       \
    X(WSTOPSIG, small_from, "which signal has stopped it")                     \
    X(WIFCONTINUED, bool_from, "has it been continued?")                       \
    X(WCOREDUMP, bool_from, "has it left its memory in a file?")

#define STATUS_FUNCTION(macro, kind, doc)                                      \
    static struct object *os_##macro(struct object *const *args,               \
                                     uint32_t count, struct object *names)     \
    {                                                                          \
        int status;                                                            \
                                                                               \
        (void)count, (void)names;                                              \
        if (int_argument(args[0], &status) < 0)                                \
            return NULL;                                                       \
        return kind(macro(status));                                            \
    }
STATUS_MACROS(STATUS_FUNCTION)
#undef STATUS_FUNCTION

static const struct method_def functions[] = {
#define STATUS_ENTRY(macro, kind, text) {#macro, os_##macro, 1, 1, .doc = text},
    STATUS_MACROS(STATUS_ENTRY)
#undef STATUS_ENTRY
        {"waitpid", os_waitpid, 2, 2,
         .doc = "waitpid(pid, options): (pid, status)"},
    {"wait", os_wait, 0, 0, .doc = "(pid, status) of any child"},
    {"waitstatus_to_exitcode", os_exitcode, 1, 1,
     .doc = "the exit status, or minus the signal"},
    {0},
};

static const struct named_int constants[] = {
    {"WNOHANG", WNOHANG},
    {"WUNTRACED", WUNTRACED},
    {"WCONTINUED", WCONTINUED},
    {"EX_OK", 0},
    {0},
};

int os_add_waits(struct object *module)
{
    return module_add_methods(module, functions) < 0
               ? -1
               : module_set_ints(module, constants);
}
