/* SPDX-License-Identifier: MIT
 *
 * Limits on memory: RLIMIT_AS counts everything, RLIMIT_DATA what is private and
 * writable, RLIMIT_STACK how far the stack grows.
 */
#define _GNU_SOURCE
#include "memory.h"
#include <sys/auxv.h>
#include <sys/resource.h>

#define PIECES 64

static void set_limit(int resource, rlim_t soft)
{
    struct rlimit limit;

    CHECK_EQ(getrlimit(resource, &limit), 0);
    limit.rlim_cur = soft;
    CHECK_EQ(setrlimit(resource, &limit), 0);
}

/* Map pieces of 1 MiB until that fails, then single pages; how many pieces there
 * were. */
static int fill(char *piece[])
{
    int count = 0;

    while (count < PIECES) {
        piece[count] = map(NULL, MIB, RW, 0);
        if (piece[count] == MAP_FAILED)
            break;
        count++;
    }
    CHECK_EQ(errno, ENOMEM);
    while (map(NULL, PAGE, RW, 0) != MAP_FAILED)
        ;
    CHECK_EQ(errno, ENOMEM);
    return count;
}

/* A limit of 32 MiB: room for some pieces; each that goes makes room for one.
 * Whether they are touched does not matter, nor how they are mapped. */
static void address_space(void)
{
    char *piece[PIECES];
    int count;

    set_limit(RLIMIT_AS, 32 * MIB);
    count = fill(piece);
    CHECK(count > 8 && count < 32);
    CHECK_ERR((long)map(NULL, MIB, PROT_NONE, MAP_NORESERVE), ENOMEM);
    CHECK_ERR((long)mmap(NULL, MIB, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0),
              ENOMEM);
    CHECK_ERR((long)mremap(piece[0], MIB, 3 * MIB, MREMAP_MAYMOVE), ENOMEM);
    /* In the place of what is there already: no more than before. */
    CHECK(map(piece[0], MIB, RW, MAP_FIXED) == piece[0]);
    CHECK_EQ(munmap(piece[1], MIB / 2), 0);
    CHECK_ERR((long)map(NULL, MIB / 2 + PAGE, RW, 0), ENOMEM);
    CHECK_EQ(munmap(piece[1] + MIB / 2, MIB / 2), 0);
    CHECK_ERR((long)map(NULL, MIB + PAGE, RW, 0), ENOMEM);
    piece[1] = map(NULL, MIB, RW, 0);
    CHECK(piece[1] != MAP_FAILED);
    CHECK_ERR((long)map(NULL, MIB, RW, 0), ENOMEM);
    ok("address space");

    char *end = (char *)syscall(SYS_brk, 0);
    CHECK(syscall(SYS_brk, end + 2 * MIB) == (long)end);
    set_limit(RLIMIT_AS, PAGE);
    CHECK(syscall(SYS_brk, end + PAGE) == (long)end);
    CHECK_ERR((long)map(NULL, PAGE, RW, 0), ENOMEM);
    CHECK_EQ(mprotect(piece[0], MIB, PROT_READ), 0);
    CHECK_EQ(mprotect(piece[0], MIB, RW), 0);
    CHECK_EQ(writable(piece[0] + MIB - 1), 1);
    set_limit(RLIMIT_AS, RLIM_INFINITY);
    CHECK(syscall(SYS_brk, end + PAGE) == (long)end + (long)PAGE);
    CHECK(syscall(SYS_brk, end) == (long)end);
    while (count-- > 0)
        CHECK_EQ(munmap(piece[count], MIB), 0);
    ok("below what is in use");
}

static void data(void)
{
    char *constant = map(NULL, MIB, PROT_READ, 0), *p;
    char *end = (char *)syscall(SYS_brk, 0);

    set_limit(RLIMIT_DATA, PAGE);
    CHECK_ERR((long)map(NULL, PAGE, RW, 0), ENOMEM);
    CHECK_ERR((long)map(NULL, PAGE, PROT_WRITE, MAP_NORESERVE), ENOMEM);
    CHECK(syscall(SYS_brk, end + PAGE) == (long)end);
    CHECK_ERR(mprotect(constant, PAGE, RW), ENOMEM);
    CHECK_EQ(mprotect(constant, PAGE, PROT_NONE), 0);
    p = map(NULL, PAGE, PROT_READ | PROT_EXEC, 0);
    CHECK(p != MAP_FAILED);
    munmap(p, PAGE);
    p = mmap(NULL, MIB, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(p != MAP_FAILED);
    CHECK_EQ(mprotect(p, MIB, PROT_READ), 0);
    CHECK_EQ(mprotect(p, MIB, RW), 0);
    munmap(p, MIB);
    set_limit(RLIMIT_DATA, RLIM_INFINITY);
    CHECK_EQ(mprotect(constant, PAGE, RW), 0);
    munmap(constant, MIB);
    ok("data");
}

/* The end of the stack: the program's path lies below its last word. */
static char *stack_top(void)
{
    const char *path = (const char *)getauxval(AT_EXECFN);
    uintptr_t end = (uintptr_t)path + strlen(path) + 1 + sizeof(long);

    return (char *)((end + PAGE - 1) / PAGE * PAGE);
}

static void stack(void)
{
    char *top = stack_top();

    set_limit(RLIMIT_STACK, MIB);
    CHECK_EQ(writable(top - MIB / 2), 1);
    CHECK_EQ(writable(top - MIB - 1), 0);
    CHECK_EQ(writable(top - MIB), 1);
    CHECK_EQ(writable(top - MIB - 1), 0);
    set_limit(RLIMIT_STACK, 2 * MIB);
    CHECK_EQ(writable(top - MIB - 1), 1);
    CHECK_EQ(writable(top - 2 * MIB), 1);
    CHECK_EQ(writable(top - 2 * MIB - 1), 0);
    set_limit(RLIMIT_STACK, PAGE); /* what has grown stays */
    CHECK_EQ(writable(top - 2 * MIB), 1);
    set_limit(RLIMIT_STACK, 24 * MIB);
    CHECK_EQ(writable(top - 20 * MIB), 1);
    CHECK_EQ(writable(top - 24 * MIB - 1), 0);
    set_limit(RLIMIT_STACK, 8 * MIB);
    ok("stack");
}

int main(void)
{
    memory_open();
    address_space();
    data();
    stack();
    return check_status();
}
