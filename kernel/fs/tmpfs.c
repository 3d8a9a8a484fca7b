/* SPDX-License-Identifier: MIT
 *
 * Directories: lists of names. See tmpfs.h for the lock.
 */
#include "fs/tmpfs.h"
#include "boot_info.h"
#include "fs/file.h"
#include "fs/ops.h"
#include "lib/align.h"
#include "lib/assert.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"

struct spinlock tmpfs_lock = {.name = "tmpfs"};
struct inode *tmpfs_root;

/* Cookies of "." and ".."; those of other entries follow. */
enum { COOKIE_SELF = 1, COOKIE_PARENT = 2, COOKIE_FIRST = 3 };

static uint32_t name_hash(const char *name, size_t length)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (uint8_t)name[i]) * 16777619u;
    return hash;
}

void tmpfs_init(void)
{
    tmpfs_root = inode_create(S_IFDIR | 0755);
    if (!tmpfs_root)
        boot_refuse("no memory for the root directory");
    tmpfs_root->ops = &directory_file_ops;
    tmpfs_root->parent = tmpfs_root;
    tmpfs_root->links = 2;
    tmpfs_root->next_cookie = COOKIE_FIRST;
}

struct entry *tmpfs_find(struct inode *directory, const char *name,
                         size_t length)
{
    kassert(spin_held(&tmpfs_lock), "looking for a name");
    uint32_t hash = name_hash(name, length);
    list_for_each (node, &directory->entries) {
        struct entry *entry = list_entry(node, struct entry, node);
        if (entry->hash == hash && entry->length == length &&
            memcmp(entry->name, name, length) == 0)
            return entry;
    }
    return NULL;
}

struct entry *tmpfs_entry_of(struct inode *directory)
{
    list_for_each (node, &directory->parent->entries) {
        struct entry *entry = list_entry(node, struct entry, node);
        if (entry->inode == directory)
            return entry;
    }
    panic("directory %lu is not in its parent", directory->number);
}

/* The directory has one name more or fewer. */
static void directory_touch(struct inode *directory)
{
    spin_lock(&directory->lock);
    clock_read(CLOCK_REALTIME, &directory->modified);
    directory->changed = directory->modified;
    spin_unlock(&directory->lock);
}

int tmpfs_link(struct inode *directory, const char *name, size_t length,
               struct inode *inode)
{
    kassert(length > 0 && length <= NAME_LENGTH_MAX, "length=%zu", length);
    struct entry *entry = kmalloc(sizeof *entry + length);
    if (!entry)
        return -ENOSPC;
    entry->inode = inode;
    entry->cookie = directory->next_cookie++;
    entry->hash = name_hash(name, length);
    entry->length = (uint32_t)length;
    memcpy(entry->name, name, length);
    list_push_back(&directory->entries, &entry->node);
    inode_get(inode);
    inode->links++;
    if (inode_is(inode, S_IFDIR)) {
        inode->parent = directory;
        inode->links++;     /* its own "." */
        directory->links++; /* its ".." */
    }
    directory_touch(directory);
    return 0;
}

void tmpfs_unlink(struct inode *directory, struct entry *entry)
{
    kassert(!inode_is(entry->inode, S_IFDIR), "directories stay");
    list_remove(&entry->node);
    entry->inode->links--;
    inode_put(entry->inode);
    kfree(entry);
    directory_touch(directory);
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

int tmpfs_create(struct inode *directory, const char *name, size_t length,
                 uint32_t mode, struct inode **inode)
{
    *inode = inode_create(mode);
    if (!*inode)
        return -ENOSPC;
    (*inode)->ops = default_ops(mode);
    (*inode)->next_cookie = COOKIE_FIRST;
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

/* A buffer being filled with entries. */
struct listing {
    char *buffer;
    size_t size, used;
    uint64_t cookie; /* of the last entry in it */
};

/* Add an entry. False: it does not fit. */
static bool listing_add(struct listing *listing, uint64_t cookie,
                        const struct inode *inode, const char *name,
                        size_t length)
{
    size_t bytes = align_up(sizeof(struct linux_dirent64) + length + 1, 8);
    if (bytes > listing->size - listing->used)
        return false;
    struct linux_dirent64 *entry = (void *)(listing->buffer + listing->used);
    memset(entry, 0, bytes);
    entry->inode = inode->number;
    entry->offset = (int64_t)cookie;
    entry->length = (uint16_t)bytes;
    entry->type = (uint8_t)(inode->mode >> 12);
    memcpy(entry->name, name, length);
    listing->used += bytes;
    listing->cookie = cookie;
    return true;
}

static bool listing_add_dots(struct listing *listing, struct inode *directory)
{
    if (listing->cookie < COOKIE_SELF &&
        !listing_add(listing, COOKIE_SELF, directory, ".", 1))
        return false;
    return listing->cookie >= COOKIE_PARENT ||
           listing_add(listing, COOKIE_PARENT, directory->parent, "..", 2);
}

int64_t tmpfs_list(struct inode *directory, uint64_t *cookie, void *buffer,
                   size_t size)
{
    struct listing listing = {.buffer = buffer,
                              .size = size,
                              .cookie = *cookie};
    bool fits = listing_add_dots(&listing, directory);
    list_for_each (node, &directory->entries) {
        const struct entry *entry = list_entry(node, struct entry, node);
        if (!fits)
            break;
        if (entry->cookie > listing.cookie)
            fits = listing_add(&listing, entry->cookie, entry->inode,
                               entry->name, entry->length);
    }
    *cookie = listing.cookie;
    return !fits && listing.used == 0 ? -EINVAL : (int64_t)listing.used;
}
