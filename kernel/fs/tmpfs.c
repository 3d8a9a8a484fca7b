/* SPDX-License-Identifier: MIT
 *
 * Directories: lists of names. See tmpfs.h for the lock. A directory counts as
 * a user of its parent, so that ".." of one that was removed leads somewhere.
 */
#include "fs/tmpfs.h"
#include "boot_info.h"
#include "fs/file.h"
#include "fs/listing.h"
#include "fs/live.h"
#include "fs/mount.h"
#include "fs/ops.h"
#include "fs/permission.h"
#include "lib/align.h"
#include "lib/assert.h"
#include "lib/errno.h"
#include "lib/print.h"
#include "lib/string.h"
#include "lib/word.h"
#include "mm/frame.h"
#include "mm/heap.h"

struct spinlock tmpfs_lock = {.name = "tmpfs"};
struct inode *tmpfs_root;

/* Cookies of "." and ".."; those of other entries follow. */
enum { COOKIE_SELF = 1, COOKIE_PARENT = 2, COOKIE_FIRST = 3 };

/* The size of a directory as Linux's tmpfs tells it: of an empty one, and what
 * each name adds. */
enum { EMPTY_SIZE = 40, NAME_SIZE = 20 };

#define HASH_FACTOR 0x9e3779b97f4a7c15u /* odd: 2^64 / the golden ratio */

/* All of a name that is shorter than a word, and not empty; with the length, no
 * two of them have the same. */
static inline uint64_t short_name(const char *name, size_t length)
{
    const uint8_t *byte = (const uint8_t *)name;
    if (length < sizeof(uint32_t))
        return (uint64_t)(byte[0] << 16 | byte[length / 2] << 8 |
                          byte[length - 1]);
    return load32(name) | (uint64_t)load32(name + length - sizeof(uint32_t))
                              << 32;
}

/* By words, the last of which may overlap the one before. length > 0 */
static uint32_t name_hash(const char *name, size_t length)
{
    uint64_t hash = length, last;
    if (length < WORD_SIZE) {
        last = short_name(name, length);
    } else {
        for (size_t at = 0; at + WORD_SIZE < length; at += WORD_SIZE)
            hash = (hash ^ load64(name + at)) * HASH_FACTOR;
        last = load64(name + length - WORD_SIZE);
    }
    return (uint32_t)((hash ^ last) * HASH_FACTOR >> 32);
}

/* Are the names a[length] and b[length] the same? length > 0 */
static bool same_name(const char *a, const char *b, size_t length)
{
    if (length < WORD_SIZE)
        return short_name(a, length) == short_name(b, length);
    for (size_t at = 0; at + WORD_SIZE < length; at += WORD_SIZE)
        if (load64(a + at) != load64(b + at))
            return false;
    size_t last = length - WORD_SIZE;
    return load64(a + last) == load64(b + last);
}

void tmpfs_init(void)
{
    tmpfs_root = inode_create(S_IFDIR | 0755);
    if (!tmpfs_root)
        boot_refuse("no memory for the root directory");
    tmpfs_root->ops = &directory_file_ops;
    tmpfs_root->parent = tmpfs_root;
    tmpfs_root->links = 2;
    tmpfs_root->size = EMPTY_SIZE;
    tmpfs_root->next_cookie = COOKIE_FIRST;
    mount_at(MOUNT_ROOT, tmpfs_root);
}

struct entry *tmpfs_find(struct inode *directory, const char *name,
                         size_t length)
{
    kassert(spin_held(&tmpfs_lock), "looking for a name");
    uint32_t hash = name_hash(name, length);
    list_for_each (node, &directory->entries) {
        struct entry *entry = list_entry(node, struct entry, node);
        if (entry->hash == hash && entry->length == length &&
            same_name(entry->name, name, length))
            return entry;
    }
    return NULL;
}

struct entry *tmpfs_entry_of(struct inode *inode)
{
    if (!inode->parent)
        return NULL;
    list_for_each (node, &inode->parent->entries) {
        struct entry *entry = list_entry(node, struct entry, node);
        if (entry->inode == inode)
            return entry;
    }
    return NULL;
}

/* The directory has `names` names more, or other ones if 0. */
static void directory_touch(struct inode *directory, int names)
{
    spin_lock(&directory->lock);
    directory->size += (uint64_t)(names * NAME_SIZE);
    clock_read(CLOCK_REALTIME, &directory->modified);
    directory->changed = directory->modified;
    spin_unlock(&directory->lock);
}

