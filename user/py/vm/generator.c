/* SPDX-License-Identifier: MIT
 *
 * Generators: frames that can be put aside.
 *
 * A generator has room for its frame's values, locals and operands. While it is
 * suspended they lie there; to go on they are moved to the thread's stack and a
 * frame is pushed for them, and the next yield moves them back. They are a
 * handful, so that a switch between two generators costs about as much as a call
 * of a function; and a suspended one needs no stack, which is why there can be
 * 100,000.
 *
 * The type and its methods are in generator_type.c.
 */
#include "vm/generator.h"

#include "object/container.h"
#include "object/error.h"
#include "object/mem.h"
#include "object/names.h"
#include "vm/call.h"
#include "vm/trace.h"

/* Move the current frame's values, which end at top, into its generator. */
static void values_move(struct generator *g, const struct frame *frame,
                        struct object **top)
{
    g->ip = (uint32_t)(frame->ip - frame->code->instructions);
    g->live = (uint32_t)(top - frame->locals);
    for (uint32_t i = 0; i < g->live; i++)
        g->values[i] = frame->locals[i];
}

struct object *generator_new(struct thread *t, struct object **top)
{
    const struct frame *frame = t->frame;
    uint32_t capacity = frame->code->locals + frame->code->stack;
    struct generator *g = (struct generator *)
        object_new(&type_generator, sizeof(*g) + capacity * sizeof(*g->values));

    if (!g)
        return NULL;
    g->function = (struct function *)frame->locals[-1];
    g->name = ref(g->function->qualname);
    g->capacity = capacity;
    values_move(g, frame, top);
    frame_pop(t);
    return &g->head;
}

struct frame *generator_push(struct thread *t, struct generator *g,
                             struct object **slot, struct object *value)
{
    struct code *code = g->function->code;
    struct frame *frame;

    if (!frame_fits(t, code, slot + 1)) {
        unref_maybe(value);
        return frame_overflow();
    }
    frame = frame_push_function(t, g->function, slot + 1);
    slot[0] = ref(&g->head);
    for (uint32_t i = 0; i < g->live; i++)
        slot[1 + i] = g->values[i];
    frame->top = slot + 1 + g->live;
    frame->ip = code->instructions + g->ip;
    if (value && g->started)
        *frame->top++ = value;
    if (value && !g->delegating)
        frame->ip++;
    frame->flags = FRAME_GENERATOR;
    frame->generator = g;
    frame->outer_handled = ref_maybe(t->handled);
    if (g->handled) {
        replace(&t->handled, g->handled);
        g->handled = NULL;
    }
    g->live = 0;
    g->running = true;
    g->started = true;
    return frame;
}

void generator_suspend(struct thread *t, struct object **top)
{
    struct frame *frame = t->frame;
    struct generator *g = frame->generator;

    values_move(g, frame, top);
    g->delegating = INSTRUCTION_OP(*frame->ip) == OPCODE_YIELD_FROM;
    g->running = false;
    if (t->handled == frame->outer_handled) {
        unref_maybe(t->handled);
    } else {
        g->handled = t->handled;
    }
    t->handled = frame->outer_handled;
    frame_pop(t);
    unref(&g->head);
}

/* A generator must not raise StopIteration: whoever asks it for a value would
 * take that for its end. */
static void convert_stop_iteration(void)
{
    struct object *stop;
    struct exception *made;

    if (!error_matches(&type_StopIteration))
        return;
    stop = error_take();
    error_format(&type_RuntimeError, "generator raised StopIteration");
    made = (struct exception *)thread_self->error;
    if (made->head.type != &type_RuntimeError) {
        unref(stop);
        return;
    }
    replace(&made->cause, ref(stop));
    replace(&made->context, stop);
    made->suppress_context = true;
}

void generator_finish(struct thread *t, bool failed)
{
    struct frame *frame = t->frame;
    struct generator *g = frame->generator;
    struct function *function = g->function;

    if (failed)
        convert_stop_iteration();
    replace(&t->handled, frame->outer_handled);
    frame->outer_handled = NULL;
    g->running = false;
    g->function = NULL;
    /* The frame's code must outlive the frame: the slot below the locals, which
     * had the generator, has the function now. */
    frame->locals[-1] = &function->head;
    unref(&g->head);
}

struct object *vm_resume(struct generator *g, struct object *value,
                         struct object **result)
{
    struct thread *t = thread_self;
    struct object *returned;
    struct frame *frame;

    *result = NULL;
    if (!frame_c_stack_fits(t)) {
        unref_maybe(value);
        frame_overflow();
        return NULL;
    }
    frame = generator_push(t, g, frame_base(t), value);
    if (!frame)
        return NULL;
    frame->flags |= FRAME_ENTRY;
    ref(&g->head);
    returned = vm_run(t);
    if (!g->function) {
        *result = returned;
        returned = NULL;
    }
    unref(&g->head);
    return returned;
}

struct object *generator_send(struct generator *g, struct object *value,
                              struct object **result)
{
    *result = NULL;
    if (g->running)
        return error_format(&type_ValueError, "generator already executing");
    if (!g->function) {
        *result = ref(NONE);
        return NULL;
    }
    if (!g->started && value != NONE)
        return error_format(
            &type_TypeError,
            "can't send non-None value to a just-started generator");
    return vm_resume(g, ref(value), result);
}

struct object *generator_or_iter(struct object *o)
{
    return type_of(o) == &type_generator ? ref(o) : object_iter(o);
}

struct object *generator_stop_value(void)
{
    struct object *stop, *value;

    if (!error_matches(&type_StopIteration))
        return NULL;
    stop = error_take();
    value = object_get_attr(stop, plain_value);
    unref(stop);
    return value;
}

static struct object *send(struct object *iterator, struct object *value,
                           struct object **result)
{
    struct object *item;

    if (type_of(iterator) == &type_generator)
        return generator_send((struct generator *)iterator, value, result);
    *result = NULL;
    if (value == NONE && !(type_of(iterator)->flags & TYPE_HEAP)) {
        item = object_next(iterator);
        if (!item && !error_is_set())
            *result = ref(NONE);
        return item;
    }
    if (value == NONE)
        item = object_call_method(iterator, "__next__", NULL, 0);
    else
        item = object_call_method(iterator, "send", &value, 1);
    if (!item)
        *result = generator_stop_value();
    return item;
}

struct object *iterator_send(struct object *iterator, struct object *value,
                             struct object **result)
{
    struct object *item = send(iterator, value, result);

    if (!item || !trace_watching() || trace_yield(item) == 0)
        return item;
    unref(item);
    return NULL;
}
