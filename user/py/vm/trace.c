/* SPDX-License-Identifier: MIT
 *
 * Watching a thread run: which events there are, and telling the functions of
 * sys.settrace and sys.setprofile. As CPython 3.11 has it:
 *
 * call       A frame above trace_floor that has no kept view begins, or a
 *            generator's goes on. The answer becomes the frame's own function.
 * line       The frame's own function is told before the first instruction of a
 *            line, and of a jump backwards into the line.
 * exception  The frame's own function, in each frame that an exception passes.
 * return     It, too, before a return, a yield, and the end by an exception.
 *
 * The profile's function is told of calls and returns, of all frames. What they
 * do themselves is not traced. One that raises is switched off.
 *
 * A generator's frame has a new view whenever it goes on. Calls of C functions are
 * not told.
 */
#include "vm/trace.h"

#include "object/container.h"
#include "object/error.h"
#include "object/text.h"
#include "vm/call.h"
#include "vm/safepoint.h"

struct loop loops[2];
uint32_t trace_watchers;

/* Each entry of the table: the label where the loop leaves or tells; else the
 * safepoint, if the policy wants each instruction; else the instruction. */
static void loop_fill(struct loop *loop, bool diverted)
{
    for (uint32_t op = 0; op < OPCODES && loop->labels; op++)
        loop->table[op] = diverted                 ? loop->watched
                          : safepoint_everywhere() ? loop->safepoint
                                                   : loop->labels[op];
}

void loop_begin(bool tells, const void *const *labels, const void *watched,
                const void *safepoint)
{
    struct loop *loop = &loops[tells];

    loop->labels = labels;
    loop->watched = watched;
    loop->safepoint = safepoint;
    loop_fill(loop, tells && !safepoint_everywhere());
}

/* A loop that returns NULL without having raised is to be followed by the other. */
struct object *vm_run(struct thread *t)
{
    struct object *result;

    do
        result = trace_watching() ? loop_run_watched(t) : loop_run(t);
    while (!result && !t->error);
    return result;
}

void trace_watch(void)
{
    if (trace_watchers++ == 0)
        loop_fill(&loops[0], true);
}

void trace_unwatch(void)
{
    if (--trace_watchers == 0)
        loop_fill(&loops[0], false);
}

static bool has_functions(const struct thread *t)
{
    return t->trace[TRACE_LINES] || t->trace[TRACE_PROFILE];
}

/* Nobody asks for the thread's kept views any more, but for those with a function
 * of their own. */
static void views_release(struct thread *t)
{
    struct frame_view *view = t->views;

    while (view) {
        if (view->kept && !view->function) {
            view->kept = false;
            unref(&view->head);
            view = t->views; /* anew: it may be gone */
        } else {
            view = view->outer;
        }
    }
}

void trace_set(struct thread *t, enum trace_kind kind, struct object *function)
{
    bool before = has_functions(t);

    if (function)
        t->trace_floor = t->frame;
    if (function && !before)
        trace_watch();
    replace(&t->trace[kind], function);
    if (before && !has_functions(t)) {
        views_release(t);
        trace_unwatch();
    }
}

void trace_after_fork(struct thread *gone)
{
    views_forget(gone);
    if (has_functions(gone))
        trace_unwatch();
}

/* function(view, event, argument): what it answers; NULL: raised. */
static struct object *tell(struct thread *t, struct object *function,
                           struct frame_view *view, const char *event,
                           struct object *argument)
{
    struct object *name = str_intern_c(event), *result = NULL;

    if (name) {
        struct object *args[] = {&view->head, name, argument};

        t->in_trace = true;
        ref(function);
        result = object_call(function, args, 3, NULL);
        unref(function);
        t->in_trace = false;
    }
    unref_maybe(name);
    return result;
}

/* Tell the function of settrace, or the frame's own one, of an event: what it
 * answers is the frame's own from now on. 0; -1: raised. */
static int tell_trace(struct thread *t, struct object *function,
                      struct frame_view *view, const char *event,
                      struct object *argument)
{
    struct object *result;

    if (!function)
        return 0;
    result = tell(t, function, view, event, argument);
    if (!result) {
        replace(&view->function, NULL);
        trace_set(t, TRACE_LINES, NULL);
        return -1;
    }
    if (result == NONE)
        unref(result);
    else
        replace(&view->function, result);
    return 0;
}

