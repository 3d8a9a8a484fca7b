/* SPDX-License-Identifier: MIT
 *
 * Inodes and the contents of regular files.
 *
 * Contents lie in frames, which an array lists by page number; a mapping maps
 * those same frames, so that shared mappings and read and write see one thing.
 *
 * User memory may not be touched with inode->lock held, and yet two writes must
 * not mix, nor two reads through one position get the same bytes. So a transfer
 * goes in three steps: *reserve*, under the lock: take a range of the file and
 * move the position (and the end of the file) past it; *copy*, without the
 * lock, page by page, each frame held by a reference; *give back*, under the
 * lock, what a bad address left undone, unless somebody has reserved further in
 * the meantime. What one may see of this: a reader can find zeros in a range
 * whose writer still copies.
 *
 * Invariant, for the sake of extending: the bytes of a frame beyond the end are
 * 0.
 */
#include "fs/inode.h"
#include "fs/live.h"
#include "fs/mount.h"
#include "fs/permission.h"
#include "fs/size_limit.h"
#include "lib/align.h"
#include "lib/assert.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "mm/space.h"
#include "mm/uaccess.h"

#define CAPACITY_MIN 8 /* frame numbers of the first array */

/* An access is noted at least once in this time: a day. */
#define ACCESS_SECONDS (24 * 60 * 60)

static uint64_t inode_numbers; /* handed out; changed atomically */
static uint64_t all_frames;    /* of all inodes; likewise */

/* Its contents have changed. The lock is held, or nobody else knows it. */
static void inode_touch(struct inode *inode)
{
    clock_read(CLOCK_REALTIME, &inode->modified);
    inode->changed = inode->modified;
}

/* The mode of a file that changes its owner or contents: it no longer runs as
 * somebody. A group that may not execute means something else by S_ISGID. */
static uint32_t mode_disowned(uint32_t mode)
{
    if ((mode & S_IFMT) == S_IFDIR)
        return mode;
    return mode & ~(mode & S_IXGRP ? S_ISUID | S_ISGID : S_ISUID);
}

/* Somebody changes its contents. The lock is held. */
static void inode_written(struct inode *inode)
{
    inode_touch(inode);
    if (inode->mode & (S_ISUID | S_ISGID) && !permission_root())
        inode->mode = mode_disowned(inode->mode);
}

struct inode *inode_create(uint32_t mode)
{
    struct inode *inode = kzalloc(sizeof *inode);
    if (!inode)
        return NULL;
    inode->number = __atomic_add_fetch(&inode_numbers, 1, __ATOMIC_RELAXED);
    inode->mode = mode;
    inode->count = 1;
    inode->mount = &mounts[MOUNT_ROOT];
    inode->lock = SPINLOCK("inode");
    list_init(&inode->entries);
    inode_touch(inode);
    inode->accessed = inode->modified;
    return inode;
}

struct inode *inode_nameless(uint32_t mode, const struct mount *mount,
                             uint64_t number)
{
    struct inode *inode = inode_create(mode);
    if (!inode)
        return NULL;
    inode->number = number;
    inode->mount = mount;
    inode->links = 1;
    inode->uid = permission_uid();
    inode->gid = permission_gid();
    return inode;
}

void inode_get(struct inode *inode)
{
    __atomic_add_fetch(&inode->count, 1, __ATOMIC_RELAXED);
}

/* It has `more` frames more. The lock is held, or nobody else knows it. */
static void count_frame(struct inode *inode, int more)
{
    inode->frames_used += (uint64_t)more;
    __atomic_add_fetch(&all_frames, (uint64_t)more, __ATOMIC_RELAXED);
}

uint64_t inode_frames_total(void)
{
    return __atomic_load_n(&all_frames, __ATOMIC_RELAXED);
}

/* Give back the frames from page `first` on. The lock is held, or nobody else
 * knows the inode. */
static void inode_drop_frames(struct inode *inode, uint64_t first)
{
    for (uint64_t i = first; i < inode->capacity && inode->frames_used; i++) {
        if (!inode->frames[i])
            continue;
        frame_put(inode->frames[i]);
        inode->frames[i] = 0;
        count_frame(inode, -1);
    }
}

