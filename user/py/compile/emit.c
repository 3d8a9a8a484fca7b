/* SPDX-License-Identifier: MIT
 *
 * The growing list of instructions, its labels and regions, and the tables of
 * constants and names.
 */
#include "compile/emit.h"

#include "compile/compile.h"
#include "object/container.h"
#include "object/error.h"

/* More in one code object is refused: finally clauses within finally clauses can
 * multiply code. */
#define INSTRUCTIONS_MAX (1u << 22)

/* A dict and the list of its keys in order, both kept by the arena. */
static bool table_init(struct emitter *e, struct dict **index,
                       struct list **values)
{
    *index = dict_new();
    if (!*index || arena_keep(e->arena, (struct object *)*index) < 0)
        return false;
    *values = list_new(0);
    return *values && arena_keep(e->arena, (struct object *)*values) == 0;
}

bool emit_init(struct emitter *e, struct arena *arena, int32_t line)
{
    *e = (struct emitter){.arena = arena,
                          .line = line,
                          .region_count = 1,
                          .region = REGION_NONE};
    return table_init(e, &e->constant_index, &e->constants) &&
           table_init(e, &e->name_index, &e->names);
}

bool emit(struct emitter *e, enum opcode op, uint32_t arg)
{
    if (e->count == INSTRUCTIONS_MAX || arg > ARGUMENT_MAX) {
        error_format(&type_OverflowError, "code too large");
        return false;
    }
    e->code =
        arena_grow(e->arena, e->code, e->count, &e->capacity, sizeof(*e->code));
    if (!e->code)
        return false;
    e->code[e->count++] = (struct instruction){.op = op,
                                               .arg = arg,
                                               .line = e->line,
                                               .region = e->region,
                                               .depth = DEPTH_UNKNOWN};
    return true;
}

bool emit_label(struct emitter *e, uint32_t *label)
{
    e->labels = arena_grow(e->arena, e->labels, e->label_count,
                           &e->label_capacity, sizeof(*e->labels));
    if (!e->labels)
        return false;
    *label = e->label_count++;
    return true;
}

void emit_here(struct emitter *e, uint32_t label)
{
    e->labels[label] = e->count;
}

bool emit_setup(struct emitter *e, uint32_t label, uint32_t below)
{
    /* [REGION_NONE] needs a place, too. */
    e->regions = arena_grow(e->arena, e->regions, e->region_count,
                            &e->region_capacity, sizeof(*e->regions));
    if (!e->regions)
        return false;
    e->regions[e->region_count] =
        (struct region){.label = label, .below = below, .depth = DEPTH_UNKNOWN};
    if (!emit(e, OPCODE_SETUP, e->region_count))
        return false;
    e->region = e->region_count++;
    return true;
}

/* The number of key in index; if it is new, value is appended to values. */
static bool table_index(struct dict *index, struct list *values,
                        struct object *key, struct object *value,
                        uint32_t *number)
{
    struct object *found = NULL;
    int there = dict_find(index, key, &found);

    if (there < 0)
        return false;
    if (there) {
        *number = (uint32_t)small_value(found);
        return true;
    }
    *number = (uint32_t)values->count;
    return list_append(values, value) == 0 &&
           dict_set(index, key, small_from(*number)) == 0;
}

bool emit_name_index(struct emitter *e, struct object *name, uint32_t *index)
{
    return table_index(e->name_index, e->names, name, name, index);
}

bool emit_constant_index(struct emitter *e, struct object *value,
                         uint32_t *index)
{
    struct object *key = constant_key(value);
    bool done;

    if (!key)
        return false;
    done = table_index(e->constant_index, e->constants, key, value, index);
    unref(key);
    return done;
}
