#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write cpio archives ("newc") that are the same, byte for byte, everywhere.

    cpio.py OUT.cpio DIRECTORY

Owner is root, times are 0, inode numbers count up, entries are sorted: the
bytes depend on names, permissions and contents only. The format is described
in cpio(5) and in Linux's Documentation/driver-api/early-userspace.
"""

import os
import stat
import sys
from dataclasses import dataclass

TRAILER = "TRAILER!!!"


@dataclass(frozen=True)
class Entry:
    """One file: its path in the archive without a leading slash, the mode
    with the file type in it, and its contents (or a link's target)."""
    path: str
    mode: int
    data: bytes = b""


def _pad(data):
    return data + b"\0" * (-len(data) % 4)


def _encode(inode, entry):
    name = entry.path.encode() + b"\0"
    links = 2 if stat.S_ISDIR(entry.mode) else 1
    fields = (inode, entry.mode, 0, 0, links, 0, len(entry.data),
              0, 0, 0, 0, len(name), 0)
    header = b"070701" + b"".join(b"%08X" % field for field in fields)
    return _pad(header + name) + _pad(entry.data)


def write_archive(out, entries):
    """Write entries to the file OUT, sorted by path, so that a directory
    comes before what it holds. A later entry replaces one of equal path."""
    by_path = {entry.path: entry for entry in entries}
    with open(out, "wb") as archive:
        for inode, path in enumerate(sorted(by_path), start=1):
            archive.write(_encode(inode, by_path[path]))
        archive.write(_encode(0, Entry(TRAILER, 0)))


def parents(path):
    """Entries for the directories above path."""
    parts = path.split("/")[:-1]
    return [Entry("/".join(parts[:n]), stat.S_IFDIR | 0o755)
            for n in range(1, len(parts) + 1)]


def from_file(path, source):
    """The entry PATH with the mode and contents of the host file SOURCE."""
    mode = os.lstat(source).st_mode
    if stat.S_ISLNK(mode):
        return Entry(path, stat.S_IFLNK | 0o777, os.readlink(source).encode())
    if stat.S_ISDIR(mode):
        return Entry(path, mode)
    if not stat.S_ISREG(mode):
        raise ValueError(f"{source}: only files, directories and symbolic "
                         "links can be packed")
    with open(source, "rb") as file:
        return Entry(path, mode, file.read())


def from_directory(directory):
    """Entries for everything below DIRECTORY, itself not included."""
    entries = []
    for folder, folders, files in os.walk(directory):
        for name in folders + files:
            source = os.path.join(folder, name)
            path = os.path.relpath(source, directory)
            entries.append(from_file(path, source))
    return entries


def make_module(out, files):
    """Write an archive of FILES, a dict from path in the machine to the host
    file, or to bytes for an executable with those contents."""
    entries = []
    for path, source in files.items():
        path = path.lstrip("/")
        entries += parents(path)
        if isinstance(source, bytes):
            entries.append(Entry(path, stat.S_IFREG | 0o755, source))
        else:
            entries.append(from_file(path, source))
    write_archive(out, entries)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    write_archive(sys.argv[1], from_directory(sys.argv[2]))
