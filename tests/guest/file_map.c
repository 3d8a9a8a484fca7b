/* SPDX-License-Identifier: MIT
 *
 * A file mapped privately shows its contents; writes to the mapping stay out
 * of the file; the tail of the last page is zero.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>

#define LENGTH (PAGE + 100)

static char buf[LENGTH];

static int make_file(void)
{
    char path[64];
    int fd;

    snprintf(path, sizeof path, "/tmp/guest-map-%d", getpid());
    fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (fd < 0)
        check_die("open");
    unlink(path);
    for (unsigned i = 0; i < LENGTH; i++)
        buf[i] = (char)(i % 251);
    CHECK_EQ(write(fd, buf, LENGTH), LENGTH);
    return fd;
}

static void check_private(int fd)
{
    char *p = mmap(NULL, LENGTH, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    char seen;

    CHECK(p != MAP_FAILED);
    CHECK(!memcmp(p, buf, LENGTH));
    CHECK_EQ(p[LENGTH], 0);
    CHECK_EQ(p[2 * PAGE - 1], 0);
    p[5] = 'w';
    CHECK_EQ(pread(fd, &seen, 1, 5), 1);
    CHECK_EQ(seen, buf[5]);
    CHECK_EQ(munmap(p, LENGTH), 0);
    ok("private");
}

static void check_offset(int fd)
{
    char *p = mmap(NULL, 100, PROT_READ, MAP_PRIVATE, fd, PAGE);

    CHECK(p != MAP_FAILED);
    CHECK(!memcmp(p, buf + PAGE, 100));
    CHECK_EQ(close(fd), 0); /* the mapping holds the file */
    CHECK(!memcmp(p, buf + PAGE, 100));
    ok("offset");
}

int main(void)
{
    int fd = make_file();

    CHECK_ERR(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 1), EINVAL);
    check_private(fd);
    check_offset(fd);
    return check_status();
}
