/* SPDX-License-Identifier: MIT
 *
 * The system calls mmap, munmap, mprotect, brk, mremap, madvise and msync:
 * arguments are checked here, in Linux's order and with Linux's errors (the
 * manual's section 2); mm/space.h does the work.
 *
 * Different from Linux: an address below USER_BASE can never be mapped.
 */
#include "syscall.h"

#include <stdbool.h>
#include "fs/file.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "mm/frame.h"
#include "mm/layout.h"
#include "mm/limit.h"
#include "mm/shared.h"
#include "mm/space.h"
#include "task/process.h"
#include "x86/paging.h"

#define PROT_ALL (PROT_READ | PROT_WRITE | PROT_EXEC)
#define PROT_SEM 8u /* asks for nothing on x86 */
#define MAP_TYPE 15u
#define MAP_SHARED_CHECKED 3u /* MAP_SHARED_VALIDATE */
#define MAP_HUGETLB 0x40000u
#define MAP_KNOWN                                                              \
    (MAP_TYPE | MAP_FIXED | MAP_32BIT | MAP_ANONYMOUS | MAP_GROWSDOWN |        \
     MAP_LOCKED | MAP_NORESERVE | MAP_POPULATE | MAP_STACK |                   \
     MAP_FIXED_NOREPLACE)

#define PAGES_PER_TABLE 512 /* a page table is a page, too */

enum {
    MADV_NORMAL = 0,
    MADV_WILLNEED = 3, /* 1 and 2: RANDOM, SEQUENTIAL */
    MADV_DONTNEED = 4,
    MADV_FREE = 8,
    MADV_DONTFORK = 10,
    MADV_DOFORK = 11,
    MADV_DODUMP = 17, /* 12 ... 16: (UN)MERGEABLE, (NO)HUGEPAGE, DONTDUMP */
    MADV_WIPEONFORK = 18,
    MADV_KEEPONFORK = 19,
    MADV_COLD = 20,
    MADV_PAGEOUT = 21,
    MADV_POPULATE_READ = 22,
    MADV_POPULATE_WRITE = 23,
};

/* Refuse memory that is obviously not there, as Linux does by its default
 * heuristic (proc(5), overcommit_memory): such a program hears of it now, not by
 * being killed later. Only what may become private memory counts; each mapping is
 * looked at by itself, so many that are never touched are fine. */
static bool more_than_memory(uint64_t length, uint32_t prot, uint32_t flags)
{
    bool counts = flags & MAP_ANONYMOUS || !(flags & MAP_SHARED);
    uint64_t pages = length >> PAGE_SHIFT;

    return counts && prot & PROT_WRITE && !(flags & MAP_NORESERVE) &&
           frames_short(pages + pages / PAGES_PER_TABLE);
}

/* What `file` has to be open for. 0 or -EACCES. */
static int file_access(const struct file *file, uint32_t prot, uint32_t *flags)
{
    uint32_t mode = file->flags & O_ACCMODE;

    if (mode == O_WRONLY)
        return -EACCES;
    if (*flags & MAP_SHARED && mode == O_RDONLY) {
        if (prot & PROT_WRITE)
            return -EACCES;
        *flags |= MAP_NEVER_WRITE;
    }
    return 0;
}

static int map_file(struct space *space, struct file *file, uint64_t *address,
                    uint64_t length, uint32_t prot, uint32_t flags,
                    uint64_t offset)
{
    uint32_t type = flags & MAP_TYPE;

    if (type == MAP_SHARED_CHECKED) {
        if (flags & ~MAP_KNOWN)
            return -EOPNOTSUPP;
        flags ^= MAP_SHARED_CHECKED ^ MAP_SHARED;
    } else if (type != MAP_SHARED && type != MAP_PRIVATE) {
        return -EINVAL;
    }
    int error = file_access(file, prot, &flags);
    if (error)
        return error;
    if (!file->ops->mmap)
        return -ENODEV;
    return file->ops->mmap(file, space, address, length, prot, flags, offset);
}

static int map_anonymous(struct space *space, uint64_t *address,
                         uint64_t length, uint32_t prot, uint32_t flags)
{
    uint32_t type = flags & MAP_TYPE;

    if (type == MAP_SHARED)
        return shared_map(space, address, length, prot, flags);
    if (type != MAP_PRIVATE)
        return -EINVAL;
    return space_map(space, address, length, prot, flags, NULL, NULL, 0);
}

