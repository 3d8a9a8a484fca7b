/* SPDX-License-Identifier: MIT
 *
 * The method resolution order: in which order the bases of a class are asked for
 * an attribute. It is the C3 linearisation (Barrett and others, "A Monotonic
 * Superclass Linearization for Dylan", 1996): a class comes before its bases, the
 * bases of each class stay in their order, and where that is contradictory there is
 * no order at all.
 */
#include "object/container.h"
#include "object/error.h"
#include "object/instance.h"
#include "object/mem.h"
#include "object/text.h"

/* A sequence to merge: what is left of a base's order, or of the bases. */
struct sequence {
    struct tuple *tuple;
    uint64_t at;
};

static struct object *head_of(const struct sequence *s)
{
    return s->at < s->tuple->count ? s->tuple->items[s->at] : NULL;
}

/* Does any of the sequences have `type` behind its head? */
static bool in_tail(const struct sequence *all, uint64_t count,
                    struct object *type)
{
    for (uint64_t i = 0; i < count; i++) {
        for (uint64_t j = all[i].at + 1; j < all[i].tuple->count; j++) {
            if (all[i].tuple->items[j] == type)
                return true;
        }
    }
    return false;
}

/* The first head that nothing else wants to come before. NULL: none; *left says
 * whether there were any heads. Borrowed. */
static struct object *next_head(const struct sequence *all, uint64_t count,
                                bool *left)
{
    *left = false;
    for (uint64_t i = 0; i < count; i++) {
        struct object *type = head_of(&all[i]);

        if (!type)
            continue;
        *left = true;
        if (!in_tail(all, count, type))
            return type;
    }
    return NULL;
}

/* TypeError, naming the heads that contradict each other. */
static void raise_no_order(const struct sequence *all, uint64_t count)
{
    struct text text = {0};
    int failed = 0;

    for (uint64_t i = 0; i < count; i++) {
        struct object *type = head_of(&all[i]);
        bool seen = !type;

        for (uint64_t j = 0; j < i; j++)
            seen = seen || head_of(&all[j]) == type;
        if (seen)
            continue;
        failed |= text.size && text_add_c(&text, ", ");
        failed |= text_add_object(&text, ((struct type *)type)->name_object);
    }
    if (!failed && text_add(&text, "", 1) == 0)
        error_format(&type_TypeError,
                     "Cannot create a consistent method resolution\n"
                     "order (MRO) for bases %s",
                     text.data);
    text_discard(&text);
}

/* Append the merge of the sequences to mro. */
static int merge(struct sequence *all, uint64_t count, struct list *mro)
{
    struct object *type;
    bool left;

    while ((type = next_head(all, count, &left))) {
        if (list_append(mro, type) < 0)
            return -1;
        for (uint64_t i = 0; i < count; i++)
            all[i].at += head_of(&all[i]) == type;
    }
    if (left)
        raise_no_order(all, count);
    return left ? -1 : 0;
}

/* The tuple of `type`, uncounted, and the items of list. */
static struct object *mro_tuple(struct type *type, struct list *list)
{
    struct tuple *mro = tuple_new(list->count + 1);

    if (!mro)
        return NULL;
    mro->items[0] = &type->head;
    for (uint64_t i = 0; i < list->count; i++)
        mro->items[i + 1] = ref(list->items[i]);
    return &mro->head;
}

struct object *mro_compute(struct type *type, struct tuple *bases)
{
    uint64_t count = bases->count + 1;
    struct sequence *all = mem_alloc_array(count, sizeof(*all));
    struct list *list = list_new(0);
    struct object *mro = NULL;

    for (uint64_t i = 0; all && i < bases->count; i++) {
        struct type *base = (struct type *)bases->items[i];

        all[i] = (struct sequence){.tuple = (struct tuple *)base->mro};
    }
    if (all && list) {
        all[bases->count] = (struct sequence){.tuple = bases};
        if (merge(all, count, list) == 0)
            mro = mro_tuple(type, list);
    }
    mem_free(all, count * sizeof(*all));
    unref_maybe((struct object *)list);
    return mro;
}

void mro_free(struct object *mro)
{
    if (!mro)
        return;
    ((struct tuple *)mro)->items[0] = NULL;
    unref(mro);
}

struct object *mro_copy(struct object *mro)
{
    struct tuple *tuple = (struct tuple *)mro;

    return tuple_from_array(tuple->items, tuple->count);
}
