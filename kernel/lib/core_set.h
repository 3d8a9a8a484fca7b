/* SPDX-License-Identifier: MIT
 *
 * Sets of cores, for affinity and for "which cores are idle". One word in the
 * kernel; the host's simulator, which has more cores, sets CORE_SET_SIZE. Not
 * atomic.
 */
#ifndef LIB_CORE_SET_H
#define LIB_CORE_SET_H

#include <stdbool.h>
#include <stdint.h>

#ifndef CORE_SET_SIZE
#define CORE_SET_SIZE 64 /* a multiple of 64 */
#endif
#define CORE_SET_WORDS (CORE_SET_SIZE / 64)
#define CORE_NONE UINT32_MAX

struct core_set {
    uint64_t words[CORE_SET_WORDS]; /* bit k of word w: core 64 * w + k */
};

/* In which word `core` is: for one that exists. */
static inline uint32_t core_set_word(uint32_t core)
{
    return CORE_SET_WORDS == 1 ? 0 : core / 64;
}

static inline bool core_set_has(const struct core_set *set, uint32_t core)
{
    return set->words[core_set_word(core)] >> core % 64 & 1;
}

static inline void core_set_add(struct core_set *set, uint32_t core)
{
    set->words[core_set_word(core)] |= 1ull << core % 64;
}

static inline void core_set_remove(struct core_set *set, uint32_t core)
{
    set->words[core_set_word(core)] &= ~(1ull << core % 64);
}

/* The smallest core of `set`, or CORE_NONE. */
static inline uint32_t core_set_first(const struct core_set *set)
{
    for (uint32_t word = 0; word < CORE_SET_WORDS; word++) {
        if (set->words[word])
            return word * 64 + (uint32_t)__builtin_ctzll(set->words[word]);
    }
    return CORE_NONE;
}

/* What is in both. */
static inline struct core_set core_set_both(const struct core_set *a,
                                            const struct core_set *b)
{
    struct core_set both;
    for (uint32_t word = 0; word < CORE_SET_WORDS; word++)
        both.words[word] = a->words[word] & b->words[word];
    return both;
}

/* The cores 0 ... count - 1. */
static inline struct core_set core_set_below(uint32_t count)
{
    struct core_set set = {{0}};
    for (uint32_t word = 0; word < CORE_SET_WORDS && count > word * 64; word++)
        set.words[word] = count - word * 64 >= 64
                              ? UINT64_MAX
                              : (1ull << (count - word * 64)) - 1;
    return set;
}

static inline bool core_set_equal(const struct core_set *a,
                                  const struct core_set *b)
{
    for (uint32_t word = 0; word < CORE_SET_WORDS; word++) {
        if (a->words[word] != b->words[word])
            return false;
    }
    return true;
}

#endif
