# SPDX-License-Identifier: MIT
"""The console as a terminal: a script is typed at it (/console.input)."""

import subprocess
import sys

from lib.case import PROJECT
from lib.check import contains, equal
from lib.lab import ended_well

SHELL_TIMEOUT = 60  # seconds; a hang detector

HEAD_C = """
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>
static char text[5000];
static int get(unsigned size)
{
    int count = read(0, text, size);
    text[count > 0 ? count : 0] = 0;
    return count;
}
"""

LINES_C = HEAD_C + """
int main(void)
{
    int count;
    write(1, "$ ", 2);
    while ((count = get(sizeof text - 1)) > 0)
        printf("%d <%.*s>\\n$ ", count, count - 1, text), fflush(stdout);
    return count;
}
"""

SIGNAL_C = HEAD_C + """
static volatile int got;
static void handler(int signal) { got = signal; }
int main(void)
{
    struct sigaction action = {.sa_handler = handler};
    sigaction(SIGINT, &action, NULL);
    errno = 0;
    int count = get(100);
    printf("%d %s %d\\n", count, strerror(errno), got);
    count = get(100);
    printf("%d %s", count, text);
    action.sa_flags = SA_RESTART;
    sigaction(SIGQUIT, &action, NULL);
    count = get(100);
    printf("%d %s%d\\n", count, text, got);
    fflush(stdout);
    signal(SIGINT, SIG_DFL);
    get(100);
    return 0;
}
"""

MODES_C = HEAD_C + """
int main(void)
{
    struct termios old, raw;
    struct winsize size;
    int number;
    tcgetattr(0, &old);
    printf("isatty %d %d %d\\n", isatty(0), isatty(1), isatty(2));
    printf("%x %x %x %x %d\\n", old.c_iflag, old.c_oflag, old.c_cflag,
           old.c_lflag, old.c_cc[VINTR]);
    ioctl(0, TIOCGWINSZ, &size);
    printf("%d x %d\\n", size.ws_row, size.ws_col);
    printf("group %d session %d\\n", tcgetpgrp(0), tcgetsid(0));
    fflush(stdout);
    raw = old;
    cfmakeraw(&raw);
    tcsetattr(0, TCSAFLUSH, &raw);
    struct pollfd pollfd = {.fd = 0, .events = POLLIN | POLLOUT};
    int ready = poll(&pollfd, 1, 0);
    dprintf(1, "look %d %x\\n", ready, pollfd.revents);
    pollfd.events = POLLIN;
    ready = poll(&pollfd, 1, -1);
    dprintf(1, "poll %d %x\\n", ready, pollfd.revents);
    ioctl(0, FIONREAD, &number);
    int count = get(3);
    dprintf(1, "%d of %d: %s\\n", count, number, text);
    count = get(100);
    dprintf(1, "%d: %s\\n", count, text);
    raw.c_cc[VMIN] = 0;
    tcsetattr(0, TCSANOW, &raw);
    raw.c_cc[VTIME] = 1;
    tcsetattr(0, TCSANOW, &raw);
    dprintf(1, "%d: %s\\n", get(100), text);
    tcsetattr(0, TCSANOW, &old);
    dprintf(1, "cooked %d: %s", get(100), text);
    tcflush(0, TCIFLUSH);
    errno = 0;
    ready = poll(&pollfd, 1, 1000);
    dprintf(1, "end: poll %d %x, read %d\\n", ready, pollfd.revents, get(10));
    return 0;
}
"""

ERRORS_C = HEAD_C + """
static void say(const char *what, int result)
{
    dprintf(1, "%s %d %s\\n", what, result, result < 0 ? strerror(errno) : "");
}
int main(void)
{
    struct winsize size = {40, 100, 0, 0};
    int number = 77777;
    say("TCGETS", ioctl(0, TCGETS, 8));
    say("TCSETS", ioctl(0, TCSETS, 8));
    say("TIOCGWINSZ", ioctl(0, TIOCGWINSZ, 8));
    say("TIOCSWINSZ", ioctl(0, TIOCSWINSZ, &size));
    say("TCFLSH", ioctl(0, TCFLSH, 3));
    say("TCXONC", ioctl(0, TCXONC, 4));
    say("TCSBRK", ioctl(0, TCSBRK, 1));
    say("TIOCSPGRP", ioctl(0, TIOCSPGRP, &number));
    number = -1;
    say("TIOCSPGRP", ioctl(0, TIOCSPGRP, &number));
    say("TIOCSPGRP", ioctl(0, TIOCSPGRP, 8));
    say("TIOCSCTTY", ioctl(0, TIOCSCTTY, 0));
    say("unknown", ioctl(0, 0x5499, 0));
    say("read", read(0, (void *)8, 10));
    say("write", write(1, (void *)8, 10));
    say("lseek", lseek(0, 0, SEEK_SET));
    int tty = open("/dev/tty", O_RDWR);
    say("isatty", isatty(tty));
    ioctl(tty, TIOCGWINSZ, &size);
    dprintf(tty, "%d x %d\\n", size.ws_row, size.ws_col);
    return 0;
}
"""

