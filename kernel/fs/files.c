/* SPDX-License-Identifier: MIT
 *
 * Descriptor tables.
 *
 * Every read and write starts with a look-up here, and the LWPs of a process
 * share the table. A lock would make each look-up wait for all others, and
 * would tie the clocks of their cores together; so a look-up takes none:
 *
 *   - the table grows by chunks, which stay until the table goes, so that a
 *     pointer to a slot is always good;
 *   - a struct file's memory is always a struct file's (file.c), so that its
 *     count may be read even after it was closed;
 *   - fd_get raises the count unless it is 0, and then looks at the slot again:
 *     if the same file is there, the reference was to it; if not, it gives the
 *     reference back and starts again.
 *
 * Who changes the table holds files->lock. Source: Linux, fs/file.c,
 * __get_file_rcu.
 */
#include "fs/file.h"
#include "fs/file_lock.h"
#include "fs/inode.h"
#include "fs/tmpfs.h"
#include "lib/errno.h"
#include "mm/heap.h"
#include "task/process.h"

#define CHUNK_FILES 64
#define CHUNKS (FILES_MAX / CHUNK_FILES)

#define UMASK_DEFAULT 022

/* Bit n of a mask belongs to slot n. */
struct chunk {
    struct file *slots[CHUNK_FILES];
    uint64_t used;
    uint64_t cloexec;
};

struct files {
    struct spinlock lock;         /* protects changes of what follows */
    struct chunk *chunks[CHUNKS]; /* NULL: not yet needed */
    struct inode *directory;      /* the working one, with a reference */
    uint32_t umask;
};

static bool fd_in_range(int fd)
{
    return (uint32_t)fd < FILES_MAX;
}

static uint64_t fd_bit(int fd)
{
    return 1ul << (fd % CHUNK_FILES);
}

struct files *files_create(void)
{
    struct files *files = kzalloc(sizeof *files);
    if (files) {
        files->lock = SPINLOCK("files");
        files->umask = UMASK_DEFAULT;
        files->directory = tmpfs_root;
        inode_get(tmpfs_root);
    }
    return files;
}

/* The chunk of `fd`, made if need be; NULL: no memory. The lock is held. */
static struct chunk *files_chunk(struct files *files, int fd)
{
    struct chunk **chunk = &files->chunks[fd / CHUNK_FILES];
    if (!*chunk)
        __atomic_store_n(chunk, kzalloc(sizeof **chunk), __ATOMIC_RELEASE);
    return *chunk;
}

/* Put `file` (or NULL) at `fd`; returns what was there. The lock is held, and
 * the chunk exists. */
static struct file *files_set(struct files *files, int fd, struct file *file,
                              bool cloexec)
{
    struct chunk *chunk = files->chunks[fd / CHUNK_FILES];
    struct file **slot = &chunk->slots[fd % CHUNK_FILES];
    struct file *old = *slot;
    chunk->used &= ~fd_bit(fd);
    chunk->cloexec &= ~fd_bit(fd);
    if (file)
        chunk->used |= fd_bit(fd);
    if (cloexec)
        chunk->cloexec |= fd_bit(fd);
    __atomic_store_n(slot, file, __ATOMIC_RELEASE);
    return old;
}

int fd_limit(void)
{
    const struct process *process = current_process();
    uint64_t limit = process ? process->limits[RLIMIT_NOFILE].soft : FILES_MAX;
    return limit < FILES_MAX ? (int)limit : FILES_MAX;
}

/* The lowest free descriptor >= `from`, or -EMFILE. The lock is held. */
static int files_lowest(const struct files *files, int from)
{
    int limit = fd_limit();
    for (int fd = from; fd < limit;) {
        int first = fd - fd % CHUNK_FILES;
        const struct chunk *chunk = files->chunks[fd / CHUNK_FILES];
        uint64_t used = chunk ? chunk->used : 0;
        uint64_t free = ~used & ~(fd_bit(fd) - 1);
        fd = free ? first + __builtin_ctzl(free) : first + CHUNK_FILES;
        if (free)
            return fd < limit ? fd : -EMFILE;
    }
    return -EMFILE;
}

static bool chunk_copy(struct chunk **to, const struct chunk *from)
{
    struct chunk *copy = kzalloc(sizeof *copy);
    if (!copy)
        return false;
    *copy = *from;
    for (int i = 0; i < CHUNK_FILES; i++)
        if (copy->slots[i])
            file_get(copy->slots[i]);
    *to = copy;
    return true;
}

