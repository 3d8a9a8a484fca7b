/* SPDX-License-Identifier: MIT
 *
 * From an inode to its path: for getcwd(2), and for /proc, which tells what is
 * open. The way up goes by inode->parent; a name is found in the parent's list,
 * or it is the last one that the inode had.
 */
#include "fs/live.h"
#include "fs/path.h"
#include "fs/tmpfs.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"

#define REMOVED " (deleted)"

/* Put name[length] in front of what begins at `at`. NULL: there is no room. */
static char *put_front(const char *path, char *at, const char *name,
                       size_t length)
{
    if ((size_t)(at - path) < length + 1)
        return NULL;
    at -= length;
    memcpy(at, name, length);
    *--at = '/';
    return at;
}

/* Put the last name of `inode` in front. */
static char *put_name(struct inode *inode, const char *path, char *at,
                      bool *removed)
{
    const struct live_ops *live = inode->live;
    const struct entry *entry = tmpfs_entry_of(inode);
    char name[NAME_LENGTH_MAX + 1] = "";

    if (entry)
        return put_front(path, at, entry->name, entry->length);
    if (live && live->name)
        live->name(inode, name);
    *removed |= !live || (live->exists && !live->exists(inode));
    const char *lost = inode->lost_name ? inode->lost_name : name;
    return put_front(path, at, lost, strlen(lost));
}

char *path_of(struct inode *inode, char *path, bool *removed)
{
    char *at = path + PATH_MAX - 1;
    *at = '\0';
    *removed = false;
    if (inode == tmpfs_root)
        *--at = '/';
    for (; at && inode && inode != tmpfs_root; inode = inode->parent)
        at = put_name(inode, path, at, removed);
    return at;
}

int64_t path_tell(struct inode *inode, char *text, size_t size)
{
    char *path = kmalloc(PATH_MAX);
    bool removed;
    if (!path)
        return -ENOMEM;
    const char *start = path_of(inode, path, &removed);
    int64_t result = -ENAMETOOLONG;
    if (start) {
        size_t length = min_u64(strlen(start), size);
        size_t more = removed ? min_u64(strlen(REMOVED), size - length) : 0;
        memcpy(text, start, length);
        memcpy(text + length, REMOVED, more);
        result = (int64_t)(length + more);
    }
    kfree(path);
    return result;
}
