# SPDX-License-Identifier: MIT
"""A pseudo-terminal of this Linux with a program on it, and what its screen
shows: how tests type at `make shell`, and at the same programs on Linux.

Host time is used for one thing: who waits for something longer than
TIMEOUT is told that it does not come.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path

from lib.check import CheckFailed

# Where Debian puts modules, for a python3 that is not Debian's own.
sys.path.append("/usr/lib/python3/dist-packages")
import pyte  # noqa: E402

TIMEOUT = 240.0  # seconds; a hang detector
POLL_SECONDS = 0.05
TIOCGSID = 0x5429  # <asm-generic/ioctls.h>; termios does not know it


class Screen:
    """What bytes look like on a screen of ROWS and COLUMNS."""

    def __init__(self, rows=24, columns=80):
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)

    def show(self, data):
        self.stream.feed(data)

    @property
    def text(self):
        """The rows without trailing spaces, and where the cursor is."""
        rows = [row.rstrip() for row in self.screen.display]
        cursor = self.screen.cursor
        return "\n".join(rows) + f"\n[cursor {cursor.y},{cursor.x}]"


class Terminal:
    """WORDS, a command, on a terminal of its own; a context manager that ends
    what is left of it. `output` is all that came out, `screen` its picture."""

    def __init__(self, words, rows=24, columns=80, prepare=None):
        self.screen = Screen(rows, columns)
        self.output = b""
        self.seen = 0  # bytes of output that wait_for() has passed
        self.status = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            self._run(words, rows, columns, prepare)

    @staticmethod
    def _run(words, rows, columns, prepare):
        """In the child: become the command."""
        try:
            size = struct.pack("HHHH", rows, columns, 0, 0)
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            for number in (signal.SIGPIPE, signal.SIGXFSZ):
                signal.signal(number, signal.SIG_DFL)  # python ignores them
            if prepare:
                prepare()
            os.execvp(words[0], [str(word) for word in words])
        finally:
            os._exit(127)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            self._reap()
        os.close(self.fd)

    def _reap(self):
        self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def _follow(self):
        """Take what has come out; False: nothing will come any more."""
        if not select.select([self.fd], [], [], POLL_SECONDS)[0]:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:  # EIO: nobody has the other side open
            return False
        self.output += data
        self.screen.show(data)
        return bool(data)

    def wait_until(self, holds, what):
        """Follow the output until holds(); CheckFailed if it never does."""
        deadline = time.monotonic() + TIMEOUT
        while not holds():
            if not self._follow() or time.monotonic() > deadline:
                raise CheckFailed(f"{what} never came; the screen is\n"
                                  f"{self.screen.text}")

    def wait_for(self, text):
        """Wait until TEXT (bytes) comes out, after what came before."""
        self.wait_until(lambda: text in self.output[self.seen:], repr(text))
        self.seen = self.output.index(text, self.seen) + len(text)

    def _waits(self):
        """What each process of the terminal's session is blocked in; None if
        one is not. Not of the foreground group alone: a shell's child that has
        not run yet has not become that, and the keys would be the shell's. Who
        is in state D (in fork, in exec) goes on by itself, and does not wait
        for a key."""
        found = []
        session, = struct.unpack(
            "i", fcntl.ioctl(self.fd, TIOCGSID, b"\0" * 4))
        for path in Path("/proc").glob("[0-9]*"):
            try:
                fields = (path / "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) != session or fields[0] in "ZX":
                    continue
            except OSError:  # gone meanwhile
                continue
            try:
                blocked = (path / "syscall").read_text()
            except OSError:  # going
                return None
            if fields[0] not in "ST" or blocked.startswith("running"):
                return None
            found.append((path.name, blocked))
        return sorted(found)

    def settle(self):
        """Wait until all on the terminal are blocked and have nothing to show;
        two looks must find the same."""
        def quiet():
            before, size = self._waits(), len(self.output)
            time.sleep(POLL_SECONDS)
            self._follow()
            return before and (before, size) == (self._waits(),
                                                 len(self.output))
        self.wait_until(quiet, "rest")

    def type(self, keys):
        """Press KEYS (bytes)."""
        while keys:
            ready = select.select([self.fd], [self.fd], [], TIMEOUT)
            if ready[0]:
                self._follow()
            if ready[1]:
                keys = keys[os.write(self.fd, keys[:512]):]
            if not ready[0] and not ready[1]:
                raise CheckFailed(f"nobody reads {keys[:20]!r}")

    def end(self):
        """Wait for the command's end; its status, negative for a signal."""
        deadline = time.monotonic() + TIMEOUT
        while self._follow():
            if time.monotonic() > deadline:
                raise CheckFailed(f"it does not end; the screen is\n"
                                  f"{self.screen.text}")
        self._reap()
        return self.status
