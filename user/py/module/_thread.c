/* SPDX-License-Identifier: MIT
 *
 * The module _thread: starting threads and asking about them. The locks are in
 * lock.c; Thread, Condition and the rest are Python (lib/threading.py).
 */
#include "module/lock.h"
#include "module/module.h"
#include "object/types.h"

static struct object *start(struct object *function, struct object *args,
                            struct object *kwargs, bool daemon)
{
    uint64_t number;

    if (thread_start(function, args, kwargs, daemon, &number) < 0)
        return NULL;
    return int_from_unsigned(number);
}

/* Threads that are started so are not waited for at the end, as in CPython. */
static struct object *start_new_thread(struct object *const *args,
                                       uint32_t count, struct object *names)
{
    struct object *kwargs = NULL, *result;

    (void)names;
    if (!object_is_callable(args[0]))
        return error_format(&type_TypeError, "first arg must be callable");
    if (!is_tuple(args[1]))
        return error_format(&type_TypeError, "2nd arg must be a tuple");
    if (count > 2) {
        if (!is_dict(args[2]))
            return error_format(&type_TypeError,
                                "optional 3rd arg must be a dictionary");
        kwargs = (struct object *)dict_copy((struct dict *)args[2]);
        if (!kwargs)
            return NULL;
    }
    result = start(args[0], args[1], kwargs, true);
    unref_maybe(kwargs);
    return result;
}

/* _start(function, daemon): what Thread.start calls. */
static struct object *start_thread(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    int daemon = object_truth(args[1]);
    struct object *nothing, *result;

    (void)count, (void)names;
    if (daemon < 0)
        return NULL;
    nothing = (struct object *)tuple_new(0);
    if (!nothing)
        return NULL;
    result = start(args[0], nothing, NULL, daemon);
    unref(nothing);
    return result;
}

/* Give up the calling thread's thread-local data, also what destructors make of
 * it anew: it must be gone when join() returns. */
static struct object *forget_locals(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)args, (void)count, (void)names;
    while (thread_self->locals_of)
        replace((struct object **)&thread_self->locals_of, NULL);
    return NONE;
}

static struct object *get_ident(struct object *const *args, uint32_t count,
                                struct object *names)
{
    (void)args, (void)count, (void)names;
    return small_from(thread_self->number);
}

static struct object *get_native_id(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)args, (void)count, (void)names;
    return small_from(thread_self->gil.tid);
}

static struct object *allocate_lock(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)args, (void)count, (void)names;
    return lock_new();
}

static struct object *count_threads(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)args, (void)count, (void)names;
    return small_from((int64_t)thread_count - 1);
}

/* The size cannot be changed; 0 means the default. */
static struct object *stack_size(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    (void)args, (void)count, (void)names;
    return small_from(0);
}

static struct object *thread_exit(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    struct object *e = object_call0(&type_SystemExit.head);

    (void)args, (void)count, (void)names;
    if (e)
        error_raise_object(e);
    unref_maybe(e);
    return NULL;
}

static const struct method_def functions[] = {
    {"start_new_thread", start_new_thread, 2, 3,
     .doc = "start_new_thread(function, args, kwargs): its ident"},
    {"_start", start_thread, 2, 2, .doc = "_start(function, daemon)"},
    {"_forget_locals", forget_locals, 0, 0,
     .doc = "the calling thread's local data goes"},
    {"get_ident", get_ident, 0, 0, .doc = "the calling thread's number"},
    {"get_native_id", get_native_id, 0, 0, .doc = "the kernel's number for it"},
    {"allocate_lock", allocate_lock, 0, 0, .doc = "a new lock"},
    {"_count", count_threads, 0, 0, .doc = "threads besides the main one"},
    {"stack_size", stack_size, 0, 1, .doc = "0: it is fixed"},
    {"exit", thread_exit, 0, 0, .doc = "raise SystemExit"},
    {0},
};

struct object *module_init__thread(void)
{
    struct object *m = module_from_methods("_thread", functions);

    if (!m)
        return NULL;
    if (module_set(m, "LockType", &type_lock.head) == 0 &&
        module_set(m, "RLock", &type_rlock.head) == 0 &&
        module_set(m, "_local", &type_local.head) == 0 &&
        module_set(m, "error", &type_RuntimeError.head) == 0 &&
        module_set(m, "TIMEOUT_MAX", float_from(LOCK_TIMEOUT_MAX)) == 0)
        return m;
    unref(m);
    return NULL;
}
