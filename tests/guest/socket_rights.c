/* SPDX-License-Identifier: MIT
 *
 * What goes with a message: descriptors (SCM_RIGHTS) and who sent it
 * (SCM_CREDENTIALS). What arrives is the open file; what is not received is
 * closed; where a stream is read up to; buffers that are too small.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define MOST 253

static int ends[2];
static int got_flags; /* msg_flags of the last receive */
static int got[300], got_count;
static struct ucred got_sender; /* pid 0: nobody was told */

static void open_pair(int type)
{
    CHECK_EQ(socketpair(AF_UNIX, type, 0, ends), 0);
}

static void close_pair(void)
{
    CHECK_EQ(close(ends[0]) | close(ends[1]), 0);
}

/* sendmsg without musl, which has less room for control messages. */
static long bare_send(int to, const struct msghdr *message)
{
    return syscall(SYS_sendmsg, to, message, MSG_NOSIGNAL);
}

/* Send text with `count` descriptors. */
static long send_fds(int to, const char *text, const int *fds, int count)
{
    static char control[CMSG_SPACE(300 * sizeof(int))];
    struct iovec part = {(char *)text, strlen(text)};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};

    if (count) {
        message.msg_control = control;
        message.msg_controllen = CMSG_SPACE(count * sizeof(int));
        struct cmsghdr *c = CMSG_FIRSTHDR(&message);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(count * sizeof(int));
        memcpy(CMSG_DATA(c), fds, count * sizeof(int));
    }
    return bare_send(to, &message);
}

/* Receive up to `bytes` bytes with room for `room` descriptors. */
static long receive(int from, char *text, size_t bytes, int room, int flags)
{
    static char control[CMSG_SPACE(300 * sizeof(int))];
    struct iovec part = {text, bytes};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};

    message.msg_control = control;
    message.msg_controllen =
        room < 0 ? sizeof control : CMSG_LEN(room * sizeof(int));
    memset(text, 0, bytes);
    got_count = 0;
    got_sender.pid = 0;
    long n = recvmsg(from, &message, flags);
    got_flags = message.msg_flags;
    if (n < 0)
        return n;
    struct cmsghdr *c = CMSG_FIRSTHDR(&message);
    for (; c; c = CMSG_NXTHDR(&message, c)) {
        CHECK_EQ(c->cmsg_level, SOL_SOCKET);
        if (c->cmsg_type == SCM_CREDENTIALS)
            memcpy(&got_sender, CMSG_DATA(c), sizeof got_sender);
        if (c->cmsg_type != SCM_RIGHTS)
            continue;
        got_count = (int)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        memcpy(got, CMSG_DATA(c), got_count * sizeof(int));
    }
    return n;
}

static int is_open(int fd)
{
    return fcntl(fd, F_GETFD) >= 0;
}

static void check_one(int type)
{
    char text[16];
    int p[2];

    open_pair(type);
    CHECK_EQ(pipe(p), 0);
    CHECK_EQ(send_fds(ends[0], "one", &p[1], 1), 3);
    CHECK_EQ(close(p[1]), 0); /* the message keeps it open */
    CHECK_EQ(receive(ends[1], text, sizeof text, -1, 0), 3);
    CHECK_EQ(got_count, 1);
    CHECK_EQ(got_flags, 0);
    CHECK(!strcmp(text, "one"));
    CHECK_EQ(write(got[0], "x", 1), 1);
    CHECK_EQ(read(p[0], text, 1), 1);
    CHECK_EQ(fcntl(got[0], F_GETFD), 0);
    CHECK_EQ(close(got[0]), 0);
    CHECK_EQ(read(p[0], text, 1), 0); /* that was the last writer */
    CHECK_EQ(send_fds(ends[0], "two", &p[0], 1), 3);
    CHECK_EQ(receive(ends[1], text, sizeof text, -1, MSG_CMSG_CLOEXEC), 3);
    CHECK_EQ(fcntl(got[0], F_GETFD), FD_CLOEXEC);
    CHECK_EQ(close(got[0]) | close(p[0]), 0);
    close_pair();
}

