# SPDX-License-Identifier: MIT
"""The root that the shell lives in: Debian's busybox, a link to it for each of
its tools, and user/shell/ (a passwd, a profile). It is laid over the root
archive as a boot module; unpacked into a directory, with unpack(), it is the
same root for busybox on Linux, which is how the tests compare the two.
"""

import os
import stat
import subprocess
from pathlib import Path

import cpio
from machine import PROJECT, MachineError

BUSYBOX = Path("/bin/busybox")  # Debian's busybox-static
SHELL = "/bin/sh"
OVERLAY = PROJECT / "user" / "shell"
DIRECTORIES = {"dev": 0o755, "dev/shm": 0o1777, "proc": 0o555, "root": 0o700,
               "sys": 0o555, "tmp": 0o1777}


def tools():
    """The path of each of busybox's tools, without a leading slash."""
    try:
        listed = subprocess.run([BUSYBOX, "--list-full"], check=True, text=True,
                                capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        raise MachineError(f"{BUSYBOX} does not run; install Debian's package "
                           "busybox-static") from None
    return listed.stdout.split()


def entries():
    """The files of the root, as entries of an archive."""
    names = tools()
    link = stat.S_IFLNK | 0o777
    found = [entry for name in names for entry in cpio.parents(name)]
    found += [cpio.Entry(name, link, str(BUSYBOX).encode()) for name in names]
    found += [cpio.Entry(path, stat.S_IFDIR | mode)
              for path, mode in DIRECTORIES.items()]
    found.append(cpio.from_file(str(BUSYBOX).lstrip("/"), BUSYBOX))
    return found + cpio.from_directory(OVERLAY)


def pack(out):
    """Write the root to OUT, a boot module."""
    cpio.write_archive(out, entries())
    return out


def unpack(directory):
    """Make the root below DIRECTORY, which exists and is empty."""
    by_path = {entry.path: entry for entry in entries()}
    for path in sorted(by_path):
        entry, to = by_path[path], Path(directory, path)
        if stat.S_ISDIR(entry.mode):
            to.mkdir()
        elif stat.S_ISLNK(entry.mode):
            to.symlink_to(entry.data.decode())
            continue
        else:
            to.write_bytes(entry.data)
        os.chmod(to, stat.S_IMODE(entry.mode))
