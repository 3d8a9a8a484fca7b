/* SPDX-License-Identifier: MIT
 *
 * Numbers drawn from a seed: the same seed, the same numbers, on every machine. For
 * schedules with a name, AT_RANDOM and getrandom(2). Not for secrets.
 */
#ifndef LIB_RANDOM_H
#define LIB_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Start the sequence anew. Any seed, 0 too. */
void random_seed(uint64_t seed);

/* The next 64 bits. Any context. */
uint64_t random_next(void);

void random_fill(void *to, size_t bytes);

#endif
