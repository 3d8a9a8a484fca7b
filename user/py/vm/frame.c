/* SPDX-License-Identifier: MIT
 *
 * Frames, seen from outside the dispatch loop.
 */
#include "vm/frame.h"

#include "object/container.h"
#include "object/error.h"
#include "object/names.h"
#include "object/text.h"

struct object **frame_base(const struct thread *t)
{
    const struct frame *frame = t->frame;

    if (frame < t->frames)
        return t->stack;
    return frame->locals + frame->code->locals + frame->code->stack +
           FRAME_MARGIN;
}

struct frame *frame_overflow(void)
{
    error_format(&type_RecursionError, "maximum recursion depth exceeded");
    return NULL;
}

struct dict *frame_globals(void)
{
    struct frame *frame = frame_current();

    return frame ? frame->globals : NULL;
}

struct object *frame_local(struct object *local)
{
    if (!local || is_small(local) || local->type != &type_cell)
        return local;
    return ((struct cell *)local)->value;
}

bool frame_super_context(struct object **cls, struct object **self)
{
    struct frame *frame = frame_current();
    const struct code *code;
    struct tuple *names;

    if (!frame || !frame->function)
        return false;
    code = frame->code;
    names = (struct tuple *)code->local_names;
    *self = code->positional ? frame_local(frame->locals[0]) : NULL;
    *cls = NULL;
    for (uint32_t i = code->locals - code->free; i < code->locals; i++)
        if (names->items[i] == name_class)
            *cls = frame_local(frame->locals[i]);
    return *cls && *self;
}
