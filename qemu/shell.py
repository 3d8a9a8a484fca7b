#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Boot Convoy with its console on this terminal.

    shell.py [options] [PROGRAM] [-- ARGUMENTS]

Without a PROGRAM it is Debian's busybox as a shell, with its tools by their
names. What is typed goes to the machine's serial line, Ctrl-C too; Ctrl-A x
ends the machine. Its time is the host's: it sleeps when there is nothing to
do, so no two runs are alike (docs/cores.md). The exit status is the program's
own.
"""

import argparse
import stat
import subprocess
import sys

import cpio
from machine import (CODE_FAILURE, DEBUG_EXITS, QEMU, MachineError, boot_args,
                     check_disk, die_with_parent, read_header,
                     sandbox_args, stage)
from run_program import add_machine_arguments, make_spec

BUSYBOX = "/bin/busybox"  # Debian's busybox-static
DEFAULT_ARGUMENTS = {BUSYBOX: ["sh"]}


def qemu_command(spec):
    """The whole command of an interactive run; to be started in out_dir."""
    return [QEMU, "-accel", "tcg", "-icount", "shift=0,sleep=on",
            *sandbox_args(), "-rtc", "base=utc", "-cpu", spec.cpu,
            "-smp", "1", "-nodefaults", "-no-user-config", "-no-reboot",
            "-display", "none",
            "-chardev", "stdio,id=con,mux=on,signal=off",
            "-serial", "chardev:con",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=4",
            "-m", str(spec.ram_mib),
            "-object", "memory-backend-file,id=ram,"
            f"size={spec.ram_mib}M,mem-path=ram.bin,share=on",
            "-machine", "pc,memory-backend=ram", *boot_args(spec)]


def pack_tools(out):
    """Make the boot module with a link to busybox for each of its tools."""
    names = subprocess.run([BUSYBOX, "--list-full"], check=True, text=True,
                           capture_output=True).stdout.split()
    entries = [entry for name in names for entry in cpio.parents(name)]
    entries += [cpio.Entry(name, stat.S_IFLNK | 0o777, BUSYBOX.encode())
                for name in names if f"/{name}" != BUSYBOX]
    cpio.write_archive(out, entries)
    return out


def run_shell(spec):
    """Run SPEC on this terminal until it ends; the exit status."""
    out = stage(spec)
    check_disk(spec)
    try:
        ended = subprocess.run(qemu_command(spec), cwd=out, check=False,
                               preexec_fn=die_with_parent)
        header = read_header(out / "ram.bin")
    except FileNotFoundError:
        raise MachineError(f"{QEMU}: not installed") from None
    finally:
        (out / "ram.bin").unlink(missing_ok=True)
    kind = DEBUG_EXITS.get(ended.returncode)
    if kind == "poweroff" and header:
        return header["exit_status"] & 0xff
    if ended.returncode == 0:  # Ctrl-A x
        return 0
    print(f"convoy: the machine ended: {kind or ended.returncode}",
          file=sys.stderr)
    return CODE_FAILURE


def main(words):
    """Run as the command line says; the exit status."""
    arguments = []
    if "--" in words:
        cut = words.index("--")
        words, arguments = words[:cut], words[cut + 1:]
    parser = argparse.ArgumentParser(description="Convoy on this terminal.")
    add_machine_arguments(parser)
    parser.add_argument("program", nargs="?", default="")
    args = parser.parse_args(words)
    try:
        program = args.program or BUSYBOX
        spec = make_spec(args, program, arguments or DEFAULT_ARGUMENTS.get(
            program, []))
        if program == BUSYBOX:
            spec.modules.append(pack_tools(args.out / "tools.cpio"))
        spec.options["console"] = "serial"
        return run_shell(spec)
    except MachineError as error:
        print(f"convoy: {error}", file=sys.stderr)
        return CODE_FAILURE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
