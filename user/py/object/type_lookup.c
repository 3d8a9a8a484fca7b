/* SPDX-License-Identifier: MIT
 *
 * Finding an attribute in a class and its bases, and the versions on which all
 * memory of it rests. A type's version is a number that no other type ever has;
 * it changes with anything that could change a lookup's answer. So an answer that
 * was kept with the version and the name is right as long as both are the same.
 */
#include "object/container.h"
#include "object/instance.h"
#include "object/text.h"

#define CACHE_SIZE 4096 /* a power of two */

static struct {
    uint32_t version;     /* 0: empty */
    struct object *name;  /* counted: its address must not be another's */
    struct object *value; /* borrowed; NULL: there is no such attribute */
} cache[CACHE_SIZE];

static uint32_t last_version;

uint32_t type_next_version(void)
{
    return last_version == UINT32_MAX ? 0 : ++last_version;
}

struct object *type_find(struct type *type, struct object *name)
{
    struct tuple *mro = (struct tuple *)type->mro;

    for (uint64_t i = 0; i < mro->count; i++) {
        struct type *of = (struct type *)mro->items[i];
        struct object *value = dict_get_str(of->dict, name);

        if (value)
            return value;
    }
    return NULL;
}

struct object *type_lookup(struct type *type, struct object *name)
{
    uint32_t at =
        (type->version ^ (uint32_t)((uintptr_t)name >> 4)) % CACHE_SIZE;

    if (cache[at].version == type->version && cache[at].name == name &&
        type->version)
        return cache[at].value;
    if (!type->version || !((struct str *)name)->interned)
        return type_find(type, name);
    cache[at].version = type->version;
    cache[at].value = type_find(type, name);
    replace(&cache[at].name, ref(name));
    return cache[at].value;
}

void type_lookup_clear(void)
{
    for (uint32_t i = 0; i < CACHE_SIZE; i++) {
        cache[i].version = 0;
        replace(&cache[i].name, NULL);
    }
}