JOBS_C = HEAD_C + """
static int child_status(int child)
{
    int status;
    waitpid(child, &status, 0);
    return status;
}
int main(void)
{
    int count;
    signal(SIGTTOU, SIG_IGN);
    int child = fork();
    if (child == 0) {
        setpgid(0, 0);
        tcsetpgrp(0, getpid());
        for (;;)
            pause();
    }
    dprintf(1, "killed by %d\\n", child_status(child));
    dprintf(1, "own %d, foreground %d\\n", getpgrp(), tcgetpgrp(0) == child);
    tcsetpgrp(0, getpgrp());
    child = fork();
    if (child == 0) {
        signal(SIGTTIN, SIG_IGN);
        setpgid(0, 0);
        count = get(10);
        dprintf(1, "background read %d %s\\n", count, strerror(errno));
        return 5;
    }
    dprintf(1, "status %x\\n", child_status(child));
    child = fork();
    if (child == 0) {
        setsid();
        count = tcgetpgrp(0);
        dprintf(1, "%d %s\\n", count, strerror(errno));
        return 6;
    }
    dprintf(1, "status %x\\n", child_status(child));
    dprintf(1, "read %d\\n", get(100));
    for (;;)
        ; /* until ^\\ */
}
"""

SESSION_C = HEAD_C + """
static void hung_up(int signal)
{
    int number;
    usleep(20000); /* main says first how its child ended */
    int tty = open("/dev/tty", O_RDWR);
    dprintf(1, "signal %d, /dev/tty %s, ", signal, strerror(errno));
    dprintf(1, "%d, %d ", tty, ioctl(0, TIOCGPGRP, &number));
    dprintf(1, "%s\\n", strerror(errno));
    exit(0);
}
static void member(void)
{
    signal(SIGHUP, hung_up);
    setpgid(0, 0);
    signal(SIGTTOU, SIG_IGN);
    tcsetpgrp(0, getpid());
    for (;;)
        pause();
}
static void leader(void)
{
    int number;
    setsid();
    int none = open("/dev/tty", O_RDWR);
    dprintf(1, "none %d %s\\n", none, strerror(errno));
    dprintf(1, "take %d\\n", ioctl(0, TIOCSCTTY, 0));
    int tty = open("/dev/tty", O_RDWR);
    int child = fork();
    if (child == 0)
        member();
    do
        usleep(1000);
    while (tcgetpgrp(0) != child);
    dprintf(1, "have %d, lead %d\\n", isatty(tty),
            !ioctl(tty, TIOCGSID, &number) && number == getpid());
    exit(3);
}
int main(void)
{
    int status, child;
    signal(SIGHUP, SIG_IGN);
    dprintf(1, "give up %d\\n", ioctl(0, TIOCNOTTY, 0));
    child = fork();
    if (child == 0)
        leader();
    waitpid(child, &status, 0);
    dprintf(1, "status %x\\n", status);
    waitpid(-1, &status, 0); /* the member, an orphan */
    dprintf(1, "status %x\\n", status);
    dprintf(1, "%d ", open("/dev/tty", O_RDWR));
    dprintf(1, "%d\\n", ioctl(0, TIOCSCTTY, 0));
    dprintf(1, "read %d\\n", get(100));
    return 0;
}
"""

SPIN_C = HEAD_C + """
int main(void)
{
    write(1, "$ ", 2);
    for (;;)
        ;
}
"""


def screen(lab, name, source, script, **fields):
    """What is on the screen after SCRIPT (bytes) was typed at SOURCE."""
    result = lab.boot(program=lab.compile(name, source),
                      files={"/console.input": script}, **fields)
    return ended_well(result).console_path.read_bytes().decode()


def test_lines(lab):
    """Lines are edited, echoed, read one by one; then comes the end."""
    text = screen(lab, "lines", LINES_C,
                  b"hello\nerxd\x7f\x7fased\nall gone\x15\n"
                  b"two words\x17one\n\x16\x04\n\x04never\n")
    equal(text, "$ hello\r\n6 <hello>\r\n"
          "$ erxd\b \b\b \based\r\n7 <erased>\r\n"
          "$ all gone" + 8 * "\b \b" + "\r\n1 <>\r\n"
          "$ two words" + 5 * "\b \b" + "one\r\n8 <two one>\r\n"
          "$ ^\b^D\r\n2 <\x04>\r\n"
          "$ never\r\n", "screen")


def test_end_of_script(lab):
    """After the last line a read gives the end, again and again."""
    equal(screen(lab, "lines", LINES_C, b"one\n"),
          "$ one\r\n4 <one>\r\n$ ", "screen")
    equal(screen(lab, "lines", LINES_C, b""), "$ ", "screen")


