#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Record a run, replay it, and open gdb on the replay.

    debug.py [options] [--prog PROGRAM] [--gdb COMMANDS] [-- ARGUMENTS]

A debugger that stops a live machine disturbs its time. So the run is recorded
first, undisturbed, and gdb is connected to a replay, in which nothing moves
however long one looks; and there one can go backwards as well
(`reverse-stepi`, `reverse-continue`). gdb knows the kernel's symbols, the
program's, and the `convoy` commands (qemu/gdb/convoy.py). It stands at the
kernel's first instruction.

With --gdb the commands in that file are run in batch mode.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from machine import (CODE_FAILURE, DEBUG_EXITS, PROJECT, QEMU, MachineError,
                     boot_args, die_with_parent, end_process, hardware_args,
                     sandbox_args, stage)
from run_program import add_machine_arguments, make_spec

GDB_EXTENSION = PROJECT / "qemu" / "gdb" / "convoy.py"
SOCKET_SECONDS = 30  # until QEMU must listen for gdb


def rr_command(spec, mode):
    """QEMU's command to record or replay SPEC (docs/system/replay.rst in
    QEMU). The empty disk holds the snapshot from which a replay starts, and
    to which going backwards returns. RAM is private: a replay must not find
    the recorded machine's RAM in a file."""
    return [QEMU, "-accel", "tcg",
            "-icount", f"shift=0,sleep=off,rr={mode},rrfile=record.bin,"
            "rrsnapshot=init",
            "-drive", "file=snapshot.qcow2,if=none,format=qcow2,id=rr",
            *sandbox_args(), *hardware_args(spec),
            "-m", str(spec.ram_mib), "-machine", "pc",
            *boot_args(spec), *spec.qemu_args]


def make_snapshot_disk(out):
    """The empty disk for the snapshot."""
    (out / "record.bin").unlink(missing_ok=True)
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2",
                    "snapshot.qcow2", "64M"], cwd=out, check=True)


def record(spec):
    """Record SPEC to its end."""
    out = stage(spec)
    make_snapshot_disk(out)
    print("convoy: recording ...", flush=True)
    process = subprocess.Popen(rr_command(spec, "record"), cwd=out,
                               stdin=subprocess.DEVNULL,
                               preexec_fn=die_with_parent)
    try:
        code = process.wait(spec.timeout)
    except subprocess.TimeoutExpired:
        end_process(process)
        print(f"convoy: stopped the recording after {spec.timeout:.0f} s")
        return
    if code not in DEBUG_EXITS and code != 0:
        raise MachineError(f"the recording failed: QEMU ended with {code}")
    kind = DEBUG_EXITS.get(code, "reset")
    lines = (out / "console.txt").read_text(errors="replace").count("\n")
    print(f"convoy: recorded; it ended by {kind}; its {lines} lines of "
          f"console are in {out / 'console.txt'}", flush=True)


def start_replay(spec):
    """Start the replay, stopped, with gdb's socket open; its process."""
    out = Path(spec.out_dir)
    socket = out / "gdb.sock"
    socket.unlink(missing_ok=True)
    command = [word.replace("console.txt", "replayed.txt")
               for word in rr_command(spec, "replay")]
    process = subprocess.Popen(
        command + ["-gdb", "unix:gdb.sock,server=on,wait=off", "-S"],
        cwd=out, stdin=subprocess.DEVNULL, preexec_fn=die_with_parent,
        start_new_session=True)  # Ctrl-C is for gdb alone
    deadline = time.monotonic() + SOCKET_SECONDS
    while not socket.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            end_process(process)
            raise MachineError("QEMU does not start the replay")
        time.sleep(0.02)
    return process


def gdb_command(spec, program, commands):
    """gdb on the replay, at the kernel's first instruction."""
    elf = Path(spec.image).resolve().with_suffix(".elf")
    words = ["gdb", "-q", "-nx", str(elf),
             "-ex", "set pagination off", "-ex", "set confirm off"]
    if GDB_EXTENSION.exists():
        words += ["-ex", f"source {GDB_EXTENSION}"]
    if program:
        words += ["-ex", f"add-symbol-file {Path(program).resolve()}"]
    # Relative, because the path of a socket may have 107 characters only.
    socket = os.path.relpath(Path(spec.out_dir) / "gdb.sock", PROJECT)
    words += ["-ex", f"target remote {socket}",
              "-ex", "tbreak boot_entry", "-ex", "continue"]
    if commands:
        words += ["-batch", "-x", str(Path(commands).resolve())]
    return words


def debug(spec, program, commands):
    """Record, replay, gdb; gdb's exit status."""
    record(spec)
    process = start_replay(spec)
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for gdb
    try:
        return subprocess.run(gdb_command(spec, program, commands),
                              cwd=PROJECT, check=False).returncode
    finally:
        end_process(process)


def main(words):
    """Debug as the command line says; the exit status."""
    arguments = []
    if "--" in words:
        cut = words.index("--")
        words, arguments = words[:cut], words[cut + 1:]
    parser = argparse.ArgumentParser(description="Debug a run of Convoy.")
    add_machine_arguments(parser)
    parser.add_argument("--prog", help="program to boot as pid 1")
    parser.add_argument("--gdb", metavar="FILE",
                        help="gdb commands to run in batch mode")
    args = parser.parse_args(words)
    try:
        return debug(make_spec(args, args.prog, arguments), args.prog,
                     args.gdb)
    except MachineError as error:
        print(f"convoy: {error}", file=sys.stderr)
        return CODE_FAILURE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
