/* SPDX-License-Identifier: MIT
 *
 * Corners of mmap and its kin: areas that grow down, MAP_POPULATE and
 * MAP_FIXED_NOREPLACE, what msync and the advice about forks refuse.
 */
#define _GNU_SOURCE
#include "memory.h"

#define FREE_SPACE (8 * MIB) /* within RLIMIT_STACK */
#define GUARD_GAP MIB        /* what a stack keeps away from what is below it */

/* A place with nothing in it, FREE_SPACE long. */
static char *nowhere(void)
{
    char *p = map(NULL, FREE_SPACE, PROT_NONE, MAP_NORESERVE);

    CHECK(p != MAP_FAILED);
    munmap(p, FREE_SPACE);
    return p;
}

/* One page that grows down, at the upper end of free space. */
static char *stack_at(char *low)
{
    char *page = low + FREE_SPACE - PAGE;

    CHECK(map(page, PAGE, RW, MAP_FIXED | MAP_GROWSDOWN) == page);
    return page;
}

static void grows(void)
{
    char *low = nowhere(), *page = stack_at(low);

    CHECK_EQ(writable(page - 1), 1);
    page[-3 * (long)PAGE] = 7;
    CHECK_EQ(page[-3 * (long)PAGE], 7);
    CHECK_EQ(page[-2 * (long)PAGE], 0);
    CHECK_EQ(writable(page - 5 * MIB), 1); /* however far, up to the limit */
    CHECK_EQ(munmap(low, FREE_SPACE), 0);
    CHECK_EQ(writable(page), 0);
    ok("grows down");
}

static void keeps_away(void)
{
    char *low = nowhere(), *page = stack_at(low);
    char *below = low + 2 * MIB;

    CHECK(map(below, PAGE, RW, MAP_FIXED) == below);
    CHECK_EQ(writable(below + PAGE + GUARD_GAP - 1), 0);
    CHECK_EQ(writable(below + PAGE + GUARD_GAP), 1);
    CHECK_EQ(writable(below + PAGE + GUARD_GAP - 1), 0);
    ok("keeps away from its neighbour");

    CHECK_EQ(mprotect(below, PAGE, PROT_NONE), 0);
    CHECK_EQ(writable(below + 2 * PAGE), 1); /* that is guard enough */
    CHECK_EQ(writable(below), 0);
    munmap(low, FREE_SPACE);
    CHECK_EQ(writable(page), 0);
    ok("unless that cannot be touched");
}

static void protection(void)
{
    char *low = nowhere(), *page = stack_at(low);

    CHECK_EQ(mprotect(page, PAGE, PROT_READ), 0);
    CHECK_EQ(readable(page - PAGE), 1);
    CHECK_EQ(writable(page - PAGE), 0);
    munmap(low, FREE_SPACE);
    ok("grown pages have its protection");
}

static void fixed(void)
{
    char *p = map(NULL, 3 * PAGE, RW, MAP_POPULATE);

    CHECK(p != MAP_FAILED && all_zero(p, 3 * PAGE));
    p[PAGE] = 1;
    CHECK_ERR((long)map(p + PAGE, PAGE, RW, MAP_FIXED_NOREPLACE), EEXIST);
    CHECK_ERR((long)map(p - PAGE, 2 * PAGE, RW, MAP_FIXED_NOREPLACE), EEXIST);
    CHECK_EQ(p[PAGE], 1);
    munmap(p + PAGE, PAGE);
    CHECK(map(p + PAGE, PAGE, RW, MAP_FIXED_NOREPLACE) == p + PAGE);
    CHECK_EQ(p[PAGE], 0);
    CHECK_ERR((long)map(p + 1, PAGE, RW, MAP_FIXED_NOREPLACE), EINVAL);
    /* With MAP_FIXED nothing is lost when the arguments are wrong. */
    p[0] = 9;
    CHECK_ERR((long)mmap(p, PAGE, RW, MAP_FIXED | MAP_ANONYMOUS, -1, 0),
              EINVAL);
    CHECK_ERR((long)mmap(p, PAGE, RW, MAP_FIXED | MAP_PRIVATE, -1, 0), EBADF);
    CHECK_ERR((long)map(p, 0, RW, MAP_FIXED), EINVAL);
    CHECK_EQ(p[0], 9);
    munmap(p, 3 * PAGE);
    ok("fixed");
}

/* Shared anonymous memory takes neither of the checked types. */
static void types(void)
{
    CHECK_ERR((long)mmap(NULL, PAGE, RW, MAP_ANONYMOUS, -1, 0), EINVAL);
    CHECK_ERR((long)mmap(NULL, PAGE, RW, MAP_SHARED_VALIDATE | MAP_ANONYMOUS,
                         -1, 0),
              EINVAL);
    CHECK_ERR((long)mmap(NULL, PAGE, RW, 4 | MAP_ANONYMOUS, -1, 0), EINVAL);
    char *p = mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, 1234, 0);
    CHECK(p != MAP_FAILED); /* the descriptor is not looked at */
    munmap(p, PAGE);
    ok("types");
}

static void synchronised(void)
{
    char *p = map(NULL, 3 * PAGE, RW, 0);

    CHECK_EQ(msync(p, 3 * PAGE, MS_ASYNC), 0);
    CHECK_EQ(msync(p, 0, MS_SYNC), 0);
    CHECK_EQ(msync(p, 1, MS_SYNC | MS_INVALIDATE), 0);
    CHECK_ERR(msync(p + 1, PAGE, MS_SYNC), EINVAL);
    CHECK_ERR(msync(p, PAGE, MS_SYNC | MS_ASYNC), EINVAL);
    CHECK_ERR(msync(p, PAGE, 64), EINVAL);
    munmap(p + PAGE, PAGE);
    CHECK_ERR(msync(p, 3 * PAGE, MS_SYNC), ENOMEM);
    CHECK_EQ(msync(p + 2 * PAGE, PAGE, MS_SYNC), 0);
    CHECK_ERR(msync(p, -PAGE, MS_SYNC), ENOMEM);
    ok("msync");
}

static void advice(void)
{
    char *p = map(NULL, 3 * PAGE, RW, 0);
    char *q = mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    CHECK_EQ(madvise(p + PAGE, PAGE, MADV_DONTFORK), 0);
    CHECK_EQ(madvise(p, 3 * PAGE, MADV_DOFORK), 0);
    CHECK_EQ(madvise(p, 2 * PAGE, MADV_WIPEONFORK), 0);
    CHECK_EQ(madvise(p, 3 * PAGE, MADV_KEEPONFORK), 0);
    CHECK_EQ(madvise(q, PAGE, MADV_DONTFORK), 0);
    CHECK_ERR(madvise(q, PAGE, MADV_WIPEONFORK), EINVAL);
    munmap(p + PAGE, PAGE);
    CHECK_ERR(madvise(p, 3 * PAGE, MADV_DONTFORK), ENOMEM);
    CHECK_ERR(madvise(p, PAGE, 1000), EINVAL);
    ok("advice about forks");
}

int main(void)
{
    grows();
    keeps_away();
    protection();
    fixed();
    types();
    synchronised();
    advice();
    return check_status();
}