static void inode_free(struct inode *inode)
{
    kassert(list_empty(&inode->entries), "directory %lu has entries",
            inode->number);
    if (inode->live && inode->live->release)
        inode->live->release(inode);
    inode_drop_frames(inode, 0);
    kfree(inode->frames);
    kfree(inode->locks);
    kfree(inode->target);
    kfree(inode->lost_name);
    kfree(inode);
}

/* What was still in use takes along the directory that it was in, which may have
 * been removed too: a loop, since the chain may be long. */
void inode_put(struct inode *inode)
{
    while (inode) {
        kassert(inode->count > 0, "inode %lu has no reference", inode->number);
        if (__atomic_sub_fetch(&inode->count, 1, __ATOMIC_ACQ_REL) > 0)
            return;
        struct inode *parent = inode->parent;
        inode_free(inode);
        inode = parent;
    }
}

/* One more in the direction of `step`, 1 or -1, unless there is one of the
 * other. */
static int writers_add(struct inode *inode, int32_t step)
{
    int32_t old = __atomic_load_n(&inode->writers, __ATOMIC_RELAXED);

    do {
        if (old * step < 0)
            return -ETXTBSY;
    } while (!__atomic_compare_exchange_n(&inode->writers, &old, old + step,
                                          true, __ATOMIC_ACQ_REL,
                                          __ATOMIC_RELAXED));
    return 0;
}

int inode_begin_write(struct inode *inode)
{
    return writers_add(inode, 1);
}

void inode_end_write(struct inode *inode)
{
    __atomic_sub_fetch(&inode->writers, 1, __ATOMIC_ACQ_REL);
}

int inode_begin_run(struct inode *inode)
{
    return writers_add(inode, -1);
}

void inode_end_run(struct inode *inode)
{
    __atomic_add_fetch(&inode->writers, 1, __ATOMIC_ACQ_REL);
}

void inode_stat(struct inode *inode, struct stat *stat)
{
    spin_lock(&inode->lock);
    *stat = (struct stat){
        .st_dev = inode->mount->device,
        .st_ino = inode->number,
        .st_nlink = inode->links,
        .st_mode = inode->mode,
        .st_uid = inode->uid,
        .st_gid = inode->gid,
        .st_rdev = inode->rdev,
        .st_size = (int64_t)inode->size,
        .st_blksize = PAGE_SIZE,
        .st_blocks = (int64_t)(inode->frames_used * (PAGE_SIZE / 512)),
        .st_atim = inode->accessed,
        .st_mtim = inode->modified,
        .st_ctim = inode->changed,
    };
    spin_unlock(&inode->lock);
    if (inode->live && inode->live->stat)
        inode->live->stat(inode, stat);
}

void inode_set_mode(struct inode *inode, uint32_t permissions)
{
    spin_lock(&inode->lock);
    inode->mode = (inode->mode & S_IFMT) | permissions;
    clock_read(CLOCK_REALTIME, &inode->changed);
    spin_unlock(&inode->lock);
}

void inode_set_owner(struct inode *inode, uint32_t uid, uint32_t gid)
{
    spin_lock(&inode->lock);
    if (uid != ID_UNCHANGED)
        inode->uid = uid;
    if (gid != ID_UNCHANGED)
        inode->gid = gid;
    inode->mode = mode_disowned(inode->mode);
    clock_read(CLOCK_REALTIME, &inode->changed);
    spin_unlock(&inode->lock);
}

void inode_set_times(struct inode *inode, const struct timespec *accessed,
                     const struct timespec *modified)
{
    spin_lock(&inode->lock);
    if (accessed)
        inode->accessed = *accessed;
    if (modified)
        inode->modified = *modified;
    clock_read(CLOCK_REALTIME, &inode->changed);
    spin_unlock(&inode->lock);
}

void inode_changed(struct inode *inode)
{
    spin_lock(&inode->lock);
    clock_read(CLOCK_REALTIME, &inode->changed);
    spin_unlock(&inode->lock);
}

static bool time_before(const struct timespec *a, const struct timespec *b)
{
    return a->sec != b->sec ? a->sec < b->sec : a->nsec < b->nsec;
}

/* inode_accessed with the lock held. */
static void inode_access(struct inode *inode)
{
    if (!time_before(&inode->modified, &inode->accessed) ||
        !time_before(&inode->changed, &inode->accessed) ||
        xtime.sec - inode->accessed.sec >= ACCESS_SECONDS)
        clock_read(CLOCK_REALTIME, &inode->accessed);
}

