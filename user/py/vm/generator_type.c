/* SPDX-License-Identifier: MIT
 *
 * The type of generators: send, throw, close, and what becomes of one that dies
 * before its end.
 */
#include "object/container.h"
#include "object/error.h"
#include "object/mem.h"
#include "object/names.h"
#include "object/text.h"
#include "vm/generator.h"
#include "vm/vm.h"

/* Give back a suspended generator's values and end it. */
static void generator_drop(struct generator *g)
{
    struct object *function = (struct object *)g->function;

    g->function = NULL;
    while (g->live)
        unref_maybe(g->values[--g->live]);
    replace(&g->handled, NULL);
    unref_maybe(function);
}

/* Raise StopIteration(value), or StopIteration() for None. value is stolen. */
static struct object *raise_stop(struct object *value)
{
    if (value == NONE)
        error_raise_object(&type_StopIteration.head);
    else
        error_raise(&type_StopIteration, value);
    unref(value);
    return NULL;
}

/* The answer of a method: what was yielded, or StopIteration. */
static struct object *answer(struct object *yielded, struct object *result)
{
    return result ? raise_stop(result) : yielded;
}

static struct object *generator_close(struct generator *g);

/* Close an iterator that a generator delegates to, of whatever type. 0, or -1. */
static int close_delegate(struct object *iterator)
{
    struct object *result, *close;
    bool found;

    if (type_of(iterator) == &type_generator) {
        result = generator_close((struct generator *)iterator);
    } else {
        close = object_find_attr(iterator, plain_close, &found);
        if (!close)
            return found || error_is_set() ? -1 : 0;
        result = object_call0(close);
        unref(close);
    }
    unref_maybe(result);
    return result ? 0 : -1;
}

static struct object *generator_throw_raised(struct generator *g,
                                             struct object **result);

/* Raise `exception` (stolen) in an iterator that a generator delegates to: as
 * generator_send. */
static struct object *throw_delegate(struct object *iterator,
                                     struct object *exception,
                                     struct object **result)
{
    struct object *throw, *item = NULL;
    bool found;

    *result = NULL;
    if (type_of(iterator) == &type_generator) {
        error_restore(exception);
        return generator_throw_raised((struct generator *)iterator, result);
    }
    throw = object_find_attr(iterator, plain_throw, &found);
    if (!throw) {
        if (error_is_set())
            unref(exception);
        else
            error_restore(exception);
        return NULL;
    }
    item = object_call1(throw, exception);
    unref(throw);
    unref(exception);
    if (!item)
        *result = generator_stop_value();
    return item;
}

/* The raised exception goes to the iterator that g delegates to first, then to g
 * if that does not catch it. */
static struct object *throw_through(struct generator *g, struct object **result)
{
    struct object *iterator = ref(g->values[g->live - 1]), *item = NULL;
    struct object *exception = error_take();

    *result = NULL;
    g->running = true;
    if (object_is(exception, &type_GeneratorExit)) {
        if (close_delegate(iterator) == 0)
            error_restore(exception);
        else
            unref(exception);
    } else {
        item = throw_delegate(iterator, exception, result);
    }
    g->running = false;
    unref(iterator);
    if (item)
        return item;
    if (!*result)
        return vm_resume(g, NULL, result);
    /* It has ended: that is the value of `yield from`. */
    unref(g->values[--g->live]);
    g->delegating = false;
    return vm_resume(g, *result, result);
}

/* Raise the thread's error in g: as generator_send. */
static struct object *generator_throw_raised(struct generator *g,
                                             struct object **result)
{
    *result = NULL;
    if (g->running) {
        error_clear();
        return error_format(&type_ValueError, "generator already executing");
    }
    if (!g->function)
        return NULL;
    if (recursion_enter(" while calling a Python object"))
        return NULL;
    recursion_leave();
    return g->delegating ? throw_through(g, result)
                         : vm_resume(g, NULL, result);
}

/* g.close(): None, or NULL. */
static struct object *generator_close(struct generator *g)
{
    struct object *item, *result;

    if (g->running)
        return error_format(&type_ValueError, "generator already executing");
    if (!g->function || !g->started) {
        generator_drop(g);
        return ref(NONE);
    }
    error_raise_object(&type_GeneratorExit.head);
    item = generator_throw_raised(g, &result);
    if (item) {
        unref(item);
        return error_format(&type_RuntimeError,
                            "generator ignored GeneratorExit");
    }
    if (result) {
        unref(result);
        return ref(NONE);
    }
    if (!error_matches(&type_GeneratorExit) &&
        !error_matches(&type_StopIteration))
        return NULL;
    error_clear();
    return ref(NONE);
}

