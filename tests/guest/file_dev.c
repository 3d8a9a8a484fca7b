/* SPDX-License-Identifier: MIT
 *
 * /dev/null swallows all and holds nothing; /dev/zero never ends.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <sys/stat.h>

static char buf[10000];

static int is_character_device(int fd)
{
    struct stat st;

    return fstat(fd, &st) == 0 && S_ISCHR(st.st_mode);
}

static void check_null(void)
{
    int fd = open("/dev/null", O_RDWR);

    CHECK(fd >= 0);
    CHECK(is_character_device(fd));
    CHECK_EQ(write(fd, buf, sizeof buf), sizeof buf);
    CHECK_EQ(read(fd, buf, sizeof buf), 0);
    CHECK(!isatty(fd));
    CHECK_EQ(errno, ENOTTY);
    CHECK_EQ(close(fd), 0);
    ok("null");
}

static void check_zero(void)
{
    int fd = open("/dev/zero", O_RDWR), sum = 0;

    CHECK(fd >= 0);
    CHECK(is_character_device(fd));
    memset(buf, 1, sizeof buf);
    CHECK_EQ(read(fd, buf, sizeof buf), sizeof buf);
    for (unsigned i = 0; i < sizeof buf; i++)
        sum |= buf[i];
    CHECK_EQ(sum, 0);
    CHECK_EQ(write(fd, buf, sizeof buf), sizeof buf);
    CHECK_ERR(read(fd, KERNEL_ADDRESS, 1), EFAULT);
    CHECK_ERR(read(fd, read_only_page(), 1), EFAULT);
    CHECK_EQ(close(fd), 0);
    ok("zero");
}

int main(void)
{
    check_null();
    check_zero();
    return check_status();
}