void inode_accessed(struct inode *inode)
{
    spin_lock(&inode->lock);
    inode_access(inode);
    spin_unlock(&inode->lock);
}

/* Make room in the array for `pages` frame numbers. The lock is held. */
static int inode_grow(struct inode *inode, uint64_t pages)
{
    if (pages <= inode->capacity)
        return 0;
    uint64_t capacity = max_u64(inode->capacity, CAPACITY_MIN);
    while (capacity < pages)
        capacity *= 2;
    uint64_t bytes = capacity * sizeof(uint64_t);
    uint64_t *frames =
        bytes / PAGE_SIZE < frames_for_files() ? kzalloc(bytes) : NULL;
    if (!frames)
        return -ENOSPC;
    if (inode->frames)
        memcpy(frames, inode->frames, inode->capacity * sizeof *frames);
    kfree(inode->frames);
    inode->frames = frames;
    inode->capacity = capacity;
    return 0;
}

/* Set the end to `size`, for which the array has room. The lock is held. */
static void inode_set_size(struct inode *inode, uint64_t size)
{
    uint64_t last = size >> PAGE_SHIFT;
    uint64_t within = size & (PAGE_SIZE - 1);
    if (size < inode->size) {
        inode_drop_frames(inode, align_up(size, PAGE_SIZE) >> PAGE_SHIFT);
        if (within && inode->frames[last])
            memset((char *)phys_to_virt(inode->frames[last]) + within, 0,
                   PAGE_SIZE - within);
    }
    inode->size = size;
}

uint64_t inode_size(struct inode *inode)
{
    spin_lock(&inode->lock);
    uint64_t size = inode->size;
    spin_unlock(&inode->lock);
    return size;
}

/* May the file become `size` bytes long? 0 or -EFBIG. */
static int inode_may_grow(struct inode *inode, uint64_t size)
{
    if (size > file_size_limit() && size > inode_size(inode))
        return file_size_exceeded();
    return size > INODE_SIZE_MAX ? -EFBIG : 0;
}

int inode_truncate(struct inode *inode, uint64_t size)
{
    int error = inode_may_grow(inode, size);
    if (error)
        return error;
    spin_lock(&inode->lock);
    error = inode_grow(inode, align_up(size, PAGE_SIZE) >> PAGE_SHIFT);
    if (!error) {
        inode_set_size(inode, size);
        inode_written(inode);
    }
    spin_unlock(&inode->lock);
    if (!error && __atomic_load_n(&inode->mapped, __ATOMIC_RELAXED))
        spaces_cut(inode, size);
    return error;
}

/* A cleared frame for a file, or 0. */
static uint64_t file_frame(void)
{
    return frames_for_files() ? frame_alloc_zeroed() : 0;
}

int inode_frame(struct inode *inode, uint64_t index, uint64_t *frame)
{
    int error = 0;
    spin_lock(&inode->lock);
    if (index >= align_up(inode->size, PAGE_SIZE) >> PAGE_SHIFT) {
        error = -EFAULT;
    } else if (!inode->frames[index]) {
        inode->frames[index] = file_frame();
        if (inode->frames[index])
            count_frame(inode, 1);
        else
            error = -ENOMEM;
    }
    if (!error) {
        *frame = inode->frames[index];
        frame_get(*frame);
    }
    spin_unlock(&inode->lock);
    return error;
}

bool inode_has_frame(struct inode *inode, uint64_t index)
{
    spin_lock(&inode->lock);
    bool has = index < inode->capacity && inode->frames[index];
    spin_unlock(&inode->lock);
    return has;
}

int64_t inode_seek(struct inode *inode, int64_t from, bool hole)
{
    spin_lock(&inode->lock);
    uint64_t size = inode->size;
    uint64_t at = (uint64_t)from;
    bool inside = from >= 0 && at < size;
    while (inside && at < size &&
           (inode->frames[at >> PAGE_SHIFT] == 0) != hole)
        at = align_up(at + 1, PAGE_SIZE);
    spin_unlock(&inode->lock);
    if (!inside || (at >= size && !hole))
        return -ENXIO;
    return (int64_t)min_u64(at, size);
}

