/* SPDX-License-Identifier: MIT
 *
 * What the tests of /proc share: reading a file whole, a field of PID/stat, a line
 * of PID/status, where a link leads.
 */
#ifndef PROC_H
#define PROC_H

#include "check.h"
#include <fcntl.h>
#include <sys/wait.h>

/* The file at PATH, NUL-terminated; "" and errno if it cannot be read. */
static inline char *proc_read(const char *path)
{
    static char text[65536];
    int fd = open(path, O_RDONLY);
    ssize_t length = 0, got;

    text[0] = '\0';
    if (fd < 0)
        return text;
    while ((got = read(fd, text + length, sizeof text - 1 - length)) > 0)
        length += got;
    text[length] = '\0';
    close(fd);
    return text;
}

static inline char *proc_read_of(int pid, const char *name)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
    return proc_read(path);
}

/* Field N (1 ... 52) of a PID/stat; names in parentheses may have blanks. */
static inline long long proc_field(const char *stat, int n)
{
    const char *at = strrchr(stat, ')');

    if (n == 1)
        return atoll(stat);
    for (int i = 2; at && i < n; i++)
        at = strchr(at + 1, ' ');
    return at ? n == 3 ? at[1] : strtoll(at, NULL, 10) : -1;
}

/* The line "NAME:\t..." of a PID/status, without that; "" if there is none. */
static inline const char *proc_line(const char *status, const char *name)
{
    static char line[256];
    size_t length = strlen(name);

    line[0] = '\0';
    for (; status && *status; status = strchr(status, '\n')) {
        status += *status == '\n';
        if (!strncmp(status, name, length) && status[length] == ':') {
            snprintf(line, sizeof line, "%.*s",
                     (int)strcspn(status + length + 2, "\n"),
                     status + length + 2);
            break;
        }
    }
    return line;
}

/* Where the link at PATH leads; "" and errno if it is none. */
static inline const char *proc_link(const char *path)
{
    static char text[4096];
    ssize_t length = readlink(path, text, sizeof text - 1);

    text[length > 0 ? length : 0] = '\0';
    return text;
}

static inline const char *proc_fd_link(int pid, int fd)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/fd/%d", pid, fd);
    return proc_link(path);
}

/* Wait until the LWP whose stat is at PATH is in STATE: up to some seconds. */
static inline int proc_await_state(const char *path, char state)
{
    for (int i = 0; i < 2000; i++) {
        if (proc_field(proc_read(path), 3) == state)
            return 1;
        sleep_ms(2);
    }
    return 0;
}

#endif
