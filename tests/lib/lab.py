# SPDX-License-Identifier: MIT
"""Machines for tests: qemu/machine.py with a program packed in, and the Lab,
a directory of its own in which a boot test starts its machines."""

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

from lib.case import BUILD, PROJECT
from lib.check import CheckFailed, equal, tail

sys.path.insert(0, str(PROJECT / "qemu"))

import cpio  # noqa: E402  (qemu/cpio.py)
from machine import MachineSpec, run_machine  # noqa: E402

IMAGE = BUILD / "convoy.boot"
KASAN_IMAGE = BUILD / "kasan" / "convoy.boot"
KASAN_KTEST_IMAGE = BUILD / "kasan-ktest" / "convoy.boot"
KTEST_IMAGE = BUILD / "ktest" / "convoy.boot"
ISO = BUILD / "convoy.iso"

COMMAND_TIMEOUT = 240  # seconds; a hang detector

MACHINE_TIMEOUT = 120   # seconds; another
GDB_TIMEOUT = 60        # seconds; another
GDB_STOP = ["-S", "-gdb", "unix:gdb.sock,server=on,wait=off"]
POLL_SECONDS = 0.02

default_image = IMAGE  # run.py --image


def guest_path(name):
    """The built guest program tests/guest/NAME.c."""
    return BUILD / "guest" / name


def boot(out_dir, *, program=None, files=None, image=None, modules=(),
         timeout=MACHINE_TIMEOUT, **fields):
    """Run a machine to its end; its MachineResult.

    program: a host file, packed as /bin/NAME and booted as pid 1
    files:   dict from path in the machine to host file or bytes, laid over
             the root
    image:   the kernel; None: the one under test
    modules: further cpio files, before those
    fields:  any other field of MachineSpec
    """
    out = Path(out_dir)
    out.mkdir(parents=True, exist_ok=True)
    spec = MachineSpec(out_dir=out, image=image or default_image,
                       modules=list(modules), timeout=timeout,
                       **fields)
    files = dict(files or {})
    if program:
        spec.init = f"/bin/{Path(program).name}"
        files[spec.init] = Path(program)
    if files:
        cpio.make_module(out / "files.cpio", files)
        spec.modules.append(out / "files.cpio")
    return run_machine(spec)


def ended_well(result, status=0):
    """The machine powered off in good order, with the program's STATUS."""
    equal((result.kind, result.status), ("poweroff", status),
          f"end ({result.error})\n{tail(result.console)}\n")
    return result


def figures(console):
    """All `name=number` on a console, as a dict."""
    return {name: int(number) for name, number
            in re.findall(r"([\w.]+)=(\d+)\b", console)}


def command(words, *, cwd=PROJECT, timeout=COMMAND_TIMEOUT, **kwargs):
    """Run a command of the host to its end: (status, output and errors)."""
    try:
        done = subprocess.run(
            [str(word) for word in words], cwd=cwd, timeout=timeout,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, errors="replace", check=False, **kwargs)
    except subprocess.TimeoutExpired:
        raise CheckFailed(f"{words}: hangs: not done after {timeout} s"
                          ) from None
    return done.returncode, done.stdout


def libraries(*programs):
    """The files that this machine's dynamic PROGRAMS need, as boot() wants
    them."""
    found = {}
    for program in programs:
        _, output = command(["/usr/bin/ldd", program])
        for path in re.findall(r"(?:=> |^\t)(/\S+)", output, re.MULTILINE):
            found[path] = os.path.realpath(path)
    return found


def policies():
    """The names of the scheduling policies, in the order of the registry."""
    registry = (PROJECT / "sched" / "registry.c").read_text()
    return re.findall(r"^ +&sched_(\w+?)(?:_policy)?,", registry,
                      re.MULTILINE)


def make(*words, **kwargs):
    """Run make as a person would, not as a part of `make test`: (status,
    output)."""
    env = {name: value for name, value in os.environ.items()
           if not name.startswith(("MAKE", "MFLAGS"))}
    env.update(kwargs.pop("env", {}))
    return command(["make", "SETUP=off", *words], env=env, **kwargs)


class Lab:
    """Where a boot test works: `lab.dir`, emptied before it starts."""

    def __init__(self, directory):
        self.dir = directory
        self.count = 0

    def boot(self, **fields):
        """A machine in a directory of its own; see boot() above."""
        self.count += 1
        return boot(self.dir / f"machine{self.count}", **fields)

    def boot_guest(self, name, **fields):
        """The same, with the guest program NAME as pid 1."""
        return self.boot(program=guest_path(name), **fields)

    def boot_under_gdb(self, commands, **fields):
        """A machine that starts stopped, with gdb COMMANDS to make it go.
        gdb disturbs its time: for tests that break something on purpose."""
        started = threading.Thread(target=self._drive, args=(
            self.dir / f"machine{self.count + 1}" / "gdb.sock", commands))
        started.start()
        try:
            return self.boot(qemu_args=GDB_STOP, timeout=GDB_TIMEOUT, **fields)
        finally:
            started.join()

    def _drive(self, socket, commands):
        deadline = time.monotonic() + GDB_TIMEOUT
        while not socket.exists() and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        words = ["gdb", "-q", "-nx", "-batch", BUILD / "convoy.elf",
                 "-ex", f"target remote {socket.name}"]
        for text in commands:
            words += ["-ex", text]
        _, output = command(words, cwd=socket.parent, timeout=GDB_TIMEOUT)
        (self.dir / "gdb.log").write_text(output)

    def compile(self, name, source, *flags):
        """A program of a few lines, by default a static one made with musl:
        its path."""
        (self.dir / f"{name}.c").write_text(source)
        words = flags or ("musl-gcc", "-static")
        status, output = command([*words, "-o", self.dir / name,
                                  self.dir / f"{name}.c"])
        if status != 0:
            raise CheckFailed(f"{name}.c does not compile:\n{output}")
        return self.dir / name
