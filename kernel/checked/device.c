/* SPDX-License-Identifier: MIT
 *
 * The device through which tests use the checked image. See device.h.
 */
#include "checked/device.h"
#include "checked/asan.h"
#include "checked/inject.h"
#include "fs/file.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/print.h"
#include "lib/string.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/uaccess.h"

#define LINE_MAX 96

static int64_t checks_read(struct file *file, uint64_t buffer, uint64_t bytes,
                           uint64_t *position)
{
    char line[LINE_MAX];

    (void)file, (void)position;
    heap_settle();
    frames_settle();
    ksnprintf(line, sizeof(line), "objects=%lu frames=%lu failures=%lu\n",
              asan_objects(), frames_free(), inject_left());
    bytes = min_u64(bytes, strlen(line));
    int error = copy_to_user(buffer, line, bytes);
    return error ? error : (int64_t)bytes;
}

/* The decimal number at *at, which moves behind it and one space. */
static uint64_t number(const char **at)
{
    uint64_t value = 0;

    for (; **at >= '0' && **at <= '9'; (*at)++)
        value = value * 10 + (uint64_t)(**at - '0');
    if (**at == ' ')
        (*at)++;
    return value;
}

static int64_t checks_write(struct file *file, uint64_t buffer, uint64_t bytes,
                            uint64_t *position)
{
    char line[LINE_MAX] = "";
    const char *at = line;

    (void)file, (void)position;
    if (bytes >= sizeof(line))
        return -EINVAL;
    if (copy_from_user(line, buffer, bytes) != 0)
        return -EFAULT;
    if (!strncmp(line, "list", 4)) {
        asan_print_objects();
        return (int64_t)bytes;
    }
    uint64_t n = number(&at);
    inject_set(n, number(&at));
    return (int64_t)bytes;
}

const struct file_ops checks_file_ops = {
    .read = checks_read,
    .write = checks_write,
};
