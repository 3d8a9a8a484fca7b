/* SPDX-License-Identifier: MIT
 *
 * Texts and the files that are texts. See text.h.
 *
 * What an open file has read last is shared by whoever reads it at the same
 * time, so it is counted; which one it is, is protected by the inode's lock.
 */
#include "fs/text.h"

#include <stdarg.h>
#include "fs/file.h"
#include "fs/inode.h"
#include "fs/live.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/print.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/uaccess.h"

#define TEXT_FIRST 1024 /* bytes of the first buffer */

/* Room for `more` bytes. */
static bool text_grow(struct text *text, size_t more)
{
    size_t size = text->size ? text->size : TEXT_FIRST;

    if (text->cut || text->length + more <= text->size)
        return !text->cut;
    while (size < text->length + more)
        size *= 2;
    char *data = kmalloc(size);
    text->cut = !data;
    if (!data)
        return false;
    if (text->length)
        memcpy(data, text->data, text->length);
    kfree(text->data);
    text->data = data;
    text->size = size;
    return true;
}

void text_add_bytes(struct text *text, const void *bytes, size_t count)
{
    if (!count || !text_grow(text, count))
        return;
    memcpy(text->data + text->length, bytes, count);
    text->length += count;
}

void text_add_string(struct text *text, const char *string)
{
    text_add_bytes(text, string, strlen(string));
}

void text_add(struct text *text, const char *format, ...)
{
    char line[256];
    va_list args;

    va_start(args, format);
    int length = kvsnprintf(line, sizeof line, format, args);
    va_end(args);
    text_add_bytes(text, line, min_u64((size_t)length, sizeof line - 1));
}

/* What was read of an open file. */
struct edition {
    struct text text;
    uint32_t count; /* references; changed atomically */
};

static void edition_put(struct edition *edition)
{
    if (!edition ||
        __atomic_sub_fetch(&edition->count, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    kfree(edition->text.data);
    kfree(edition);
}

/* A new one with count 1. 0, -ENOMEM, or what `show` says. */
static int edition_create(struct inode *inode, struct edition **edition)
{
    *edition = kzalloc(sizeof **edition);
    if (!*edition)
        return -ENOMEM;
    (*edition)->count = 1;
    int error = inode->live->show(inode, &(*edition)->text);
    if (!error && (*edition)->text.cut)
        error = -ENOMEM;
    if (error)
        edition_put(*edition);
    return error;
}

/* The file's present one with a reference, or NULL. */
static struct edition *edition_of(struct file *file)
{
    spin_lock(&file->inode->lock);
    struct edition *edition = file->object;
    if (edition)
        __atomic_add_fetch(&edition->count, 1, __ATOMIC_RELAXED);
    spin_unlock(&file->inode->lock);
    return edition;
}

/* A new one for the file and, with another reference, for the caller. */
static int edition_renew(struct file *file, struct edition **edition)
{
    int error = edition_create(file->inode, edition);

    if (error)
        return error;
    (*edition)->count++;
    spin_lock(&file->inode->lock);
    struct edition *old = file->object;
    file->object = *edition;
    spin_unlock(&file->inode->lock);
    edition_put(old);
    return 0;
}

static int64_t text_read(struct file *file, uint64_t buffer, uint64_t bytes,
                         uint64_t *position)
{
    uint64_t at = __atomic_load_n(position, __ATOMIC_RELAXED);
    struct edition *edition = at && bytes ? edition_of(file) : NULL;
    int error = edition || !bytes ? 0 : edition_renew(file, &edition);

    if (error || !bytes)
        return error;
    size_t length = edition->text.length;
    bytes = at < length ? min_u64(bytes, length - at) : 0;
    error = bytes ? copy_to_user(buffer, edition->text.data + at, bytes) : 0;
    edition_put(edition);
    if (error)
        return error;
    __atomic_store_n(position, at + bytes, __ATOMIC_RELAXED);
    return (int64_t)bytes;
}

static int64_t text_write(struct file *file, uint64_t buffer, uint64_t bytes,
                          uint64_t *position)
{
    const struct live_ops *live = file->inode->live;
    char text[LIVE_STORE_MAX + 1];

    if (!live->store)
        return -EINVAL;
    bytes = min_u64(bytes, LIVE_STORE_MAX);
    if (copy_from_user(text, buffer, bytes))
        return -EFAULT;
    text[bytes] = '\0';
    int64_t done = live->store(file->inode, text, bytes);
    if (done > 0)
        *position += (uint64_t)done;
    return done;
}

static int64_t text_size(struct file *file)
{
    (void)file;
    return 0;
}

static void text_close(struct file *file)
{
    edition_put(file->object);
}

const struct file_ops text_file_ops = {
    .read = text_read,
    .write = text_write,
    .size = text_size,
    .close = text_close,
};
