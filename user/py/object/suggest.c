/* SPDX-License-Identifier: MIT
 *
 * "Did you mean: 'x'?" behind an uncaught NameError or AttributeError: the name
 * that is nearest to what was asked for, if one is near enough.
 *
 * The distance of two names is the least cost of edits that make one of the
 * other; a change of case is half an edit.
 */
#include <string.h>

#include "compile/code.h"
#include "module/builtins.h"
#include "object/callable.h"
#include "object/container.h"
#include "object/exception.h"
#include "object/instance.h"
#include "object/names.h"
#include "object/text.h"
#include "vm/vm.h"

#define EDIT_COST 2
#define CASE_COST 1
#define NAME_MAX_SIZE 40   /* longer names are not compared */
#define CANDIDATES_MAX 750 /* of more there is no search */
#define EDITED_PART 3      /* at most a third of both names may differ */

static uint32_t replace_cost(char a, char b)
{
    if (a == b)
        return 0;
    return (a ^ b) == ('a' ^ 'A') && ((a | 0x20) >= 'a' && (a | 0x20) <= 'z')
               ? CASE_COST
               : EDIT_COST;
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* row[i] becomes the distance of a's first i bytes from what has been seen of b,
 * now one byte more. */
static void next_row(uint32_t *row, const char *a, size_t size, char b)
{
    uint32_t corner = row[0];

    row[0] += EDIT_COST;
    for (size_t i = 1; i <= size; i++) {
        uint32_t replaced = corner + replace_cost(a[i - 1], b);

        corner = row[i];
        row[i] = least(replaced, EDIT_COST + least(row[i], row[i - 1]));
    }
}

/* The distance of two names of at most NAME_MAX_SIZE bytes. */
static uint32_t distance(struct object *a, struct object *b)
{
    uint32_t row[NAME_MAX_SIZE + 1];
    size_t size = str_size(a);

    for (size_t i = 0; i <= size; i++)
        row[i] = (uint32_t)i * EDIT_COST;
    for (size_t i = 0; i < str_size(b); i++)
        next_row(row, str_text(a), size, str_text(b)[i]);
    return row[size];
}

/* The nearest of the candidates, the first of equally near ones; borrowed, or
 * NULL. */
static struct object *nearest(struct object *name,
                              struct object *const *candidates, uint64_t count)
{
    struct object *best = NULL;
    uint32_t best_distance = UINT32_MAX;

    if (count >= CANDIDATES_MAX || str_size(name) > NAME_MAX_SIZE)
        return NULL;
    for (uint64_t i = 0; i < count; i++) {
        struct object *other = candidates[i];
        uint32_t cost, most;

        if (!is_str(other) || str_size(other) > NAME_MAX_SIZE ||
            str_equal(other, name))
            continue;
        cost = distance(name, other);
        most = (uint32_t)(str_size(name) + str_size(other) + EDITED_PART) *
               EDIT_COST / (2 * EDITED_PART);
        if (cost <= most && cost < best_distance) {
            best = other;
            best_distance = cost;
        }
    }
    return best;
}

/* The same among the items of a list or the keys of a dict. New, or NULL; raises
 * nothing. */
static struct object *nearest_in(struct object *name, struct object *all)
{
    struct object *list = all ? list_from_iterable(all) : NULL;
    struct object *best = NULL;

    if (list)
        best = nearest(name, ((struct list *)list)->items,
                       ((struct list *)list)->count);
    best = ref_maybe(best);
    unref_maybe(list);
    if (error_is_set())
        error_clear();
    return best;
}

/* The globals of the file that code is of, or the program's; borrowed. */
static struct dict *globals_of(const struct code *code)
{
    struct object *name, *module, *file;
    struct object *main = dict_get_c(vm_modules, "__main__");
    uint32_t position = 0;

    while (dict_next(vm_modules, &position, &name, &module)) {
        if (type_of(module) != &type_module)
            continue;
        file = dict_get_c(((struct module *)module)->dict, "__file__");
        if (file && is_str(file) && str_equal(file, code->filename))
            return ((struct module *)module)->dict;
    }
    return main && type_of(main) == &type_module ? ((struct module *)main)->dict
                                                 : NULL;
}

/* For a NameError: locals, then globals, then built-ins. */
static struct object *nearest_name(const struct exception *e,
                                   struct object *name)
{
    const struct code *code = (struct code *)e->lines[0].code;
    struct dict *globals = globals_of(code);
    struct object *best = nearest_in(name, code->local_names);

    if (!best && globals)
        best = nearest_in(name, &globals->head);
    return best ? best : nearest_in(name, &vm_builtins->head);
}

static struct object *nearest_attribute(struct object *name, struct object *o)
{
    struct object *all = builtins_dir(&o, 1, NULL);
    struct object *best = nearest_in(name, all);

    unref_maybe(all);
    return best;
}

/* A new reference, or NULL. */
static struct object *suggestion(struct object *exception)
{
    const struct exception *e = (const struct exception *)exception;
    struct object *name = attributes_get(exception, plain_name);
    struct object *o = attributes_get(exception, plain_obj), *best = NULL;

    if (!name || !is_str(name) || e->line_count == 0)
        return NULL;
    ref(name);
    if (object_is(exception, &type_NameError)) {
        best = nearest_name(e, name);
    } else if (o && object_is(exception, &type_AttributeError)) {
        ref(o);
        best = nearest_attribute(name, o);
        unref(o);
    }
    unref(name);
    return best;
}

int text_add_suggestion(struct text *text, struct object *exception)
{
    struct object *best = suggestion(exception);
    int failed =
        best && (text_add_c(text, ". Did you mean: '") ||
                 text_add_object(text, best) || text_add_c(text, "'?"));

    unref_maybe(best);
    return failed ? -1 : 0;
}

void error_about(struct object *name, struct object *o)
{
    struct object *e = error_take();

    if (object_is(e, &type_NameError) || object_is(e, &type_AttributeError)) {
        if (attributes_set(e, plain_name, name) < 0 ||
            (o && attributes_set(e, plain_obj, o) < 0))
            error_clear();
    }
    error_restore(e);
}
