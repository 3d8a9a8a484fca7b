/* SPDX-License-Identifier: MIT
 *
 * Open files: counted, and recycled rather than freed.
 *
 * A struct file that is closed goes to a free list and is later a file again;
 * its memory is never anything else. That is what lets fd_get (files.c) look a
 * descriptor up without a lock: the count that it reads may be another file's
 * by then, but it is a count.
 */
#include "fs/file.h"
#include "fs/epoll.h"
#include "fs/file_lock.h"
#include "fs/inode.h"
#include "lib/assert.h"
#include "lib/errno.h"
#include "mm/heap.h"

static struct spinlock file_pool_lock = {.name = "file pool"};
static struct file *file_pool; /* linked by `object`, counts 0 */

static struct file *file_pool_take(void)
{
    spin_lock(&file_pool_lock);
    struct file *file = file_pool;
    if (file)
        file_pool = file->object;
    spin_unlock(&file_pool_lock);
    return file ? file : kzalloc(sizeof *file);
}

struct file *file_create(const struct file_ops *ops, void *object,
                         uint32_t flags)
{
    kassert(ops, "a file needs operations");
    struct file *file = file_pool_take();
    if (!file)
        return NULL;
    file->ops = ops;
    file->object = object;
    file->inode = NULL;
    file->flags = flags;
    file->position = 0;
    file->watches = NULL;
    __atomic_store_n(&file->count, 1, __ATOMIC_RELEASE);
    return file;
}

void file_get(struct file *file)
{
    __atomic_add_fetch(&file->count, 1, __ATOMIC_RELAXED);
}

static void file_release(struct file *file)
{
    if (file->watches)
        epoll_forget(file);
    struct inode *inode = file_inode(file);
    if (inode && inode->locks)
        file_lock_forget(inode, file);
    if (file->ops->close)
        file->ops->close(file);
    if (file->inode && inode_is(file->inode, S_IFREG) && file_writable(file))
        inode_end_write(file->inode);
    if (file->inode)
        inode_put(file->inode);
    spin_lock(&file_pool_lock);
    file->object = file_pool;
    file_pool = file;
    spin_unlock(&file_pool_lock);
}

void file_put(struct file *file)
{
    kassert(file->count > 0, "file %p has no reference", (void *)file);
    if (__atomic_sub_fetch(&file->count, 1, __ATOMIC_ACQ_REL) == 0)
        file_release(file);
}