static int tell_profile(struct thread *t, struct frame_view *view,
                        const char *event, struct object *argument)
{
    struct object *result;

    if (!t->trace[TRACE_PROFILE])
        return 0;
    result = tell(t, t->trace[TRACE_PROFILE], view, event, argument);
    if (!result)
        trace_set(t, TRACE_PROFILE, NULL);
    unref_maybe(result);
    return result ? 0 : -1;
}

/* Does the current frame only make a generator? */
static bool makes_generator(const struct frame *frame)
{
    return frame->code->flags & CODE_GENERATOR && !frame->generator;
}

/* Is nothing to be told of the thread now? */
static bool is_quiet(const struct thread *t)
{
    return t->in_trace || !has_functions(t) || makes_generator(t->frame);
}

/* Is the current frame's call still to be told? */
static bool is_new(const struct thread *t, const struct frame_view *view)
{
    return t->frame > t->trace_floor && !(view && view->kept);
}

/* Tell that the current frame, with a new view, begins; a generator that goes on
 * is at the line of its yield. */
static int tell_call(struct thread *t, struct frame_view *view, uint32_t index)
{
    const struct code *code = view->code;
    bool goes_on = t->frame->generator && index > 0 &&
                   INSTRUCTION_OP(code->instructions[index - 1]) !=
                       OPCODE_RETURN_GENERATOR;
    int failed;

    if (goes_on) {
        view->last = index - 1;
        view->line = code_line(code, index - 1);
    } else {
        view->line = code->first_line;
    }
    failed = tell_trace(t, t->trace[TRACE_LINES], view, "call", NONE) < 0 ||
             tell_profile(t, view, "call", NONE) < 0;
    view->line = 0;
    return failed ? -1 : 0;
}

/* Is the instruction of the `return None` that the compiler puts at a function's
 * end? It has the line of a statement before; a statement that is the last has a
 * line of its own. */
static bool is_end(const struct code *code, uint32_t index)
{
    uint32_t end = code->count - 2, word;

    if (code->count < 2 || index < end)
        return false;
    word = code->instructions[end];
    if (INSTRUCTION_OP(word) != OPCODE_LOAD_CONST ||
        ((struct tuple *)code->constants)->items[INSTRUCTION_ARG(word)] != NONE)
        return false;
    for (uint32_t i = 0; i < end; i++)
        if (code->lines[i] >= code->lines[end])
            return true;
    return false;
}

static enum opcode opcode_at(const struct code *code, uint32_t index)
{
    return INSTRUCTION_OP(code->instructions[index]);
}

/* Do the three instructions at index unbind the name of an except clause? */
static bool forgets_name(const struct code *code, uint32_t index)
{
    enum opcode store, delete;

    if (index + 2 >= code->count || opcode_at(code, index) != OPCODE_LOAD_CONST)
        return false;
    store = opcode_at(code, index + 1);
    delete = opcode_at(code, index + 2);
    return (store == OPCODE_STORE_FAST && delete == OPCODE_DELETE_FAST) ||
           (store == OPCODE_STORE_NAME && delete == OPCODE_DELETE_NAME) ||
           (store == OPCODE_STORE_DEREF && delete == OPCODE_DELETE_DEREF) ||
           (store == OPCODE_STORE_GLOBAL && delete == OPCODE_DELETE_GLOBAL);
}

/* Is the instruction there for the compiler's sake, with the line of a statement
 * that began long ago? */
static bool is_upkeep(const struct code *code, uint32_t index)
{
    enum opcode op = opcode_at(code, index);

    for (uint32_t back = 0; back < 3 && back <= index; back++)
        if (forgets_name(code, index - back))
            return true;
    return op == OPCODE_MAKE_CELL || op == OPCODE_PUSH_EXC_INFO ||
           op == OPCODE_SWAP || op == OPCODE_POP_EXCEPT ||
           op == OPCODE_RERAISE || is_end(code, index);
}

