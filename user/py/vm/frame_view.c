/* SPDX-License-Identifier: MIT
 *
 * Frame objects: a frame as programs see it.
 *
 * A frame has an object only if somebody asks for it. The thread's list `views`
 * has them, the innermost first, and refers to them without counting (but for
 * those of which trace.c says that they are kept). When a frame is left its object
 * takes with it what it would be asked for: the variables, the line.
 */
#include "object/container.h"
#include "object/error.h"
#include "object/number.h"
#include "object/text.h"
#include "object/types.h"
#include "vm/trace.h"

/* Take a view out of its thread's list. */
static void view_unlink(struct frame_view *view)
{
    struct frame_view **place = &view->thread->views;

    while (*place != view)
        place = &(*place)->outer;
    *place = view->outer;
    view->frame = NULL;
    trace_unwatch();
}

/* Where in the thread's list the frame's view is, or would be. */
static struct frame_view **view_place(struct thread *t,
                                      const struct frame *frame)
{
    struct frame_view **place = &t->views;

    while (*place && (*place)->frame > frame)
        place = &(*place)->outer;
    return place;
}

static bool has_view(struct thread *t, const struct frame *frame)
{
    const struct frame_view *view = *view_place(t, frame);

    return view && view->frame == frame;
}

struct frame_view *view_get(struct thread *t, struct frame *frame)
{
    struct frame_view **place = view_place(t, frame), *view;

    if (has_view(t, frame))
        return (struct frame_view *)ref(&(*place)->head);
    view = (struct frame_view *)object_new(&type_frame, sizeof *view);
    if (!view)
        return NULL;
    view->frame = frame;
    view->thread = t;
    view->code = (struct code *)ref(&frame->code->head);
    view->globals = (struct dict *)ref(&frame->globals->head);
    view->last = (uint32_t)(frame->ip - frame->code->instructions);
    view->outer = *place;
    *place = view;
    trace_watch();
    return view;
}

/* Is the frame being left? Then its values are going, and nobody will tell a new
 * view when they are gone. */
static bool is_leaving(const struct frame *frame)
{
    return frame->flags & FRAME_LEAVING ||
           INSTRUCTION_OP(*frame->ip) == OPCODE_RETURN_VALUE;
}

struct frame *view_frame(struct thread *t, struct frame *frame)
{
    while (frame >= t->frames && is_leaving(frame) && !has_view(t, frame))
        frame--;
    return frame < t->frames ? NULL : frame;
}

static void view_dealloc(struct object *self)
{
    struct frame_view *view = (struct frame_view *)self;

    if (view->frame)
        view_unlink(view);
    unref(&view->code->head);
    unref(&view->globals->head);
    unref_maybe(view->namespace);
    unref_maybe(view->function);
    object_release(self, sizeof *view);
}

/* The variables of a frame: those of a module or class themselves, those of a
 * function in a dict of their own. A new reference; NULL: no memory. */
static struct object *frame_variables(const struct frame *frame)
{
    const struct tuple *names = (struct tuple *)frame->code->local_names;
    struct dict *dict;

    if (frame->namespace)
        return ref(&frame->namespace->head);
    dict = dict_new();
    for (uint32_t i = 0; dict && i < frame->code->locals; i++) {
        struct object *value = frame_local(frame->locals[i]);

        if (value && dict_set(dict, names->items[i], value) < 0) {
            unref(&dict->head);
            return NULL;
        }
    }
    return dict ? &dict->head : NULL;
}

static int32_t line_of(const struct frame_view *view)
{
    const struct frame *frame = view->frame;

    if (!frame || view->line)
        return view->line;
    return code_line(frame->code,
                     (uint32_t)(frame->ip - frame->code->instructions));
}

void views_forget(struct thread *t)
{
    while (t->views)
        view_unlink(t->views);
}

void view_leave(struct thread *t)
{
    struct frame_view *view = view_current(t);
    struct object *error, *function;
    bool kept = view && view->kept;

    if (t->trace_floor >= t->frame)
        t->trace_floor = t->frame - 1;
    if (!view)
        return;
    error = error_take();
    view->line = line_of(view);
    if (count_read(&view->head.refs) > kept) {
        view->namespace = frame_variables(view->frame);
        if (!view->namespace)
            error_clear();
    }
    view_unlink(view);
    function = view->function;
    view->function = NULL;
    unref_maybe(function);
    if (kept)
        unref(&view->head);
    error_restore(error);
}

static struct object *view_repr(struct object *self)
{
    struct frame_view *view = (struct frame_view *)self;

    return str_format_c("<frame at %p, file %R, line %d, code %U>",
                        (void *)self, view->code->filename, (int)line_of(view),
                        view->code->name);
}

static struct object *get_code(struct object *self)
{
    return ref(&((struct frame_view *)self)->code->head);
}

static struct object *get_globals(struct object *self)
{
    return ref(&((struct frame_view *)self)->globals->head);
}

static struct object *get_line(struct object *self)
{
    return small_from(line_of((struct frame_view *)self));
}

static struct object *get_locals(struct object *self)
{
    const struct frame_view *view = (struct frame_view *)self;

    if (view->frame)
        return frame_variables(view->frame);
    return view->namespace ? ref(view->namespace) : (struct object *)dict_new();
}

/* Of a frame that has been left: None. */
static struct object *get_back(struct object *self)
{
    const struct frame_view *view = (struct frame_view *)self;

    struct frame *back = NULL;

    if (view->frame)
        back = view_frame(view->thread, view->frame - 1);
    return back ? (struct object *)view_get(view->thread, back) : NONE;
}

static struct object *get_trace(struct object *self)
{
    struct object *function = ((struct frame_view *)self)->function;

    return function ? ref(function) : NONE;
}

static int set_trace(struct object *self, struct object *value)
{
    struct frame_view *view = (struct frame_view *)self;

    if (value == NONE)
        value = NULL;
    if (view->frame && !view->function)
        view->last =
            (uint32_t)(view->frame->ip - view->frame->code->instructions);
    if (view->frame && value && !view->kept) {
        view->kept = true; /* by the frame, until it is left */
        ref(self);
    }
    replace(&view->function, ref_maybe(value));
    return 0;
}

static const struct getset_def getsets[] = {
    {"f_code", get_code, NULL},
    {"f_globals", get_globals, NULL},
    {"f_lineno", get_line, NULL},
    {"f_locals", get_locals, NULL},
    {"f_back", get_back, NULL},
    {"f_trace", get_trace, set_trace},
    {0},
};

struct type type_frame = {
    .head = STATIC_HEAD(&type_type),
    .name = "frame",
    .size = sizeof(struct frame_view),
    .dealloc = view_dealloc,
    .repr = view_repr,
    .getsets = getsets,
};