/* A stream is read up to the message with descriptors, and that one too. */
static void check_stream(void)
{
    char text[16];
    int fd = open("/dev/null", O_RDWR);

    open_pair(SOCK_STREAM);
    CHECK_EQ(send_fds(ends[0], "ab", NULL, 0), 2);
    CHECK_EQ(send_fds(ends[0], "cd", &fd, 1), 2);
    CHECK_EQ(send_fds(ends[0], "ef", NULL, 0), 2);
    CHECK_EQ(send_fds(ends[0], "gh", &fd, 1), 2);
    CHECK_EQ(receive(ends[1], text, sizeof text, -1, 0), 4);
    CHECK(!strcmp(text, "abcd"));
    CHECK_EQ(got_count, 1);
    CHECK_EQ(close(got[0]), 0);
    CHECK_EQ(receive(ends[1], text, 3, -1, 0), 3); /* with the first byte */
    CHECK_EQ(got_count, 1);
    CHECK_EQ(close(got[0]), 0);
    CHECK_EQ(receive(ends[1], text, sizeof text, -1, 0), 1);
    CHECK_EQ(got_count, 0);
    CHECK_EQ(send_fds(ends[0], "ij", &fd, 1), 2);
    CHECK_EQ(receive(ends[1], text, sizeof text, -1, MSG_PEEK), 2);
    CHECK_EQ(got_count, 1);
    CHECK_EQ(close(got[0]), 0);
    CHECK_EQ(receive(ends[1], text, sizeof text, -1, 0), 2);
    CHECK_EQ(got_count, 1); /* once more */
    CHECK_EQ(close(got[0]) | close(fd), 0);
    close_pair();
    ok("where a stream is cut");
}

/* How many ends of a pipe are open elsewhere: does its reader see the end? */
static int ended(int reader)
{
    struct pollfd pollfd = {.fd = reader, .events = POLLIN};

    CHECK(poll(&pollfd, 1, 0) >= 0);
    return pollfd.revents == POLLHUP;
}

static void check_lost(void)
{
    char text[16];
    int p[2];

    open_pair(SOCK_STREAM);
    CHECK_EQ(pipe(p), 0);
    CHECK_EQ(send_fds(ends[0], "x", &p[1], 1), 1);
    CHECK_EQ(close(p[1]), 0);
    CHECK(!ended(p[0]));
    CHECK_EQ(read(ends[1], text, 1), 1); /* no place for it */
    CHECK(ended(p[0]));
    CHECK_EQ(close(p[0]) | pipe(p), 0);
    CHECK_EQ(send_fds(ends[0], "x", &p[1], 1), 1);
    CHECK_EQ(close(p[1]), 0);
    CHECK_EQ(receive(ends[1], text, 1, 0, 0), 1);
    CHECK_EQ(got_flags & MSG_CTRUNC, MSG_CTRUNC);
    CHECK(ended(p[0]));
    CHECK_EQ(close(p[0]) | pipe(p), 0);
    CHECK_EQ(send_fds(ends[0], "x", &p[1], 1), 1);
    CHECK_EQ(close(p[1]), 0);
    CHECK_EQ(close(ends[1]), 0); /* never received */
    CHECK(ended(p[0]));
    CHECK_EQ(close(ends[0]) | close(p[0]), 0);
    ok("what is not received is closed");
}

