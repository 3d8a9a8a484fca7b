/* SPDX-License-Identifier: MIT
 *
 * Unpacking cpio archives into the tree. The archive comes from whoever starts
 * the machine and may be anything: lib/cpio.c keeps within its bounds, and what
 * makes no sense here stops the boot with a message that says which member it
 * was.
 *
 * Paths in an archive are relative to the root; directories that it does not
 * list are made; symbolic links on the way are followed. Device nodes are
 * passed over: the kernel makes its own.
 */
#include "boot_info.h"
#include "fs/fs.h"
#include "fs/ops.h"
#include "fs/path.h"
#include "fs/tmpfs.h"
#include "lib/cpio.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"

/* A file with several names, seen in this archive. */
struct hard_link {
    struct list node;
    struct inode *inode; /* with a reference */
    uint32_t number, major, minor;
};

/* One archive being unpacked. */
struct unpack {
    const char *what; /* its name, for messages */
    struct cpio_member member;
    struct list hard_links; /* of struct hard_link */
    char path[PATH_MAX];    /* what path_walk overwrites */
};

__attribute__((noreturn)) static void refuse(const struct unpack *unpack,
                                             const char *why)
{
    boot_refuse("%s: member \"%.200s\" at byte %zu: %s", unpack->what,
                unpack->member.name, unpack->member.offset, why);
}

/* Go on only if `error` is 0. */
static void need(const struct unpack *unpack, int error)
{
    switch (error) {
    case 0:
        return;
    case -ENOTDIR:
        refuse(unpack, "part of its path is a file, not a directory");
    case -ENOENT:
        refuse(unpack, "part of its path is a link to nothing");
    case -ELOOP:
        refuse(unpack, "too many symbolic links in its path");
    case -ENAMETOOLONG:
        refuse(unpack, "its name is too long");
    case -EFBIG:
        refuse(unpack, "it is too large for a file");
    default:
        refuse(unpack, "there is not enough memory for it");
    }
}

static bool has_dot_dot(const char *name)
{
    for (const char *at = name; at; at = strchr(at, '/')) {
        at += *at == '/';
        if (strncmp(at, "..", 2) == 0 && (at[2] == '/' || !at[2]))
            return true;
    }
    return false;
}

/* Find the member's place in *end; directories on the way are made. With
 * tmpfs_lock held. */
static void unpack_walk(struct unpack *unpack, struct path_end *end)
{
    const char *name = unpack->member.name;
    size_t upto = 0; /* this much of the name has been walked */
    if (has_dot_dot(name))
        refuse(unpack, "\"..\" in its name");
    for (;;) {
        while (name[upto] == '/')
            upto++;
        while (name[upto] && name[upto] != '/')
            upto++;
        memcpy(unpack->path, name, upto);
        unpack->path[upto] = '\0';
        need(unpack,
             path_walk(tmpfs_root, unpack->path, name[upto] == '/', end));
        if (!name[upto])
            return;
        if (!end->inode)
            need(unpack, tmpfs_create(end->directory, end->name, end->length,
                                      S_IFDIR | 0755, &end->inode));
        if (!inode_is(end->inode, S_IFDIR))
            need(unpack, -ENOTDIR);
    }
}

static void unpack_directory(struct unpack *unpack, struct path_end *end)
{
    uint32_t mode = unpack->member.mode & 07777;
    if (end->inode && inode_is(end->inode, S_IFLNK)) {
        /* A link to a directory serves as one: /bin -> usr/bin. */
        strlcpy(unpack->path, unpack->member.name, PATH_MAX);
        need(unpack, path_walk(tmpfs_root, unpack->path, true, end));
    }
    if (!end->inode)
        need(unpack, tmpfs_create(end->directory, end->name, end->length,
                                  S_IFDIR | mode, &end->inode));
    else if (inode_is(end->inode, S_IFDIR))
        end->inode->mode = S_IFDIR | mode;
    else
        refuse(unpack, "a directory, but there is a file of that name");
}

/* Remove what the member replaces. */
static void unpack_replace(struct unpack *unpack, struct path_end *end)
{
    if (end->inode && inode_is(end->inode, S_IFDIR))
        refuse(unpack, "a file, but there is a directory of that name");
    if (end->inode)
        tmpfs_unlink(end->directory,
                     tmpfs_find(end->directory, end->name, end->length));
    end->inode = NULL;
}

