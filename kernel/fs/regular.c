/* SPDX-License-Identifier: MIT
 *
 * Open regular files: reading, writing, mapping. The contents are inode.c's.
 */
#include "fs/inode.h"
#include "fs/ops.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "mm/layout.h"
#include "mm/space.h"

static int64_t regular_read(struct file *file, uint64_t buffer, uint64_t bytes,
                            uint64_t *position)
{
    return inode_read(file->inode, buffer, bytes, position);
}

static int64_t regular_write(struct file *file, uint64_t buffer, uint64_t bytes,
                             uint64_t *position)
{
    return inode_write(file->inode, buffer, bytes, position,
                       file->flags & O_APPEND);
}

static int regular_truncate(struct file *file, uint64_t size)
{
    return inode_truncate(file->inode, size);
}

static int64_t regular_size(struct file *file)
{
    return (int64_t)inode_size(file->inode);
}

/* Each area holds a reference to its inode. */

static int regular_fault(struct area *area, uint64_t address, uint64_t *frame)
{
    uint64_t at = area->offset + (address - area->start);
    return inode_frame(area->object, at >> PAGE_SHIFT, frame);
}

static bool regular_resident(struct area *area, uint64_t address)
{
    uint64_t at = area->offset + (address - area->start);
    return inode_has_frame(area->object, at >> PAGE_SHIFT);
}

static void regular_area_open(struct area *area)
{
    struct inode *inode = area->object;
    __atomic_add_fetch(&inode->mapped, 1, __ATOMIC_RELAXED);
    inode_get(inode);
}

static void regular_area_close(struct area *area)
{
    struct inode *inode = area->object;
    __atomic_sub_fetch(&inode->mapped, 1, __ATOMIC_RELAXED);
    inode_put(inode);
}

static struct inode *regular_area_inode(const struct area *area)
{
    return area->object;
}

static const struct area_ops regular_area_ops = {
    .fault = regular_fault,
    .resident = regular_resident,
    .open = regular_area_open,
    .close = regular_area_close,
    .inode = regular_area_inode,
};

int regular_map(struct inode *inode, struct space *space, uint64_t *address,
                uint64_t length, uint32_t prot, uint32_t flags, uint64_t offset)
{
    __atomic_add_fetch(&inode->mapped, 1, __ATOMIC_RELAXED);
    inode_get(inode);
    int error = space_map(space, address, length, prot, flags,
                          &regular_area_ops, inode, offset);
    if (error) {
        __atomic_sub_fetch(&inode->mapped, 1, __ATOMIC_RELAXED);
        inode_put(inode);
    }
    return error;
}

static int regular_mmap(struct file *file, struct space *space,
                        uint64_t *address, uint64_t length, uint32_t prot,
                        uint32_t flags, uint64_t offset)
{
    return regular_map(file->inode, space, address, length, prot, flags,
                       offset);
}

const struct file_ops regular_file_ops = {
    .read = regular_read,
    .write = regular_write,
    .truncate = regular_truncate,
    .size = regular_size,
    .mmap = regular_mmap,
};
