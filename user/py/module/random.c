/* SPDX-License-Identifier: MIT
 *
 * The module _random: the Mersenne Twister MT19937, a generator of pseudorandom
 * bits with 624 words of state (Matsumoto and Nishimura, "Mersenne Twister: a
 * 623-dimensionally equidistributed uniform pseudo-random number generator",
 * ACM TOMACS 8, 1998; seeding by an array as in their version of 2002). What is
 * made of the bits, choices and distributions, is lib/random.py.
 */
#include <time.h>

#include "module/module.h"
#include "object/class.h"
#include "object/int_internal.h"
#include "object/mem.h"
#include "object/types.h"

#define WORDS 624
#define MIDDLE 397
#define UPPER_BIT 0x80000000u
#define LOWER_BITS 0x7fffffffu
#define TWIST 0x9908b0dfu

/* Of seeding. */
#define ARRAY_SEED 19650218u
#define FIRST_MULTIPLIER 1812433253u
#define KEY_MULTIPLIER 1664525u
#define LAST_MULTIPLIER 1566083941u

/* random(): 53 bits of two words. */
#define HIGH_DROP 5
#define LOW_DROP 6
#define LOW_SIZE 67108864.0          /* 2^26 */
#define FULL_SIZE 9007199254740992.0 /* 2^53 */

struct random {
    struct object head;
    uint32_t state[WORDS];
    uint32_t used; /* words taken since they were made; WORDS: all */
};

/* ---- The generator ---- */

static uint32_t twist(uint32_t high, uint32_t low)
{
    uint32_t mixed = (high & UPPER_BIT) | (low & LOWER_BITS);

    return mixed >> 1 ^ (mixed & 1 ? TWIST : 0);
}

static void refill(struct random *r)
{
    uint32_t *s = r->state;

    for (uint32_t i = 0; i < WORDS; i++)
        s[i] = s[(i + MIDDLE) % WORDS] ^ twist(s[i], s[(i + 1) % WORDS]);
    r->used = 0;
}

static uint32_t next_word(struct random *r)
{
    uint32_t word;

    if (r->used >= WORDS)
        refill(r);
    word = r->state[r->used++];
    word ^= word >> 11;
    word ^= word << 7 & 0x9d2c5680u;
    word ^= word << 15 & 0xefc60000u;
    return word ^ word >> 18;
}

static void seed_word(struct random *r, uint32_t seed)
{
    r->state[0] = seed;
    for (uint32_t i = 1; i < WORDS; i++) {
        uint32_t before = r->state[i - 1];

        r->state[i] = FIRST_MULTIPLIER * (before ^ before >> 30) + i;
    }
    r->used = WORDS;
}

/* Advance the index of the seeding loops; its end is also its beginning. */
static uint32_t seed_next(struct random *r, uint32_t i)
{
    if (++i < WORDS)
        return i;
    r->state[0] = r->state[WORDS - 1];
    return 1;
}

static void seed_array(struct random *r, const uint32_t *key, uint64_t count)
{
    uint64_t rounds = count > WORDS ? count : WORDS, at = 0;
    uint32_t *s = r->state, i = 1;

    seed_word(r, ARRAY_SEED);
    for (; rounds; rounds--) {
        s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >> 30) * KEY_MULTIPLIER) + key[at] +
               (uint32_t)at;
        i = seed_next(r, i);
        at = at + 1 < count ? at + 1 : 0;
    }
    for (rounds = WORDS - 1; rounds; rounds--) {
        s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >> 30) * LAST_MULTIPLIER) - i;
        i = seed_next(r, i);
    }
    s[0] = UPPER_BIT;
}

/* ---- The type Random ---- */

/* An int gives its size, any other object its hash, None the time. */
static int seed_object(struct random *r, struct object *seed)
{
    static const uint32_t zero[1];
    struct int_view view;
    struct timespec now;
    int64_t hash;
    uint32_t key[2];

    if (seed == NONE) {
        clock_gettime(CLOCK_REALTIME, &now);
        key[0] = (uint32_t)now.tv_nsec;
        key[1] = (uint32_t)now.tv_sec;
        seed_array(r, key, 2);
        return 0;
    }
    if (is_int_or_bool(seed)) {
        int_view(seed, &view);
        seed_array(r, view.count ? view.digit : zero,
                   view.count ? view.count : 1);
        return 0;
    }
    if (object_hash(seed, &hash) < 0)
        return -1;
    key[0] = (uint32_t)hash;
    key[1] = (uint32_t)((uint64_t)hash >> DIGIT_BITS);
    seed_array(r, key, key[1] ? 2 : 1);
    return 0;
}

static struct object *random_new(struct type *cls, struct object *const *args,
                                 uint32_t count, struct object *names)
{
    struct object *o = object_new(cls, cls->size);

    (void)args;
    (void)count;
    (void)names;
    if (!o)
        return NULL;
    if (cls->flags & TYPE_ATTRIBUTES)
        attributes_init(o);
    seed_object((struct random *)o, NONE);
    return o;
}

