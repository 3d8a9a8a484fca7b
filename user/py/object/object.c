/* SPDX-License-Identifier: MIT
 *
 * The life of an object, and the guard against endless recursion in C.
 *
 * Freeing an object frees what only it refers to, and so on: a long chain would
 * need as many C frames as it has links. So only FREE_NESTING deallocations nest;
 * what dies below that waits in a list until the outermost one is done.
 */
#include "object/object.h"

#include "object/container.h"
#include "object/error.h"
#include "object/mem.h"
#include "vm/frame.h"

#define FREE_NESTING 50

/* Of this thread: how many deallocations are in progress, and those put off,
 * linked through their reference counts. */
static __thread uint32_t free_nesting;
static __thread struct object *free_later;

struct object *object_new(struct type *type, size_t size)
{
    struct object *o = mem_zalloc(size);

    if (!o)
        return NULL;
    o->refs = 1;
    o->type = type;
    if (type->flags & TYPE_HEAP)
        ref(&type->head);
    return o;
}

void object_release(struct object *o, size_t size)
{
    struct type *type = o->type;

    mem_free(o, size);
    if (type->flags & TYPE_HEAP)
        unref(&type->head);
}

/* Free what was put off. Called, and leaves, with free_nesting 0. */
static void object_free_later(void)
{
    while (free_later) {
        struct object *o = free_later;

        free_later = (struct object *)(uintptr_t)o->refs;
        o->refs = 0;
        free_nesting = 1;
        o->type->dealloc(o);
        free_nesting = 0;
    }
}

void object_free(struct object *o)
{
    if (o->type->flags & TYPE_LEAF) {
        o->type->dealloc(o);
        return;
    }
    if (free_nesting >= FREE_NESTING) {
        o->refs = (int64_t)(uintptr_t)free_later;
        free_later = o;
        return;
    }
    free_nesting++;
    o->type->dealloc(o);
    if (--free_nesting == 0 && free_later)
        object_free_later();
}

bool type_is_subtype(const struct type *type, const struct type *base)
{
    const struct tuple *mro = (const struct tuple *)type->mro;

    if (type == base || base == &type_object)
        return true;
    if (type->flags & TYPE_HEAP && mro) {
        for (uint64_t i = 1; i < mro->count; i++) {
            if (mro->items[i] == &base->head)
                return true;
        }
        return false;
    }
    while ((type = type->base)) {
        if (type == base)
            return true;
    }
    return false;
}

bool object_is(const struct object *o, const struct type *type)
{
    const struct type *own = type_of(o);

    return own == type || type_is_subtype(own, type);
}

int recursion_enter(const char *where)
{
    struct thread *t = thread_self;

    if (t->depth < t->depth_most && frame_c_stack_fits(t)) {
        t->depth++;
        return 0;
    }
    error_format(&type_RecursionError, "maximum recursion depth exceeded%s",
                 where);
    return -1;
}

void recursion_leave(void)
{
    thread_self->depth--;
}
