/* SPDX-License-Identifier: MIT
 *
 * Interned strs: of each text there is at most one, so that names can be
 * compared by address. A hash table of borrowed references with linear probing;
 * a str that is freed takes itself out. With the last one the table goes as
 * well.
 */
#include "object/error.h"
#include "object/mem.h"
#include "object/str.h"

#define FIRST_SIZE 512 /* places; a power of 2 */

static struct str **table;
static size_t table_size, table_used;

static size_t place_of(const struct str *s)
{
    return (size_t)s->hash & (table_size - 1);
}

static size_t place_after(size_t place)
{
    return (place + 1) & (table_size - 1);
}

/* The place where s is, or an equal one, or else the free one for it. */
static size_t table_find(const struct str *s)
{
    size_t place = place_of(s);

    while (table[place] && !(table[place]->hash == s->hash &&
                             str_equal(&table[place]->head, &s->head)))
        place = place_after(place);
    return place;
}

/* Make room for one more: at least half of the places are free. */
static int table_reserve(void)
{
    struct str **old = table;
    size_t old_size = table_size, i;
    size_t size = old_size ? old_size * 2 : FIRST_SIZE;
    struct str **grown;

    if (old_size && table_used < old_size / 2)
        return 0;
    grown = mem_zalloc(size * sizeof(*grown));
    if (!grown)
        return -1;
    table = grown;
    table_size = size;
    for (i = 0; i < old_size; i++)
        if (old[i])
            table[table_find(old[i])] = old[i];
    mem_free(old, old_size * sizeof(*old));
    return 0;
}

struct object *str_intern(struct object *str)
{
    struct str *s = (struct str *)str;
    struct object *known = str_shared(s->text, s->size);
    size_t place;

    if (s->interned)
        return str;
    if (!known) {
        if (table_reserve()) {
            unref(str);
            return NULL;
        }
        str_hash(str);
        place = table_find(s);
        if (!table[place]) {
            table[place] = s;
            table_used++;
            s->interned = true;
            return str;
        }
        known = &table[place]->head;
    }
    ref(known);
    unref(str);
    return known;
}

struct object *str_intern_c(const char *text)
{
    struct object *str = str_from(text);

    return str ? str_intern(str) : NULL;
}

/* Whatever follows up to a free place moves back if it belongs further up: no
 * search may end too early. */
void intern_forget(struct str *s)
{
    size_t hole, next;

    protect_lock(&table);
    hole = next = table_find(s);

    for (;;) {
        next = place_after(next);
        if (!table[next])
            break;
        if (((next - place_of(table[next])) & (table_size - 1)) >=
            ((next - hole) & (table_size - 1))) {
            table[hole] = table[next];
            hole = next;
        }
    }
    table[hole] = NULL;
    if (--table_used == 0) {
        mem_free(table, table_size * sizeof(*table));
        table = NULL;
        table_size = 0;
    }
    protect_unlock(&table);
}
