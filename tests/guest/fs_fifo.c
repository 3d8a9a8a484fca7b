/* SPDX-License-Identifier: MIT
 *
 * FIFOs: whoever opens one waits for the other side; O_NONBLOCK; the end of
 * file and EPIPE; the contents live as long as somebody has it open.
 */
#define _GNU_SOURCE
#include "asleep.h"
#include "check.h"
#include "place.h"
#include <poll.h>
#include <pthread.h>
#include <signal.h>

static void *open_reader(void *fd)
{
    asleep_soon();
    *(int *)fd = open("p", O_RDONLY);
    return NULL;
}

static void *open_writer(void *fd)
{
    asleep_soon();
    *(int *)fd = open("p", O_WRONLY);
    return NULL;
}

static int events_of(int fd)
{
    struct pollfd p = {fd, POLLIN | POLLOUT, 0};

    poll(&p, 1, 0);
    return p.revents;
}

static void check_nonblock(void)
{
    char buf[8];
    int in, out;

    CHECK_ERR(open("p", O_WRONLY | O_NONBLOCK), ENXIO);
    in = open("p", O_RDONLY | O_NONBLOCK);
    CHECK(in >= 0);
    CHECK_EQ(read(in, buf, 8), 0); /* no writer: the end */
    CHECK_EQ(events_of(in), 0);    /* but not hung up: there was none yet */
    out = open("p", O_WRONLY | O_NONBLOCK);
    CHECK(out >= 0);
    CHECK_ERR(read(in, buf, 8), EAGAIN);
    CHECK_EQ(events_of(out), POLLOUT);
    CHECK_EQ(write(out, "abc", 3), 3);
    CHECK_EQ(events_of(in), POLLIN);
    CHECK_EQ(read(in, buf, 2), 2);
    CHECK_EQ(close(out), 0);
    CHECK_EQ(events_of(in), POLLIN | POLLHUP);
    CHECK_EQ(read(in, buf, 8), 1);
    CHECK_EQ(read(in, buf, 8), 0);
    CHECK_EQ(events_of(in), POLLHUP);
    out = open("p", O_WRONLY | O_NONBLOCK); /* again */
    CHECK_EQ(events_of(in), 0);
    CHECK_EQ(write(out, "d", 1), 1);
    CHECK_EQ(read(in, buf, 8), 1);
    CHECK_EQ(close(in), 0);
    CHECK_EQ(events_of(out), POLLOUT | POLLERR);
    CHECK_ERR(write(out, "e", 1), EPIPE);
    CHECK_EQ(close(out), 0);
    ok("without waiting");
}

static void check_meeting(void)
{
    pthread_t thread;
    char buf[8];
    int in = -1, out = -1;

    pthread_create(&thread, NULL, open_reader, &in);
    asleep_await();
    CHECK_EQ(in, -1);
    out = open("p", O_WRONLY);
    pthread_join(thread, NULL);
    CHECK(in >= 0 && out >= 0);
    CHECK_EQ(write(out, "one", 3), 3);
    CHECK_EQ(read(in, buf, 8), 3);
    CHECK_EQ(close(in) | close(out), 0);
    out = -1;
    pthread_create(&thread, NULL, open_writer, &out);
    asleep_await();
    CHECK_EQ(out, -1);
    in = open("p", O_RDONLY);
    pthread_join(thread, NULL);
    CHECK(in >= 0 && out >= 0);
    CHECK_EQ(close(out), 0);
    CHECK_EQ(read(in, buf, 8), 0);
    CHECK_EQ(close(in), 0);
    ok("meeting");
}

/* One who only looks in lets the other go on all the same. */
static void check_passing(void)
{
    pthread_t thread;
    char buf[8];
    int in = -1, out;

    pthread_create(&thread, NULL, open_reader, &in);
    asleep_await();
    out = open("p", O_WRONLY | O_NONBLOCK);
    CHECK(out >= 0);
    CHECK_EQ(close(out), 0);
    pthread_join(thread, NULL);
    CHECK(in >= 0);
    CHECK_EQ(read(in, buf, 8), 0);
    CHECK_EQ(close(in), 0);
    ok("passing by");
}

