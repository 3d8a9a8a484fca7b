/* SPDX-License-Identifier: MIT
 *
 * The tree of names in memory, from / down. One lock protects
 * every directory: names are looked up far more often than changed, a look-up
 * is short, and nothing in the tree is ever waited for. It is the outermost
 * lock of this room (the order is in fs/file.h).
 */
#ifndef FS_TMPFS_H
#define FS_TMPFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "fs/inode.h"
#include "lib/list.h"
#include "lock.h"

#define NAME_LENGTH_MAX 255

/* One name in a directory. It holds a reference to its inode. */
struct entry {
    struct list node; /* in directory->entries */
    struct inode *inode;
    uint64_t cookie; /* its place for getdents: > 0, grows along the list */
    uint32_t hash;
    uint32_t length;
    char name[]; /* `length` bytes, no NUL */
};

extern struct spinlock tmpfs_lock;
extern struct inode *tmpfs_root; /* constant after tmpfs_init */

/* Make the root directory, empty. Stops the boot if there is no memory. */
void tmpfs_init(void);

/* All that follow are called with tmpfs_lock held. */

/* The entry called name[length], or NULL. "." and ".." have none. */
struct entry *tmpfs_find(struct inode *directory, const char *name,
                         size_t length);

/* The entry of `inode` in its parent, or NULL: there is none any more. */
struct entry *tmpfs_entry_of(struct inode *inode);

/* Add a name, which must be new, for `inode`; the entry takes its own
 * reference. A directory inode gets its parent. 0, -ENOSPC, or -ENOENT: the
 * directory was removed. */
int tmpfs_link(struct inode *directory, const char *name, size_t length,
               struct inode *inode);

/* Remove an entry; its inode goes with its last reference. A directory must be
 * empty. */
void tmpfs_unlink(struct inode *directory, struct entry *entry);

/* Give entry `from` of directory `old` the name name[length] in `new`, in the
 * place of entry `to` (or NULL: there is none), which goes as if unlinked. 0 or
 * -ENOSPC. */
int tmpfs_rename(struct inode *old, struct entry *from, struct inode *new,
                 struct entry *to, const char *name, size_t length);

/* Let two entries change their inodes. */
void tmpfs_exchange(struct inode *one, struct entry *a, struct inode *two,
                    struct entry *b);

/* Is `inode` the directory `above`, or somewhere under it? */
bool tmpfs_is_under(const struct inode *inode, const struct inode *above);

/* A new inode of `mode` with its operations, for a name in `directory`, whose
 * group it gets if that is S_ISGID; with a reference. NULL: no memory. Needs no
 * lock. */
struct inode *tmpfs_inode(struct inode *directory, uint32_t mode);

/* The same for no name: O_TMPFILE. With tmpfs_lock held. */
struct inode *tmpfs_inode_unnamed(struct inode *directory, uint32_t mode);

/* Make a new inode of `mode` (no symbolic link) called name[length]; *inode is
 * borrowed from its entry. 0, -ENOSPC, -ENOENT as tmpfs_link. */
int tmpfs_create(struct inode *directory, const char *name, size_t length,
                 uint32_t mode, struct inode **inode);

/* Write the entries after *cookie as struct linux_dirent64 (getdents64(2)) into
 * buffer[size] and move *cookie past them; "." and ".." come first. Bytes; 0 at
 * the end; -EINVAL: no room for the next one; -ENOENT: it was removed. */
int64_t tmpfs_list(struct inode *directory, uint64_t *cookie, void *buffer,
                   size_t size);

#endif
