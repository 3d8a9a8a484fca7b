/* SPDX-License-Identifier: MIT
 *
 * Exceptions in the dispatch loop: raising, finding the handler, what is being
 * handled.
 *
 * WHAT IS BEING HANDLED is one reference of the thread, and the operand stacks
 * keep what it was before, innermost last. A generator that is suspended inside
 * an except clause takes its exception with it (struct generator); what was
 * handled outside of it may be another thing when it goes on. So the outermost
 * clause of a generator keeps None, which means: what its frame remembers as
 * handled outside.
 */
#include "vm/unwind.h"

#include "object/container.h"
#include "object/error.h"
#include "object/names.h"
#include "vm/generator.h"
#include "vm/trace.h"

/* The innermost handler for the instruction with this index, or NULL. */
static const struct handler *handler_find(const struct code *code,
                                          uint32_t index)
{
    for (uint32_t i = 0; i < code->handler_count; i++) {
        const struct handler *handler = &code->handlers[i];

        if (index >= handler->from && index < handler->to)
            return handler;
    }
    return NULL;
}

struct object **handler_enter(const struct frame *frame, struct object **top,
                              uint32_t index, uint32_t *target)
{
    const struct code *code = frame->code;
    const struct handler *handler = handler_find(code, index);

    if (!handler || frame->flags & FRAME_LEAVING)
        return NULL;
    while (top > frame->locals + code->locals + handler->depth)
        unref_maybe(*--top);
    *top++ = error_take();
    *target = handler->target;
    return top;
}

struct object **frame_abandon(struct thread *t, struct object **top)
{
    struct frame *frame = t->frame;
    uint32_t flags = frame->flags;

    if (trace_watching())
        trace_abandon(t);
    frame->flags |= FRAME_LEAVING;
    while (top > frame->locals)
        unref_maybe(*--top);
    if (flags & FRAME_GENERATOR)
        generator_finish(t, true);
    frame_pop(t);
    unref(*--top);
    if (flags & FRAME_INIT)
        unref(*--top); /* the instance */
    return top;
}

static bool is_exception_class(const struct object *o)
{
    return object_is(o, &type_type) &&
           type_is_subtype((const struct type *)o, &type_BaseException);
}

/* The exception that `raise ... from cause` means: an instance, or NULL: none, or
 * raised. */
static struct object *cause_make(struct object *cause)
{
    struct object *made;

    if (cause == NONE)
        return NULL;
    made = is_exception_class(cause) ? object_call0(cause) : ref(cause);
    if (!made || object_is(made, &type_BaseException))
        return made;
    unref(made);
    return error_format(&type_TypeError,
                        "exception causes must derive from BaseException");
}

static void raise_from(struct object *raised, struct object *cause)
{
    struct exception *exception;

    cause = cause_make(cause);
    if (error_is_set())
        return;
    error_raise_object(raised);
    exception = (struct exception *)thread_self->error;
    /* If the class could not be called, that is what is raised. */
    if (object_is(raised, &type_type)
            ? exception->head.type == (struct type *)raised
            : &exception->head == raised) {
        replace(&exception->cause, cause);
        exception->suppress_context = true;
    } else {
        unref_maybe(cause);
    }
}

void raise_operands(struct object *const *operands, uint32_t count)
{
    struct object *handled = thread_self->handled;

    if (count == 2)
        raise_from(operands[0], operands[1]);
    else if (count == 1)
        error_raise_object(operands[0]);
    else if (handled)
        error_restore(ref(handled));
    else
        error_format(&type_RuntimeError, "No active exception to reraise");
}

void handled_push(struct thread *t, struct object **top)
{
    struct object *exception = top[-1], *before = t->handled;
    const struct frame *frame = t->frame;

    if (!before || (frame->generator && before == frame->outer_handled)) {
        unref_maybe(before);
        before = NONE;
    }
    top[-1] = before;
    top[0] = exception;
    t->handled = ref(exception);
}

void handled_pop(struct thread *t, struct object *before)
{
    if (before == NONE)
        before =
            t->frame->generator ? ref_maybe(t->frame->outer_handled) : NULL;
    replace(&t->handled, before);
}

/* May the object stand behind `except`? 0, or -1. */
static int check_class(struct object *cls)
{
    if (is_exception_class(cls))
        return 0;
    error_format(&type_TypeError,
                 "catching classes that do not inherit from BaseException is "
                 "not allowed");
    return -1;
}

int exception_matches(struct object *exception, struct object *classes)
{
    struct tuple *tuple = (struct tuple *)classes;

    if (!is_tuple(classes))
        return check_class(classes) < 0
                   ? -1
                   : object_is(exception, (struct type *)classes);
    for (uint64_t i = 0; i < tuple->count; i++)
        if (check_class(tuple->items[i]) < 0)
            return -1;
    for (uint64_t i = 0; i < tuple->count; i++)
        if (object_is(exception, (struct type *)tuple->items[i]))
            return 1;
    return 0;
}

/* The method of a context manager, bound to it; NULL: raised. */
static struct object *with_method(struct object *manager, struct object *name,
                                  const char *without)
{
    struct type *type = type_of(manager);
    struct object *found = type_lookup(type, name);

    if (!found)
        return error_format(&type_TypeError,
                            "'%T' object does not support the context manager "
                            "protocol%s",
                            manager, without);
    if (type_of(found)->descr_get)
        return type_of(found)->descr_get(found, manager, type);
    return ref(found);
}

int with_enter(struct object **operand)
{
    struct object *enter = with_method(operand[0], name_enter, "");
    struct object *exit = NULL, *value = NULL;

    if (enter)
        exit = with_method(operand[0], name_exit, " (missed __exit__ method)");
    if (exit)
        value = object_call0(enter);
    unref_maybe(enter);
    if (!value) {
        unref_maybe(exit);
        return -1;
    }
    replace(&operand[0], exit);
    operand[1] = value;
    return 0;
}

struct object *with_exit(struct object *const *operands)
{
    struct object *traceback = object_get_attr_c(operands[2], "__traceback__");
    struct object *args[] = {&type_of(operands[2])->head, operands[2],
                             traceback};
    struct object *result =
        traceback ? object_call(operands[0], args, 3, NULL) : NULL;

    unref_maybe(traceback);
    return result;
}
