/* SPDX-License-Identifier: MIT
 *
 * __slots__: a class that says which attributes its instances may have. They are
 * kept like any others (class.h), so that this saves no memory; what it does is
 * to refuse all other names, where no base allows them.
 */
#include <string.h>

#include "object/container.h"
#include "object/error.h"
#include "object/instance.h"
#include "object/names.h"
#include "object/text.h"

/* The items of __slots__, which may be a single str. */
struct slot_names {
    struct object *const *items;
    uint64_t count;
};

static struct slot_names slot_names(struct object *const *declared)
{
    const struct list *list = (const struct list *)*declared;
    const struct tuple *tuple = (const struct tuple *)*declared;

    if (is_tuple(*declared))
        return (struct slot_names){tuple->items, tuple->count};
    if (is_list(*declared))
        return (struct slot_names){list->items, list->count};
    return (struct slot_names){declared, 1};
}

/* Is `name` what the slot `slot` of type is called? A slot __x of class C is
 * _C__x, as the compiler calls it in methods. */
static bool slot_is(const struct type *type, struct object *slot,
                    struct object *name)
{
    const char *text = str_text(name), *own = str_text(slot);
    const char *class = type->name + strspn(type->name, "_");
    size_t size = str_size(slot);

    if (str_equal(slot, name))
        return true;
    if (size < 3 || own[0] != '_' || own[1] != '_' ||
        (own[size - 1] == '_' && own[size - 2] == '_'))
        return false;
    return *text == '_' && strncmp(text + 1, class, strlen(class)) == 0 &&
           strcmp(text + 1 + strlen(class), own) == 0;
}

/* Does the class itself name the attribute? */
static bool type_declares(struct type *type, struct object *name)
{
    struct object *declared = dict_get_str(type->dict, name_slots);
    struct slot_names names;

    if (!declared || !(type->flags & TYPE_HEAP))
        return false;
    names = slot_names(&declared);
    for (uint64_t i = 0; i < names.count; i++) {
        if (is_str(names.items[i]) && slot_is(type, names.items[i], name))
            return true;
    }
    return false;
}

bool slots_allow(struct type *type, struct object *name)
{
    struct tuple *mro = (struct tuple *)type->mro;

    if (!(type->flags & TYPE_SLOTTED))
        return true;
    for (uint64_t i = 0; i < mro->count; i++) {
        if (type_declares((struct type *)mro->items[i], name))
            return true;
    }
    return false;
}

/* Check one item of __slots__. */
static int check_slot(struct type *type, struct object *name)
{
    if (!is_str(name)) {
        error_format(&type_TypeError,
                     "__slots__ items must be strings, not '%T'", name);
        return -1;
    }
    if (!dict_get_str(type->dict, name))
        return 0;
    error_format(&type_ValueError,
                 "%R in __slots__ conflicts with class variable", name);
    return -1;
}

/* Do the instances of a base have no other attributes either? */
static bool base_is_slotted(const struct type *base)
{
    return base->flags & TYPE_SLOTTED || !(base->flags & TYPE_ATTRIBUTES);
}

int slots_declare(struct type *type)
{
    struct object *declared = dict_get_str(type->dict, name_slots);
    struct tuple *bases = (struct tuple *)type->bases;
    struct slot_names names;
    bool slotted = true;

    if (!declared)
        return 0;
    names = slot_names(&declared);
    for (uint64_t i = 0; i < names.count; i++) {
        if (check_slot(type, names.items[i]) < 0)
            return -1;
        slotted = slotted && !str_equal_c(names.items[i], "__dict__");
    }
    for (uint64_t i = 0; i < bases->count; i++)
        slotted = slotted && base_is_slotted((struct type *)bases->items[i]);
    if (slotted)
        type->flags |= TYPE_SLOTTED;
    return 0;
}
