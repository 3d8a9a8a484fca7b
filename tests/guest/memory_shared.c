/* SPDX-License-Identifier: MIT
 *
 * Shared memory within one process: anonymous memory whose pages belong to an
 * object and not to a place, files that are mapped twice and written by
 * write(2), and futexes that are one through several mappings.
 */
#define _GNU_SOURCE
#include "asleep.h"
#include "futex.h"
#include "memory.h"
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>

#define PAGES 16

static void *shared(size_t length)
{
    void *p = mmap(NULL, length, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED)
        check_die("no shared memory");
    return p;
}

/* A file of `count` pages without a name. */
static int file_of(unsigned count)
{
    int fd = open("/tmp/memory_shared", O_RDWR | O_CREAT | O_TRUNC, 0600);

    if (fd < 0 || ftruncate(fd, count * PAGE))
        check_die("no file");
    unlink("/tmp/memory_shared");
    return fd;
}

static void *writer(void *arg)
{
    char *p = arg;

    for (int i = 0; i < PAGES; i++)
        p[i * PAGE + i] = (char)(i + 1);
    return NULL;
}

static void anonymous(void)
{
    char *p = shared(PAGES * PAGE);
    pthread_t thread;

    CHECK(all_zero(p, PAGES * PAGE));
    CHECK_EQ(pthread_create(&thread, NULL, writer, p), 0);
    pthread_join(thread, NULL);
    for (int i = 0; i < PAGES; i++)
        CHECK_EQ(p[i * PAGE + i], i + 1);
    ok("anonymous");

    /* What is given back of it is only the place. */
    CHECK_EQ(madvise(p, PAGES * PAGE, MADV_DONTNEED), 0);
    CHECK_EQ(p[3 * PAGE + 3], 4);
    CHECK_EQ(mprotect(p + PAGE, 2 * PAGE, PROT_NONE), 0);
    CHECK_EQ(readable(p + PAGE), 0);
    CHECK_EQ(mprotect(p + PAGE, 2 * PAGE, RW), 0);
    CHECK_EQ(p[2 * PAGE + 2], 3);
    CHECK_EQ(munmap(p + 4 * PAGE, PAGE), 0);
    CHECK_EQ(p[3 * PAGE + 3], 4);
    CHECK_EQ(p[5 * PAGE + 5], 6);
    CHECK_EQ(munmap(p, PAGES * PAGE), 0);
    ok("split and protected");
}

