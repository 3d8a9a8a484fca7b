/* SPDX-License-Identifier: MIT
 *
 * The record behind each small heap object, in its redzone.
 */
#ifndef CHECKED_WAIT_H
#define CHECKED_WAIT_H

#include <stdint.h>

struct asan_object {
    uint32_t size;
    uint64_t taken_by, freed_by; /* return addresses; 0: not freed */
};

/* Where the object begins to whose room the poisoned byte at `at` belongs, and its
 * record; 0: nothing there was an object. */
uint64_t asan_object_find(uint64_t at, const struct asan_object **record);

#endif
