/* SPDX-License-Identifier: MIT
 *
 * The module sys. Its switch and check intervals are the GIL's parameters.
 */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "module/file.h"
#include "module/module.h"
#include "module/sys.h"
#include "vm/vm.h"

#define US_PER_S 1e6
#define S_PER_US 1e-6
#define INT_DIGITS_LEAST 640
#define GIL_PARAM_MAX 1000000 /* gil.h: both parameters are 1..1,000,000 */

/* SystemExit's arguments: none for None, the items of a tuple, or the status. */
struct object *sys_exit(struct object *const *args, uint32_t count,
                        struct object *names)
{
    struct object *e;

    (void)names;
    if (count == 0 || args[0] == NONE) {
        e = object_call0(&type_SystemExit.head);
    } else if (is_tuple(args[0])) {
        struct tuple *tuple = (struct tuple *)args[0];

        e = object_call(&type_SystemExit.head, tuple->items,
                        (uint32_t)tuple->count, NULL);
    } else {
        e = object_call1(&type_SystemExit.head, args[0]);
    }
    if (e)
        error_raise_object(e);
    unref_maybe(e);
    return NULL;
}

/* Change one parameter of the GIL; others keep their value. */
static void set_gil_params(uint32_t interval_us, uint32_t check)
{
    struct gil_params params = gil_params;

    params.interval_us = interval_us;
    params.check = check;
    gil_set_params(&params);
}

static struct object *setswitchinterval(struct object *const *args,
                                        uint32_t count, struct object *names)
{
    double seconds, us;

    (void)count, (void)names;
    if (number_to_double(args[0], &seconds) < 0)
        return NULL;
    if (!(seconds > 0))
        return error_format(&type_ValueError,
                            "switch interval must be strictly positive");
    us = fmin(fmax(seconds * US_PER_S, 1), GIL_PARAM_MAX);
    set_gil_params((uint32_t)us, gil_params.check);
    return NONE;
}

static struct object *getswitchinterval(struct object *const *args,
                                        uint32_t count, struct object *names)
{
    (void)args, (void)count, (void)names;
    return float_from(gil_params.interval_us * S_PER_US);
}

static struct object *setholiness(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    int holy = object_truth(args[0]);

    (void)count, (void)names;
    if (holy < 0)
        return NULL;
    gil_set_holy(&thread_self->gil, holy);
    return NONE;
}

static struct object *setcheckinterval(struct object *const *args,
                                       uint32_t count, struct object *names)
{
    int64_t ticks;

    (void)count, (void)names;
    if (object_index_int64(args[0], NULL, &ticks) < 0)
        return NULL;
    if (ticks < 1)
        ticks = 1;
    if (ticks > GIL_PARAM_MAX)
        ticks = GIL_PARAM_MAX;
    set_gil_params(gil_params.interval_us, (uint32_t)ticks);
    return NONE;
}

static struct object *getcheckinterval(struct object *const *args,
                                       uint32_t count, struct object *names)
{
    (void)args, (void)count, (void)names;
    return int_from(gil_params.check);
}

static struct object *setrecursionlimit(struct object *const *args,
                                        uint32_t count, struct object *names)
{
    int64_t limit;
    const struct thread *t = thread_self;

    (void)count, (void)names;
    if (object_index_int64(args[0], &type_OverflowError, &limit) < 0)
        return NULL;
    if (limit < 1)
        return error_format(&type_ValueError,
                            "recursion limit must be greater or equal than 1");
    if (limit <= t->depth)
        return error_format(&type_RecursionError,
                            "cannot set the recursion limit to %lld at the "
                            "recursion depth %d: the limit is too low",
                            (long long)limit, t->depth);
    thread_set_recursion_limit(limit > INT32_MAX ? INT32_MAX : (int32_t)limit);
    return NONE;
}

static struct object *getrecursionlimit(struct object *const *args,
                                        uint32_t count, struct object *names)
{
    (void)args, (void)count, (void)names;
    return int_from(recursion_limit);
}

/* (type, value, traceback) of the exception being handled. */
static struct object *exc_info(struct object *const *args, uint32_t count,
                               struct object *names)
{
    struct object *e = thread_self->handled, *traceback, *result;

