/* SPDX-License-Identifier: MIT
 *
 * What every guest test is made of: a check prints nothing when it holds and
 * one FAIL line (with the values) when it does not; ok() closes a topic with
 * one line. The output of a test is the same on Linux and on Convoy, so only
 * outcomes are printed, never addresses, ids or times.
 *
 * Lines go straight to write(2), so that nothing is lost when a test dies by a
 * signal on purpose.
 */
#ifndef CHECK_H
#define CHECK_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* The expression is true. */
#define CHECK(expr) check_true(!!(expr), __FILE__, __LINE__, #expr)

/* Both are the same number; GOT is printed beside WANT where they are not. */
#define CHECK_EQ(got, want)                                                    \
    check_equal((long)(got), (long)(want), __FILE__, __LINE__, #got)

/* The call fails: it returns -1 and sets errno to ERR. */
#define CHECK_ERR(call, err)                                                   \
    (errno = 0, check_error((long)(call), (err), __FILE__, __LINE__, #call))

/* An address in the kernel's half, and one that is in neither half. */
#define KERNEL_ADDRESS ((void *)0xffff800000000000ul)
#define NON_CANONICAL ((void *)0x0000800000000000ul)
#define PAGE 4096ul

/* Failures so far, and those before the topic that is open now. Any thread
 * may fail a check; only one at a time closes topics. */
static int check_failures;
static int check_closed;

static inline void check_failed(void)
{
    __atomic_add_fetch(&check_failures, 1, __ATOMIC_SEQ_CST);
}

static inline void check_true(int holds, const char *file, int line,
                              const char *text)
{
    if (holds)
        return;
    dprintf(1, "FAIL %s:%d %s (errno %d)\n", file, line, text, errno);
    check_failed();
}

static inline void check_equal(long got, long want, const char *file, int line,
                               const char *text)
{
    if (got == want)
        return;
    dprintf(1, "FAIL %s:%d %s (is %ld, not %ld; errno %d)\n", file, line, text,
            got, want, errno);
    check_failed();
}

static inline void check_error(long got, int err, const char *file, int line,
                               const char *text)
{
    if (got == -1 && errno == err)
        return;
    dprintf(1, "FAIL %s:%d %s (is %ld, errno %d; not errno %d)\n", file, line,
            text, got, errno, err);
    check_failed();
}

/* Close a topic: say whether every check since the last one held. */
static inline void ok(const char *topic)
{
    int now = __atomic_load_n(&check_failures, __ATOMIC_SEQ_CST);

    dprintf(1, "%s %s\n", now == check_closed ? "ok" : "not ok", topic);
    check_closed = now;
}

/* The exit status of a test: 0 if every check held. */
static inline int check_status(void)
{
    return __atomic_load_n(&check_failures, __ATOMIC_SEQ_CST) ? 1 : 0;
}

/* A point that the test cannot go on from. */
static inline void check_die(const char *what)
{
    dprintf(1, "FAIL %s (errno %d)\n", what, errno);
    exit(1);
}

/* Fresh zeroed memory of whole pages, readable and writable. */
static inline void *pages(unsigned long count)
{
    void *p = mmap(NULL, count * PAGE, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED)
        check_die("no memory for pages()");
    return p;
}

/* A page that the test may not even read. */
static inline void *no_access_page(void)
{
    void *p = pages(1);

    mprotect(p, PAGE, PROT_NONE);
    return p;
}

/* A page that the test may read and not write. */
static inline void *read_only_page(void)
{
    void *p = pages(1);

    mprotect(p, PAGE, PROT_READ);
    return p;
}

static inline int64_t now_ns(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static inline void sleep_ms(long ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};

    while (nanosleep(&t, &t) == -1 && errno == EINTR)
        ;
}

#endif
