/* SPDX-License-Identifier: MIT
 *
 * brk: it grows by zeroed memory, shrinks, comes back zeroed, keeps the odd
 * byte it was asked for, and answers the old break to what it cannot do.
 */
#define _GNU_SOURCE
#include "memory.h"

static char *brk_to(const void *end)
{
    return (char *)syscall(SYS_brk, end);
}

static void check_grow(char *start)
{
    CHECK(brk_to(start + 3 * PAGE) == start + 3 * PAGE);
    CHECK(all_zero(start, 3 * PAGE));
    memset(start, 0xee, 3 * PAGE);
    CHECK(brk_to(NULL) == start + 3 * PAGE);
    ok("grow");
}

static void check_shrink(char *start)
{
    CHECK(brk_to(start + PAGE) == start + PAGE);
    CHECK(readable(start));
    CHECK(!readable(start + PAGE));
    CHECK(!readable(start + 2 * PAGE));
    CHECK(brk_to(start + 3 * PAGE) == start + 3 * PAGE);
    CHECK_EQ((unsigned char)start[PAGE - 1], 0xee);
    CHECK(all_zero(start + PAGE, 2 * PAGE));
    ok("shrink");
}

/* The break is exact to the byte; its memory reaches to the page's end. */
static void check_odd(char *start)
{
    CHECK(brk_to(start + 3 * PAGE + 1) == start + 3 * PAGE + 1);
    CHECK(writable(start + 4 * PAGE - 1));
    CHECK(!readable(start + 4 * PAGE));
    CHECK(brk_to(start + 4 * PAGE) == start + 4 * PAGE);
    CHECK(!readable(start + 4 * PAGE));
    ok("odd");
}

static void check_refusals(char *start)
{
    char *now = brk_to(NULL);
    void *wall = map(start + 16 * PAGE, PAGE, PROT_NONE, MAP_FIXED);

    CHECK(brk_to((void *)1) == now); /* below the start */
    CHECK(brk_to((void *)-1) == now);
    CHECK(brk_to(KERNEL_ADDRESS) == now);
    CHECK(wall == start + 16 * PAGE);
    CHECK(brk_to(start + 17 * PAGE) == now); /* would run into the mapping */
    CHECK(brk_to(start + 8 * PAGE) == start + 8 * PAGE);
    munmap(wall, PAGE);
    CHECK(brk_to(start + 32 * PAGE) == start + 32 * PAGE);
    ok("refusals");
}

int main(void)
{
    char *start = brk_to(NULL), *aligned;

    aligned = (char *)(((uintptr_t)start + PAGE - 1) & -PAGE);
    CHECK(brk_to(aligned) == aligned);
    check_grow(aligned);
    check_shrink(aligned);
    check_odd(aligned);
    check_refusals(aligned);
    CHECK(brk_to(aligned + 16 * MIB) == aligned + 16 * MIB);
    aligned[16 * MIB - 1] = 1;
    CHECK(brk_to(aligned) == aligned);
    ok("16 MiB");
    return check_status();
}