    (void)args, (void)count, (void)names;
    if (!e)
        return tuple_pack(3, NONE, NONE, NONE);
    traceback = object_get_attr_c(e, "__traceback__");
    if (!traceback)
        return NULL;
    result = tuple_pack(3, &type_of(e)->head, e, traceback);
    unref(traceback);
    return result;
}

static struct object *exception(struct object *const *args, uint32_t count,
                                struct object *names)
{
    struct object *e = thread_self->handled;

    (void)args, (void)count, (void)names;
    return e ? ref(e) : NONE;
}

/* excepthook(type, value, traceback): print it. */
static struct object *excepthook(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    (void)count, (void)names;
    if (!object_is(args[1], &type_BaseException))
        return error_format(&type_TypeError,
                            "excepthook: an exception is expected, not %T",
                            args[1]);
    output_flush();
    error_clear();
    error_print(args[1]);
    return NONE;
}

/* What excepthook would print. */
static struct object *exception_text(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    (void)count, (void)names;
    if (!object_is(args[0], &type_BaseException))
        return error_format(&type_TypeError, "an exception is expected, not %T",
                            args[0]);
    return error_text(args[0]);
}

/* As CPython's, it counts the reference that its argument is. */
static struct object *getrefcount(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    (void)count, (void)names;
    return int_from(is_small(args[0]) ? IMMORTAL : count_read(&args[0]->refs));
}

static struct object *intern(struct object *const *args, uint32_t count,
                             struct object *names)
{
    (void)count, (void)names;
    if (!is_str(args[0]))
        return error_format(&type_TypeError,
                            "intern() argument must be str, not %T", args[0]);
    return str_intern(ref(args[0]));
}

static struct object *getsizeof(struct object *const *args, uint32_t count,
                                struct object *names)
{
    (void)count, (void)names;
    return int_from(is_small(args[0]) ? 0 : type_of(args[0])->size);
}

static struct object *get_int_max_str_digits(struct object *const *args,
                                             uint32_t count,
                                             struct object *names)
{
    (void)args, (void)count, (void)names;
    return small_from(int_max_text_digits);
}

static struct object *set_int_max_str_digits(struct object *const *args,
                                             uint32_t count,
                                             struct object *names)
{
    int64_t digits;

    (void)count, (void)names;
    if (object_index_int64(args[0], NULL, &digits) < 0)
        return NULL;
    if (digits != 0 && (digits < INT_DIGITS_LEAST || digits > INT32_MAX))
        return error_format(&type_ValueError,
                            "maxdigits must be 0 or larger than %d",
                            INT_DIGITS_LEAST);
    int_max_text_digits = (int32_t)digits;
    return NONE;
}

static const struct method_def functions[] = {
    {"exit", sys_exit, 0, 1, .doc = "exit(status=None): raise SystemExit"},
    {"setswitchinterval", setswitchinterval, 1, 1,
     .doc = "how long, in seconds, a thread waits before it asks for the GIL"},
    {"setholiness", setholiness, 1, 1,
     .doc = "True: this thread gives the GIL up at once (under GIL=holy)"},
    {"getswitchinterval", getswitchinterval, 0, 0, .doc = "that, in seconds"},
    {"setcheckinterval", setcheckinterval, 1, 1,
     .doc = "after how many ticks the old GIL is released"},
    {"getcheckinterval", getcheckinterval, 0, 0, .doc = "that, in ticks"},
    {"setrecursionlimit", setrecursionlimit, 1, 1,
     .doc = "how deep calls may nest"},
    {"getrecursionlimit", getrecursionlimit, 0, 0, .doc = "that depth"},
    {"exc_info", exc_info, 0, 0,
     .doc = "(type, value, traceback) of the exception being handled"},
    {"exception", exception, 0, 0, .doc = "the exception being handled"},
    {"excepthook", excepthook, 3, 3, .doc = "print an exception"},
    {"_exception_text", exception_text, 1, 1, .doc = "what would be printed"},
    {"get_int_max_str_digits", get_int_max_str_digits, 0, 0,
     .doc = "how long an int may be as a decimal text"},
    {"set_int_max_str_digits", set_int_max_str_digits, 1, 1,
     .doc = "change that; 0: any length"},
    {"getrefcount", getrefcount, 1, 1, .doc = "an object's references"},
    {"getsizeof", getsizeof, 1, 2, .doc = "an object's bytes, about"},
    {"intern", intern, 1, 1, .doc = "the one str with this text"},
    {0},
};