/* A new entry of `directory` for no inode yet; NULL: no memory. */
static struct entry *entry_create(struct inode *directory, const char *name,
                                  size_t length)
{
    kassert(length > 0 && length <= NAME_LENGTH_MAX, "length=%zu", length);
    struct entry *entry = kmalloc(sizeof *entry + length);
    if (!entry)
        return NULL;
    entry->cookie = directory->next_cookie++;
    entry->hash = name_hash(name, length);
    entry->length = (uint32_t)length;
    memcpy(entry->name, name, length);
    list_push_back(&directory->entries, &entry->node);
    return entry;
}

/* `inode` lies in `parent` from now on: that is a directory's "..". */
static void inode_enter(struct inode *inode, struct inode *parent)
{
    struct inode *before = inode->parent;
    inode_get(parent);
    inode->parent = parent;
    kfree(inode->lost_name);
    inode->lost_name = NULL;
    if (inode_is(inode, S_IFDIR))
        parent->links++;
    if (before)
        inode_put(before);
}

/* `inode`, which is in use, is called `entry` no longer: remember it for who asks
 * what is open. */
static void inode_lose_name(struct inode *inode, const struct entry *entry)
{
    inode->lost_name = kmalloc(entry->length + 1);
    if (!inode->lost_name)
        return;
    memcpy(inode->lost_name, entry->name, entry->length);
    inode->lost_name[entry->length] = '\0';
}

int tmpfs_link(struct inode *directory, const char *name, size_t length,
               struct inode *inode)
{
    if (directory->links == 0)
        return -ENOENT;
    struct entry *entry =
        frames_for_files() ? entry_create(directory, name, length) : NULL;
    if (!entry)
        return -ENOSPC;
    entry->inode = inode;
    inode_get(inode);
    inode->links++;
    if (inode_is(inode, S_IFDIR))
        inode->links++; /* its own "." */
    if (!inode->parent || inode->lost_name)
        inode_enter(inode, directory);
    inode_changed(inode);
    directory_touch(directory, 1);
    return 0;
}

void tmpfs_unlink(struct inode *directory, struct entry *entry)
{
    struct inode *inode = entry->inode;
    kassert(list_empty(&inode->entries), "it has names in it");
    list_remove(&entry->node);
    if (inode->count > 1 && inode->parent == directory && !inode->lost_name)
        inode_lose_name(inode, entry);
    kfree(entry);
    inode->links--;
    if (inode_is(inode, S_IFDIR)) {
        inode->links = 0;
        directory->links--;
    }
    inode_changed(inode);
    directory_touch(directory, -1);
    inode_put(inode);
}

/* `inode`, which had a name in `from`, has it in `to` from now on. */
static void entry_moved(struct inode *inode, struct inode *from,
                        struct inode *to)
{
    inode_changed(inode);
    if (inode->parent != from || from == to)
        return;
    if (inode_is(inode, S_IFDIR))
        from->links--;
    inode_enter(inode, to);
}

int tmpfs_rename(struct inode *old, struct entry *from, struct inode *new,
                 struct entry *to, const char *name, size_t length)
{
    struct entry *entry = entry_create(new, name, length);
    if (!entry)
        return -ENOSPC;
    if (to)
        tmpfs_unlink(new, to);
    entry->inode = from->inode;
    list_remove(&from->node);
    kfree(from);
    entry_moved(entry->inode, old, new);
    directory_touch(old, -1);
    directory_touch(new, 1);
    return 0;
}

void tmpfs_exchange(struct inode *one, struct entry *a, struct inode *two,
                    struct entry *b)
{
    struct inode *inode = a->inode;
    a->inode = b->inode;
    b->inode = inode;
    entry_moved(a->inode, two, one);
    entry_moved(b->inode, one, two);
    directory_touch(one, 0);
    directory_touch(two, 0);
}

bool tmpfs_is_under(const struct inode *inode, const struct inode *above)
{
    while (inode != above && inode != tmpfs_root)
        inode = inode->parent;
    return inode == above;
}

static const struct file_ops *default_ops(uint32_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG:
        return &regular_file_ops;
    case S_IFDIR:
        return &directory_file_ops;
    default:
        return NULL;
    }
}

/* A new inode in a directory that is S_ISGID. A program does not become one that
 * runs as a group that its maker is not in. */
