/* SPDX-License-Identifier: MIT
 *
 * SplitMix64: Steele, Lea, Flood 2014, "Fast splittable pseudorandom number
 * generators". One atomic step, then a mix: so no lock is needed.
 */
#include "lib/random.h"
#include "lib/string.h"

#define GOLDEN_GAMMA 0x9e3779b97f4a7c15ull

static uint64_t state;

void random_seed(uint64_t seed)
{
    state = seed;
}

uint64_t random_next(void)
{
    uint64_t z = __atomic_add_fetch(&state, GOLDEN_GAMMA, __ATOMIC_RELAXED);

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ z >> 27) * 0x94d049bb133111ebull;
    return z ^ z >> 31;
}

void random_fill(void *to, size_t bytes)
{
    uint8_t *at = to;

    while (bytes) {
        uint64_t word = random_next();
        size_t part = bytes < sizeof(word) ? bytes : sizeof(word);
        memcpy(at, &word, part);
        at += part;
        bytes -= part;
    }
}
