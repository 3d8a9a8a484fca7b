/* SPDX-License-Identifier: MIT
 *
 * /proc/PID/fd: a link for each open descriptor. It leads to the inode that is
 * open. A pipe without a name gets a stand-in: an inode that keeps it, so that it
 * can be opened again.
 */
#include "fs/file.h"
#include "fs/listing.h"
#include "fs/path.h"
#include "fs/pipe.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/print.h"
#include "lib/string.h"
#include "proc/proc.h"
#include "task/process.h"

#define LINKED_SIZE 64

/* Open for reading, for writing. */
#define LINK_READS 0500
#define LINK_WRITES 0300

/* ---- stand-ins: inode->subject is an end, with a reference ---- */

static void stand_in_stat(struct inode *inode, struct stat *stat)
{
    inode_stat(file_inode(inode->subject), stat);
}

static int stand_in_open(struct inode *inode, uint32_t flags,
                         struct file **file)
{
    int error = pipe_reopen(inode->subject, flags, file);

    inode_put(inode);
    return error;
}

static void stand_in_release(struct inode *inode)
{
    file_put(inode->subject);
}

static const struct live_ops stand_in_live = {
    .stat = stand_in_stat,
    .open = stand_in_open,
    .release = stand_in_release,
};

/* For the end `file` of a pipe, whose reference is taken over. 0 or -ENOMEM. */
static int stand_in_make(struct file *file, struct inode **inode)
{
    const struct inode *of_pipe = file_inode(file);

    *inode = inode_create(of_pipe->mode);
    if (!*inode) {
        file_put(file);
        return -ENOMEM;
    }
    (*inode)->uid = of_pipe->uid;
    (*inode)->gid = of_pipe->gid;
    (*inode)->mount = of_pipe->mount;
    (*inode)->subject = file;
    (*inode)->live = &stand_in_live;
    return 0;
}

/* ---- links ---- */

static bool look_at(struct process *process, int fd, struct file_look *look)
{
    spin_lock(&process->lock);
    bool open = process->files && files_look(process->files, fd, look);
    spin_unlock(&process->lock);
    return open;
}

/* What the descriptor is that `link` is about. False: it is closed. Its inode is
 * the caller's to put. */
static bool link_look(const struct inode *link, struct file_look *look)
{
    const struct proc_subject *subject = proc_subject(link);

    return look_at(subject->process, subject->fd, look);
}

/* A stand-in for a pipe, the inode of what else has no name, if it is still
 * open. Something with a name may have come to the descriptor meanwhile, a FIFO
 * too: its pipe is its inode's to open. */
static int follow_nameless(const struct inode *link, struct inode **target)
{
    const struct proc_subject *subject = proc_subject(link);
    struct process *process = subject->process;
    struct file *file = NULL;

    spin_lock(&process->lock);
    if (process->files)
        file = files_get_file(process->files, subject->fd);
    spin_unlock(&process->lock);
    if (!file)
        return -ENOENT;
    if (pipe_of(file) && !file->inode)
        return stand_in_make(file, target);
    *target = file_inode(file);
    inode_get(*target);
    file_put(file);
    return 0;
}

static int fd_follow(struct inode *link, struct inode **target)
{
    struct file_look look;

    if (!link_look(link, &look))
        return -ENOENT;
    *target = look.inode;
    return look.inode ? 0 : follow_nameless(link, target);
}

static int64_t fd_read_link(struct inode *link, char *text, size_t size)
{
    struct file_look look;

    if (!link_look(link, &look))
        return -ENOENT;
    if (look.inode) {
        int64_t length = path_tell(look.inode, text, size);
        inode_put(look.inode);
        return length;
    }
    size_t length = min_u64(strlen(look.name), size);
    memcpy(text, look.name, length);
    return (int64_t)length;
}

static void fd_stat(struct inode *inode, struct stat *stat)
{
    (void)inode;
    stat->st_size = LINKED_SIZE;
}

static void fd_release(struct inode *inode)
{
    proc_text_live.release(inode);
}

static const struct live_ops fd_live = {
    .read_link = fd_read_link,
    .follow = fd_follow,
    .stat = fd_stat,
    .release = fd_release,
};

/* ---- the directory ---- */

static uint32_t link_mode(uint32_t flags)
{
    uint32_t access = flags & O_ACCMODE;

    return S_IFLNK | (access != O_WRONLY ? LINK_READS : 0) |
           (access != O_RDONLY ? LINK_WRITES : 0);
}

static int fds_lookup(struct inode *directory, const char *name, size_t length,
                      struct inode **inode)
{
    struct proc_subject subject = *proc_subject(directory);
    int64_t fd = proc_parse_number(name, length);
    struct file_look look;

    if (fd < 0 || !proc_exists(directory) ||
        !look_at(subject.process, (int)fd, &look))
        return -ENOENT;
    if (look.inode)
        inode_put(look.inode);
    subject.fd = (int)fd;
    return proc_make(directory, &subject, link_mode(look.flags), &fd_live,
                     PROC_PLACE_FDS + (uint32_t)fd, inode);
}

static bool fds_list(struct inode *directory, struct listing *listing)
{
    struct process *process = proc_subject(directory)->process;
    char name[16];
    bool fits = true;

    spin_lock(&process->lock);
    uint64_t from = listing->cookie > LISTING_LIVE
                        ? listing->cookie - LISTING_LIVE
                        : 0; /* a cookie is one more than its descriptor */
    int fd = (int)min_u64(from, FILES_MAX);
    while (fits && process->files &&
           (fd = files_next(process->files, fd)) >= 0) {
        int length = ksnprintf(name, sizeof name, "%d", fd);
        fits = listing_add(listing, LISTING_LIVE + (uint64_t)fd + 1,
                           proc_number(process->pid, false,
                                       PROC_PLACE_FDS + (uint32_t)fd),
                           S_IFLNK, name, (size_t)length);
        fd++;
    }
    spin_unlock(&process->lock);
    return fits;
}

static void fds_name(struct inode *inode, char *name)
{
    proc_text_live.name(inode, name);
}

const struct live_ops proc_fds_live = {
    .lookup = fds_lookup,
    .list = fds_list,
    .exists = proc_exists,
    .name = fds_name,
    .release = fd_release,
};
