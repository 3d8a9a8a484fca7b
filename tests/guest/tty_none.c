/* SPDX-License-Identifier: MIT
 *
 * What is no terminal says so: ENOTTY to every request that is one's, on pipes,
 * files, directories and /dev/null; EBADF comes first.
 */
#include "check.h"
#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static void check_none(int fd)
{
    static const unsigned long requests[] = {
        TCGETS,    TCSETS,    TCSETSW,    TCSETSF,    TCSBRK,
        TCXONC,    TCFLSH,    TIOCGWINSZ, TIOCSWINSZ, TIOCGPGRP,
        TIOCSPGRP, TIOCSCTTY, TIOCNOTTY,  TIOCGSID,   TIOCOUTQ,
    };
    char argument[64] = {0};
    for (unsigned i = 0; i < sizeof requests / sizeof requests[0]; i++)
        CHECK_ERR(ioctl(fd, requests[i], argument), ENOTTY);
    CHECK(!isatty(fd));
    CHECK_ERR(tcgetpgrp(fd), ENOTTY);
}

int main(void)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    check_none(ends[0]);
    check_none(ends[1]);
    check_none(open("/dev/null", O_RDWR));
    check_none(open("/tmp", O_RDONLY));
    int file = open("/tmp/tty_none", O_RDWR | O_CREAT, 0600);
    check_none(file);
    CHECK(unlink("/tmp/tty_none") == 0);
    close(file);
    CHECK_ERR(ioctl(file, TCGETS, 0), EBADF);
    CHECK(isatty(-1) == 0);
    ok("no terminal");
    return check_status();
}
