# SPDX-License-Identifier: MIT
"""Machines at the edge: a wrong loader, an old processor, many cores, little
memory."""

from lib.check import contains, equal
from lib.lab import ended_well

def test_wrong_magic(lab):
    """A loader that is not multiboot 1 gets a message, not a triple fault."""
    result = lab.boot_under_gdb(["tbreak *boot_entry", "continue",
                                 "set $eax = 0x36d76289", "continue"])
    equal(result.kind, "refused", f"end ({result.error})")
    contains(result.console, "convoy: cannot boot: the loader's magic",
             "console")


def test_no_long_mode(lab):
    """A 32-bit processor gets a message, not a triple fault."""
    result = lab.boot(cpu="pentium3", timeout=60)
    equal(result.kind, "refused", f"end ({result.error})")
    contains(result.console, "convoy: cannot boot: this processor has no "
             "long mode", "console")


def test_plain_processor(lab):
    """A processor without SMEP and SMAP boots as well."""
    result = lab.boot_guest("exitcode", cpu="qemu64")
    ended_well(result, status=42)


def test_64_cores(lab):
    """64 simulated cores boot and run threads."""
    result = lab.boot_guest("thread_create", options={"cores": "sim:64"})
    equal(ended_well(result).header["cores"], 64, "cores")


def test_little_memory(lab):
    """32 MiB are enough for a program with a small trace."""
    result = lab.boot_guest("exitcode", ram_mib=32, options={"trace": "4"})
    ended_well(result, status=42)
