/* SPDX-License-Identifier: MIT
 *
 * A directory of the test's own, in which it works, and short ways to put
 * something there.
 */
#ifndef PLACE_H
#define PLACE_H

#include "check.h"
#include <fcntl.h>
#include <sys/stat.h>

static char place[64];

/* Make it and go there. */
static inline void place_enter(const char *test)
{
    umask(022);
    snprintf(place, sizeof place, "/tmp/guest-%s-%d", test, getpid());
    if (mkdir(place, 0700) != 0 || chdir(place) != 0)
        check_die("cannot make the test's directory");
}

/* Remove it: the test has left nothing in it. */
static inline void place_leave(void)
{
    CHECK_EQ(chdir("/"), 0);
    CHECK_EQ(rmdir(place), 0);
}

/* Make a file with these contents. */
static inline void put_file(const char *name, const char *text)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);

    CHECK(fd >= 0);
    CHECK_EQ(write(fd, text, strlen(text)), strlen(text));
    CHECK_EQ(close(fd), 0);
}

/* Does it have these contents? */
static inline int file_is(const char *name, const char *text)
{
    char buf[256];
    int fd = open(name, O_RDONLY);
    ssize_t got = read(fd, buf, sizeof buf);

    close(fd);
    return got == (ssize_t)strlen(text) && !memcmp(buf, text, strlen(text));
}

static inline struct stat stat_of(const char *name)
{
    struct stat st = {0};

    CHECK_EQ(lstat(name, &st), 0);
    return st;
}

#endif
