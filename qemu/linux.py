# SPDX-License-Identifier: MIT
"""Run a static program on Debian's Linux, in the same QEMU as Convoy.

The kernel comes from Debian's package, unpacked and not installed. Its options
make it a fair opponent: what costs time to protect a machine from attacks, or
is random, is off. The program is /bin/NAME in an initial file system, and runs
as pid 1; the kernel's panic when it ends stops the machine. Instructions are
virtual nanoseconds, as everywhere here (-icount shift=0), and RDTSC reads them.
"""

import re
import subprocess
from pathlib import Path

import cpio
from machine import QEMU, MachineError, die_with_parent, sandbox_args

PACKAGE = "linux-image-cloud-amd64"
TIMEOUT = 300  # host seconds; it hangs
MEMORY_MIB = 512

OPTIONS = (
    "console=ttyS0 quiet panic=-1 reboot=t nokaslr norandmaps mitigations=off "
    "init_on_alloc=0 transparent_hugepage=never randomize_kstack_offset=off "
    "hardened_usercopy=off audit=0 lsm=none apparmor=0 nowatchdog "
    "preempt=none tsc=reliable noautogroup")


def _output(*words, cwd=None):
    """What the command prints, or "" if it cannot be had."""
    try:
        done = subprocess.run(words, cwd=cwd, capture_output=True, text=True,
                              timeout=TIMEOUT, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""


def kernel(directory):
    """The kernel's image below DIRECTORY, fetched if it is not there; None if
    it cannot be (no network, not a Debian)."""
    directory = Path(directory)
    for image in directory.glob("boot/vmlinuz-*"):
        return image
    told = _output("apt-cache", "depends", "--important", PACKAGE)
    found = re.search(r"Depends: (linux-image-\S+)", told)
    if not found:
        return None
    directory.mkdir(parents=True, exist_ok=True)
    _output("apt-get", "download", found[1], cwd=directory)
    for package in directory.glob(f"{found[1]}_*.deb"):
        _output("dpkg-deb", "--extract", str(package), str(directory))
    return next(directory.glob("boot/vmlinuz-*"), None)


def version(image):
    """The kernel's version, of its IMAGE."""
    return image.name.removeprefix("vmlinuz-")


def run(image, out, program):
    """What PROGRAM prints when IMAGE runs it; OUT is a directory for the run.
    MachineError if it does not end."""
    out.mkdir(parents=True, exist_ok=True)
    path = f"/bin/{program.name}"
    cpio.make_module(out / "linux.cpio", {path: program})
    console = out / "linux.txt"
    words = [QEMU, "-accel", "tcg", "-icount", "shift=0,sleep=off",
             *sandbox_args(), "-rtc", "base=2026-01-01T00:00:00,clock=vm",
             "-seed", "1", "-cpu", "qemu64,+smep,+smap", "-smp", "1",
             "-m", str(MEMORY_MIB), "-nodefaults", "-no-user-config",
             "-display", "none", "-no-reboot", "-serial", "file:linux.txt",
             "-kernel", str(image.resolve()), "-initrd", "linux.cpio",
             "-append", f"{OPTIONS} rdinit={path}"]
    try:
        subprocess.run(words, cwd=out, stdin=subprocess.DEVNULL, check=True,
                       timeout=TIMEOUT, preexec_fn=die_with_parent)
    except (OSError, subprocess.SubprocessError) as error:
        raise MachineError(f"Linux: {error}") from None
    return console.read_text(errors="replace")
