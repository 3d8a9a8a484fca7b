/* SPDX-License-Identifier: MIT
 *
 * Anonymous mappings: zeroed, where they were asked for, replaced, punched,
 * unmapped in part, huge without being touched.
 */
#define _GNU_SOURCE
#include "memory.h"
#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

static void check_plain(void)
{
    char *p = map(NULL, 5 * PAGE + 1, RW, 0);

    CHECK(p != MAP_FAILED);
    CHECK_EQ((uintptr_t)p % PAGE, 0);
    CHECK(all_zero(p, 6 * PAGE)); /* the length is rounded up */
    memset(p, 1, 6 * PAGE);
    CHECK_EQ(munmap(p, 5 * PAGE + 1), 0);
    CHECK(!readable(p));
    CHECK(!readable(p + 5 * PAGE));
    ok("plain");
}

/* An address without MAP_FIXED is a wish: granted if free, rounded down. */
static void check_hint(void)
{
    char *p = map(NULL, 8 * PAGE, RW, 0), *q;

    munmap(p + 2 * PAGE, 2 * PAGE);
    q = map(p + 2 * PAGE + 5, PAGE, RW, 0);
    CHECK(q == p + 2 * PAGE);
    q = map(p, PAGE, RW, 0);
    CHECK(q != p && q != MAP_FAILED);
    CHECK((uintptr_t)q < 1ul << 47);
    q = map(KERNEL_ADDRESS, PAGE, RW, 0);
    CHECK(q != MAP_FAILED && q != KERNEL_ADDRESS);
    ok("hint");
}

/* MAP_FIXED replaces what was there, page by page, and nothing else. */
static void check_fixed(void)
{
    char *p = map(NULL, 6 * PAGE, RW, 0);

    memset(p, 0x33, 6 * PAGE);
    CHECK(map(p + 2 * PAGE, 2 * PAGE, PROT_READ, MAP_FIXED) == p + 2 * PAGE);
    CHECK(all_zero(p + 2 * PAGE, 2 * PAGE));
    CHECK(!writable(p + 2 * PAGE));
    CHECK_EQ(p[2 * PAGE - 1], 0x33);
    CHECK_EQ(p[4 * PAGE], 0x33);
    CHECK(writable(p) && writable(p + 4 * PAGE));
    CHECK_ERR(map(p + 1, PAGE, RW, MAP_FIXED), EINVAL);
    CHECK_ERR(map(p + 2 * PAGE, PAGE, RW, MAP_FIXED_NOREPLACE), EEXIST);
    munmap(p + PAGE, PAGE);
    CHECK_ERR(map(p + PAGE, 2 * PAGE, RW, MAP_FIXED_NOREPLACE), EEXIST);
    CHECK(map(p + PAGE, PAGE, RW, MAP_FIXED_NOREPLACE) == p + PAGE);
    ok("fixed");
}

/* Unmapping holes: across several mappings, and where nothing is. */
static void check_holes(void)
{
    char *p = map(NULL, 16 * PAGE, RW, 0);

    memset(p, 1, 16 * PAGE);
    for (int i = 1; i < 16; i += 2)
        CHECK_EQ(munmap(p + i * PAGE, PAGE), 0);
    for (int i = 0; i < 16; i++)
        CHECK_EQ(readable(p + i * PAGE), i % 2 == 0);
    CHECK_EQ(munmap(p + PAGE, PAGE), 0); /* nothing there: fine */
    CHECK_EQ(munmap(p + 4 * PAGE, 8 * PAGE), 0);
    for (int i = 0; i < 16; i++)
        CHECK_EQ(readable(p + i * PAGE), i % 2 == 0 && (i < 4 || i > 11));
    CHECK_EQ(munmap(p, 16 * PAGE), 0);
    CHECK(!readable(p) && !readable(p + 14 * PAGE));
    ok("holes");
}

/* Address space costs nothing until it is touched. */
static void check_huge(void)
{
    char *p = map(NULL, 65536 * MIB, PROT_NONE, MAP_NORESERVE);
    char *q = map(NULL, 4096 * MIB, RW, MAP_NORESERVE);

    CHECK(p != MAP_FAILED && q != MAP_FAILED);
    CHECK(!readable(p) && !readable(p + 65536 * MIB - 1));
    CHECK(map(p + 30000 * MIB, PAGE, RW, MAP_FIXED) == p + 30000 * MIB);
    p[30000 * MIB] = 1;
    q[0] = q[4096 * MIB - 1] = 1;
    CHECK(!readable(p + 30000 * MIB + PAGE));
    CHECK_EQ(munmap(p, 65536 * MIB), 0);
    CHECK_EQ(munmap(q, 4096 * MIB), 0);
    ok("huge");
}

static void check_flags(void)
{
    char *p = map(NULL, 2 * PAGE, RW, MAP_STACK | MAP_NORESERVE);
    char *q = mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    char *r = map(NULL, 4 * PAGE, RW, MAP_POPULATE);

    CHECK(p != MAP_FAILED && q != MAP_FAILED && r != MAP_FAILED);
    CHECK(all_zero(p, 2 * PAGE) && all_zero(q, PAGE) && all_zero(r, 4 * PAGE));
    p[0] = q[0] = r[0] = 1;
    ok("flags");
}

int main(void)
{
    check_plain();
    check_hint();
    check_fixed();
    check_holes();
    check_huge();
    check_flags();
    return check_status();
}