/* Must code run before g can be forgotten? Where there is no handler at all there
 * is no finally. */
static bool has_cleanup(const struct generator *g)
{
    return g->function && g->started &&
           (g->function->code->handler_count || g->delegating);
}

/* Close a dying generator. It may come to life again meanwhile: false. */
static bool generator_finalize(struct generator *g)
{
    struct object *raised = error_take();

    g->head.refs = 1;
    unref_maybe(generator_close(g));
    if (error_is_set())
        error_print_ignored(&g->head);
    error_restore(raised);
    return count_down(&g->head.refs);
}

static void generator_dealloc(struct object *self)
{
    struct generator *g = (struct generator *)self;

    if (has_cleanup(g) && !generator_finalize(g))
        return;
    generator_drop(g);
    unref(g->name);
    object_release(self, sizeof(*g) + g->capacity * sizeof(*g->values));
}

static struct object *generator_repr(struct object *self)
{
    struct generator *g = (struct generator *)self;

    return str_format_c("<generator object %U at %p>", g->name, (void *)g);
}

static struct object *generator_iter(struct object *self)
{
    return ref(self);
}

static struct object *generator_next(struct object *self)
{
    struct object *result;
    struct object *item =
        generator_send((struct generator *)self, NONE, &result);

    unref_maybe(result);
    return item;
}

static struct object *method_next(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    struct object *result;
    struct object *item =
        generator_send((struct generator *)args[0], NONE, &result);

    (void)count, (void)names;
    return answer(item, result);
}

static struct object *method_send(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    struct object *result;
    struct object *item =
        generator_send((struct generator *)args[0], args[1], &result);

    (void)count, (void)names;
    return answer(item, result);
}

/* The exception that throw(first, value) means, value may be NULL: a new
 * reference, or a class of which there is no instance yet. */
static struct object *thrown(struct object *first, struct object *value)
{
    if (object_is(first, &type_BaseException)) {
        if (!value)
            return ref(first);
        return error_format(&type_TypeError, "instance exception may not have "
                                             "a separate value");
    }
    if (!object_is(first, &type_type) ||
        !type_is_subtype((struct type *)first, &type_BaseException))
        return error_format(&type_TypeError,
                            "exceptions must be classes or instances deriving "
                            "from BaseException, not %T",
                            first);
    if (!value)
        return ref(first);
    return object_is(value, &type_BaseException) ? ref(value)
                                                 : object_call1(first, value);
}

/* throw(exception), throw(class), throw(class, value[, traceback]). */
static struct object *method_throw(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    struct object *value = count > 2 && args[2] != NONE ? args[2] : NULL;
    struct object *exception = thrown(args[1], value), *item, *result;

    (void)names;
    if (!exception)
        return NULL;
    error_raise_object(exception);
    unref(exception);
    item = generator_throw_raised((struct generator *)args[0], &result);
    return answer(item, result);
}

static struct object *method_close(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    (void)count, (void)names;
    return generator_close((struct generator *)args[0]);
}

static const struct method_def methods[] = {
    {"__next__", method_next, 1, 1, false, METHOD_INSTANCE,
     "Go on to the next yield."},
    {"send", method_send, 2, 2, false, METHOD_INSTANCE,
     "Go on; the value is what the yield answers."},
    {"throw", method_throw, 2, 4, false, METHOD_INSTANCE,
     "Go on by raising an exception at the yield."},
    {"close", method_close, 1, 1, false, METHOD_INSTANCE,
     "Raise GeneratorExit at the yield."},
    {0},
};

static struct object *get_running(struct object *self)
{
    return bool_from(((struct generator *)self)->running);
}

static struct object *get_qualname(struct object *self)
{
    return ref(((struct generator *)self)->name);
}

/* The part of the qualname behind the last dot. */
static struct object *get_name(struct object *self)
{
    const char *name = str_text(((struct generator *)self)->name);
    const char *dot = strrchr(name, '.');

    return str_from(dot ? dot + 1 : name);
}

static struct object *get_delegate(struct object *self)
{
    struct generator *g = (struct generator *)self;

    return ref(g->delegating && g->live ? g->values[g->live - 1] : NONE);
}

static const struct getset_def getsets[] = {
    {"gi_running", get_running, NULL},
    {"gi_yieldfrom", get_delegate, NULL},
    {"__name__", get_name, NULL},
    {"__qualname__", get_qualname, NULL},
    {0},
};

struct type type_generator = {
    .head = STATIC_HEAD(&type_type),
    .name = "generator",
    .size = sizeof(struct generator),
    .dealloc = generator_dealloc,
    .repr = generator_repr,
    .iter = generator_iter,
    .next = generator_next,
    .methods = methods,
    .getsets = getsets,
};
