# SPDX-License-Identifier: MIT
"""Run commands that work on what somebody handed in: a compiler, a linker, a
machine.

    jail = Jail(directory)
    jail.run(["gcc", "-c", "mine.c"], Limits(cpu=20))

The command runs in `directory` with limits on processor time, memory and the
size of files, cannot gain privileges, ends with its parent, and has no network
where the system allows to take it away. Started by root it runs as a user of
its own, a number that nobody else has, so that it can change nothing but what
lies in its directory and cannot see what only root may; started by anybody
else it runs as that user. The directory must hold all that it needs: the
directories above need not be open to it.

It is no virtual machine: what every user of this computer may read, it may.
"""

import ctypes
import itertools
import os
import resource
import signal
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

# Above what useradd hands out, below what containers map: see
# SUB_UID_MIN in login.defs(5). One for each jail of each grader.
FIRST_USER = 300_000
USERS = 100_000
USERS_A_PROCESS = 64

MIB = 1 << 20
PROCESSES = 64

# prctl(2), sched.h
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
CLONE_NEWNET = 0x40000000

LIBC = ctypes.CDLL(None)
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C",
               "TMPDIR": "."}

_numbers = itertools.count()


class JailError(Exception):
    """The command could not be started at all."""


@dataclass(frozen=True)
class Limits:
    """What a command may use. cpu: seconds of processor time, which hardly
    depend on how busy the computer is. wall: seconds until it counts as hung
    all the same. memory, file: MiB, of address space and of one file."""
    cpu: int = 60
    wall: float = 600
    memory: int = 2048
    file: int = 64


@dataclass
class Done:
    """How a command ended. `output` has what it wrote to both streams, the
    first part of it. status: None if it had to be ended."""
    status: int
    output: str
    over: str = ""      # which limit it went over, in words; "": none


def own_user():
    """A user number for a new jail, or None if this is not root."""
    if os.geteuid() != 0:
        return None
    process = os.getpid() * USERS_A_PROCESS % USERS
    return FIRST_USER + process + next(_numbers) % USERS_A_PROCESS


class Jail:
    """A directory, and the user who owns it as long as a command runs."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.user = own_user()

    def open(self):
        """Give the directory, and what lies in it, to the user."""
        if self.user is None:
            return
        for folder, folders, files in os.walk(self.directory):
            for name in [".", *folders, *files]:
                path = os.path.join(folder, name)
                if os.lstat(path).st_nlink == 1 or os.path.isdir(path):
                    os.chown(path, self.user, self.user, follow_symlinks=False)

    def close(self):
        """Take it back, and delete what is neither a file nor a directory:
        nobody who reads here may be led elsewhere."""
        if self.user is None:
            return
        for folder, folders, files in os.walk(self.directory):
            for name in [".", *folders, *files]:
                path = os.path.join(folder, name)
                mode = os.lstat(path).st_mode
                if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
                    os.unlink(path)
                else:
                    os.chown(path, 0, 0, follow_symlinks=False)

    def enter(self, limits):
        """What a new process calls before it becomes the command."""
        user = self.user
        bounds = [(resource.RLIMIT_CPU, limits.cpu, limits.cpu + 1),
                  (resource.RLIMIT_AS, limits.memory * MIB),
                  (resource.RLIMIT_FSIZE, limits.file * MIB),
                  (resource.RLIMIT_CORE, 0)]
        if user is not None:
            bounds.append((resource.RLIMIT_NPROC, PROCESSES))

        def prepare():
            os.umask(0o022)
            if user is not None:
                LIBC.unshare(CLONE_NEWNET)  # not everywhere allowed
                os.setgroups([])
                os.setresgid(user, user, user)
                os.setresuid(user, user, user)
            LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
            LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            for what, soft, *hard in bounds:
                highest = resource.getrlimit(what)[1]
                if highest != resource.RLIM_INFINITY:
                    soft, hard = min(soft, highest), [highest]
                resource.setrlimit(what, (soft, *(hard or [soft])))
        return prepare

    def run(self, words, limits=Limits(), output_max=64 * 1024):
        """Run WORDS to its end: a Done. JailError if there is no such
        command."""
        self.open()
        log = self.directory / "output.txt"
        try:
            with open(log, "wb") as stream:
                done = self._wait(words, limits, stream)
        finally:
            self.close()
        with open(log, "rb") as stream:
            done.output = stream.read(output_max).decode(errors="replace")
        log.unlink()
        return done

    def _wait(self, words, limits, stream):
        try:
            process = subprocess.Popen(
                [str(word) for word in words], cwd=self.directory,
                env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=stream,
                stderr=stream, preexec_fn=self.enter(limits),
                start_new_session=True)
        except OSError as error:
            raise JailError(f"{words[0]}: {error.strerror}") from None
        try:
            status = process.wait(limits.wall)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return Done(None, "", f"{limits.wall:.0f} s of time")
        return Done(status, "", {
            -signal.SIGXCPU: f"{limits.cpu} s of processor time",
            -signal.SIGKILL: f"{limits.cpu} s of processor time",
            -signal.SIGXFSZ: f"a file of {limits.file} MiB",
        }.get(status, ""))
