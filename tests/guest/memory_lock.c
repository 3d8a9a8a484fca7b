/* SPDX-License-Identifier: MIT
 *
 * mlock and its kin with RLIMIT_MEMLOCK, mincore, the rarer forms of mremap
 * (length 0, MREMAP_DONTUNMAP), MAP_32BIT, MADV_POPULATE_*.
 */
#define _GNU_SOURCE
#include "check.h"
#include "memory.h"
#include "place.h"
#include <sys/resource.h>
#include <sys/wait.h>

#define DONTUNMAP 4
#define POPULATE_READ 22
#define POPULATE_WRITE 23

/* How many of `count` pages are present? */
static int present(void *p, size_t count)
{
    unsigned char vec[64];
    int sum = 0;

    CHECK_EQ(mincore(p, count * PAGE, vec), 0);
    for (size_t i = 0; i < count; i++)
        sum += vec[i] & 1;
    return sum;
}

static void check_mincore(void)
{
    unsigned char vec[64];
    char *p = map(NULL, 8 * PAGE, RW, 0);

    CHECK_EQ(present(p, 8), 0);
    p[0] = p[3 * PAGE] = 1;
    CHECK_EQ(mincore(p, 4 * PAGE - 1, vec), 0);
    CHECK_EQ(vec[0] & 1, 1);
    CHECK_EQ(vec[1] & 1, 0);
    CHECK_EQ(vec[3] & 1, 1);
    CHECK_EQ(mincore(p, 0, vec), 0);
    CHECK_ERR(mincore(p + 1, PAGE, vec), EINVAL);
    CHECK_ERR(mincore(p, PAGE, KERNEL_ADDRESS), EFAULT);
    CHECK_ERR(mincore(KERNEL_ADDRESS, PAGE, vec), ENOMEM);
    CHECK_EQ(munmap(p + 4 * PAGE, PAGE), 0);
    CHECK_ERR(mincore(p, 8 * PAGE, vec), ENOMEM);
    CHECK_EQ(munmap(p, 8 * PAGE), 0);
    put_file("f", "x");
    int fd = open("f", O_RDWR);
    CHECK_EQ(ftruncate(fd, 2 * PAGE), 0);
    p = mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, fd, 0);
    CHECK_EQ(mincore(p, PAGE, vec), 0);
    CHECK_EQ(vec[0] & 1, 1); /* in the file's memory, though not touched here */
    CHECK_EQ(munmap(p, 2 * PAGE) | close(fd) | unlink("f"), 0);
    ok("mincore");
}

static void check_lock(void)
{
    char *p = map(NULL, 8 * PAGE, RW, 0);

    CHECK_EQ(mlock(p + PAGE + 5, PAGE), 0); /* parts of two pages */
    CHECK_EQ(present(p, 8), 2);
    CHECK_ERR(madvise(p, 8 * PAGE, MADV_DONTNEED), EINVAL);
    CHECK_EQ(munlock(p + PAGE, 2 * PAGE), 0);
    CHECK_EQ(madvise(p, 8 * PAGE, MADV_DONTNEED), 0);
    CHECK_EQ(present(p, 8), 0);
    CHECK_EQ(syscall(SYS_mlock2, p, PAGE, 1), 0); /* when it is touched */
    CHECK_EQ(present(p, 8), 0);
    CHECK_ERR(syscall(SYS_mlock2, p, PAGE, 2), EINVAL);
    CHECK_EQ(munlock(p, 8 * PAGE), 0);
    CHECK_EQ(mlock(p, 0), 0);
    CHECK_ERR(mlock(p, -PAGE), EINVAL);
    CHECK_EQ(munmap(p + 4 * PAGE, PAGE), 0);
    CHECK_ERR(mlock(p, 8 * PAGE), ENOMEM);
    CHECK_ERR(munlock(p, 8 * PAGE), ENOMEM);
    CHECK_EQ(munmap(p, 8 * PAGE), 0);
    p = map(NULL, 4 * PAGE, RW, MAP_LOCKED);
    CHECK_EQ(present(p, 4), 4);
    CHECK_ERR(madvise(p, PAGE, MADV_DONTNEED), EINVAL);
    CHECK_EQ(munmap(p, 4 * PAGE), 0);
    p = map(NULL, PAGE, PROT_NONE, 0);
    CHECK_ERR(mlock(p, PAGE), ENOMEM);
    CHECK_EQ(munmap(p, PAGE), 0);
    ok("mlock");
}

static void check_all(void)
{
    char *p = map(NULL, 4 * PAGE, RW, 0);

    CHECK_ERR(mlockall(0), EINVAL);
    CHECK_ERR(mlockall(MCL_ONFAULT), EINVAL);
    CHECK_ERR(mlockall(8), EINVAL);
    CHECK_EQ(mlockall(MCL_FUTURE), 0);
    CHECK_EQ(present(p, 4), 0);
    char *q = map(NULL, 4 * PAGE, RW, 0);
    CHECK_EQ(present(q, 4), 4);
    CHECK_EQ(mlockall(MCL_CURRENT), 0); /* and no longer the future */
    CHECK_EQ(present(p, 4), 4);
    CHECK_EQ(munlockall(), 0);
    CHECK_EQ(madvise(p, 4 * PAGE, MADV_DONTNEED), 0);
    CHECK_EQ(munmap(p, 4 * PAGE) | munmap(q, 4 * PAGE), 0);
    p = map(NULL, 4 * PAGE, RW, 0);
    CHECK_EQ(present(p, 4), 0);
    CHECK_EQ(munmap(p, 4 * PAGE), 0);
    ok("mlockall");
}

