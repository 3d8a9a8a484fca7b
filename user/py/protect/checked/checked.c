/* SPDX-License-Identifier: MIT
 *
 * Where a count is found to be wrong.
 *
 * A block that is given back gets a count that no object has, and is used again
 * only after BLOCKS others: whoever still has a reference meets that count, not
 * some other object's. Who gave it back, and at which line, is remembered as
 * long.
 *
 * What this does not find: a count that is too high, and a reference used for
 * reading only. It does not make anything safe; nor does it look at itself: the
 * ring's places are drawn atomically, but two threads BLOCKS blocks apart may
 * meet in one.
 */
#include "protect.h"

#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "object/object.h"
#include "user/measure/measure.h"
#include "vm/frame.h"

#define BLOCKS 4096
#define MESSAGE 512

/* Where a thread was in a Python program. */
struct place {
    uint32_t thread; /* its number */
    int32_t line;
};

struct freed {
    void *block;
    size_t size;
    struct place place;
};

static struct freed ring[BLOCKS];
static atomic_uint_fast64_t freed_blocks;

/* Of the calling thread; line 0: in none. */
static struct place here(void)
{
    const struct frame *frame = thread_self ? frame_current() : NULL;
    struct place place = {0};

    if (thread_self)
        place.thread = thread_self->number;
    if (frame)
        place.line =
            code_line(frame->code,
                      (uint32_t)(frame->ip - frame->code->instructions));
    return place;
}

void *protect_retire(void *block, size_t *size)
{
    struct freed *place = &ring[atomic_fetch_add(&freed_blocks, 1) % BLOCKS];
    struct freed oldest = *place;

    *place = (struct freed){block, *size, here()};
    *(int64_t *)block = PROTECT_FREED;
    *size = oldest.size;
    return oldest.block;
}

/* What is remembered of a block; NULL: nothing. */
static const struct freed *freed_find(const void *block)
{
    for (uint32_t i = 0; i < BLOCKS; i++)
        if (ring[i].block == block)
            return &ring[i];
    return NULL;
}

void protect_gone(const int64_t *count, const char *what)
{
    const struct object *o = (const struct object *)count;
    const struct freed *freed = freed_find(o);
    struct place place = here();
    char text[MESSAGE];
    int length;

    measure_mark_begin("corrupted");
    length = snprintf(text, sizeof text,
                      "py: memory is corrupted: %s a %s object that is gone "
                      "(at %p)\n  used by thread %u at line %d\n",
                      what, o->type ? o->type->name : "?", (const void *)o,
                      place.thread, place.line);
    if (freed)
        length += snprintf(text + length, sizeof text - (size_t)length,
                           "  given back by thread %u at line %d\n",
                           freed->place.thread, freed->place.line);
    measure_mark_end();
    if (write(STDERR_FILENO, text, (size_t)length) < 0)
        _exit(GIL_STATUS_BROKEN); /* nobody listens */
    _exit(GIL_STATUS_BROKEN);
}