/* An object does not grow with its mapping: there is nothing behind its end. */
static void resized(void)
{
    char *p = shared(2 * PAGE), *q;

    p[PAGE] = 5;
    q = mremap(p, 2 * PAGE, 4 * PAGE, MREMAP_MAYMOVE);
    CHECK(q != MAP_FAILED);
    CHECK_EQ(q[PAGE], 5);
    CHECK_EQ(writable(q + PAGE), 1);
    CHECK_EQ(readable(q + 2 * PAGE), 0);
    CHECK_EQ(writable(q + 3 * PAGE), 0);
    CHECK_EQ(munmap(q, 4 * PAGE), 0);

    /* Two different pieces of memory side by side stay two. */
    p = map(NULL, 4 * PAGE, PROT_NONE, 0);
    q = mmap(p, 2 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    CHECK(q == p);
    q = mmap(p + 2 * PAGE, 2 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED,
             -1, 0);
    CHECK(q == p + 2 * PAGE);
    memset(p, 1, 4 * PAGE);
    CHECK_EQ(munmap(q, 2 * PAGE), 0);
    CHECK_EQ(p[2 * PAGE - 1], 1);
    CHECK_EQ(munmap(p, 2 * PAGE), 0);
    ok("sizes");
}

static void files(void)
{
    int fd = file_of(3);
    char *a = mmap(NULL, 3 * PAGE, RW, MAP_SHARED, fd, 0);
    char *b = mmap(NULL, PAGE, RW, MAP_SHARED, fd, PAGE);
    char *own = mmap(NULL, 3 * PAGE, RW, MAP_PRIVATE, fd, 0);
    char text[8] = "";

    CHECK(a != MAP_FAILED && b != MAP_FAILED && own != MAP_FAILED);
    CHECK_EQ(pwrite(fd, "written", 7, PAGE), 7);
    CHECK(memcmp(a + PAGE, "written", 7) == 0);
    CHECK(memcmp(b, "written", 7) == 0);
    CHECK(memcmp(own + PAGE, "written", 7) == 0);
    memcpy(b, "mapped!", 7);
    CHECK_EQ(pread(fd, text, 7, PAGE), 7);
    CHECK(strcmp(text, "mapped!") == 0);
    CHECK(memcmp(a + PAGE, "mapped!", 7) == 0);
    ok("file and mappings are one");

    own[PAGE] = 'M';
    CHECK_EQ(pwrite(fd, "WRITTEN", 7, PAGE), 7);
    CHECK(memcmp(own + PAGE, "Mapped!", 7) == 0);
    CHECK(memcmp(a + PAGE, "WRITTEN", 7) == 0);
    CHECK_EQ(madvise(own, 3 * PAGE, MADV_DONTNEED), 0);
    CHECK(memcmp(own + PAGE, "WRITTEN", 7) == 0);
    ok("a private copy is apart");

    CHECK_EQ(msync(a, 3 * PAGE, MS_SYNC), 0);
    CHECK_EQ(close(fd), 0);
    CHECK_EQ(munmap(a, 3 * PAGE), 0);
    CHECK_EQ(b[0], 'W'); /* no name, no descriptor, one mapping left */
    munmap(b, PAGE);
    munmap(own, 3 * PAGE);
}

/* ---- one futex, seen through two mappings ---- */

static int woken;

static void *waiter(void *arg)
{
    asleep_soon();
    CHECK_EQ(futex_wait(arg, FUTEX_WAIT, 0, NULL), 0);
    __atomic_add_fetch(&woken, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

static pthread_t start_waiter(int *word)
{
    pthread_t thread;

    woken = 0;
    CHECK_EQ(pthread_create(&thread, NULL, waiter, word), 0);
    asleep_await();
    return thread;
}

/* Does a wake-up at `other` reach who waits at `word`? */
static int reaches(int *word, int *other)
{
    pthread_t thread = start_waiter(word);
    int reached = (int)futex_wake(other, FUTEX_WAKE, 1, 0);

    if (!reached)
        CHECK_EQ(futex_wake(word, FUTEX_WAKE, 1, 0), 1);
    pthread_join(thread, NULL);
    CHECK_EQ(woken, 1);
    return reached;
}

static void futexes(void)
{
    int fd = file_of(2);
    int *a = mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 0);
    int *b = mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 0);
    int *own = mmap(NULL, 2 * PAGE, RW, MAP_PRIVATE, fd, 0);
    const int at = PAGE / sizeof(int) + 2;

    CHECK(a != MAP_FAILED && b != MAP_FAILED && own != MAP_FAILED);
    own[at] = 0;
    CHECK_EQ(reaches(a + at, b + at), 1);
    CHECK_EQ(reaches(b + at, a + at), 1);
    CHECK_EQ(reaches(a + at, b + at + 1), 0);
    CHECK_EQ(reaches(a + at, own + at), 0);
    CHECK_EQ(reaches(own + at, a + at), 0);
    ok("one word, two addresses");

    /* A private wait is for its address alone. */
    pthread_t thread = start_waiter(a + at);
    CHECK_EQ(futex_wake(b + at, FUTEX_WAKE | FUTEX_PRIVATE, 1, 0), 0);
    CHECK_EQ(futex_wake(a + at, FUTEX_WAKE | FUTEX_PRIVATE, 1, 0), 0);
    CHECK_EQ(futex_wake(b + at, FUTEX_WAKE, 1, 0), 1);
    pthread_join(thread, NULL);
    ok("private wake-ups stay apart");

    /* Moved from one word to another, each named by another mapping. */
    thread = start_waiter(a + at);
    CHECK_EQ(syscall(SYS_futex, b + at, FUTEX_CMP_REQUEUE, 0, 1, b, 0), 1);
    CHECK_EQ(futex_wake(a + at, FUTEX_WAKE, 1, 0), 0);
    CHECK_EQ(futex_wake(a, FUTEX_WAKE, 1, 0), 1);
    pthread_join(thread, NULL);
    ok("requeue");

    /* Splitting and protecting its area makes no other word of it. */
    int *p = shared(4 * PAGE);
    thread = start_waiter(p + at);
    CHECK_EQ(mprotect(p, PAGE, PROT_READ), 0);
    CHECK_EQ(futex_wake(p + at, FUTEX_WAKE, 1, 0), 1);
    pthread_join(thread, NULL);
    int *q = shared(4 * PAGE);
    CHECK_EQ(reaches(p + at, q + at), 0);
    ok("objects are apart");
    close(fd);
}

int main(void)
{
    anonymous();
    resized();
    files();
    futexes();
    return check_status();
}