/* Does a line begin, for the program's text, with the instruction? */
static bool line_begins(struct frame_view *view, uint32_t index, enum opcode op)
{
    const struct code *code = view->code;
    bool first = view->last == VIEW_NOTHING;
    uint32_t last = view->last;
    int32_t line = code->lines[index], before = first ? 0 : code->lines[last];

    if (is_upkeep(code, index))
        return false;
    /* At the end of a block the jump has the line where the block began. */
    if ((op == OPCODE_JUMP_BACKWARD || op == OPCODE_JUMP_FORWARD) &&
        line <= before)
        return false;
    view->last = index;
    return line != before ||
           (!first && index < last && op != OPCODE_YIELD_FROM);
}

/* Tell that the current frame is about to hand out `value`. The line told last is
 * where it is. If that fails no handler of the frame is asked. */
static int tell_return(struct thread *t, struct frame_view *view,
                       struct object *value)
{
    int failed;

    if (view->function && view->last != VIEW_NOTHING)
        view->line = code_line(view->code, view->last);
    failed = (t->trace[TRACE_LINES] &&
              tell_trace(t, view->function, view, "return", value) < 0) ||
             tell_profile(t, view, "return", value) < 0;
    view->line = 0;
    if (!failed)
        return 0;
    t->frame->flags |= FRAME_LEAVING;
    return -1;
}

/* Tell of the call and of the line, as need be, and of what leaves the frame. */
static int tell_step(struct thread *t, struct frame_view *view, uint32_t index,
                     enum opcode op)
{
    if (is_new(t, view)) {
        view->kept = true;
        ref(&view->head);
        view->last = VIEW_NOTHING;
        if (tell_call(t, view, index) < 0)
            return -1;
    }
    if (view->function && line_begins(view, index, op) &&
        t->trace[TRACE_LINES] &&
        tell_trace(t, view->function, view, "line", NONE) < 0)
        return -1;
    return 0;
}

static bool leaves_frame(enum opcode op)
{
    return op == OPCODE_RETURN_VALUE || op == OPCODE_YIELD_VALUE ||
           op == OPCODE_RETURN_GENERATOR;
}

int trace_step(uint32_t *ip, struct object **top)
{
    struct thread *t = thread_self;
    struct frame *frame = t->frame;
    enum opcode op = INSTRUCTION_OP(*ip);
    struct frame_view *view;
    int failed = 0;

    frame->ip = ip;
    if (!is_quiet(t)) {
        view = view_get(t, frame);
        if (!view)
            return -1;
        failed =
            tell_step(t, view, (uint32_t)(ip - frame->code->instructions), op);
        if (!failed && leaves_frame(op) && !is_quiet(t))
            failed = tell_return(t, view, top[-1]);
        unref(&view->head);
    }
    if (!failed && leaves_frame(op))
        view_leave(t);
    return failed;
}

int trace_yield(struct object *value)
{
    struct thread *t = thread_self;
    struct frame_view *view;
    int failed = 0;

    if (!is_quiet(t)) {
        view = view_get(t, t->frame);
        failed = view ? tell_return(t, view, value) : -1;
        unref_maybe((struct object *)view);
    }
    if (!failed)
        view_leave(t);
    return failed;
}

/* Tell of the raised exception, which is forgotten if the function raises. */
static void tell_exception(struct thread *t, struct frame_view *view)
{
    struct object *e = error_take();
    struct object *traceback = object_get_attr_c(e, "__traceback__");
    struct object *about =
        traceback ? tuple_pack(3, &type_of(e)->head, e, traceback) : NULL;

    if (about && tell_trace(t, view->function, view, "exception", about) == 0) {
        error_restore(e);
        e = NULL;
    }
    unref_maybe(e);
    unref_maybe(about);
    unref_maybe(traceback);
}

void trace_raised(void)
{
    struct thread *t = thread_self;
    struct frame_view *view = view_current(t);

    if (is_quiet(t) || !t->trace[TRACE_LINES] || !view || !view->function)
        return;
    ref(&view->head);
    tell_exception(t, view);
    unref(&view->head);
}

void trace_abandon(struct thread *t)
{
    struct object *e;
    struct frame_view *view;

    if (!is_quiet(t)) {
        e = error_take();
        view = view_get(t, t->frame);
        if (view && tell_return(t, view, NONE) == 0) {
            error_restore(e);
            e = NULL;
        }
        unref_maybe(e);
        unref_maybe((struct object *)view);
    }
    view_leave(t);
}