/* Random(seed): a class derived from it has its own __init__. */
static int random_init(struct object *self, struct object *const *args,
                       uint32_t count, struct object *names)
{
    (void)names;
    if (count > 1) {
        error_format(&type_TypeError,
                     "Random() takes at most 1 argument (%u given)", count);
        return -1;
    }
    return seed_object((struct random *)self, count ? args[0] : NONE);
}

static void random_dealloc(struct object *self)
{
    object_release(self, self->type->size);
}

static struct object *random_seed(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    (void)names;
    if (seed_object((struct random *)args[0], count > 1 ? args[1] : NONE) < 0)
        return NULL;
    return ref(NONE);
}

static struct object *random_random(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct random *r = (struct random *)args[0];
    uint32_t high = next_word(r) >> HIGH_DROP, low = next_word(r) >> LOW_DROP;

    (void)count;
    (void)names;
    return float_from((high * LOW_SIZE + low) / FULL_SIZE);
}

static struct object *random_getrandbits(struct object *const *args,
                                         uint32_t count, struct object *names)
{
    struct random *r = (struct random *)args[0];
    struct bigint *b;
    int64_t bits;

    (void)count;
    (void)names;
    if (object_index_int64(args[1], &type_OverflowError, &bits) < 0)
        return NULL;
    if (bits < 0)
        return error_format(&type_ValueError,
                            "number of bits must be non-negative");
    if (bits == 0)
        return small_from(0);
    if (bits <= DIGIT_BITS)
        return small_from(next_word(r) >> (DIGIT_BITS - bits));
    b = bigint_new(((uint64_t)bits - 1) / DIGIT_BITS + 1);
    if (!b)
        return NULL;
    for (uint32_t i = 0; i < b->count; i++, bits -= DIGIT_BITS)
        b->digit[i] =
            next_word(r) >> (bits < DIGIT_BITS ? DIGIT_BITS - bits : 0);
    return bigint_finish(b);
}

/* The state as a tuple of WORDS + 1 ints, the last being how many are used. */
static struct object *random_getstate(struct object *const *args,
                                      uint32_t count, struct object *names)
{
    struct random *r = (struct random *)args[0];
    struct tuple *state = tuple_new(WORDS + 1);

    (void)count;
    (void)names;
    if (!state)
        return NULL;
    for (uint32_t i = 0; i < WORDS; i++)
        state->items[i] = small_from(r->state[i]);
    state->items[WORDS] = small_from(r->used);
    return &state->head;
}

static struct object *random_setstate(struct object *const *args,
                                      uint32_t count, struct object *names)
{
    struct random *r = (struct random *)args[0];
    uint32_t words[WORDS + 1];
    struct tuple *state = (struct tuple *)args[1];

    (void)count;
    (void)names;
    if (!is_tuple(args[1]))
        return error_format(&type_TypeError, "state vector must be a tuple");
    if (state->count != WORDS + 1)
        return error_format(&type_ValueError, "state vector is the wrong size");
    for (uint32_t i = 0; i <= WORDS; i++) {
        if (!is_small(state->items[i]))
            return error_format(&type_TypeError, "an integer is required");
        words[i] = (uint32_t)small_value(state->items[i]);
    }
    if (words[WORDS] > WORDS)
        return error_format(&type_ValueError, "invalid state");
    memcpy(r->state, words, sizeof(r->state));
    r->used = words[WORDS];
    return ref(NONE);
}

static const struct method_def random_methods[] = {
    {"seed", random_seed, 1, 2, false, METHOD_INSTANCE, NULL},
    {"random", random_random, 1, 1, false, METHOD_INSTANCE,
     "A float, at least 0 and less than 1."},
    {"getrandbits", random_getrandbits, 2, 2, false, METHOD_INSTANCE,
     "An int of so many random bits."},
    {"getstate", random_getstate, 1, 1, false, METHOD_INSTANCE, NULL},
    {"setstate", random_setstate, 2, 2, false, METHOD_INSTANCE, NULL},
    {NULL, NULL, 0, 0, false, 0, NULL},
};

struct type type_random = {
    .head = STATIC_HEAD(&type_type),
    .name = "_random.Random",
    .size = sizeof(struct random),
    .flags = TYPE_BASE,
    .doc = "A generator of pseudorandom numbers of its own.",
    .dealloc = random_dealloc,
    .new = random_new,
    .init = random_init,
    .methods = random_methods,
};

struct object *module_init__random(void)
{
    static const struct method_def none = {NULL, NULL, 0, 0, false, 0, NULL};
    struct object *module = module_from_methods("_random", &none);

    if (module && module_set(module, "Random", &type_random.head) == 0)
        return module;
    unref_maybe(module);
    return NULL;
}
