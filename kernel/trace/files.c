/* SPDX-License-Identifier: MIT
 *
 * The files of /sys/kernel/tracing: `trace` is the trace as ftrace text, up to the
 * moment when its beginning is read; tracing_on says whether events are recorded,
 * and changes it; trace_clock and buffer_size_kb tell. Source: Linux,
 * Documentation/trace/ftrace.rst.
 *
 * Unlike on Linux the trace cannot be emptied, since the host reads it, too, and
 * one open `trace` is read by one LWP at a time: EBUSY.
 *
 * Not here: trace_marker (fs/devices.c), gil_events (window.c).
 */
#include "trace/files.h"

#include "boot_info.h"
#include "fs/devices.h"
#include "fs/file.h"
#include "fs/inode.h"
#include "fs/live.h"
#include "fs/text.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/uaccess.h"
#include "trace/ftrace.h"
#include "trace/lwp_names.h"
#include "trace/reader.h"
#include "trace/trace.h"

#define PIECE 16384 /* bytes of text that are made at a time */

/* ---- trace ---- */

/* An open trace that is being read. */
struct trace_read {
    struct trace_reader reader;
    struct trace_lwps lwps;
    struct text text; /* a piece of the text */
    uint64_t at;      /* where in the whole text the piece begins */
    uint64_t shown;
};

static void read_free(struct trace_read *read)
{
    if (!read)
        return;
    trace_reader_close(&read->reader);
    trace_lwps_free(&read->lwps);
    kfree(read->text.data);
    kfree(read);
}

/* Back to the beginning of the text: its head. */
static void read_rewind(struct trace_read *read)
{
    const struct trace_header *header = trace_header();

    trace_reader_rewind(&read->reader);
    for (uint32_t i = 0; i < read->lwps.count; i++)
        read->lwps.lwps[i].gil_waits = read->lwps.lwps[i].gil_held = false;
    read->at = 0;
    read->text.length = 0;
    ftrace_head(&read->text, read->shown, header->dropped);
}

/* The trace as it is now. 0 or -ENOMEM. */
static int read_create(struct trace_read **read)
{
    *read = kzalloc(sizeof **read);
    if (!*read)
        return -ENOMEM;
    int error = trace_reader_open(&(*read)->reader);
    if (!error)
        error =
            trace_lwps_find(&(*read)->lwps, &(*read)->reader, &(*read)->shown);
    if (error) {
        read_free(*read);
        return error;
    }
    read_rewind(*read);
    return 0;
}

/* Make the next piece. False: there is none. */
static bool read_go_on(struct trace_read *read)
{
    struct trace_seen seen;

    read->at += read->text.length;
    read->text.length = 0;
    while (read->text.length < PIECE && !read->text.cut &&
           trace_reader_next(&read->reader, &seen))
        if (seen.core != TRACE_CORE_UNKNOWN)
            ftrace_event(&read->text, &read->lwps, &seen);
    return read->text.length > 0;
}

/* Copy up to `bytes` bytes of the text from `at` on. Bytes or -errno. */
static int64_t read_copy(struct trace_read *read, uint64_t at, uint64_t buffer,
                         uint64_t bytes)
{
    if (at < read->at)
        read_rewind(read);
    while (at >= read->at + read->text.length)
        if (!read_go_on(read))
            return read->text.cut ? -ENOMEM : 0;
    if (read->text.cut)
        return -ENOMEM;
    uint64_t from = at - read->at;
    bytes = min_u64(bytes, read->text.length - from);
    int error = copy_to_user(buffer, read->text.data + from, bytes);
    return error ? error : (int64_t)bytes;
}

/* Take the state out of the file, so that nobody else uses it meanwhile. 0 or
 * -EBUSY; NULL: it has none yet. */
static int read_claim(struct file *file, struct trace_read **read)
{
    static struct trace_read busy;

    *read = __atomic_exchange_n((struct trace_read **)&file->object, &busy,
                                __ATOMIC_ACQ_REL);
    return *read == &busy ? -EBUSY : 0;
}

static int64_t trace_file_read(struct file *file, uint64_t buffer,
                               uint64_t bytes, uint64_t *position)
{
    struct trace_read *read;
    int64_t done = read_claim(file, &read);

    if (done)
        return done;
    if (*position == 0 && bytes) {
        read_free(read);
        read = NULL;
    }
    if (!read && bytes)
        done = read_create(&read);
    if (done)
        read = NULL;
    else if (bytes)
        done = read_copy(read, *position, buffer, bytes);
    if (done > 0)
        *position += (uint64_t)done;
    __atomic_store_n(&file->object, read, __ATOMIC_RELEASE);
    return done;
}

static int64_t trace_file_write(struct file *file, uint64_t buffer,
                                uint64_t bytes, uint64_t *position)
{
    (void)file, (void)buffer, (void)bytes, (void)position;
    return -EOPNOTSUPP;
}

static int64_t trace_file_size(struct file *file)
{
    (void)file;
    return 0;
}

static void trace_file_close(struct file *file)
{
    read_free(file->object);
}

static const struct file_ops trace_file_ops = {
    .read = trace_file_read,
    .write = trace_file_write,
    .size = trace_file_size,
    .close = trace_file_close,
};

/* ---- the others ---- */

static int on_show(struct inode *inode, struct text *text)
{
    (void)inode;
    text_add(text, "%d\n", trace_recording());
    return 0;
}

static int64_t on_store(struct inode *inode, const char *value, size_t length)
{
    (void)inode;
    if ((value[0] != '0' && value[0] != '1') || (value[1] && value[1] != '\n'))
        return -EINVAL;
    if (trace_header()->data_pages == 0)
        return -ENODEV; /* trace=off */
    trace_record(value[0] == '1');
    return (int64_t)length;
}

/* Each core's events carry its own clock. */
static int clock_show(struct inode *inode, struct text *text)
{
    (void)inode;
    text_add_string(text, "[local]\n");
    return 0;
}

static int size_show(struct inode *inode, struct text *text)
{
    (void)inode;
    text_add(text, "%lu\n",
             trace_header()->data_pages * (TRACE_PAGE_SIZE / 1024));
    return 0;
}

static const struct live_ops on_live = {.show = on_show, .store = on_store};
static const struct live_ops clock_live = {.show = clock_show};
static const struct live_ops size_live = {.show = size_show};

static const struct tracing_file {
    const char *path;
    uint32_t mode;
    const struct live_ops *live;
} tracing_files[] = {
    {"/sys/kernel/tracing/tracing_on", S_IFREG | 0644, &on_live},
    {"/sys/kernel/tracing/trace_clock", S_IFREG | 0444, &clock_live},
    {"/sys/kernel/tracing/buffer_size_kb", S_IFREG | 0444, &size_live},
};

void trace_files_init(void)
{
    node_make("/sys/kernel/tracing/trace", S_IFREG | 0640)->ops =
        &trace_file_ops;
    for (size_t i = 0; i < sizeof tracing_files / sizeof tracing_files[0];
         i++) {
        struct inode *inode =
            node_make(tracing_files[i].path, tracing_files[i].mode);
        inode->ops = &text_file_ops;
        inode->live = tracing_files[i].live;
    }
}
