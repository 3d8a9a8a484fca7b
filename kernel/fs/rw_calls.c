/* SPDX-License-Identifier: MIT
 *
 * The system calls read, write, pread64, pwrite64, readv, writev, preadv,
 * pwritev and the last two with flags: what is the same for every kind of file.
 * Source: their manual pages.
 *
 * writev puts up to PIPE_BUF bytes down in one piece where that can be noticed
 * (pipes, the console): the parts are first gathered in kernel memory.
 */
#include "fs/file.h"
#include "fs/vector.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "mm/uaccess.h"
#include "syscall.h"

/* Where the file's own position is, or NULL: it has none. */
static uint64_t *file_position(struct file *file)
{
    return file->ops->size ? &file->position : NULL;
}

/* user_range_ok, without a call: every read and write comes here. */
static bool range_ok(uint64_t start, uint64_t bytes)
{
    return start <= USER_TOP && bytes <= USER_TOP - start;
}

static inline int64_t file_read(struct file *file, uint64_t buffer,
                                uint64_t bytes, uint64_t *position)
{
    if (!file_readable(file))
        return -EBADF;
    if (!file->ops->read)
        return -EINVAL;
    if (!range_ok(buffer, bytes))
        return -EFAULT;
    return file->ops->read(file, buffer, min_u64(bytes, RW_MAX), position);
}

static inline int64_t file_write(struct file *file, uint64_t buffer,
                                 uint64_t bytes, uint64_t *position)
{
    if (!file_writable(file))
        return -EBADF;
    if (!file->ops->write)
        return -EINVAL;
    if (!range_ok(buffer, bytes))
        return -EFAULT;
    return file->ops->write(file, buffer, min_u64(bytes, RW_MAX), position);
}

int64_t sys_read(int fd, uint64_t buffer, uint64_t bytes)
{
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int64_t result = file_read(file, buffer, bytes, file_position(file));
    file_put(file);
    return result;
}

int64_t sys_write(int fd, uint64_t buffer, uint64_t bytes)
{
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int64_t result = file_write(file, buffer, bytes, file_position(file));
    file_put(file);
    return result;
}

int64_t sys_pread64(int fd, uint64_t buffer, uint64_t bytes, int64_t at)
{
    uint64_t position = (uint64_t)at;
    if (at < 0)
        return -EINVAL;
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int64_t result = -ESPIPE;
    if (file->ops->size)
        result = file_read(file, buffer, bytes, &position);
    file_put(file);
    return result;
}

int64_t sys_pwrite64(int fd, uint64_t buffer, uint64_t bytes, int64_t at)
{
    uint64_t position = (uint64_t)at;
    if (at < 0)
        return -EINVAL;
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int64_t result = -ESPIPE;
    if (file->ops->size)
        result = file_write(file, buffer, bytes, &position);
    file_put(file);
    return result;
}

void vector_free(struct vector *vector)
{
    if (vector->parts != vector->small)
        kfree(vector->parts);
}

/* Add the lengths up. 0, or -EINVAL: more than a ssize_t can say. */
static int vector_sum(struct vector *vector)
{
    for (int i = 0; i < vector->count; i++) {
        struct iovec *part = &vector->parts[i];
        if ((int64_t)part->length < 0)
            return -EINVAL;
        part->length = min_u64(part->length, RW_MAX - vector->total);
        vector->total += part->length;
        vector->filled += part->length > 0;
    }
    return 0;
}

int vector_read(struct vector *vector, uint64_t user, int count)
{
    vector->parts = vector->small;
    vector->count = count;
    vector->filled = 0;
    vector->total = 0;
    vector->kernel = false;
    if (count < 0 || count > VECTOR_MAX)
        return -EINVAL;
    size_t bytes = (size_t)count * sizeof(struct iovec);
    if (count > VECTOR_SMALL)
        vector->parts = kmalloc(bytes);
    if (!vector->parts)
        return -ENOMEM;
    int error = copy_from_user(vector->parts, user, bytes);
    if (!error)
        error = vector_sum(vector);
    if (error)
        vector_free(vector);
    return error;
}

typedef int64_t transfer_one(struct file *file, uint64_t buffer, uint64_t bytes,
                             uint64_t *position);

/* Do `transfer` part by part until one falls short. Bytes, or -errno if there
 * were none. With `wait_once`, parts after the first bytes take what is there
 * and do not wait: they are shown the file as if it were non-blocking. */
