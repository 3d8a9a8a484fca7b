/* SPDX-License-Identifier: MIT
 *
 * The functions of the module sys that let a program watch itself: settrace,
 * setprofile, _getframe. See vm/trace.h.
 */
#include "module/module.h"
#include "module/sys.h"
#include "vm/trace.h"

static struct object *set(enum trace_kind kind, struct object *function)
{
    trace_set(thread_self, kind, function == NONE ? NULL : ref(function));
    return NONE;
}

static struct object *get(enum trace_kind kind)
{
    struct object *function = thread_self->trace[kind];

    return function ? ref(function) : NONE;
}

static struct object *settrace(struct object *const *args, uint32_t count,
                               struct object *names)
{
    (void)count, (void)names;
    return set(TRACE_LINES, args[0]);
}

static struct object *gettrace(struct object *const *args, uint32_t count,
                               struct object *names)
{
    (void)args, (void)count, (void)names;
    return get(TRACE_LINES);
}

static struct object *setprofile(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    (void)count, (void)names;
    return set(TRACE_PROFILE, args[0]);
}

static struct object *getprofile(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    (void)args, (void)count, (void)names;
    return get(TRACE_PROFILE);
}

static struct object *getframe(struct object *const *args, uint32_t count,
                               struct object *names)
{
    struct thread *t = thread_self;
    struct frame *frame;
    int64_t up = 0;

    (void)names;
    if (count && object_index_int64(args[0], &type_OverflowError, &up) < 0)
        return NULL;
    frame = view_frame(t, t->frame);
    while (up-- > 0 && frame)
        frame = view_frame(t, frame - 1);
    if (!frame)
        return error_format(&type_ValueError, "call stack is not deep enough");
    return (struct object *)view_get(t, frame);
}

const struct method_def sys_trace_functions[] = {
    {"settrace", settrace, 1, 1,
     .doc = "have a function told of this thread's calls, lines, exceptions"},
    {"gettrace", gettrace, 0, 0, .doc = "that function, or None"},
    {"setprofile", setprofile, 1, 1,
     .doc = "have a function told of this thread's calls and returns"},
    {"getprofile", getprofile, 0, 0, .doc = "that function, or None"},
    {"_getframe", getframe, 0, 1,
     .doc = "the frame of the caller, or one further out"},
    {0},
};
