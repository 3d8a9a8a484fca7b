/* SPDX-License-Identifier: MIT
 *
 * The table of slots and their methods (slot.h), and the two ways through it:
 * from a class's methods to its slots, and from a built-in type's slots to
 * methods.
 */
#include "object/slot.h"

#include <string.h>

#include "object/container.h"
#include "object/instance.h"
#include "object/names.h"

/* One row: the method's name, the slot's place and call, wrapper, arguments. */
#define ROW(name, place, call, wrap, operation, min, max)                      \
    {                                                                          \
        &name, offsetof(struct type, place), (slot_function *)call, wrap,      \
            operation, min, max                                                \
    }
#define ROW_COMPARE(op)                                                        \
    ROW(name_compare[op], compare, slot_compare, wrap_compare, op, 1, 1)

static const struct slot_def slot_defs[] = {
#define SLOT(method, slot, wrapped, min, max)                                  \
    ROW(name_##method, slot, slot_##slot, wrap_##wrapped, 0, min, max),
#include "object/slot.def"
#undef SLOT
    ROW_COMPARE(CMP_LT),
    ROW_COMPARE(CMP_LE),
    ROW_COMPARE(CMP_EQ),
    ROW_COMPARE(CMP_NE),
    ROW_COMPARE(CMP_GT),
    ROW_COMPARE(CMP_GE),
#define OPERATOR(name, symbol, method, swapped_method, inplace_method)         \
    ROW(name_binary[OP_##name], binary[OP_##name], slot_binary_##name,         \
        wrap_binary, OP_##name, 1, 1),                                         \
        ROW(name_swapped[OP_##name], binary[OP_##name], slot_binary_##name,    \
            wrap_swapped, OP_##name, 1, 1),                                    \
        ROW(name_inplace[OP_##name], inplace[OP_##name], slot_inplace_##name,  \
            wrap_inplace, OP_##name, 1, 1),
    BINARY_OPERATORS(OPERATOR)
#undef OPERATOR
#define UNARY(name, op)                                                        \
    ROW(name_unary[op], unary[op], slot_unary_##name, wrap_unary, op, 0, 0),
        UNARY(neg, UNARY_NEG) UNARY(pos, UNARY_POS) UNARY(invert, UNARY_INVERT)
            UNARY(abs, UNARY_ABS)
#undef UNARY
};

#define SLOT_DEFS (sizeof(slot_defs) / sizeof(slot_defs[0]))

static slot_function *slot_get(const struct type *type, size_t offset)
{
    slot_function *function;

    memcpy(&function, (const char *)type + offset, sizeof(function));
    return function;
}

static void slot_set(struct type *type, size_t offset, slot_function *function)
{
    memcpy((char *)type + offset, &function, sizeof(function));
}

/* The built-in slot that a wrapper stands for, if the class may use it in place
 * of calling the wrapper; otherwise NULL. */
static slot_function *slot_wrapped(struct type *type,
                                   const struct slot_def *def,
                                   struct object *method)
{
    const struct wrapper *w = (const struct wrapper *)method;

    if (method == NONE && def->name == &name_hash)
        return (slot_function *)hash_none;
    if (type_of(method) != &type_wrapper || w->def != def ||
        !type_is_subtype(type, w->owner))
        return NULL;
    return slot_get(w->owner, def->offset);
}

/* What the slot at rows first..last-1 of the table is to be for a class: NULL if
 * it has none of the methods. */
static slot_function *slot_choose(struct type *type, size_t first, size_t last)
{
    slot_function *choice = NULL;

    for (size_t i = first; i < last; i++) {
        struct object *method = type_find(type, *slot_defs[i].name);
        slot_function *wrapped;

        if (!method)
            continue;
        wrapped = slot_wrapped(type, &slot_defs[i], method);
        if (!wrapped || (choice && choice != wrapped))
            return slot_defs[i].call;
        choice = wrapped;
    }
    return choice;
}

int slots_update(struct type *type)
{
    for (size_t first = 0, last; first < SLOT_DEFS; first = last) {
        size_t offset = slot_defs[first].offset;

        for (last = first + 1; last < SLOT_DEFS; last++) {
            if (slot_defs[last].offset != offset)
                break;
        }
        slot_set(type, offset, slot_choose(type, first, last));
    }
    return 0;
}

/* Of sequences, + and % have no swapped method. */
static bool slot_is_hidden(const struct type *type, const struct slot_def *def)
{
    return def->wrap == wrap_swapped && !type->binary[OP_SUB] &&
           (def->operation == OP_ADD || def->operation == OP_MOD);
}

int slots_wrap(struct type *type)
{
    for (size_t i = 0; i < SLOT_DEFS; i++) {
        const struct slot_def *def = &slot_defs[i];
        slot_function *slot = slot_get(type, def->offset);
        struct object *method;
        int failed;

        if (!slot || (type->base && slot == slot_get(type->base, def->offset)))
            continue;
        if (slot_is_hidden(type, def) || dict_get_str(type->dict, *def->name))
            continue;
        method =
            slot == (slot_function *)hash_none ? NONE : wrapper_new(def, type);
        if (!method)
            return -1;
        failed = dict_set(type->dict, *def->name, method);
        unref(method);
        if (failed)
            return -1;
    }
    return 0;
}

void slots_inherit(struct type *type)
{
    const struct type *base = type->base;

    if (!type->hash && type->compare)
        type->hash = hash_none;
    for (size_t i = 0; i < SLOT_DEFS; i++) {
        size_t offset = slot_defs[i].offset;

        if (slot_get(type, offset))
            continue;
        if (offset == offsetof(struct type, new) && base == &type_object)
            continue;
        slot_set(type, offset, slot_get(base, offset));
    }
}