/* Copy the descriptors. False: no memory for all of them. */
static bool chunks_copy(struct files *to, struct files *from)
{
    bool complete = true;
    spin_lock(&from->lock);
    for (int i = 0; i < CHUNKS && complete; i++)
        if (from->chunks[i])
            complete = chunk_copy(&to->chunks[i], from->chunks[i]);
    spin_unlock(&from->lock);
    return complete;
}

struct files *files_copy(struct files *files)
{
    struct files *copy = files_create();
    if (!copy)
        return NULL;
    files_set_directory(copy, files_directory(files));
    copy->umask = files_umask(files);
    if (chunks_copy(copy, files))
        return copy;
    files_put(copy);
    return NULL;
}

struct inode *files_directory(struct files *files)
{
    spin_lock(&files->lock);
    struct inode *directory = files->directory;
    inode_get(directory);
    spin_unlock(&files->lock);
    return directory;
}

void files_set_directory(struct files *files, struct inode *directory)
{
    spin_lock(&files->lock);
    struct inode *old = files->directory;
    files->directory = directory;
    spin_unlock(&files->lock);
    inode_put(old);
}

uint32_t files_umask(const struct files *files)
{
    return __atomic_load_n(&files->umask, __ATOMIC_RELAXED);
}

uint32_t files_set_umask(struct files *files, uint32_t mask)
{
    return __atomic_exchange_n(&files->umask, mask, __ATOMIC_RELAXED);
}

/* A descriptor of `file` goes, and with it the process's locks of that file:
 * fcntl(2). */
static void descriptor_put(const struct files *files, struct file *file)
{
    struct inode *inode = file_inode(file);
    if (inode && inode->locks && !(file->flags & O_PATH))
        file_lock_forget(inode, files);
    file_put(file);
}

void files_put(struct files *files)
{
    for (int i = 0; i < CHUNKS; i++) {
        struct chunk *chunk = files->chunks[i];
        for (int slot = 0; chunk && slot < CHUNK_FILES; slot++)
            if (chunk->slots[slot])
                descriptor_put(files, chunk->slots[slot]);
        kfree(chunk);
    }
    inode_put(files->directory);
    kfree(files);
}