static int64_t vector_transfer(struct file *file, const struct vector *vector,
                               transfer_one *transfer, uint64_t *position,
                               bool wait_once)
{
    struct file impatient;
    struct file *now = file;
    int64_t done = 0;
    for (int i = 0; i < vector->count; i++) {
        const struct iovec *part = &vector->parts[i];
        if (part->length == 0 && vector->total > 0)
            continue;
        int64_t result = transfer(now, part->base, part->length, position);
        if (result < 0)
            return done ? done : result;
        done += result;
        if ((uint64_t)result < part->length)
            break;
        if (wait_once && done > 0) {
            impatient = *file;
            impatient.flags |= O_NONBLOCK;
            now = &impatient;
        }
    }
    return done;
}

/* Write all parts, of at most PIPE_BUF bytes, as one. */
static int64_t vector_write_whole(struct file *file,
                                  const struct vector *vector)
{
    uint8_t *whole = kmalloc(PIPE_BUF);
    if (!whole)
        return -ENOMEM;
    uint64_t used = 0;
    int64_t result = 0;
    for (int i = 0; i < vector->count && !result; i++) {
        const struct iovec *part = &vector->parts[i];
        result = copy_from_user(whole + used, part->base, part->length);
        used += part->length;
    }
    if (!result)
        result = file->ops->write_kernel(file, whole, used);
    kfree(whole);
    return result;
}

static int64_t vector_write(struct file *file, struct vector *vector)
{
    if (file->ops->write_vector && file_writable(file))
        return file->ops->write_vector(file, vector);
    bool whole = vector->filled > 1 && vector->total <= PIPE_BUF &&
                 file->ops->write_kernel && file_writable(file);
    if (whole)
        return vector_write_whole(file, vector);
    return vector_transfer(file, vector, file_write, file_position(file),
                           false);
}

int64_t sys_readv(int fd, uint64_t user, int count)
{
    struct vector vector;
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int64_t result = vector_read(&vector, user, count);
    if (!result) {
        result = file->ops->read_vector && file_readable(file)
                     ? file->ops->read_vector(file, &vector)
                     : vector_transfer(file, &vector, file_read,
                                       file_position(file), true);
        vector_free(&vector);
    }
    file_put(file);
    return result;
}

int64_t sys_writev(int fd, uint64_t user, int count)
{
    struct vector vector;
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int64_t result = vector_read(&vector, user, count);
    if (!result) {
        result = vector_write(file, &vector);
        vector_free(&vector);
    }
    file_put(file);
    return result;
}

/* preadv or pwritev: at `at`, which the file's own position does not follow. */
static int64_t vector_at(int fd, uint64_t user, int count, int64_t at,
                         transfer_one *transfer)
{
    struct vector vector;
    uint64_t position = (uint64_t)at;
    if (at < 0)
        return -EINVAL;
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int64_t result = -ESPIPE;
    if (file->ops->size)
        result = vector_read(&vector, user, count);
    if (!result) {
        result = vector_transfer(file, &vector, transfer, &position, false);
        vector_free(&vector);
    }
    file_put(file);
    return result;
}

int64_t sys_preadv(int fd, uint64_t vector, int count, int64_t at)
{
    return vector_at(fd, vector, count, at, file_read);
}

int64_t sys_pwritev(int fd, uint64_t vector, int count, int64_t at)
{
    return vector_at(fd, vector, count, at, file_write);
}

/* preadv2 and pwritev2: a position of -1 is the file's own. Of the flags, those
 * that ask for haste or safety mean nothing; the others are refused. */
#define RWF_HIPRI 1u
#define RWF_DSYNC 2u
#define RWF_SYNC 4u
#define RWF_KNOWN (RWF_HIPRI | RWF_DSYNC | RWF_SYNC)

int64_t sys_preadv2(int fd, uint64_t vector, int count, int64_t at,
                    uint64_t high, uint32_t flags)
{
    (void)high;
    if (flags & ~RWF_KNOWN)
        return -EOPNOTSUPP;
    return at == -1 ? sys_readv(fd, vector, count)
                    : sys_preadv(fd, vector, count, at);
}

int64_t sys_pwritev2(int fd, uint64_t vector, int count, int64_t at,
                     uint64_t high, uint32_t flags)
{
    (void)high;
    if (flags & ~RWF_KNOWN)
        return -EOPNOTSUPP;
    return at == -1 ? sys_writev(fd, vector, count)
                    : sys_pwritev(fd, vector, count, at);
}