static struct hard_link *hard_link_find(struct unpack *unpack)
{
    const struct cpio_member *member = &unpack->member;
    list_for_each (node, &unpack->hard_links) {
        struct hard_link *link = list_entry(node, struct hard_link, node);
        if (link->number == member->inode &&
            link->major == member->device_major &&
            link->minor == member->device_minor)
            return link;
    }
    return NULL;
}

static void hard_link_add(struct unpack *unpack, struct inode *inode)
{
    const struct cpio_member *member = &unpack->member;
    struct hard_link *link = kmalloc(sizeof *link);
    if (!link)
        refuse(unpack, "there is not enough memory for it");
    inode_get(inode);
    *link = (struct hard_link){.inode = inode,
                               .number = member->inode,
                               .major = member->device_major,
                               .minor = member->device_minor};
    list_push_back(&unpack->hard_links, &link->node);
}

static void hard_links_forget(struct unpack *unpack)
{
    struct list *node;
    while ((node = list_pop_front(&unpack->hard_links))) {
        struct hard_link *link = list_entry(node, struct hard_link, node);
        inode_put(link->inode);
        kfree(link);
    }
}

/* Of a file with several names the archive lists each as a member; any one of
 * them has the contents. */
static void unpack_regular(struct unpack *unpack, struct path_end *end)
{
    const struct cpio_member *member = &unpack->member;
    struct hard_link *link = member->links > 1 ? hard_link_find(unpack) : NULL;
    unpack_replace(unpack, end);
    if (link) {
        end->inode = link->inode;
        need(unpack,
             tmpfs_link(end->directory, end->name, end->length, end->inode));
    } else {
        need(unpack,
             tmpfs_create(end->directory, end->name, end->length,
                          S_IFREG | (member->mode & 07777), &end->inode));
        if (member->links > 1)
            hard_link_add(unpack, end->inode);
    }
    if (!link || member->size > 0)
        need(unpack, inode_fill(end->inode, member->data, member->size));
}

static void unpack_symlink(struct unpack *unpack, struct path_end *end)
{
    const struct cpio_member *member = &unpack->member;
    unpack_replace(unpack, end);
    if (member->size == 0 || member->size >= PATH_MAX ||
        strnlen(member->data, member->size) != member->size)
        refuse(unpack, "a symbolic link to nothing that could be a path");
    need(unpack, tmpfs_create(end->directory, end->name, end->length,
                              S_IFLNK | 0777, &end->inode));
    end->inode->target = kmalloc(member->size);
    if (!end->inode->target)
        refuse(unpack, "there is not enough memory for it");
    memcpy(end->inode->target, member->data, member->size);
    end->inode->size = member->size;
}

static void unpack_member(struct unpack *unpack)
{
    struct path_end end;
    unpack_walk(unpack, &end);
    /* A name like "." or "a/" ends in a directory that is there, so that only a
     * directory passes: the others are refused as replacing one. */
    switch (unpack->member.mode & S_IFMT) {
    case S_IFDIR:
        unpack_directory(unpack, &end);
        break;
    case S_IFREG:
        unpack_regular(unpack, &end);
        break;
    case S_IFLNK:
        unpack_symlink(unpack, &end);
        break;
    default:
        return;
    }
    if (end.inode && unpack->member.mtime) {
        end.inode->modified = (struct timespec){unpack->member.mtime, 0};
        end.inode->accessed = end.inode->modified;
        end.inode->changed = end.inode->modified;
    }
}

void unpack_cpio(const char *what, const void *start, size_t size)
{
    struct unpack *unpack = kzalloc(sizeof *unpack);
    struct cpio_reader reader;
    const char *why;
    int result;
    if (!unpack)
        boot_refuse("%s: no memory to unpack it", what);
    unpack->what = what;
    list_init(&unpack->hard_links);
    cpio_open(&reader, start, size);
    while ((result = cpio_next(&reader, &unpack->member, &why)) > 0) {
        spin_lock(&tmpfs_lock);
        unpack_member(unpack);
        spin_unlock(&tmpfs_lock);
    }
    if (result < 0)
        boot_refuse("%s is malformed at byte %zu of %zu: %s", what,
                    reader.offset, size, why);
    hard_links_forget(unpack);
    kfree(unpack);
}
