/* SPDX-License-Identifier: MIT
 *
 * Devices: /dev/console, null, zero, full, random, urandom, tty, and in
 * /sys/kernel/tracing the files trace_marker and gil_events. Source: null(4),
 * full(4), tty(4), console(4).
 *
 * The console is a terminal in interactive runs, or if the file /console.input
 * is there, which is typed at it (fs/tty_console.c). Else it is none: it takes
 * output, and gives the contents of the file /input, then the end; and opening
 * /dev/tty gives ENXIO, as on Linux without a controlling terminal.
 */
#include "fs/devices.h"
#include "boot_info.h"
#include "checked/device.h"
#include "console.h"
#include "fs/file.h"
#include "fs/live.h"
#include "fs/mount.h"
#include "fs/path.h"
#include "fs/tmpfs.h"
#include "fs/tty.h"
#include "fs/tty_jobs.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/shared.h"
#include "mm/space.h"
#include "mm/uaccess.h"
#include "options.h"
#include "proc/proc.h"
#include "syscall.h"
#include "task/sched.h"
#include "trace/files.h"
#include "trace/trace.h"

#define MARK_MAX 255 /* bytes of one write to trace_marker */

/* The scripted input: NULL without /input. */
static struct inode *console_input;     /* constant after devices_init */
static uint64_t console_input_position; /* protected by its inode's lock */

static int64_t console_read(struct file *file, uint64_t buffer, uint64_t bytes,
                            uint64_t *position)
{
    (void)file, (void)position;
    if (!console_input)
        return 0;
    return inode_read(console_input, buffer, bytes, &console_input_position);
}

static int64_t console_write_kernel(struct file *file, const void *data,
                                    uint64_t bytes)
{
    (void)file;
    console_write(data, bytes);
    return (int64_t)bytes;
}

static int64_t console_write_user(struct file *file, uint64_t buffer,
                                  uint64_t bytes, uint64_t *position)
{
    char chunk[CONSOLE_CHUNK];
    uint64_t done = 0;
    (void)file, (void)position;
    while (done < bytes) {
        uint64_t piece = min_u64(bytes - done, sizeof chunk);
        if (copy_from_user(chunk, buffer + done, piece) != 0)
            return done ? (int64_t)done : -EFAULT;
        console_write(chunk, piece);
        done += piece;
    }
    return (int64_t)done;
}

static const struct file_ops console_file_ops = {
    .read = console_read,
    .write = console_write_user,
    .write_kernel = console_write_kernel,
};

static int64_t null_read(struct file *file, uint64_t buffer, uint64_t bytes,
                         uint64_t *position)
{
    (void)file, (void)buffer, (void)bytes, (void)position;
    return 0;
}

static int64_t null_write(struct file *file, uint64_t buffer, uint64_t bytes,
                          uint64_t *position)
{
    (void)file, (void)buffer, (void)position;
    return (int64_t)bytes;
}

static int64_t zero_read(struct file *file, uint64_t buffer, uint64_t bytes,
                         uint64_t *position)
{
    (void)file, (void)position;
    int error = clear_user(buffer, bytes);
    return error ? error : (int64_t)bytes;
}

static int64_t full_write(struct file *file, uint64_t buffer, uint64_t bytes,
                          uint64_t *position)
{
    (void)file, (void)buffer, (void)bytes, (void)position;
    return -ENOSPC;
}

static int64_t no_size(struct file *file)
{
    (void)file;
    return 0;
}

/* Mapping /dev/zero is mapping anonymous memory. */
static int zero_mmap(struct file *file, struct space *space, uint64_t *address,
                     uint64_t length, uint32_t prot, uint32_t flags,
                     uint64_t offset)
{
    (void)file, (void)offset;
    if (flags & MAP_SHARED)
        return shared_map(space, address, length, prot, flags);
    return space_map(space, address, length, prot, flags, NULL, NULL, 0);
}

static int64_t null_write_kernel(struct file *file, const void *data,
                                 uint64_t bytes)
{
    (void)file, (void)data;
    return (int64_t)bytes;
}

static const struct file_ops null_file_ops = {
    .read = null_read,
    .write = null_write,
    .write_kernel = null_write_kernel,
    .size = no_size,
};

static const struct file_ops zero_file_ops = {
    .read = zero_read,
    .write = null_write,
    .size = no_size,
    .mmap = zero_mmap,
};

static const struct file_ops full_file_ops = {
    .read = zero_read,
    .write = full_write,
    .size = no_size,
};

static int64_t random_read(struct file *file, uint64_t buffer, uint64_t bytes,
                           uint64_t *position)
{
    (void)file, (void)position;
    return sys_getrandom(buffer, bytes, 0);
}

/* Nothing blocks for want of entropy, and what is written adds none. */
static const struct file_ops random_file_ops = {
    .read = random_read,
    .write = null_write,
    .size = no_size,
};

/* One write is one mark; what is longer is cut, and the result says so. */
static int64_t marker_write(struct file *file, uint64_t buffer, uint64_t bytes,
                            uint64_t *position)
{
    char text[MARK_MAX + 1];
    (void)file, (void)position;
    bytes = min_u64(bytes, MARK_MAX);
    if (copy_from_user(text, buffer, bytes) != 0)
        return -EFAULT;
    size_t length = bytes;
    if (length > 0 && text[length - 1] == '\n')
        length--;
    text[length] = '\0';
    trace_mark(text);
    return (int64_t)bytes;
}

static const struct file_ops marker_file_ops = {
    .write = marker_write,
};