/* How many pages of the array from `from` to `end` have no frame. The lock is
 * held. */
static uint64_t count_holes(const struct inode *inode, uint64_t from,
                            uint64_t end)
{
    uint64_t count = 0;
    for (uint64_t i = from >> PAGE_SHIFT; i << PAGE_SHIFT < end; i++)
        count += inode->frames[i] == 0;
    return count;
}

int inode_reserve(struct inode *inode, uint64_t from, uint64_t bytes,
                  bool extend)
{
    uint64_t end = from + bytes;
    int error = inode_may_grow(inode, end);
    if (error)
        return error;
    spin_lock(&inode->lock);
    error = inode_grow(inode, align_up(end, PAGE_SIZE) >> PAGE_SHIFT);
    if (!error && count_holes(inode, from, end) > frames_for_files())
        error = -ENOSPC; /* all or nothing */
    for (uint64_t at = from; at < end && !error;
         at = align_up(at + 1, PAGE_SIZE)) {
        uint64_t *frame = &inode->frames[at >> PAGE_SHIFT];
        if (*frame)
            continue;
        *frame = file_frame();
        count_frame(inode, *frame != 0);
        error = *frame ? 0 : -ENOSPC;
    }
    if (!error && extend && end > inode->size)
        inode->size = end;
    if (!error)
        inode_written(inode);
    spin_unlock(&inode->lock);
    return error;
}

/* The frame of page `index` with a reference; 0: a hole, or beyond the end. */
static uint64_t inode_peek(struct inode *inode, uint64_t index)
{
    uint64_t frame = 0;
    spin_lock(&inode->lock);
    if (index < inode->capacity)
        frame = inode->frames[index];
    if (frame)
        frame_get(frame);
    spin_unlock(&inode->lock);
    return frame;
}

/* How many of `bytes` bytes from `at` on lie in the same page. */
static uint64_t within_page(uint64_t at, uint64_t bytes)
{
    return min_u64(bytes, PAGE_SIZE - (at & (PAGE_SIZE - 1)));
}

/* Copy a piece that lies in one page out of the file, resp. into it. */
static int inode_copy_out(struct inode *inode, uint64_t at, uint64_t buffer,
                          uint64_t bytes)
{
    uint64_t frame = inode_peek(inode, at >> PAGE_SHIFT);
    if (!frame)
        return clear_user(buffer, bytes);
    const char *page = phys_to_virt(frame);
    int error = copy_to_user(buffer, page + (at & (PAGE_SIZE - 1)), bytes);
    frame_put(frame);
    return error;
}

/* From the user, or with `kernel` from there. */
static int inode_copy_in(struct inode *inode, uint64_t at, uint64_t buffer,
                         const char *kernel, uint64_t bytes)
{
    uint64_t frame;
    int error = inode_frame(inode, at >> PAGE_SHIFT, &frame);
    if (error == -EFAULT)
        return 0; /* truncated meanwhile: the bytes are gone */
    if (error)
        return -ENOSPC;
    char *page = phys_to_virt(frame);
    page += at & (PAGE_SIZE - 1);
    if (kernel)
        memcpy(page, kernel, bytes);
    else
        error = copy_from_user(page, buffer, bytes);
    frame_put(frame);
    return error;
}

int64_t inode_read(struct inode *inode, uint64_t buffer, uint64_t bytes,
                   uint64_t *position)
{
    spin_lock(&inode->lock);
    uint64_t at = *position;
    if (bytes > 0)
        inode_access(inode);
    bytes = at < inode->size ? min_u64(bytes, inode->size - at) : 0;
    *position = at + bytes;
    spin_unlock(&inode->lock);

    int error = 0;
    uint64_t done = 0;
    while (done < bytes && !error) {
        uint64_t piece = within_page(at + done, bytes - done);
        error = inode_copy_out(inode, at + done, buffer + done, piece);
        if (!error)
            done += piece;
    }
    if (done == bytes)
        return (int64_t)bytes;
    spin_lock(&inode->lock);
    if (*position == at + bytes)
        *position = at + done;
    spin_unlock(&inode->lock);
    return done ? (int64_t)done : error;
}

/* A range that a writer has reserved. */
struct reservation {
    uint64_t at, bytes;
    uint64_t old_size; /* of the file */
    uint64_t limit;    /* where it has to end: file_size_limit */
};

