/* SPDX-License-Identifier: MIT
 *
 * Texts that grow, and pseudo-random numbers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

#define LEAST_CAPACITY 1024

static void reserve(struct listing *t, size_t more)
{
    size_t capacity = t->capacity ? t->capacity : LEAST_CAPACITY;

    while (capacity <= t->size + more)
        capacity *= 2;
    if (capacity == t->capacity)
        return;
    t->data = realloc(t->data, capacity);
    if (!t->data)
        abort();
    t->capacity = capacity;
}

void listing_add(struct listing *t, const char *data, size_t size)
{
    reserve(t, size);
    if (size)
        memcpy(t->data + t->size, data, size);
    t->size += size;
    t->data[t->size] = 0;
}

void listing_add_c(struct listing *t, const char *data)
{
    listing_add(t, data, strlen(data));
}

void listing_replace(struct listing *t, size_t start, size_t size,
                     const char *data, size_t data_size)
{
    struct listing result = {0};

    listing_add(&result, t->data, start);
    listing_add(&result, data, data_size);
    listing_add(&result, t->data + start + size, t->size - start - size);
    listing_free(t);
    *t = result;
}

void listing_free(struct listing *t)
{
    free(t->data);
    *t = (struct listing){0};
}

struct listing listing_read(const char *path)
{
    FILE *file = fopen(path, "r");
    struct listing t = {0};
    char part[LEAST_CAPACITY];
    size_t size;

    if (!file) {
        perror(path);
        abort();
    }
    while ((size = fread(part, 1, sizeof part, file)) > 0)
        listing_add(&t, part, size);
    fclose(file);
    listing_add(&t, NULL, 0);
    return t;
}

/* splitmix64: good from its first number on, whatever the seed (Steele, Lea,
 * Flood: Fast splittable pseudorandom number generators, 2014). */
uint64_t random_below(struct random *r, uint64_t below)
{
    uint64_t z = r->state += 0x9e3779b97f4a7c15;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return (z ^ z >> 31) % below;
}