/* A message that cannot be copied is gone, with what came with it. */
static void check_faulty(int type)
{
    void *nowhere =
        mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct iovec part = {nowhere, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    int p[2];

    open_pair(type);
    CHECK_EQ(pipe(p), 0);
    CHECK_EQ(send_fds(ends[0], "x", &p[1], 1), 1);
    CHECK_EQ(close(p[1]), 0);
    CHECK_ERR(recvmsg(ends[1], &message, 0), EFAULT);
    CHECK(ended(p[0]));
    CHECK_EQ(close(p[0]) | munmap(nowhere, PAGE), 0);
    close_pair();
}

static void check_room(void)
{
    char text[16];
    int fds[MOST + 1];

    open_pair(SOCK_SEQPACKET);
    for (int i = 0; i <= MOST; i++)
        fds[i] = 1; /* standard output */
    CHECK_EQ(send_fds(ends[0], "x", fds, MOST), 1);
    CHECK_EQ(receive(ends[1], text, 1, -1, 0), 1);
    CHECK_EQ(got_count, MOST);
    for (int i = 0; i < got_count; i++)
        CHECK_EQ(close(got[i]), 0);
    CHECK_ERR(send_fds(ends[0], "x", fds, MOST + 1), EINVAL);
    CHECK_EQ(send_fds(ends[0], "x", fds, 5), 1);
    CHECK_EQ(receive(ends[1], text, 1, 3, 0), 1);
    CHECK_EQ(got_count, 3);
    CHECK_EQ(got_flags & MSG_CTRUNC, MSG_CTRUNC);
    CHECK_EQ(close(got[0]) | close(got[1]) | close(got[2]), 0);
    CHECK(!is_open(got[2] + 1));
    fds[3] = 99;
    CHECK_ERR(send_fds(ends[0], "x", fds, 5), EBADF);
    CHECK_ERR(recv(ends[1], text, 1, MSG_DONTWAIT), EAGAIN);
    close_pair();
    ok("room");
}

static void check_bad(void)
{
    char control[64] = {0};
    struct iovec part = {"x", 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    struct cmsghdr *c = (void *)control;

    open_pair(SOCK_STREAM);
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(sizeof(int));
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = 4; /* less than itself */
    CHECK_ERR(bare_send(ends[0], &message), EINVAL);
    c->cmsg_len = sizeof control + 1;
    CHECK_ERR(bare_send(ends[0], &message), EINVAL);
    c->cmsg_len = CMSG_LEN(sizeof(int));
    c->cmsg_type = 77;
    CHECK_ERR(bare_send(ends[0], &message), EINVAL);
    message.msg_control = KERNEL_ADDRESS;
    CHECK_ERR(bare_send(ends[0], &message), EFAULT);
    close_pair();
    ok("bad control messages");
}

/* Sockets may be sent, too, and messages through them. */
static void check_sockets(void)
{
    char text[16];
    int other[2];

    open_pair(SOCK_STREAM);
    CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, other), 0);
    CHECK_EQ(send_fds(ends[0], "x", &other[1], 1), 1);
    CHECK_EQ(write(other[0], "through", 7), 7);
    CHECK_EQ(close(other[1]), 0);
    CHECK_EQ(receive(ends[1], text, 1, -1, 0), 1);
    CHECK_EQ(read(got[0], text, sizeof text), 7);
    CHECK_EQ(close(got[0]), 0);
    CHECK_EQ(read(other[0], text, 1), 0);
    CHECK_EQ(close(other[0]), 0);
    close_pair();
    ok("sockets through sockets");
}

static void check_sender(void)
{
    char text[16];
    int on = 1, status;
    socklen_t size = sizeof on;

    open_pair(SOCK_DGRAM);
    CHECK_EQ(send_fds(ends[0], "a", NULL, 0), 1);
    CHECK_EQ(setsockopt(ends[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on), 0);
    on = 0;
    CHECK_EQ(getsockopt(ends[1], SOL_SOCKET, SO_PASSCRED, &on, &size), 0);
    CHECK_EQ(on, 1);
    CHECK_EQ(receive(ends[1], text, 1, -1, 0), 1);
    pid_t pid = fork();
    if (pid == 0)
        _exit(send_fds(ends[0], "b", NULL, 0) == 1 ? 0 : 1);
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
    CHECK_EQ(receive(ends[1], text, 1, -1, 0), 1);
    CHECK_EQ(got_sender.pid, pid);
    CHECK_EQ(got_sender.uid, getuid());
    CHECK_EQ(got_sender.gid, getgid());
    close_pair();
    ok("the sender");
}

int main(void)
{
    check_one(SOCK_STREAM);
    check_one(SOCK_DGRAM);
    check_one(SOCK_SEQPACKET);
    ok("one descriptor");
    check_stream();
    check_lost();
    check_faulty(SOCK_DGRAM);
    check_faulty(SOCK_SEQPACKET);
    ok("what cannot be copied");
    check_room();
    check_bad();
    check_sockets();
    check_sender();
    return check_status();
}
