/* SPDX-License-Identifier: MIT
 *
 * The module os: making processes, and who is who among them.
 *
 * FORK. The child has one thread, the one that called fork(), which held the
 * GIL and goes on holding its copy. All that other threads may have held at
 * that moment and that will never be given back is made anew: the GIL's own
 * mutexes, those of files, the marks of modules that are being loaded. Objects
 * need nothing: whoever changes them holds the GIL, and we do. Python code is
 * told by register_at_fork: so threading forgets the other threads.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "module/file.h"
#include "module/load.h"
#include "module/os.h"
#include "vm/interrupt.h"

/* What is to be called around fork(), as registered; NULL: nothing. GIL. */
enum hook { HOOK_BEFORE, HOOK_PARENT, HOOK_CHILD, HOOKS };
static struct list *hooks[HOOKS];

bool os_confined;

int os_check_reach(void)
{
    if (os_confined)
        error_errno(EPERM, NULL);
    return os_confined ? -1 : 0;
}

/* Call them all; what they raise is only reported. */
static void run_hooks(enum hook kind)
{
    struct list *list = hooks[kind];

    for (uint64_t i = 0; list && i < list->count; i++) {
        /* Those before fork() in the other order: what was locked last is to be
         * released first. */
        uint64_t index = kind == HOOK_BEFORE ? list->count - 1 - i : i;
        struct object *function = ref(list->items[index]);
        struct object *result = object_call0(function);

        if (!result)
            error_print_ignored(function);
        unref_maybe(result);
        unref(function);
    }
}

static struct object *os_fork(struct object *const *args, uint32_t count,
                              struct object *names)
{
    int pid, error;

    (void)args, (void)count, (void)names;
    if (os_check_reach() < 0)
        return NULL;
    run_hooks(HOOK_BEFORE);
    pid = fork();
    error = errno;
    if (pid == 0) {
        interrupt_after_fork();
        thread_after_fork();
        file_after_fork();
        load_after_fork();
    }
    run_hooks(pid == 0 ? HOOK_CHILD : HOOK_PARENT);
    return pid < 0 ? error_errno(error, NULL) : int_from(pid);
}

static struct object *os_register(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    static const char *const parameter_names[] = {"before", "after_in_parent",
                                                  "after_in_child", NULL};
    static const struct parameters parameters = {
        .function = "register_at_fork",
        .names = parameter_names,
    };
    struct object *given[HOOKS];

    if (parameters_bind(&parameters, args, count, names, given) < 0)
        return NULL;
    if (!given[HOOK_BEFORE] && !given[HOOK_PARENT] && !given[HOOK_CHILD])
        return error_format(&type_TypeError,
                            "At least one argument is required.");
    for (int i = 0; i < HOOKS; i++) {
        if (!given[i])
            continue;
        if (!object_is_callable(given[i]))
            return error_format(&type_TypeError,
                                "'%s' must be callable, not %T",
                                parameter_names[i], given[i]);
        if (!hooks[i])
            hooks[i] = list_new(0);
        if (!hooks[i] || list_append(hooks[i], given[i]) < 0)
            return NULL;
    }
    return NONE;
}

void os_forget_hooks(void)
{
    for (int i = 0; i < HOOKS; i++)
        replace((struct object **)&hooks[i], NULL);
}

static struct object *os_kill(struct object *const *args, uint32_t count,
                              struct object *names)
{
    int values[2];

    (void)names;
    if (int_arguments(args, count, values) < 0 || os_check_reach() < 0)
        return NULL;
    if (kill(values[0], values[1]) < 0)
        return error_errno(errno, NULL);
    return interrupt_run() < 0 ? NULL : NONE; /* it may have been for us */
}

static struct object *os_killpg(struct object *const *args, uint32_t count,
                                struct object *names)
{
    int values[2];

    (void)names;
    if (int_arguments(args, count, values) < 0 || os_check_reach() < 0)
        return NULL;
    if (killpg(values[0], values[1]) < 0)
        return error_errno(errno, NULL);
    return interrupt_run() < 0 ? NULL : NONE;
}

static struct object *os_getpid(struct object *const *args, uint32_t count,
                                struct object *names)
{
    (void)args, (void)count, (void)names;
    return int_from(getpid());
}

static struct object *os_getppid(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    (void)args, (void)count, (void)names;
    return int_from(getppid());
}

static struct object *os_getpgrp(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    (void)args, (void)count, (void)names;
    return int_from(getpgrp());
}

static struct object *os_setpgrp(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    (void)args, (void)count, (void)names;
    return none_result(setpgid(0, 0));
}

static struct object *os_getpgid(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    int pid;

    (void)names;
    return int_arguments(args, count, &pid) < 0 ? NULL
                                                : int_result(getpgid(pid));
}

static struct object *os_setpgid(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    int values[2];

    (void)names;
    if (int_arguments(args, count, values) < 0)
        return NULL;
    return none_result(setpgid(values[0], values[1]));
}

static struct object *os_getsid(struct object *const *args, uint32_t count,
                                struct object *names)
{
    int pid;

    (void)names;
    return int_arguments(args, count, &pid) < 0 ? NULL
                                                : int_result(getsid(pid));
}

static struct object *os_setsid(struct object *const *args, uint32_t count,
                                struct object *names)
{
    (void)args, (void)count, (void)names;
    return setsid() < 0 ? error_errno(errno, NULL) : NONE;
}

/* A priority may be -1: errno tells. */
static struct object *os_getpriority(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    int values[2], priority;

    (void)names;
    if (int_arguments(args, count, values) < 0)
        return NULL;
    errno = 0;
    priority = getpriority(values[0], (id_t)values[1]);
    return errno ? error_errno(errno, NULL) : small_from(priority);
}

static struct object *os_setpriority(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    int values[3];

    (void)names;
    if (int_arguments(args, count, values) < 0 || os_check_reach() < 0)
        return NULL;
    return none_result(setpriority(values[0], (id_t)values[1], values[2]));
}

static const struct method_def functions[] = {
    {"fork", os_fork, 0, 0, .doc = "0 in the child, its number in the parent"},
    {"register_at_fork", os_register, 0, 0, true,
     .doc = "register_at_fork(*, before, after_in_parent, after_in_child)"},
    {"kill", os_kill, 2, 2, .doc = "kill(pid, signal)"},
    {"killpg", os_killpg, 2, 2, .doc = "killpg(group, signal)"},
    {"getpid", os_getpid, 0, 0, .doc = "the process's number"},
    {"getppid", os_getppid, 0, 0, .doc = "the parent's number"},
    {"getpgrp", os_getpgrp, 0, 0, .doc = "the process group"},
    {"setpgrp", os_setpgrp, 0, 0, .doc = "begin a process group"},
    {"getpgid", os_getpgid, 1, 1, .doc = "the process group of a process"},
    {"setpgid", os_setpgid, 2, 2, .doc = "setpgid(pid, group)"},
    {"getsid", os_getsid, 1, 1, .doc = "the session of a process"},
    {"setsid", os_setsid, 0, 0, .doc = "begin a session"},
    {"getpriority", os_getpriority, 2, 2, .doc = "getpriority(which, who)"},
    {"setpriority", os_setpriority, 3, 3,
     .doc = "setpriority(which, who, priority)"},
    {0},
};

static const struct named_int constants[] = {
    {"PRIO_PROCESS", PRIO_PROCESS},
    {"PRIO_PGRP", PRIO_PGRP},
    {"PRIO_USER", PRIO_USER},
    {0},
};

int os_add_processes(struct object *module)
{
    return module_add_methods(module, functions) < 0
               ? -1
               : module_set_ints(module, constants);
}
