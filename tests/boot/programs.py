# SPDX-License-Identifier: MIT
"""`make run PROG=...`: programs of the host, their status, ROOT, modules."""

import sys

from lib.case import PROJECT
from lib.check import check, contains, equal
from lib.lab import command, ended_well, make
import cpio

STATUS_C = """
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        printf("<%s>\\n", argv[i]);
    printf("A is <%s>\\n", getenv("A") ? getenv("A") : "");
    return 7;
}
"""

CAT_C = """
#include <fcntl.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    char text[4096];
    for (int i = 1; i < argc; i++) {
        int fd = open(argv[i], O_RDONLY);
        ssize_t count = read(fd, text, sizeof text);
        if (fd < 0 || count < 0 || write(1, text, count) != count)
            return 1;
    }
    return 0;
}
"""

NO_ROOM_C = r"""
#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>
int main(void)
{
    struct rlimit limit = {65536, RLIM_INFINITY};
    setrlimit(RLIMIT_AS, &limit);
    execl("/bin/status", "status", "small", (char *)0);
    printf("not run: %d\n", errno == ENOMEM);
    limit.rlim_cur = 16 << 20;
    setrlimit(RLIMIT_AS, &limit);
    return execl("/bin/status", "status", "run", (char *)0);
}
"""

NULL_C = "int main(void) { return *(volatile char *)0; }"
SLEEP_C = "#include <unistd.h>\nint main(void) { return pause(); }"
LOOP_C = "int main(void) { for (;;) ; }"


def run_program(lab, *words):
    """qemu/run_program.py with WORDS: (status, output)."""
    return command([sys.executable, "-B", PROJECT / "qemu/run_program.py",
                    "--out", lab.dir / "run", *words])


def test_status_and_words(lab):
    """The program's status is handed on; its arguments and environment
    arrive, also with spaces in them."""
    program = lab.compile("status", STATUS_C)
    status, output = run_program(lab, "--env", "A=b c", program, "--",
                                 "x", "y z", "")
    equal(status, 7, f"status\n{output}\n")
    equal(output, "<x>\n<y z>\n<>\nA is <b c>\n", "output")


def test_killed_by_signal(lab):
    """A program that a signal kills gives 128 and the signal's number."""
    status, output = run_program(lab, lab.compile("null", NULL_C))
    equal(status, 128 + 11, f"status\n{output}\n")


def test_make_hands_on(lab):
    """make run PROG= says the program's status and fails with it."""
    program = lab.compile("status", STATUS_C)
    status, output = make("run", f"PROG={program}", "ARGS=x 'y z'", "CORES=2",
                          f"OUT={lab.dir / 'run'}")
    check(status != 0, "make must fail when the program does")
    contains(output, "<x>\n<y z>\n", "output")
    contains(output, "Error 7", "output")


def test_not_runnable(lab):
    """What is no static x86-64 program is refused before anything boots."""
    (lab.dir / "text").write_text("hello\n")
    dynamic = lab.compile("dynamic", "int main(void) { return 0; }", "gcc")
    for path, why in ((lab.dir / "absent", "No such file"),
                      (lab.dir / "text", "not an ELF program"),
                      (dynamic, "dynamically linked"),
                      (lab.dir, "Is a directory")):
        status, output = run_program(lab, path)
        equal(status, 125, f"status of {path}\n{output}\n")
        equal(output.count("\n"), 1, f"lines of {output!r}")
        contains(output, f"convoy: {path}: {why}", "output")


def test_no_room(lab):
    """A program that does not fit into RLIMIT_AS is not run: ENOMEM, and its
    caller goes on, where Linux kills it."""
    program = lab.compile("no_room", NO_ROOM_C)
    result = lab.boot(program=program, files={
        "/bin/status": lab.compile("status", STATUS_C)})
    equal(result.console, "not run: 1\n<run>\nA is <>\n", "console")
    ended_well(result, 7)


def test_root_overlay(lab):
    """ROOT= lays a directory over the root, its links included."""
    root = lab.dir / "root"
    (root / "etc").mkdir(parents=True)
    (root / "etc" / "motd").write_text("from the directory\n")
    (root / "motd").symlink_to("etc/motd")
    status, output = run_program(
        lab, "--root", root, lab.compile("cat", CAT_C), "--",
        "/etc/motd", "/motd")
    equal(output, 2 * "from the directory\n", "output")
    equal(status, 0, "status")


def test_modules_in_order(lab):
    """Each further module is unpacked over what was there."""
    for number in (1, 2):
        cpio.make_module(lab.dir / f"{number}.cpio", {
            "/same": f"{number}\n".encode(),
            f"/only{number}": f"only {number}\n".encode()})
    result = lab.boot(program=lab.compile("cat", CAT_C),
                      modules=[lab.dir / "1.cpio", lab.dir / "2.cpio"],
                      args=["/same", "/only1", "/only2"])
    equal(result.console, "2\nonly 1\nonly 2\n", "console")


def test_deadlock(lab):
    """Every thread asleep for ever: status 123 and a message, not a hang."""
    status, output = run_program(lab, lab.compile("sleep", SLEEP_C))
    equal(status, 123, f"status\n{output}\n")
    contains(output, "deadlock", "output")


def test_hang_detector(lab):
    """A program that never ends is stopped: status 124."""
    status, output = run_program(lab, "--timeout", "3",
                                 lab.compile("loop", LOOP_C))
    equal(status, 124, f"status\n{output}\n")


def test_gilbench_in_root(lab):
    """The root archive holds gilbench, and it runs from there."""
    result = lab.boot(init="/bin/gilbench", env={"GIL": "interval"},
                      args=["cpu", "2", "20000"])
    contains(ended_well(result).console, "mode=cpu", "console")
