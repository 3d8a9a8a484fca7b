/* SPDX-License-Identifier: MIT
 *
 * A lot of memory: 64 MiB of address space touched here and there, far apart,
 * again and again, by several threads; everything given back can be had again.
 */
#define _GNU_SOURCE
#include "memory.h"
#include <pthread.h>

#define AREA (64 * MIB)
#define STRIDE (16 * PAGE)
#define THREADS 4
#define ROUNDS 12

static unsigned char *area;

/* A byte that tells where it lies. */
static unsigned char stamp(size_t offset)
{
    return (unsigned char)(offset >> 12) * 37 + 1;
}

static void check_sparse(void)
{
    area = map(NULL, AREA, RW, MAP_NORESERVE);
    CHECK(area != MAP_FAILED);
    for (size_t i = 0; i < AREA; i += STRIDE)
        area[i] = stamp(i);
    for (size_t i = 0; i < AREA; i += STRIDE) {
        CHECK_EQ(area[i], stamp(i));
        CHECK_EQ(area[i + PAGE - 1], 0);
        CHECK_EQ(area[i + PAGE], 0);
    }
    CHECK_EQ(munmap(area, AREA), 0);
    ok("sparse");
}

/* 24 MiB whole, round after round: more in all than the machine has. */
static void check_reuse(void)
{
    for (int round = 0; round < ROUNDS; round++) {
        unsigned char *p = map(NULL, 24 * MIB, RW, 0);
        int dirty = 0;

        if (p == MAP_FAILED)
            check_die("memory was not given back");
        for (size_t i = 0; i < 24 * MIB; i += PAGE) {
            dirty += p[i] != 0;
            p[i] = 0xff;
        }
        CHECK_EQ(dirty, 0);
        munmap(p, 24 * MIB);
    }
    ok("reuse");
}

/* Threads fault in interleaved pages of the same area at the same time. */
static void *fault_in(void *arg)
{
    for (size_t i = (size_t)arg * PAGE; i < 8 * MIB; i += THREADS * PAGE)
        area[i] = stamp(i);
    return NULL;
}

/* Two threads may fault on one page: none of their writes is lost. */
static void *fault_same(void *arg)
{
    for (size_t i = 0; i < 4 * MIB; i += PAGE)
        area[i + (size_t)arg] = 1 + (size_t)arg;
    return NULL;
}

static void run(void *(*body)(void *))
{
    pthread_t thread[THREADS];

    area = pages(8 * MIB / PAGE);
    for (long i = 0; i < THREADS; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, body, (void *)i), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
}

static void check_threads(void)
{
    int wrong = 0;

    run(fault_in);
    for (size_t i = 0; i < 8 * MIB; i += PAGE)
        wrong += area[i] != stamp(i);
    CHECK_EQ(wrong, 0);
    munmap(area, 8 * MIB);
    run(fault_same);
    for (size_t i = 0; i < 4 * MIB; i += PAGE)
        for (int t = 0; t < THREADS; t++)
            wrong += area[i + t] != t + 1;
    CHECK_EQ(wrong, 0);
    ok("threads");
}

/* Many separate areas: found, split and joined in any order. */
static void check_areas(void)
{
    static char *at[512];

    for (int i = 0; i < 512; i++) {
        at[i] = map(NULL, 3 * PAGE, i % 2 ? RW : PROT_READ, 0);
        CHECK_EQ(munmap(at[i] + PAGE, PAGE), 0);
    }
    for (int i = 0; i < 512; i++) {
        int n = i * 149 % 512;

        CHECK(readable(at[n]) && readable(at[n] + 2 * PAGE));
        CHECK_EQ(writable(at[n]), n % 2);
        CHECK_EQ(munmap(at[n], PAGE), 0);
        CHECK_EQ(munmap(at[n] + 2 * PAGE, PAGE), 0);
    }
    ok("areas");
}

int main(void)
{
    check_sparse();
    check_reuse();
    check_threads();
    check_areas();
    return check_status();
}
