/* SPDX-License-Identifier: MIT
 *
 * mprotect: each page allows what it was last given, in the middle of a
 * mapping as well, to the program and to the kernel on its behalf.
 */
#define _GNU_SOURCE
#include "memory.h"

static void check_levels(void)
{
    char *p = pages(1);

    p[0] = 0x11;
    CHECK(readable(p) && writable(p));
    CHECK_EQ(mprotect(p, PAGE, PROT_READ), 0);
    CHECK(readable(p) && !writable(p));
    CHECK_EQ(p[0], 0x77); /* what writable() had put there */
    CHECK_EQ(mprotect(p, PAGE, PROT_NONE), 0);
    CHECK(!readable(p) && !writable(p));
    CHECK_EQ(mprotect(p, PAGE, PROT_WRITE), 0); /* implies read here */
    CHECK(readable(p) && writable(p));
    CHECK_EQ(mprotect(p, PAGE, RW), 0);
    CHECK_EQ(p[0], 0x77);
    ok("levels");
}

/* Before the first touch the protection holds just as well. */
static void check_untouched(void)
{
    char *p = pages(3);

    CHECK_EQ(mprotect(p, PAGE, PROT_READ), 0);
    CHECK(!writable(p) && readable(p));
    CHECK_EQ(p[0], 0);
    CHECK_EQ(mprotect(p, PAGE, RW), 0);
    p[0] = 1; /* a page read first, written later */
    CHECK_EQ(p[0], 1);
    CHECK_EQ(p[PAGE], 0);
    ok("untouched");
}

static void check_middle(void)
{
    char *p = pages(9);

    memset(p, 0x42, 9 * PAGE);
    CHECK_EQ(mprotect(p + 3 * PAGE, 3 * PAGE, PROT_NONE), 0);
    CHECK_EQ(mprotect(p + 4 * PAGE, PAGE, PROT_READ), 0);
    for (int i = 0; i < 9; i++) {
        CHECK_EQ(readable(p + i * PAGE), i != 3 && i != 5);
        CHECK_EQ(writable(p + i * PAGE), i < 3 || i > 5);
    }
    CHECK_EQ(mprotect(p, 9 * PAGE, RW), 0);
    for (int i = 0; i < 9; i++)
        CHECK_EQ(p[i * PAGE + 1], 0x42);
    ok("middle");
}

/* A buffer that ends at a bad page: a call that needs all of it fails. */
static void check_edges(void)
{
    char *p = pages(2);
    struct timespec *t = (void *)(p + PAGE - 8), now;

    CHECK_EQ(mprotect(p + PAGE, PAGE, PROT_NONE), 0);
    CHECK_ERR(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, t), EFAULT);
    CHECK_ERR(syscall(SYS_nanosleep, t, NULL), EFAULT);
    t = (void *)(p + PAGE - 16);
    CHECK_EQ(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, t), 0);
    clock_gettime(CLOCK_MONOTONIC, &now);
    CHECK(now.tv_sec - t->tv_sec <= 60);
    CHECK_ERR(syscall(SYS_write, memory_pipe[1], p + PAGE, 1), EFAULT);
    CHECK_ERR(syscall(SYS_open, memset(p + PAGE - 4, 'x', 4), 0), EFAULT);
    ok("edges");
}

/* Code made at run time: written first, executable after. */
static void check_code(void)
{
    unsigned char *code = pages(1);
    int (*answer)(void) = (int (*)(void))(uintptr_t)code;

    memcpy(code, "\xb8\x2a\x00\x00\x00\xc3", 6); /* mov $42, %eax; ret */
    CHECK_EQ(mprotect(code, PAGE, PROT_READ | PROT_EXEC), 0);
    CHECK_EQ(answer(), 42);
    CHECK(!writable(code));
    CHECK_EQ(mprotect(code, PAGE, RW), 0);
    code[1] = 43;
    CHECK_EQ(mprotect(code, PAGE, PROT_READ | PROT_EXEC), 0);
    CHECK_EQ(answer(), 43);
    ok("code");
}

int main(void)
{
    memory_open();
    check_levels();
    check_untouched();
    check_middle();
    check_edges();
    check_code();
    return check_status();
}
