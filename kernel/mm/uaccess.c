/* SPDX-License-Identifier: MIT
 *
 * Access to user memory: the range is checked here, then x86/uaccess.asm does
 * the one thing that C cannot: run an instruction that may fault.
 */
#include "mm/uaccess.h"

#include "checked/asan.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "mm/layout.h"
#include "x86/uaccess.h"

int user_range_ok(uint64_t start, uint64_t bytes)
{
    return start <= USER_TOP && bytes <= USER_TOP - start;
}

int copy_from_user(void *to, uint64_t from, size_t bytes)
{
    if (!user_range_ok(from, bytes))
        return -EFAULT;
    asan_check_write(to, bytes);
    return uaccess_copy(to, (const void *)from, bytes);
}

int copy_to_user(uint64_t to, const void *from, size_t bytes)
{
    if (!user_range_ok(to, bytes))
        return -EFAULT;
    asan_check_read(from, bytes);
    return uaccess_copy((void *)to, from, bytes);
}

int clear_user(uint64_t to, size_t bytes)
{
    if (!user_range_ok(to, bytes))
        return -EFAULT;
    return uaccess_clear((void *)to, bytes);
}

int64_t copy_string_from_user(char *to, uint64_t from, size_t size)
{
    if (!user_range_ok(from, 1))
        return -EFAULT;
    asan_check_write(to, size);
    uint64_t room = min_u64(size, USER_TOP - from);
    uint64_t done = 0;
    do {
        uint64_t in_page = PAGE_SIZE - (from + done) % PAGE_SIZE;
        uint64_t part = min_u64(in_page, room - done);
        int64_t length =
            uaccess_string(to + done, (const char *)from + done, part);
        if (length >= 0)
            return (int64_t)done + length;
        if (length == -EFAULT)
            return length;
        done += part;
    } while (done < room);
    return room < size ? -EFAULT : -ENAMETOOLONG;
}

int user_read32(uint64_t from, uint32_t *value)
{
    if (!user_range_ok(from, sizeof *value))
        return -EFAULT;
    return uaccess_read32((const uint32_t *)from, value);
}

int user_peek32(uint64_t from, uint32_t *value)
{
    if (!user_range_ok(from, sizeof *value))
        return -EFAULT;
    return uaccess_peek32((const uint32_t *)from, value);
}

int user_write32(uint64_t to, uint32_t value)
{
    if (!user_range_ok(to, sizeof value))
        return -EFAULT;
    return uaccess_write32((uint32_t *)to, value);
}

int user_exchange32(uint64_t at, uint32_t *expected, uint32_t desired)
{
    if (!user_range_ok(at, sizeof desired))
        return -EFAULT;
    return uaccess_exchange32((uint32_t *)at, expected, desired);
}

int user_peek_exchange32(uint64_t at, uint32_t *expected, uint32_t desired)
{
    if (!user_range_ok(at, sizeof desired))
        return -EFAULT;
    return uaccess_peek_exchange32((uint32_t *)at, expected, desired);
}