/* The errors of a length and a fixed address. 0 or -errno; *length is
 * rounded. */
static int map_check(uint64_t address, uint64_t *length, uint32_t flags,
                     uint64_t offset)
{
    if (*length == 0)
        return -EINVAL;
    if (*length > USER_TOP)
        return -ENOMEM;
    *length = align_up(*length, PAGE_SIZE);
    if (offset + *length < offset)
        return -EOVERFLOW;
    if (flags & MAP_HUGETLB)
        return -ENOMEM;
    if (!(flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)))
        return 0;
    if (address > USER_TOP || *length > USER_TOP - address)
        return -ENOMEM;
    if (!is_aligned(address, PAGE_SIZE))
        return -EINVAL;
    return address < USER_BASE ? -EPERM : 0;
}

/* May the new mapping be locked, if it is to be? 0, -EPERM, -EAGAIN. */
static int lock_check(struct space *space, uint64_t length, uint32_t flags)
{
    if (!(flags & MAP_LOCKED) && !space->lock_new)
        return 0;
    if (flags & MAP_LOCKED && !limit_allows_locking())
        return -EPERM;
    return limit_allows_more_locked(space, length) ? 0 : -EAGAIN;
}

int64_t sys_mmap(uint64_t address, uint64_t length, uint32_t prot,
                 uint32_t flags, int fd, uint64_t offset)
{
    struct space *space = current_process()->space;
    struct file *file = NULL;

    if (!is_aligned(offset, PAGE_SIZE))
        return -EINVAL;
    flags &= ~MAP_OURS;
    prot &= PROT_ALL;
    if (!(flags & MAP_ANONYMOUS) && !(file = fd_get(fd)))
        return -EBADF;
    int error = map_check(address, &length, flags, offset);
    if (!error)
        error = lock_check(space, length, flags);
    if (!error && (more_than_memory(length, prot, flags) ||
                   !limit_allows_map(space, address, length, prot, flags)))
        error = -ENOMEM;
    if (!error && file)
        error = map_file(space, file, &address, length, prot, flags, offset);
    else if (!error)
        error = map_anonymous(space, &address, length, prot, flags);
    if (file)
        file_put(file);
    if (error)
        return error;
    if (flags & (MAP_POPULATE | MAP_LOCKED) || space->lock_new)
        (void)space_populate(space, address, address + length); /* if it can */
    return (int64_t)address;
}

int64_t sys_munmap(uint64_t address, uint64_t length)
{
    return space_unmap(current_process()->space, address, length);
}

int64_t sys_mprotect(uint64_t address, uint64_t length, uint32_t prot)
{
    if (!is_aligned(address, PAGE_SIZE))
        return -EINVAL;
    if (length == 0)
        return 0;
    uint64_t end = address + align_up(length, PAGE_SIZE);
    if (end <= address)
        return -ENOMEM;
    if (prot & ~(PROT_ALL | PROT_SEM))
        return -EINVAL;
    struct space *space = current_process()->space;
    if (prot & PROT_WRITE && (more_than_memory(0, prot, 0) ||
                              !limit_allows_writing(space, address, end)))
        return -ENOMEM;
    return space_protect(space, address, end, prot & PROT_ALL);
}

int64_t sys_brk(uint64_t end)
{
    struct space *space = current_process()->space;

    uint64_t old = space->brk_end;
    if (end > old && end <= USER_TOP &&
        (more_than_memory(end - old, PROT_WRITE, 0) ||
         !limit_allows_map(space, 0,
                           align_up(end, PAGE_SIZE) - align_up(old, PAGE_SIZE),
                           PROT_WRITE, MAP_PRIVATE)))
        return (int64_t)old;
    return (int64_t)space_brk(space, end);
}

/* MREMAP_FIXED: the target is a possible place, and not on top of the old
 * one. */
static bool target_ok(uint64_t old, uint64_t old_length, uint64_t new_length,
                      uint64_t target)
{
    if (!is_aligned(target, PAGE_SIZE) || target < USER_BASE ||
        target > USER_TOP || new_length > USER_TOP - target)
        return false;
    return target + new_length <= old || old + old_length <= target;
}

/* The errors of mremap's flags and lengths. */
static bool remap_ok(uint64_t address, uint64_t old_length, uint64_t new_length,
                     uint32_t flags)
{
    const uint32_t known = MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP;

    if (flags & ~known || !is_aligned(address, PAGE_SIZE) || new_length == 0 ||
        new_length > USER_TOP)
        return false;
    if (flags & MREMAP_DONTUNMAP && old_length != new_length)
        return false;
    return !(flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) ||
           flags & MREMAP_MAYMOVE;
}