def test_signals(lab):
    """^C and ^\\ interrupt a read, or restart it; what was typed is gone."""
    result = lab.boot(program=lab.compile("signal", SIGNAL_C),
                      files={"/console.input": b"abc\x03def\nagain\x1cxyz\n"
                                               b"\x03"})
    equal(result.console, "abc^C-1 Interrupted system call 2\r\n"
          "def\r\n4 def\r\nagain^\\xyz\r\n4 xyz\r\n3\r\n^C", "screen")
    equal(result.status, 128 + 2, "status")


def test_modes(lab):
    """Raw mode: no echo, VMIN and VTIME; who only looks whether a key is there
    does not make the script type; then canonical mode again."""
    text = screen(lab, "modes", MODES_C,
                  b"ab\x03cd\nx\nend\n")
    equal(text, "isatty 1 1 1\r\n500 5 bf 8a3b 3\r\n24 x 80\r\n"
          "group 1 session 1\r\n"
          "look 1 4\npoll 1 1\n3 of 6: ab\x03\n3: cd\n\n2: x\n\n"
          "end\r\ncooked 4: end\r\n"
          "end: poll 1 11, read 0\r\n", "screen")


def test_errors(lab):
    """Bad requests and addresses give Linux's errors."""
    text = screen(lab, "errors", ERRORS_C, b"line\n")
    equal(text.replace("\r\n", "\n").splitlines(), [
        "TCGETS -1 Bad address", "TCSETS -1 Bad address",
        "TIOCGWINSZ -1 Bad address", "TIOCSWINSZ 0 ",
        "TCFLSH -1 Invalid argument", "TCXONC -1 Invalid argument",
        "TCSBRK 0 ", "TIOCSPGRP -1 No such process",
        "TIOCSPGRP -1 Invalid argument", "TIOCSPGRP -1 Bad address",
        "TIOCSCTTY 0 ", "unknown -1 Not a tty", "line",
        "read -1 Bad address", "write -1 Bad address",
        "lseek -1 Invalid seek", "isatty 1 ", "40 x 100"], "lines")


def test_many_cores(lab):
    """Two cores: the same screen."""
    equal(screen(lab, "lines", LINES_C, b"one\n", options={"cores": "sim:2"}),
          "$ one\r\n4 <one>\r\n$ ", "screen")
    contains(screen(lab, "errors", ERRORS_C, b"line\n",
                    options={"cores": "sim:2"}), "40 x 100", "screen")


def test_jobs(lab):
    """^C reaches the foreground group, also if it does not read; a process in
    the background cannot read; another session has no terminal."""
    result = lab.boot(program=lab.compile("jobs", JOBS_C),
                      files={"/console.input": b"\0\x03hello\n\0\0\x1c"})
    equal(result.console.replace("\r\n", "\n"),
          "^Ckilled by 2\nown 1, foreground 1\n"
          "background read -1 I/O error\nstatus 500\n-1 Not a tty\nstatus 600\n"
          "hello\nread 6\n^\\", "screen")
    equal(result.status, 128 + 3, "status")


def test_session_ends(lab):
    """The end of the session's leader hangs up the foreground, and the
    terminal is nobody's until another leader takes it."""
    for cores in ("sim:1", "sim:2"):
        text = screen(lab, "session", SESSION_C, b"hello\n",
                      options={"cores": cores})
        equal(text.replace("\r\n", "\n"),
              "give up 0\nnone -1 No such device or address\ntake 0\n"
              "have 1, lead 1\nstatus 300\n"
              "signal 1, /dev/tty No such device or address, -1, "
              "-1 Not a tty\nstatus 0\n-1 0\nhello\nread 6\n", "screen")


def type_at_shell(lab, program, keys):
    """qemu/shell.py with PROGRAM, at which KEYS are typed after its prompt:
    status, screen."""
    shell = subprocess.Popen(
        [sys.executable, "-B", PROJECT / "qemu/shell.py", "--out",
         lab.dir / "run", program], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE)
    try:
        text = shell.stdout.read(2)
        rest, _ = shell.communicate(keys, SHELL_TIMEOUT)
    finally:
        shell.kill()
    return shell.returncode, (text + rest).decode()


def test_serial_line(lab):
    """Interactive: what is typed at the serial line arrives, ^D ends it, ^C
    kills, and the program's status is handed on."""
    status, text = type_at_shell(lab, lab.compile("lines", LINES_C),
                                 b"hello\x7f!\rmore\n\x04")
    equal(status, 0, "status")
    contains(text, "6 <hell!>\r\n", "screen")
    contains(text, "5 <more>\r\n", "screen")
    status, text = type_at_shell(
        lab, lab.compile("spin", SPIN_C), b"x\x03")
    equal(status, 128 + 2, f"status\n{text}\n")
    contains(text, "x^C", "screen")