/* One more reference to `file`, unless it has none. */
static bool file_get_live(struct file *file)
{
    uint32_t count = __atomic_load_n(&file->count, __ATOMIC_RELAXED);
    while (count > 0)
        if (__atomic_compare_exchange_n(&file->count, &count, count + 1, true,
                                        __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
            return true;
    return false;
}

/* A reference to `file` was got, but the slot holds something else by now: try
 * again. Rare, and apart, so that fd_get needs no stack. */
static __attribute__((noinline)) struct file *slot_retry(struct file **slot,
                                                         struct file *file)
{
    do {
        file_put(file);
        while ((file = __atomic_load_n(slot, __ATOMIC_ACQUIRE)) &&
               !file_get_live(file))
            ;
    } while (file && __atomic_load_n(slot, __ATOMIC_RELAXED) != file);
    return file;
}

/* The file in `slot` with one more reference, or NULL. One that cannot be had
 * is being closed: the slot has changed already. */
static struct file *slot_get(struct file **slot)
{
    struct file *file;
    while ((file = __atomic_load_n(slot, __ATOMIC_ACQUIRE)))
        if (file_get_live(file))
            break;
    if (file && __atomic_load_n(slot, __ATOMIC_RELAXED) != file)
        return slot_retry(slot, file);
    return file;
}

static inline struct file *get_any(int fd)
{
    if (!fd_in_range(fd))
        return NULL;
    uint32_t number = (uint32_t)fd;
    struct files *files = current_process()->files;
    struct chunk *chunk =
        __atomic_load_n(&files->chunks[number / CHUNK_FILES], __ATOMIC_ACQUIRE);
    return chunk ? slot_get(&chunk->slots[number % CHUNK_FILES]) : NULL;
}

struct file *fd_get_any(int fd)
{
    return get_any(fd);
}

/* Apart, as slot_retry is. */
static __attribute__((noinline)) struct file *put_away(struct file *file)
{
    file_put(file);
    return NULL;
}

struct file *fd_get(int fd)
{
    struct file *file = get_any(fd);
    return file && file->flags & O_PATH ? put_away(file) : file;
}

int fd_install(struct files *files, struct file *file, int from, bool cloexec)
{
    spin_lock(&files->lock);
    int fd = files_lowest(files, from);
    if (fd >= 0 && !files_chunk(files, fd))
        fd = -ENOMEM;
    if (fd >= 0)
        files_set(files, fd, file, cloexec);
    spin_unlock(&files->lock);
    return fd;
}

int fd_replace(struct files *files, struct file *file, int fd, bool cloexec)
{
    if (fd < 0 || fd >= fd_limit())
        return -EBADF;
    struct file *old = NULL;
    spin_lock(&files->lock);
    bool there = files_chunk(files, fd);
    if (there)
        old = files_set(files, fd, file, cloexec);
    spin_unlock(&files->lock);
    if (old)
        descriptor_put(files, old);
    return there ? fd : -ENOMEM;
}

/* Is `fd` open? The lock is held. */
static bool fd_used(const struct files *files, int fd)
{
    const struct chunk *chunk = files->chunks[fd / CHUNK_FILES];
    return chunk && chunk->used & fd_bit(fd);
}

int fd_close(struct files *files, int fd)
{
    if (!fd_in_range(fd))
        return -EBADF;
    struct file *old = NULL;
    spin_lock(&files->lock);
    if (fd_used(files, fd))
        old = files_set(files, fd, NULL, false);
    spin_unlock(&files->lock);
    if (!old)
        return -EBADF;
    descriptor_put(files, old);
    return 0;
}

/* Nobody else changes the table: a process that executes has one LWP, and no
 * two processes share one. */
void files_close_on_exec(struct files *files)
{
    for (int i = 0; i < CHUNKS; i++) {
        const struct chunk *chunk = files->chunks[i];
        while (chunk && chunk->cloexec)
            fd_close(files, i * CHUNK_FILES + __builtin_ctzl(chunk->cloexec));
    }
}

int fd_cloexec(struct files *files, int fd)
{
    if (!fd_in_range(fd))
        return -EBADF;
    int result = -EBADF;
    spin_lock(&files->lock);
    if (fd_used(files, fd))
        result = (files->chunks[fd / CHUNK_FILES]->cloexec & fd_bit(fd)) != 0;
    spin_unlock(&files->lock);
    return result;
}

int fd_set_cloexec(struct files *files, int fd, bool cloexec)
{
    if (!fd_in_range(fd))
        return -EBADF;
    int result = -EBADF;
    spin_lock(&files->lock);
    if (fd_used(files, fd)) {
        struct chunk *chunk = files->chunks[fd / CHUNK_FILES];
        chunk->cloexec &= ~fd_bit(fd);
        if (cloexec)
            chunk->cloexec |= fd_bit(fd);
        result = 0;
    }
    spin_unlock(&files->lock);
    return result;
}

/* The file at `fd`, or NULL. The lock is held. */
static struct file *files_at(const struct files *files, int fd)
{
    if (!fd_in_range(fd) || !fd_used(files, fd))
        return NULL;
    return files->chunks[fd / CHUNK_FILES]->slots[fd % CHUNK_FILES];
}

bool files_look(struct files *files, int fd, struct file_look *look)
{
    spin_lock(&files->lock);
    const struct file *file = files_at(files, fd);
    *look = (struct file_look){.flags = file ? file->flags : 0};
    if (file && file->inode) {
        look->inode = file->inode;
        inode_get(file->inode);
    } else if (file && file->ops->name) {
        file->ops->name(file, look->name, sizeof look->name);
    }
    spin_unlock(&files->lock);
    return file;
}

struct file *files_get_file(struct files *files, int fd)
{
    spin_lock(&files->lock);
    struct file *file = files_at(files, fd);
    if (file)
        file_get(file);
    spin_unlock(&files->lock);
    return file;
}

int files_next(struct files *files, int fd)
{
    spin_lock(&files->lock);
    while (fd_in_range(fd) && !fd_used(files, fd))
        fd++;
    spin_unlock(&files->lock);
    return fd_in_range(fd) ? fd : -1;
}

uint32_t files_room(struct files *files)
{
    uint32_t room = CHUNK_FILES;
    spin_lock(&files->lock);
    for (uint32_t i = 0; i < CHUNKS; i++)
        if (files->chunks[i])
            room = (i + 1) * CHUNK_FILES;
    spin_unlock(&files->lock);
    return room;
}