/* Others than root have a limit. */
static void limited(void)
{
    struct rlimit limit = {4 * PAGE, 4 * PAGE};
    char *p = map(NULL, 8 * PAGE, RW, 0);

    check_failures = 0;
    CHECK_EQ(setrlimit(RLIMIT_MEMLOCK, &limit), 0);
    CHECK_EQ(setuid(1001), 0);
    CHECK_EQ(mlock(p, 3 * PAGE), 0);
    CHECK_EQ(mlock(p + PAGE, 3 * PAGE), 0); /* one more */
    CHECK_ERR(mlock(p + 4 * PAGE, PAGE), ENOMEM);
    CHECK(map(NULL, PAGE, RW, MAP_LOCKED) == MAP_FAILED);
    CHECK_EQ(errno, EAGAIN);
    CHECK_ERR(mlockall(MCL_CURRENT), ENOMEM);
    CHECK_EQ(munlock(p, PAGE), 0);
    CHECK_EQ(mlock(p + 4 * PAGE, PAGE), 0);
    limit.rlim_cur = 0;
    CHECK_EQ(setrlimit(RLIMIT_MEMLOCK, &limit), 0);
    CHECK_ERR(mlock(p, PAGE), EPERM);
    CHECK_ERR(mlockall(MCL_FUTURE), EPERM);
    CHECK_ERR(syscall(SYS_mmap, NULL, PAGE, RW,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0L),
              EPERM); /* musl's mmap says ENOMEM */
    CHECK_EQ(munlock(p, 8 * PAGE), 0);
    _exit(check_status());
}

static void check_limit(void)
{
    int status = 0;

    if (geteuid() != 0)
        return;
    pid_t pid = fork();
    if (pid == 0)
        limited();
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
    ok("RLIMIT_MEMLOCK");
}

static void check_remap(void)
{
    char *p = mmap(NULL, 4 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    p[0] = 'a';
    p[PAGE] = 'b';
    char *q = mremap(p + PAGE, 0, 2 * PAGE, MREMAP_MAYMOVE);
    CHECK(q != MAP_FAILED);
    CHECK_EQ(q[0], 'b');
    q[PAGE] = 'c';
    CHECK_EQ(p[2 * PAGE], 'c'); /* the same memory twice */
    char *r = mremap(p, 0, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, q + PAGE);
    CHECK(r == q + PAGE);
    CHECK_EQ(r[0], 'a');
    CHECK(mremap(p, 0, PAGE, 0) == MAP_FAILED);
    CHECK_EQ(errno, ENOMEM);
    CHECK_EQ(munmap(p, 4 * PAGE), 0);
    CHECK_EQ(q[0], 'b');
    CHECK_EQ(munmap(q, 2 * PAGE), 0);
    p = map(NULL, 4 * PAGE, RW, 0);
    CHECK(mremap(p, 0, PAGE, MREMAP_MAYMOVE) == MAP_FAILED); /* private */
    CHECK_EQ(errno, EINVAL);
    p[PAGE] = 'x';
    q = mremap(p, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | DONTUNMAP);
    CHECK(q != MAP_FAILED && q != p);
    CHECK_EQ(q[PAGE], 'x');
    CHECK_EQ(p[PAGE], 0); /* still mapped, and empty */
    p[PAGE] = 'y';
    CHECK_EQ(q[PAGE], 'x');
    CHECK(mremap(p, 4 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | DONTUNMAP) ==
          MAP_FAILED);
    CHECK_EQ(errno, EINVAL);
    CHECK(mremap(p, PAGE, PAGE, DONTUNMAP) == MAP_FAILED);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(munmap(p, 4 * PAGE) | munmap(q, 4 * PAGE), 0);
    ok("mremap");
}

static void check_low(void)
{
    char *p = map(NULL, 4 * PAGE, RW, MAP_32BIT);
    char *q = map(NULL, 4 * PAGE, RW, MAP_32BIT);

    CHECK((uintptr_t)p < 0x80000000 && (uintptr_t)q < 0x80000000);
    CHECK(p != q);
    p[0] = q[0] = 1;
    CHECK_EQ(munmap(p, 4 * PAGE) | munmap(q, 4 * PAGE), 0);
    CHECK(map(NULL, 0x50000000, PROT_NONE, MAP_32BIT | MAP_NORESERVE) ==
          MAP_FAILED);
    CHECK_EQ(errno, ENOMEM);
    ok("MAP_32BIT");
}

static void check_populate(void)
{
    char *p = map(NULL, 4 * PAGE, RW, 0);

    CHECK_EQ(madvise(p, 4 * PAGE, POPULATE_WRITE), 0);
    CHECK_EQ(present(p, 4), 4);
    CHECK_EQ(munmap(p, 4 * PAGE), 0);
    p = map(NULL, 4 * PAGE, PROT_READ, 0);
    CHECK_EQ(madvise(p, 4 * PAGE, POPULATE_READ), 0);
    CHECK_EQ(present(p, 4), 4);
    CHECK_ERR(madvise(p, 4 * PAGE, POPULATE_WRITE), EINVAL);
    CHECK_EQ(munmap(p + PAGE, PAGE), 0);
    CHECK_ERR(madvise(p, 4 * PAGE, POPULATE_READ), ENOMEM);
    CHECK_EQ(munmap(p, 4 * PAGE), 0);
    ok("MADV_POPULATE");
}

int main(void)
{
    place_enter("lock");
    check_mincore();
    check_lock();
    check_all();
    check_limit();
    check_remap();
    check_low();
    check_populate();
    place_leave();
    return check_status();
}