int64_t sys_mremap(uint64_t address, uint64_t old_length, uint64_t new_length,
                   uint32_t flags, uint64_t new_address)
{
    struct space *space = current_process()->space;

    if (!remap_ok(address, old_length, new_length, flags))
        return -EINVAL;
    if (address > USER_TOP || old_length > USER_TOP - address)
        return -EFAULT;
    old_length = align_up(old_length, PAGE_SIZE);
    new_length = align_up(new_length, PAGE_SIZE);
    if (!(flags & MREMAP_FIXED))
        new_address = 0;
    else if (!target_ok(address, old_length, new_length, new_address))
        return -EINVAL;
    if (new_length > old_length &&
        (more_than_memory(new_length - old_length, PROT_WRITE, 0) ||
         !limit_allows_growth(space, address, new_length - old_length)))
        return -ENOMEM;
    return space_remap(space, address, old_length, new_length, flags,
                       new_address);
}

/* Advice that asks for nothing that could be noticed here. MADV_FREE lets the
 * kernel take the pages; it need not. */
static bool advice_is_hint(int advice)
{
    return (advice >= MADV_NORMAL && advice <= MADV_WILLNEED) ||
           advice == MADV_FREE ||
           (advice > MADV_DOFORK && advice <= MADV_DODUMP) ||
           advice == MADV_COLD || advice == MADV_PAGEOUT;
}

/* Fault the pages in; unlike MAP_POPULATE it tells what went wrong. */
static int advise_populate(struct space *space, uint64_t start, uint64_t end,
                           bool write)
{
    for (uint64_t page = start; page < end; page += PAGE_SIZE) {
        int error = space_fault(space, page, write ? FAULT_WRITE : 0);
        if (error == -EACCES)
            return -EINVAL;
        if (error)
            return error == -EIO ? -EFAULT : -ENOMEM;
    }
    return 0;
}

/* `advice` is known. */
static int advise(struct space *space, uint64_t start, uint64_t end, int advice)
{
    switch (advice) {
    case MADV_DONTNEED:
        return space_advise(space, start, end, true);
    case MADV_DONTFORK:
        return space_mark(space, start, end, MAP_NOT_ON_FORK, 0);
    case MADV_DOFORK:
        return space_mark(space, start, end, 0, MAP_NOT_ON_FORK);
    case MADV_WIPEONFORK:
        return space_mark(space, start, end, MAP_WIPE_ON_FORK, 0);
    case MADV_KEEPONFORK:
        return space_mark(space, start, end, 0, MAP_WIPE_ON_FORK);
    case MADV_POPULATE_READ:
    case MADV_POPULATE_WRITE:
        return advise_populate(space, start, end,
                               advice == MADV_POPULATE_WRITE);
    default:
        return space_advise(space, start, end, false);
    }
}

static bool advice_known(int advice)
{
    return advice_is_hint(advice) || advice == MADV_DONTNEED ||
           advice == MADV_DONTFORK || advice == MADV_DOFORK ||
           advice == MADV_WIPEONFORK || advice == MADV_KEEPONFORK ||
           advice == MADV_POPULATE_READ || advice == MADV_POPULATE_WRITE;
}

int64_t sys_madvise(uint64_t address, uint64_t length, int advice)
{
    if (!is_aligned(address, PAGE_SIZE) || !advice_known(advice))
        return -EINVAL;
    uint64_t end = address + align_up(length, PAGE_SIZE);
    if (end < address || (length > 0 && end == address))
        return -EINVAL;
    if (end == address)
        return 0;
    return advise(current_process()->space, address, end, advice);
}

enum { MS_ASYNC = 1, MS_INVALIDATE = 2, MS_SYNC = 4 };

/* Files lie in memory, and a mapping shows their very pages. */
int64_t sys_msync(uint64_t address, uint64_t length, int flags)
{
    if (flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC) ||
        (flags & MS_ASYNC && flags & MS_SYNC) ||
        !is_aligned(address, PAGE_SIZE))
        return -EINVAL;
    uint64_t end = address + align_up(length, PAGE_SIZE);
    if (end < address || (length > 0 && end == address))
        return -ENOMEM;
    return space_advise(current_process()->space, address, end, false);
}
