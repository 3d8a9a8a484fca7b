/* SPDX-License-Identifier: MIT
 *
 * The areas of a space, for the files of mm/ alone. Every function wants
 * space->lock held. Areas are sorted, do not overlap, and are never empty.
 */
#ifndef MM_AREA_H
#define MM_AREA_H

#include <stddef.h>
#include "mm/space.h"

#define AREAS_MAX 65530 /* as Linux's vm.max_map_count */

/* Walk the areas that meet [from, to) with `area`, which may be removed and
 * whose bounds may change in the body. */
#define area_for_each(area, space, from, to)                                   \
    for (struct area *area = area_from(space, from),                           \
                     *after_##area = area ? area_next(area) : NULL;            \
         area && area->start < (to);                                           \
         area = after_##area, after_##area = area ? area_next(area) : NULL)

/* The lowest area that ends above `address`, or NULL. */
struct area *area_from(const struct space *space, uint64_t address);

/* The area that `address` lies in, or NULL. */
struct area *area_at(const struct space *space, uint64_t address);

/* The neighbours, or NULL. */
struct area *area_next(const struct area *area);
struct area *area_prev(const struct area *area);

/* Add `area` (from kmalloc), which overlaps no other. If the one above it is
 * alike (and anonymous), that one grows instead, and `area` is freed. */
void area_insert(struct space *space, struct area *area);

/* Take `area` out, with its pages, and free it. */
void area_remove(struct space *space, struct area *area);

/* Areas have become longer by `bytes`. */
void area_mapped(struct space *space, uint64_t bytes);

/* Split what straddles `start` or `end`, so that the range consists of whole
 * areas. 0 or -ENOMEM. */
int areas_split(struct space *space, uint64_t start, uint64_t end);

/* Join neighbours in and around [start, end) that are alike and anonymous. */
void areas_join(struct space *space, uint64_t start, uint64_t end);

/* Remove everything in [start, end). 0, or -ENOMEM (nothing was removed). */
int areas_remove(struct space *space, uint64_t start, uint64_t end);

/* Is there no area in [start, end)? */
bool areas_none(const struct space *space, uint64_t start, uint64_t end);

/* The highest free `length` bytes below USER_MMAP_TOP, or 0. */
uint64_t area_gap(struct space *space, uint64_t length);

/* The lowest free `length` bytes in [from, to), or 0. */
uint64_t area_gap_from(struct space *space, uint64_t from, uint64_t to,
                       uint64_t length);

/* Give back the pages of [start, end). In fault.c. */
void pages_drop(struct space *space, uint64_t start, uint64_t end);

/* The entry bits with which `area` maps `frame`. In fault.c. */
uint64_t page_bits(const struct area *area, uint64_t frame);

#endif
