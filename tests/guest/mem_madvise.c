/* SPDX-License-Identifier: MIT
 *
 * madvise: MADV_DONTNEED gives private anonymous pages back, and they read as
 * zero afterwards; other advice changes nothing that can be seen.
 */
#define _GNU_SOURCE
#include "memory.h"

int main(void)
{
    char *p = pages(8);

    memset(p, 0x21, 8 * PAGE);
    CHECK_EQ(madvise(p + 2 * PAGE, 3 * PAGE, MADV_DONTNEED), 0);
    for (int i = 0; i < 8; i++)
        CHECK_EQ(all_zero(p + i * PAGE, PAGE), i >= 2 && i < 5);
    CHECK_EQ(p[0], 0x21);
    CHECK_EQ(p[8 * PAGE - 1], 0x21);
    p[2 * PAGE] = 1;
    CHECK_EQ(p[2 * PAGE], 1);
    ok("dontneed");

    /* The length is rounded up to whole pages. */
    CHECK_EQ(madvise(p + 6 * PAGE, 1, MADV_DONTNEED), 0);
    CHECK(all_zero(p + 6 * PAGE, PAGE));
    CHECK_EQ(p[7 * PAGE], 0x21);
    ok("rounding");

    CHECK_EQ(madvise(p, 8 * PAGE, MADV_NORMAL), 0);
    CHECK_EQ(madvise(p, 8 * PAGE, MADV_WILLNEED), 0);
    CHECK_EQ(madvise(p, 8 * PAGE, MADV_SEQUENTIAL), 0);
    CHECK_EQ(p[0], 0x21);
    ok("advice");

    /* Protection outlives the contents. */
    mprotect(p, PAGE, PROT_READ);
    CHECK_EQ(madvise(p, PAGE, MADV_DONTNEED), 0);
    CHECK_EQ(p[0], 0);
    CHECK(!writable(p));
    ok("protection");
    return check_status();
}