static const struct node {
    const char *path;
    uint32_t mode;
    uint32_t rdev;
    const struct file_ops *ops; /* NULL: cannot be opened */
} nodes[] = {
    {"/dev", S_IFDIR | 0755, 0, NULL},
    {"/dev/console", S_IFCHR | 0600, DEVICE_NUMBER(5, 1), &console_file_ops},
    {"/dev/tty", S_IFCHR | 0666, DEVICE_TTY, NULL},
    {"/dev/null", S_IFCHR | 0666, DEVICE_NUMBER(1, 3), &null_file_ops},
    {"/dev/zero", S_IFCHR | 0666, DEVICE_NUMBER(1, 5), &zero_file_ops},
    {"/dev/full", S_IFCHR | 0666, DEVICE_NUMBER(1, 7), &full_file_ops},
    {"/dev/random", S_IFCHR | 0666, DEVICE_NUMBER(1, 8), &random_file_ops},
    {"/dev/urandom", S_IFCHR | 0666, DEVICE_NUMBER(1, 9), &random_file_ops},
    {"/dev/shm", S_IFDIR | S_ISVTX | 0777, 0, NULL},
    CHECKED_NODES /* /dev/checks, in the checked image */
    {"/sys", S_IFDIR | 0555, 0, NULL},
    {"/sys/kernel", S_IFDIR | 0755, 0, NULL},
    {"/sys/kernel/tracing", S_IFDIR | 0755, 0, NULL},
    {"/sys/kernel/tracing/trace_marker", S_IFREG | 0220, 0, &marker_file_ops},
    {"/sys/kernel/tracing/gil_events", S_IFREG | 0660, 0,
     &trace_window_file_ops},
};

const struct file_ops *device_ops(uint32_t rdev)
{
    for (size_t i = 0; i < sizeof nodes / sizeof nodes[0]; i++)
        if ((nodes[i].mode & S_IFMT) == S_IFCHR && nodes[i].rdev == rdev)
            return nodes[i].ops;
    return NULL;
}

/* Walk to `path`, which must lead somewhere. With tmpfs_lock held. */
static void node_walk(const char *path, struct path_end *end)
{
    static char buffer[PATH_MAX]; /* only the boot comes here */
    strlcpy(buffer, path, sizeof buffer);
    int error = path_walk(tmpfs_root, buffer, false, end);
    if (error)
        boot_refuse("cannot make %s: error %d", path, -error);
}

struct inode *node_make(const char *path, uint32_t mode)
{
    struct path_end end;
    node_walk(path, &end);
    bool directory = (mode & S_IFMT) == S_IFDIR;
    if (end.inode && directory && inode_is(end.inode, S_IFDIR))
        return end.inode;
    if (end.inode && inode_is(end.inode, S_IFDIR))
        boot_refuse("%s in an archive is a directory", path);
    if (end.inode)
        tmpfs_unlink(end.directory,
                     tmpfs_find(end.directory, end.name, end.length));
    int error =
        tmpfs_create(end.directory, end.name, end.length, mode, &end.inode);
    if (error)
        boot_refuse("cannot make %s: error %d", path, -error);
    return end.inode;
}

void node_link(const char *path, const char *target)
{
    struct inode *inode = node_make(path, S_IFLNK | 0777);
    size_t length = strlen(target);
    inode->target = kmalloc(length);
    if (!inode->target)
        boot_refuse("cannot make %s: no memory", path);
    memcpy(inode->target, target, length);
    inode->size = length;
}

static void device_make(const struct node *node)
{
    struct inode *inode = node_make(node->path, node->mode);
    if (!inode_is(inode, S_IFDIR))
        inode->ops = node->ops;
    inode->rdev = node->rdev;
}

/* What lies in the directories of file systems that are mounted is theirs. With
 * tmpfs_lock held. */
static void mount_all(void)
{
    struct path_end end;

    for (int id = MOUNT_ROOT + 1; id < MOUNTS; id++) {
        node_walk(mounts[id].path, &end);
        mount_at((enum mount_id)id, end.inode);
    }
}

/* /dev/tty leads to the controlling terminal of who opens it: tty(4). */
static int controlling_open(struct inode *inode, uint32_t flags,
                            struct file **file)
{
    bool own = tty_is_own(console_tty);

    *file = own ? file_create(&tty_file_ops, NULL, flags) : NULL;
    if (*file)
        (*file)->inode = inode;
    else
        inode_put(inode);
    return *file ? 0 : own ? -ENOMEM : -ENXIO;
}

static const struct live_ops controlling_live = {.open = controlling_open};

/* Make the console a terminal if somebody types at it. With tmpfs_lock held. */
static void make_terminal(void)
{
    struct path_end end;

    node_walk("/console.input", &end);
    if (options.console_serial) {
        tty_console_serial();
    } else if (end.inode && inode_is(end.inode, S_IFREG)) {
        inode_get(end.inode);
        tty_console_script(end.inode);
    } else {
        return;
    }
    node_walk("/dev/console", &end);
    end.inode->ops = &tty_file_ops;
    node_walk("/dev/tty", &end);
    end.inode->live = &controlling_live;
}

void devices_init(void)
{
    struct path_end end;
    spin_lock(&tmpfs_lock);
    for (size_t i = 0; i < sizeof nodes / sizeof nodes[0]; i++)
        device_make(&nodes[i]);
    node_link("/dev/fd", "/proc/self/fd");
    node_link("/dev/stdin", "/proc/self/fd/0");
    node_link("/dev/stdout", "/proc/self/fd/1");
    node_link("/dev/stderr", "/proc/self/fd/2");
    proc_init();
    trace_files_init();
    sched_files_init();
    mount_all();
    node_walk("/input", &end);
    if (end.inode && inode_is(end.inode, S_IFREG)) {
        console_input = end.inode;
        inode_get(console_input);
    }
    make_terminal();
    spin_unlock(&tmpfs_lock);
}
