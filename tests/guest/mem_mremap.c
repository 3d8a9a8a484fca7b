/* SPDX-License-Identifier: MIT
 *
 * mremap: grows in place where there is room, moves where there is not and it
 * may, shrinks; the contents go along. malloc's realloc relies on it.
 */
#define _GNU_SOURCE
#include "memory.h"

/* Every page of P..LENGTH starts with its number, counted from FIRST. */
static void number(char *p, size_t length, int first)
{
    for (size_t i = 0; i < length / PAGE; i++)
        *(int *)(p + i * PAGE) = first + (int)i;
}

static int numbered(const char *p, size_t length, int first)
{
    for (size_t i = 0; i < length / PAGE; i++)
        if (*(const int *)(p + i * PAGE) != first + (int)i)
            return 0;
    return 1;
}

/* Twelve pages of room, of which the first four are mapped again. */
static char *with_room(void)
{
    char *p = pages(12);

    munmap(p, 12 * PAGE);
    p = map(p, 4 * PAGE, RW, MAP_FIXED);
    number(p, 4 * PAGE, 100);
    return p;
}

static void check_in_place(void)
{
    char *p = with_room();

    CHECK(mremap(p, 4 * PAGE, 12 * PAGE, 0) == p);
    CHECK(numbered(p, 4 * PAGE, 100));
    CHECK(all_zero(p + 4 * PAGE, 8 * PAGE));
    CHECK(mremap(p, 12 * PAGE, 12 * PAGE, 0) == p);
    CHECK(mremap(p, 12 * PAGE, 2 * PAGE, 0) == p);
    CHECK(numbered(p, 2 * PAGE, 100));
    CHECK(!readable(p + 2 * PAGE));
    ok("in place");
}

static void check_move(void)
{
    char *p = with_room(), *q;
    char *wall = map(p + 4 * PAGE, PAGE, PROT_NONE, MAP_FIXED);

    CHECK(wall == p + 4 * PAGE);
    CHECK_ERR(mremap(p, 4 * PAGE, 6 * PAGE, 0), ENOMEM);
    CHECK(numbered(p, 4 * PAGE, 100));
    q = mremap(p, 4 * PAGE, 6 * PAGE, MREMAP_MAYMOVE);
    CHECK(q != MAP_FAILED && q != p);
    CHECK(numbered(q, 4 * PAGE, 100));
    CHECK(all_zero(q + 4 * PAGE, 2 * PAGE));
    CHECK(!readable(p));
    ok("move");
}

static void check_fixed(void)
{
    char *p = pages(4), *to = pages(8);
    int flags = MREMAP_MAYMOVE | MREMAP_FIXED;

    number(p, 4 * PAGE, 7);
    number(to, 8 * PAGE, 500);
    CHECK(mremap(p, 4 * PAGE, 4 * PAGE, flags, to + 2 * PAGE) == to + 2 * PAGE);
    CHECK(numbered(to, 2 * PAGE, 500));
    CHECK(numbered(to + 2 * PAGE, 4 * PAGE, 7));
    CHECK(numbered(to + 6 * PAGE, 2 * PAGE, 506));
    CHECK(!readable(p));
    CHECK_ERR(mremap(to, 4 * PAGE, 4 * PAGE, flags, to + PAGE), EINVAL);
    CHECK_ERR(mremap(to, PAGE, PAGE, flags, to + 9), EINVAL);
    CHECK_ERR(mremap(to, PAGE, PAGE, flags, KERNEL_ADDRESS), EINVAL);
    ok("fixed");
}

/* The middle of a mapping moves out and leaves a hole. */
static void check_middle(void)
{
    char *p = pages(6), *q;

    number(p, 6 * PAGE, 1);
    q = mremap(p + 2 * PAGE, 2 * PAGE, 3 * PAGE, MREMAP_MAYMOVE);
    CHECK(q != MAP_FAILED);
    CHECK(numbered(q, 2 * PAGE, 3));
    CHECK(numbered(p, 2 * PAGE, 1) && numbered(p + 4 * PAGE, 2 * PAGE, 5));
    CHECK(!readable(p + 2 * PAGE) && !readable(p + 3 * PAGE));
    ok("middle");
}

static void check_protection_goes_along(void)
{
    char *p = pages(1), *q;

    p[0] = 9;
    mprotect(p, PAGE, PROT_READ);
    q = mremap(p, PAGE, 3 * PAGE, MREMAP_MAYMOVE);
    CHECK(q != MAP_FAILED);
    CHECK_EQ(q[0], 9);
    CHECK(!writable(q) && !writable(q + 2 * PAGE));
    ok("protection");
}

static void check_realloc(void)
{
    char *p = malloc(300000);

    memset(p, 0x5a, 300000);
    p = realloc(p, 5000000);
    for (int i = 0; i < 300000; i += 997)
        CHECK_EQ(p[i], 0x5a);
    p[4999999] = 1;
    p = realloc(p, 200000);
    CHECK_EQ(p[199999], 0x5a);
    free(p);
    ok("realloc");
}

int main(void)
{
    check_in_place();
    check_move();
    check_fixed();
    check_middle();
    check_protection_goes_along();
    check_realloc();
    return check_status();
}