struct object *sys_get(const char *name)
{
    struct object *sys = dict_get_c(vm_modules, "sys");

    return sys && type_of(sys) == &type_module
               ? dict_get_c(((struct module *)sys)->dict, name)
               : NULL;
}

/* A namespace object: a module that nobody can import. */
static struct object *implementation(void)
{
    struct object *m = module_new("implementation");

    if (m && module_set(m, "name", str_from("convoy")) < 0) {
        unref(m);
        return NULL;
    }
    return m;
}

static struct object *version_info(void)
{
    struct object *final = str_from("final"), *version = NULL;

    if (final)
        version = tuple_pack(5, small_from(3), small_from(11), small_from(0),
                             final, small_from(0));
    unref_maybe(final);
    return version;
}

static struct object *modules_dict(void)
{
    return ref(&vm_modules->head);
}

/* The path of the running program; empty if it is not known. */
static struct object *executable(void)
{
    char path[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", path, sizeof path);

    return str_decode(path, size > 0 ? (size_t)size : 0);
}

static int add_values(struct object *m)
{
    static const char *const streams[][2] = {{"stdin", "__stdin__"},
                                             {"stdout", "__stdout__"},
                                             {"stderr", "__stderr__"}};
    struct file *files[] = {file_stdin, file_stdout, file_stderr};

    for (int i = 0; i < 3; i++)
        if (module_set(m, streams[i][0], ref(&files[i]->head)) < 0 ||
            module_set(m, streams[i][1], ref(&files[i]->head)) < 0)
            return -1;
    if (module_set(m, "__excepthook__",
                   ref_maybe(dict_get_c(((struct module *)m)->dict,
                                        "excepthook"))) < 0 ||
        module_set(m, "maxsize", int_from(INT64_MAX)) < 0 ||
        module_set(m, "maxunicode", small_from(0x10ffff)) < 0 ||
        module_set(m, "byteorder", str_from("little")) < 0 ||
        module_set(m, "platform", str_from("linux")) < 0 ||
        module_set(m, "executable", executable()) < 0 ||
        module_set(m, "version", str_from("3.11 (Convoy)")) < 0 ||
        module_set(m, "version_info", version_info()) < 0 ||
        module_set(m, "implementation", implementation()) < 0 ||
        module_set(m, "modules", modules_dict()) < 0 ||
        module_set(m, "path", (struct object *)list_new(0)) < 0 ||
        module_set(m, "argv", (struct object *)list_new(0)) < 0)
        return -1;
    return 0;
}

struct object *module_init_sys(void)
{
    struct object *module = module_from_methods("sys", functions);

    if (!module || (module_add_methods(module, sys_trace_functions) == 0 &&
                    add_values(module) == 0))
        return module;
    unref(module);
    return NULL;
}

/* Append a text to a list. */
static int append(struct object *list, const char *text, size_t size)
{
    struct object *o = str_decode(text, size);
    int failed = o ? list_append((struct list *)list, o) : -1;

    unref_maybe(o);
    return failed;
}

/* The directory of the program: what goes first in sys.path. "": the current
 * one, for programs that are in no file. */
static int append_directory(struct object *path, const char *program)
{
    char *real =
        program[0] && program[0] != '-' ? realpath(program, NULL) : NULL;
    const char *slash = real ? strrchr(real, '/') : NULL;
    int failed =
        append(path, slash ? real : "", slash ? (size_t)(slash - real) : 0);

    free(real);
    return failed;
}

int sys_set_argv(int argc, char **argv)
{
    struct object *list = sys_get("argv"), *path = sys_get("path");

    if (!list || !path || append_directory(path, argc ? argv[0] : "") < 0)
        return -1;
    for (int i = 0; i < argc; i++)
        if (append(list, argv[i], strlen(argv[i])) < 0)
            return -1;
    return 0;
}
