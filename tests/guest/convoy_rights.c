/* SPDX-License-Identifier: MIT
 *
 * Only for Convoy: which sockets may not be sent, so that none keep each other
 * open for ever. (Linux lets them, and collects such circles.)
 */
#include "check.h"
#include <sys/socket.h>

/* Send descriptor `fd` through `to`. */
static long send_fd(int to, int fd)
{
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr header;
    } control = {{0}};
    struct iovec part = {"x", 1};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};

    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
    return sendmsg(to, &message, MSG_NOSIGNAL);
}

int main(void)
{
    int a[2], b[2], c[2];
    char byte;

    CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, a), 0);
    CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, b), 0);
    CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, c), 0);
    CHECK_ERR(send_fd(a[0], a[1]), ETOOMANYREFS); /* to itself */
    CHECK_EQ(send_fd(a[0], a[0]), 1);
    CHECK_ERR(send_fd(a[1], b[0]), ETOOMANYREFS); /* a[0] is queued itself */
    CHECK_EQ(send_fd(a[1], 1), 1);                /* no socket: no matter */
    CHECK_EQ(send_fd(a[0], b[0]), 1);
    CHECK_ERR(send_fd(b[1], c[0]), ETOOMANYREFS); /* b[0] is queued */
    CHECK_ERR(send_fd(c[0], a[1]), ETOOMANYREFS); /* a[1] has sockets queued */
    CHECK_EQ(read(a[1], &byte, 1), 1);            /* which closes them */
    CHECK_EQ(read(a[1], &byte, 1), 1);
    CHECK_EQ(send_fd(b[1], c[0]), 1);
    CHECK_EQ(send_fd(c[0], a[1]), 1);
    for (int i = 0; i < 2; i++)
        CHECK_EQ(close(a[i]) | close(b[i]) | close(c[i]), 0);
    ok("no circles");
    return check_status();
}
