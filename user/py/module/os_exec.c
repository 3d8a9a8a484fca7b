/* SPDX-License-Identifier: MIT
 *
 * The module os: another program in this process. Its environment is os.environ,
 * as it is at that moment. What is left in files' buffers is lost.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <unistd.h>

#include "module/os.h"
#include "vm/vm.h"

/* A vector of C strings as exec takes it. Each is part of the object of the same
 * index, which keeps it alive. */
struct vector {
    struct list *objects;
    char **strings; /* one more than there are objects: NULL */
    size_t size;    /* of strings, in bytes */
};

static void vector_free(struct vector *v)
{
    unref_maybe((struct object *)v->objects);
    mem_free(v->strings, v->size);
}

/* The text of a str or of bytes. NULL: TypeError. */
static char *string_of(struct object *o)
{
    if (is_str(o))
        return (char *)(uintptr_t)str_text(o);
    if (is_bytes(o))
        return (char *)((struct bytes *)o)->data;
    error_format(&type_TypeError,
                 "expected str, bytes or os.PathLike object, not %T", o);
    return NULL;
}

/* Make the vector of objects (stolen; NULL: raised). 0, or -1; to be freed in any
 * case. */
static int vector_make(struct vector *v, struct list *objects)
{
    *v = (struct vector){.objects = objects};
    if (!objects)
        return -1;
    v->size = (objects->count + 1) * sizeof *v->strings;
    v->strings = mem_zalloc(v->size);
    for (uint64_t i = 0; v->strings && i < objects->count; i++) {
        v->strings[i] = string_of(objects->items[i]);
        if (!v->strings[i])
            return -1;
    }
    return v->strings ? 0 : -1;
}

/* "name=value" for each entry of a dict. NULL: raised. */
static struct list *environment_list(struct dict *environment)
{
    struct list *list = list_new(0);
    struct object *name, *value;
    uint32_t position = 0;
    int failed = list ? 0 : -1;

    while (!failed && dict_next(environment, &position, &name, &value)) {
        struct object *entry = str_format_c("%S=%S", name, value);

        failed = entry ? list_append(list, entry) : -1;
        unref_maybe(entry);
    }
    if (failed && list)
        replace((struct object **)&list, NULL);
    return list;
}

/* os.environ, borrowed; NULL: the program has put something else there. */
static struct dict *current_environment(void)
{
    struct object *os = dict_get_c(vm_modules, "os"), *found = NULL;

    if (os)
        found = dict_get_c(((struct module *)os)->dict, "environ");
    if (found && is_dict(found))
        return (struct dict *)found;
    error_format(&type_TypeError, "os.environ must be a dict");
    return NULL;
}

typedef int exec_function(const char *path, char *const argv[],
                          char *const envp[]);

/* Call exec. Returns only if it fails: NULL. filename: to be named then, or
 * NULL. */
static struct object *run(exec_function *exec, const char *path,
                          struct list *arguments, struct dict *environment,
                          struct object *filename)
{
    struct vector argv, envp = {0};

    if (vector_make(&argv, arguments) == 0 && environment &&
        os_check_reach() == 0 &&
        vector_make(&envp, environment_list(environment)) == 0) {
        exec(path, argv.strings, envp.strings);
        error_errno(errno, filename);
    }
    vector_free(&argv);
    vector_free(&envp);
    return NULL;
}

/* The list of arguments that a program gets. NULL: raised. */
static struct list *argument_list(struct object *o, const char *function)
{
    struct object *list;

    if (!is_tuple(o) && !is_list(o)) {
        error_format(&type_TypeError, "%s arg 2 must be a tuple or list",
                     function);
        return NULL;
    }
    list = list_from_iterable(o);
    if (list && ((struct list *)list)->count == 0) {
        error_format(&type_ValueError, "%s arg 2 must not be empty", function);
        replace(&list, NULL);
    }
    return (struct list *)list;
}

static struct object *os_execv(struct object *const *args, uint32_t count,
                               struct object *names)
{
    const char *path = path_argument(args[0], "execv");

    (void)count, (void)names;
    return path ? run(execve, path, argument_list(args[1], "execv()"),
                      current_environment(), NULL)
                : NULL;
}

static struct object *os_execve(struct object *const *args, uint32_t count,
                                struct object *names)
{
    const char *path = path_argument(args[0], "execve");

    (void)count, (void)names;
    if (!path)
        return NULL;
    if (!is_dict(args[2]))
        return error_format(&type_TypeError,
                            "execve: environment must be a mapping object");
    return run(execve, path, argument_list(args[1], "execve:"),
               (struct dict *)args[2], args[0]);
}

static struct object *os_execvp(struct object *const *args, uint32_t count,
                                struct object *names)
{
    const char *path = path_argument(args[0], "execvp");

    (void)count, (void)names;
    return path ? run(execvpe, path, argument_list(args[1], "execv()"),
                      current_environment(), NULL)
                : NULL;
}

/* execl(path, *args), execlp */
static struct object *exec_listed(exec_function *exec,
                                  struct object *const *args, uint32_t count)
{
    const char *path = path_argument(args[0], "execl");

    if (!path)
        return NULL;
    return run(exec, path, (struct list *)list_from_array(args + 1, count - 1),
               current_environment(), NULL);
}

static struct object *os_execl(struct object *const *args, uint32_t count,
                               struct object *names)
{
    (void)names;
    return exec_listed(execve, args, count);
}

static struct object *os_execlp(struct object *const *args, uint32_t count,
                                struct object *names)
{
    (void)names;
    return exec_listed(execvpe, args, count);
}

static const struct method_def functions[] = {
    {"execv", os_execv, 2, 2, .doc = "execv(path, args)"},
    {"execve", os_execve, 3, 3, .doc = "execve(path, args, environment)"},
    {"execvp", os_execvp, 2, 2, .doc = "execvp(file, args): looks in PATH"},
    {"execl", os_execl, 2, -1, .doc = "execl(path, *args)"},
    {"execlp", os_execlp, 2, -1, .doc = "execlp(file, *args): looks in PATH"},
    {0},
};

int os_add_execs(struct object *module)
{
    return module_add_methods(module, functions);
}
