/* SPDX-License-Identifier: MIT
 *
 * What mmap, munmap, mprotect, madvise and mremap refuse.
 */
#define _GNU_SOURCE
#include "memory.h"

static char *area;

static long raw_map(void *at, size_t length, int prot, int flags, int fd,
                    long offset)
{
    return syscall(SYS_mmap, at, length, prot, flags, fd, offset);
}

static void check_mmap(void)
{
    int anonymous = MAP_PRIVATE | MAP_ANONYMOUS;

    CHECK_ERR(raw_map(NULL, 0, RW, anonymous, -1, 0), EINVAL);
    CHECK_ERR(raw_map(NULL, PAGE, RW, MAP_ANONYMOUS, -1, 0), EINVAL);
    CHECK_ERR(raw_map(NULL, PAGE, RW, anonymous, -1, 1), EINVAL);
    CHECK_ERR(raw_map(NULL, PAGE, RW, MAP_PRIVATE, -1, 0), EBADF);
    CHECK_ERR(raw_map(NULL, PAGE, RW, MAP_PRIVATE, 999, 0), EBADF);
    CHECK_ERR(raw_map(NULL, -1ul, RW, anonymous, -1, 0), ENOMEM);
    CHECK_ERR(raw_map(NULL, 1ul << 47, RW, anonymous, -1, 0), ENOMEM);
    ok("mmap");
}

static void check_kernel_half(void)
{
    int fixed = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
    void *top = (void *)((1ul << 47) - PAGE); /* never given out */

    CHECK_ERR(raw_map(KERNEL_ADDRESS, PAGE, RW, fixed, -1, 0), ENOMEM);
    CHECK_ERR(raw_map(NON_CANONICAL, PAGE, RW, fixed, -1, 0), ENOMEM);
    CHECK_ERR(raw_map(top, PAGE, RW, fixed, -1, 0), ENOMEM);
    CHECK_ERR(raw_map((void *)-PAGE, PAGE, RW, fixed, -1, 0), ENOMEM);
    CHECK_ERR(munmap(KERNEL_ADDRESS, PAGE), EINVAL);
    CHECK_ERR(mprotect(KERNEL_ADDRESS, PAGE, RW), ENOMEM);
    CHECK_ERR(madvise(KERNEL_ADDRESS, PAGE, MADV_DONTNEED), ENOMEM);
    ok("the kernel's half");
}

static void check_munmap(void)
{
    CHECK_ERR(munmap(area + 1, PAGE), EINVAL);
    CHECK_ERR(munmap(area, 0), EINVAL);
    CHECK_ERR(munmap(area, -1ul), EINVAL);
    CHECK_ERR(munmap(area, 1ul << 48), EINVAL);
    CHECK(readable(area));
    ok("munmap");
}

/* A hole in the range: what lies before it has been changed. */
static void check_mprotect(void)
{
    CHECK_ERR(syscall(SYS_mprotect, area + 1, PAGE, RW), EINVAL);
    CHECK_ERR(mprotect(area, PAGE, 0x80), EINVAL);
    CHECK_ERR(mprotect(area, -1ul & -PAGE, RW), ENOMEM);
    CHECK_EQ(mprotect(area, 0, PROT_NONE), 0);
    munmap(area + 2 * PAGE, PAGE);
    CHECK_ERR(mprotect(area, 4 * PAGE, PROT_READ), ENOMEM);
    CHECK(!writable(area) && !writable(area + PAGE));
    CHECK(writable(area + 3 * PAGE));
    CHECK_ERR(mprotect(area + 2 * PAGE, PAGE, RW), ENOMEM);
    CHECK_EQ(mprotect(area, 2 * PAGE, RW), 0);
    ok("mprotect");
}

static void check_madvise(void)
{
    CHECK_ERR(madvise(area + 1, PAGE, MADV_DONTNEED), EINVAL);
    CHECK_ERR(madvise(area, PAGE, 9999), EINVAL);
    CHECK_EQ(madvise(area, 0, MADV_DONTNEED), 0);
    area[PAGE] = area[3 * PAGE] = 1;
    CHECK_ERR(madvise(area, 4 * PAGE, MADV_DONTNEED), ENOMEM);
    CHECK_EQ(area[PAGE], 0); /* done around the hole all the same */
    CHECK_EQ(area[3 * PAGE], 0);
    ok("madvise");
}

static long remap(void *old, size_t old_length, size_t length, int flags,
                  void *to)
{
    return syscall(SYS_mremap, old, old_length, length, flags, to);
}

static void check_mremap(void)
{
    char *one = area;

    CHECK_ERR(remap(one + 1, PAGE, 2 * PAGE, 0, NULL), EINVAL);
    CHECK_ERR(remap(one, PAGE, 0, 0, NULL), EINVAL);
    CHECK_ERR(remap(one, PAGE, PAGE, 8, NULL), EINVAL);
    CHECK_ERR(remap(one, PAGE, PAGE, MREMAP_FIXED, one + 8 * PAGE), EINVAL);
    CHECK_ERR(remap(area + 2 * PAGE, PAGE, 2 * PAGE, MREMAP_MAYMOVE, NULL),
              EFAULT);
    CHECK_ERR(remap(KERNEL_ADDRESS, PAGE, 2 * PAGE, MREMAP_MAYMOVE, NULL),
              EFAULT);
    CHECK_EQ(remap(one, PAGE, 1ul << 47, MREMAP_MAYMOVE, NULL), -1);
    ok("mremap");
}

int main(void)
{
    area = pages(16);
    check_mmap();
    check_kernel_half();
    check_munmap();
    check_mprotect();
    check_madvise();
    check_mremap();
    return check_status();
}
