# SPDX-License-Identifier: MIT
"""`make shell`: Debian's busybox on this terminal, and what a person meets."""

import hashlib
import os
import signal
import sys
import termios

from lib.case import PROJECT
from lib.check import CheckFailed, contains, equal
from lib.terminal import Terminal

import shell_root  # qemu/, which lib.lab has put on the path
from machine import MachineError

PROMPT = b"convoy:~# "
# Who says `go` is in the foreground already; keys before that are the shell's.
SLEEPER = b"sh -c 'echo go; exec sleep 1000'\r"
JOB = 'sh -c "echo go; exec sleep 1000"'  # as the shell tells it


def start(lab, *words, **kwargs):
    """qemu/shell.py on a terminal of its own."""
    return Terminal([sys.executable, "-B", PROJECT / "qemu/shell.py",
                     "--out", lab.dir / "run", *words], **kwargs)


def run(terminal, command):
    """Type COMMAND at the prompt; what it prints. A mark that the echo does
    not contain says that it is done."""
    terminal.wait_for(PROMPT)
    terminal.type(command.encode() + b"; echo do''ne\r")
    start_of_output = terminal.seen
    terminal.wait_for(b"done\r\n")
    text = terminal.output[start_of_output:terminal.seen].decode()
    return text.split("\r\n", 1)[1].removesuffix("done\r\n")


def test_session(lab):
    """The shell knows its window, its user and its directories; its status is
    the machine's."""
    with start(lab, rows=40, columns=100) as terminal:
        terminal.wait_for(b"docs/shell.md.\r\n")
        equal(run(terminal, "stty size; hostname; id -un; pwd; tty"),
              "40 100\r\nconvoy\r\nroot\r\n/root\r\n/dev/console\r\n",
              "answers")
        equal(run(terminal, "ls -1d /tmp /dev/shm /proc/self /bin/vi"),
              "/bin/vi\r\n/dev/shm\r\n/proc/self\r\n/tmp\r\n", "places")
        terminal.wait_for(PROMPT)
        terminal.type(b"exit 7\r")
        equal(terminal.end(), 7, "status")


def test_many_cores(lab):
    """It starts with several cores as well, whose instructions take longer."""
    for cores in (2, 8):
        with start(lab, "--option", f"cores=sim:{cores}") as terminal:
            equal(run(terminal, "nproc"), f"{cores}\r\n", "nproc")
            terminal.wait_for(PROMPT)
            terminal.type(b"exit\r")
            equal(terminal.end(), 0, "status")


def test_keys_at_once(lab):
    """^C and ^Z reach a program of the shell; fg and bg work; ^D at the prompt
    ends the machine, with the last command's status."""
    with start(lab) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type(SLEEPER)
        terminal.wait_for(b"\ngo\r\n")
        terminal.type(b"\x1a")
        terminal.wait_for(b"Stopped")
        equal(run(terminal, "bg; kill %1; wait; jobs"),
              f"[1] {JOB}\r\n[1]+  Terminated                 {JOB}\r\n", "bg")
        terminal.wait_for(PROMPT)
        terminal.type(SLEEPER)
        terminal.wait_for(b"\ngo\r\n")
        terminal.type(b"\x03")
        terminal.wait_for(b"^C")
        terminal.wait_for(PROMPT)
        terminal.type(b"\x04")
        equal(terminal.end(), 128 + signal.SIGINT, "status")


def test_paste(lab):
    """64 KiB pasted into a program, and a long line into the shell: nothing is
    lost, though nobody reads as fast as that."""
    text = b"".join(b"%06d %s\n" % (number, b"x" * 56)
                    for number in range(1024))
    with start(lab) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type(b"echo go; sleep 1; cat > f\r")
        terminal.wait_for(b"go\r\n")
        terminal.type(text)
        terminal.wait_for(b"001023 " + b"x" * 56 + b"\r\n")
        terminal.type(b"\x04")
        contains(run(terminal, "md5sum f"), hashlib.md5(text).hexdigest(),
                 "sum")
        terminal.wait_for(PROMPT)
        terminal.type(b"echo " + b"y" * 900 + b" | wc -c; exit\r")
        terminal.wait_for(b"\r\n901\r\n")
        equal(terminal.end(), 0, "status")


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(word) for word in file.read().split()]


def test_killed(lab):
    """If QEMU dies the terminal is as it was, and a line says what happened."""
    with start(lab) as terminal:
        found = termios.tcgetattr(terminal.fd)
        terminal.wait_for(PROMPT)
        os.kill(children(terminal.pid)[0], signal.SIGKILL)
        terminal.wait_for(b"convoy: the machine ended: -9")
        equal(termios.tcgetattr(terminal.fd), found, "settings")
        equal(terminal.end(), 125, "status")


def test_monitor_key(lab):
    """Ctrl-A x ends the machine."""
    with start(lab) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type(b"\x01x")
        equal(terminal.end(), 0, "status")


def test_mistakes(lab):
    """A program that is absent or cannot run, no busybox: a line says so."""
    for name, why in (("/nowhere", b"No such file"),
                      ("/etc/passwd", b"not an ELF program")):
        with start(lab, name) as terminal:
            equal(terminal.end(), 125, "status")
            contains(terminal.output, why, name)
    busybox = shell_root.BUSYBOX
    shell_root.BUSYBOX = "/nowhere/busybox"
    try:
        shell_root.tools()
    except MachineError as error:
        contains(str(error), "install Debian's package busybox-static", "why")
    else:
        raise CheckFailed("a busybox that is absent was run")
    finally:
        shell_root.BUSYBOX = busybox