/* Reserve up to r->bytes at *position, or at the end. 0, -EFBIG, -ENOSPC. */
static int write_reserve(struct inode *inode, uint64_t *position, bool append,
                         struct reservation *r)
{
    int error = -EFBIG;
    spin_lock(&inode->lock);
    r->old_size = inode->size;
    r->at = append ? inode->size : *position;
    uint64_t limit = min_u64(r->limit, INODE_SIZE_MAX);
    if (r->at < limit) {
        r->bytes = min_u64(r->bytes, limit - r->at);
        uint64_t end = r->at + r->bytes;
        error = inode_grow(inode, align_up(end, PAGE_SIZE) >> PAGE_SHIFT);
        if (!error) {
            *position = end;
            inode->size = max_u64(inode->size, end);
            inode_written(inode);
        }
    }
    spin_unlock(&inode->lock);
    return error;
}

/* Only the first `done` bytes of the reservation were written. */
static void write_give_back(struct inode *inode, uint64_t *position,
                            const struct reservation *r, uint64_t done)
{
    uint64_t end = r->at + r->bytes;
    spin_lock(&inode->lock);
    if (*position == end)
        *position = r->at + done;
    if (inode->size == end && end > r->old_size)
        inode_set_size(inode, max_u64(r->old_size, done ? r->at + done : 0));
    spin_unlock(&inode->lock);
}

/* Write what the user has at `buffer`, or the kernel at `kernel`. */
static int64_t write_from(struct inode *inode, uint64_t buffer,
                          const char *kernel, uint64_t bytes,
                          uint64_t *position, bool append)
{
    struct reservation r = {.bytes = bytes, .limit = file_size_limit()};
    if (bytes == 0)
        return 0;
    int error = write_reserve(inode, position, append, &r);
    if (error)
        return r.at >= r.limit ? file_size_exceeded() : error;
    uint64_t done = 0;
    while (done < r.bytes && !error) {
        uint64_t piece = within_page(r.at + done, r.bytes - done);
        error = inode_copy_in(inode, r.at + done, buffer + done,
                              kernel ? kernel + done : NULL, piece);
        if (!error)
            done += piece;
    }
    if (done == r.bytes)
        return (int64_t)done;
    write_give_back(inode, position, &r, done);
    return done ? (int64_t)done : error;
}

int64_t inode_write(struct inode *inode, uint64_t buffer, uint64_t bytes,
                    uint64_t *position, bool append)
{
    return write_from(inode, buffer, NULL, bytes, position, append);
}

int64_t inode_write_kernel(struct inode *inode, const void *data,
                           uint64_t bytes, uint64_t *position)
{
    return write_from(inode, 0, data, bytes, position, false);
}

int64_t inode_read_kernel(struct inode *inode, void *to, uint64_t bytes,
                          uint64_t position)
{
    uint64_t size = inode_size(inode);
    bytes = position < size ? min_u64(bytes, size - position) : 0;
    for (uint64_t done = 0, piece; done < bytes; done += piece) {
        uint64_t at = position + done;
        piece = within_page(at, bytes - done);
        uint64_t frame = inode_peek(inode, at >> PAGE_SHIFT);
        if (!frame) {
            memset((char *)to + done, 0, piece);
            continue;
        }
        const char *page = phys_to_virt(frame);
        memcpy((char *)to + done, page + (at & (PAGE_SIZE - 1)), piece);
        frame_put(frame);
    }
    return (int64_t)bytes;
}

int inode_fill(struct inode *inode, const void *data, uint64_t bytes)
{
    int error = inode_truncate(inode, 0);
    if (!error)
        error = inode_truncate(inode, bytes);
    for (uint64_t at = 0; at < bytes && !error; at += PAGE_SIZE) {
        uint64_t piece = within_page(at, bytes - at);
        uint64_t frame =
            piece == PAGE_SIZE ? frame_alloc() : frame_alloc_zeroed();
        if (!frame)
            return -ENOSPC;
        memcpy(phys_to_virt(frame), (const char *)data + at, piece);
        spin_lock(&inode->lock);
        inode->frames[at >> PAGE_SHIFT] = frame;
        count_frame(inode, 1);
        spin_unlock(&inode->lock);
    }
    return error;
}