static void inherit_group(struct inode *inode, const struct inode *directory)
{
    const uint32_t runs_as_group = S_ISGID | S_IXGRP;
    inode->gid = directory->gid;
    if (inode_is(inode, S_IFDIR))
        inode->mode |= S_ISGID;
    else if ((inode->mode & runs_as_group) == runs_as_group &&
             !permission_root() && !permission_in_group(inode->gid))
        inode->mode &= ~S_ISGID;
}

struct inode *tmpfs_inode(struct inode *directory, uint32_t mode)
{
    struct inode *inode = inode_create(mode);
    if (!inode)
        return NULL;
    inode->ops = default_ops(mode);
    if (inode_is(inode, S_IFDIR))
        inode->size = EMPTY_SIZE;
    inode->next_cookie = COOKIE_FIRST;
    inode->uid = permission_uid();
    inode->gid = permission_gid();
    if (directory->mode & S_ISGID)
        inherit_group(inode, directory);
    inode->mount = directory->mount;
    return inode;
}

struct inode *tmpfs_inode_unnamed(struct inode *directory, uint32_t mode)
{
    char name[24]; /* as Linux calls it where it has to say something */
    struct inode *inode = tmpfs_inode(directory, mode);
    if (!inode)
        return NULL;
    int length = ksnprintf(name, sizeof name, "#%lu", inode->number);
    inode_enter(inode, directory);
    inode->lost_name = kmalloc((size_t)length + 1);
    if (inode->lost_name)
        memcpy(inode->lost_name, name, (size_t)length + 1);
    return inode;
}

int tmpfs_create(struct inode *directory, const char *name, size_t length,
                 uint32_t mode, struct inode **inode)
{
    *inode = tmpfs_inode(directory, mode);
    if (!*inode)
        return -ENOSPC;
    int error = tmpfs_link(directory, name, length, *inode);
    inode_put(*inode);
    return error;
}

/* As the system call gives it; the name and its NUL follow. */
struct linux_dirent64 {
    uint64_t inode;
    int64_t offset; /* cookie of this entry: where to go on after it */
    uint16_t length;
    uint8_t type; /* mode >> 12 */
    char name[];
} __attribute__((packed));

_Static_assert(sizeof(struct linux_dirent64) == 19, "getdents64(2)");

bool listing_add(struct listing *listing, uint64_t cookie, uint64_t number,
                 uint32_t mode, const char *name, size_t length)
{
    size_t bytes = align_up(sizeof(struct linux_dirent64) + length + 1, 8);
    if (bytes > listing->size - listing->used)
        return false;
    struct linux_dirent64 *entry = (void *)(listing->buffer + listing->used);
    memset(entry, 0, bytes);
    entry->inode = number;
    entry->offset = (int64_t)cookie;
    entry->length = (uint16_t)bytes;
    entry->type = (uint8_t)((mode & S_IFMT) >> 12);
    memcpy(entry->name, name, length);
    listing->used += bytes;
    listing->cookie = cookie;
    return true;
}

static bool listing_add_dots(struct listing *listing, struct inode *directory)
{
    if (listing->cookie < COOKIE_SELF &&
        !listing_add(listing, COOKIE_SELF, directory->number, S_IFDIR, ".", 1))
        return false;
    return listing->cookie >= COOKIE_PARENT ||
           listing_add(listing, COOKIE_PARENT, directory->parent->number,
                       S_IFDIR, "..", 2);
}

static bool listing_add_entries(struct listing *listing,
                                struct inode *directory)
{
    list_for_each (node, &directory->entries) {
        const struct entry *entry = list_entry(node, struct entry, node);
        if (entry->cookie > listing->cookie &&
            !listing_add(listing, entry->cookie, entry->inode->number,
                         entry->inode->mode, entry->name, entry->length))
            return false;
    }
    return true;
}

int64_t tmpfs_list(struct inode *directory, uint64_t *cookie, void *buffer,
                   size_t size)
{
    const struct live_ops *live = directory->live;
    struct listing listing = {.buffer = buffer,
                              .size = size,
                              .cookie = *cookie};
    if (directory->links == 0 ||
        (live && live->exists && !live->exists(directory)))
        return -ENOENT;
    inode_accessed(directory);
    bool fits = listing_add_dots(&listing, directory) &&
                listing_add_entries(&listing, directory) &&
                (!live || !live->list || live->list(directory, &listing));
    *cookie = listing.cookie;
    return !fits && listing.used == 0 ? -EINVAL : (int64_t)listing.used;
}