static void check_both(void)
{
    char buf[8];
    int fd = open("p", O_RDWR), in, out;

    CHECK(fd >= 0);
    CHECK_EQ(events_of(fd), POLLOUT);
    CHECK_EQ(write(fd, "self", 4), 4);
    CHECK_EQ(events_of(fd), POLLIN | POLLOUT);
    in = open("p", O_RDONLY);
    out = open("p", O_WRONLY);
    CHECK_EQ(read(in, buf, 8), 4);
    CHECK_EQ(write(out, "more", 4), 4);
    CHECK_EQ(close(out), 0);
    CHECK_EQ(read(fd, buf, 8), 4);
    CHECK_EQ(fcntl(in, F_SETFL, O_NONBLOCK), 0);
    CHECK_ERR(read(in, buf, 8), EAGAIN); /* fd may still write */
    CHECK_EQ(close(fd), 0);
    CHECK_EQ(read(in, buf, 8), 0);
    CHECK_EQ(close(in), 0);
    ok("both ways");
}

static void check_contents(void)
{
    char buf[8];
    int fd = open("p", O_RDWR), in;

    CHECK_EQ(link("p", "q"), 0);
    CHECK_EQ(write(fd, "kept", 4), 4);
    in = open("q", O_RDONLY);
    CHECK_EQ(read(in, buf, 8), 4);
    CHECK_EQ(write(fd, "lost", 4), 4);
    CHECK_EQ(close(fd) | close(in), 0);
    in = open("p", O_RDONLY | O_NONBLOCK);
    CHECK_EQ(read(in, buf, 8), 0);
    CHECK_EQ(close(in), 0);
    fd = open("q", O_RDWR);
    CHECK_EQ(unlink("p") | unlink("q"), 0);
    CHECK_EQ(write(fd, "x", 1), 1);
    CHECK_EQ(read(fd, buf, 8), 1);
    CHECK_EQ(close(fd), 0);
    CHECK_EQ(mkfifo("p", 0600), 0);
    ok("contents");
}

static void check_file(void)
{
    struct stat st;
    char buf[8];
    int fd = open("p", O_RDWR);

    CHECK_EQ(fstat(fd, &st), 0);
    CHECK_EQ(st.st_mode, S_IFIFO | 0600);
    CHECK(st.st_ino == stat_of("p").st_ino);
    CHECK_EQ(st.st_size, 0);
    CHECK_ERR(lseek(fd, 0, SEEK_SET), ESPIPE);
    CHECK_ERR(pread(fd, buf, 1, 0), ESPIPE);
    CHECK_ERR(pwrite(fd, buf, 1, 0), ESPIPE);
    CHECK_ERR(ftruncate(fd, 0), EINVAL);
    CHECK_ERR(fsync(fd), EINVAL);
    CHECK_EQ(fcntl(fd, F_GETPIPE_SZ), 65536);
    CHECK_EQ(close(fd), 0);
    fd = open("p", O_RDONLY | O_NONBLOCK);
    CHECK_ERR(write(fd, "x", 1), EBADF);
    CHECK_EQ(close(fd), 0);
    CHECK_ERR(open("p", O_RDONLY | O_DIRECTORY), ENOTDIR);
    CHECK_ERR(open("p/", O_RDONLY), ENOTDIR);
    ok("as a file");
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    place_enter("fifo");
    CHECK_EQ(mkfifo("p", 0600), 0);
    check_nonblock();
    check_meeting();
    check_passing();
    check_both();
    check_contents();
    check_file();
    CHECK_EQ(unlink("p"), 0);
    place_leave();
    return check_status();
}
