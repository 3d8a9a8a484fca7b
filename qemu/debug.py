#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Record a run, replay it, and open gdb on the replay.

    debug.py [options] [--prog PROGRAM | --lab FILE.py] [--gdb COMMANDS]
             [-- ARGUMENTS]

A debugger that stops a live machine disturbs its time. So the run is recorded
first, undisturbed, and gdb is connected to a replay, in which nothing moves
however long one looks; and there one can go backwards as well
(`reverse-stepi`, `reverse-continue`). gdb knows the kernel's symbols, the
program's, and the `convoy` commands (qemu/gdb/convoy.py). It stands at the
kernel's first instruction. On one core seed=N is the schedule that
`make explore` calls so.

With --gdb the commands in that file are run in batch mode. With --lab it is
Convoy's Python interpreter that runs, with FILE.py packed as run_lab.py does;
without --prog and --lab it is gilbench, with two threads that compute.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import explore_run as run
from machine import (CODE_FAILURE, DEBUG_EXITS, PROJECT, QEMU, MachineError,
                     boot_args, die_with_parent, end_process, hardware_args,
                     sandbox_args, stage)
from exp_machine import INTERPRETER
from run_lab import pack_lab
from run_program import ELF_HEADER, add_machine_arguments, make_spec

GDB_EXTENSION = PROJECT / "qemu" / "gdb" / "convoy.py"
# Where the host has what runs as INTERPRETER.
INTERPRETER_SYMBOLS = PROJECT / "build" / "user" / "py"
LAB_COPY = "lab"  # in the run's directory: what the machine has in /lab
# What runs if no program is given: two threads and their GIL.
DEFAULT_PROGRAM = PROJECT / "build" / "user" / "gilbench"
DEFAULT_ARGUMENTS = ["cpu", "2", "500000"]
USER_PIE_BASE = 0x555555554000  # kernel/mm/layout.h
ET_DYN = 3
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


def keep_inputs(out):
    """Turn the links that stage() made into copies: a build between record
    and replay must not change what is replayed."""
    for link in [path for path in out.iterdir() if path.is_symlink()]:
        data = link.read_bytes()
        link.unlink()
        link.write_bytes(data)


def make_snapshot_disk(out):
    """The empty disk for the snapshot."""
    (out / "record.bin").unlink(missing_ok=True)
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2",
                    "snapshot.qcow2", "64M"], cwd=out, check=True)


def start_qemu(spec, mode, *more):
    """Start QEMU, to record or replay, with MORE arguments. What it prints
    goes to qemu.log. In a session of its own: Ctrl-C is for gdb alone."""
    command = rr_command(spec, mode)
    if mode == "replay":
        command = [word.replace("console.txt", "replayed.txt")
                   for word in command]
    with open(Path(spec.out_dir) / "qemu.log", "ab") as log:
        return subprocess.Popen(
            [*command, *more], cwd=spec.out_dir, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, preexec_fn=die_with_parent,
            start_new_session=True)


def record(spec):
    """Record SPEC to its end, to its timeout, or until Ctrl-C."""
    out = stage(spec)
    keep_inputs(out)
    make_snapshot_disk(out)
    print("convoy: recording ...", flush=True)
    process = start_qemu(spec, "record")
    try:
        code = process.wait(spec.timeout)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        end_process(process)
        print("convoy: recorded up to here; it had not ended", flush=True)
        return
    if code not in DEBUG_EXITS and code != 0:
        raise MachineError(f"the recording failed: QEMU ended with {code}; "
                           f"see {out / 'qemu.log'}")
    kind = DEBUG_EXITS.get(code, "reset")
    print(f"convoy: recorded; it ended by {kind}; its console is in "
          f"{out / 'console.txt'}", flush=True)


def start_replay(spec):
    """Start the replay, stopped, with gdb's socket open; its process."""
    out = Path(spec.out_dir)
    socket = out / "gdb.sock"
    socket.unlink(missing_ok=True)
    process = start_qemu(spec, "replay", "-gdb",
                         "unix:gdb.sock,server=on,wait=off", "-S")
    deadline = time.monotonic() + SOCKET_SECONDS
    while not socket.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            end_replay(process)
            raise MachineError("QEMU does not start the replay; see "
                               f"{out / 'qemu.log'}")
        time.sleep(0.02)
    return process


def end_replay(process):
    """End a replaying QEMU: it may ignore a request, and has nothing to
    save."""
    process.kill()
    process.wait()


def symbol_words(program):
    """gdb's arguments for the symbols of PROGRAM, where the kernel loads it."""
    path = Path(program).resolve()
    if not path.is_file():
        return []
    with open(path, "rb") as file:
        kind = ELF_HEADER.unpack(file.read(ELF_HEADER.size))[1]
    base = f" -o {USER_PIE_BASE:#x}" if kind == ET_DYN else ""
    return ["-ex", f"add-symbol-file {path}{base}"]


def gdb_command(spec, program, commands):
    """gdb on the replay, at the kernel's first instruction."""
    elf = Path(spec.image).resolve().with_suffix(".elf")
    words = ["gdb", "-q", "-nx", str(elf),
             "-ex", "set pagination off", "-ex", "set confirm off"]
    words += ["-ex", f"source {GDB_EXTENSION}", *symbol_words(program),
              "-ex", f"set py-source {Path(spec.out_dir).resolve() / LAB_COPY}"]
    # Relative, because the path of a socket may have 107 characters only.
    socket = os.path.relpath(Path(spec.out_dir) / "gdb.sock", PROJECT)
    words += ["-ex", f"target remote {socket}",
              "-ex", "tbreak boot_entry", "-ex", "continue"]
    if commands:
        words += ["-batch", "-x", str(Path(commands).resolve())]
    return words


def lab_spec(args, arguments):
    """The MachineSpec for the Python program args.lab. Its files are copied,
    so that py-list shows them as they were when the run was recorded."""
    spec = make_spec(args, None, [])
    spec.args = [pack_lab(args.out / "lab.cpio", args.lab), *arguments]
    spec.modules.append(args.out / "lab.cpio")
    spec.init = INTERPRETER
    copy = args.out / LAB_COPY
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    for file in Path(args.lab).parent.glob("*.py"):
        shutil.copy(file, copy)
    return spec


def name_schedule(spec, program, args):
    """seed=N on one core, where it changes nothing else, is the schedule N of
    `make explore`; args.switches is one as well."""
    options = spec.options
    policy = options.get("sched", "pct")
    seed = options.get("seed", "0")
    if not (seed.isascii() and seed.isdecimal()):
        raise MachineError(f"seed={seed}: expected a number")
    explored = (seed != "0" and policy in run.POLICIES
                and "tune" not in options and "cores" not in options)
    if not explored and args.switches is None:
        return
    run.check_options(options)
    plain = {name: value for name, value in options.items()
             if name not in ("sched", "seed")}
    subject = run.Subject(Path(program).name, replace(spec, options=plain),
                          program)
    options.update(run.named_options(subject, policy, seed, args.depth,
                                     args.switches))


def debug(spec, program, commands):
    """Record, replay, gdb; gdb's exit status."""
    record(spec)
    process = start_replay(spec)
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for gdb
    try:
        return subprocess.run(gdb_command(spec, program, commands),
                              cwd=PROJECT, check=False).returncode
    finally:
        end_replay(process)


def main(words):
    """Debug as the command line says; the exit status."""
    arguments = []
    if "--" in words:
        cut = words.index("--")
        words, arguments = words[:cut], words[cut + 1:]
    parser = argparse.ArgumentParser(description="Debug a run of Convoy.")
    add_machine_arguments(parser)
    parser.add_argument("--prog", help="program to boot as pid 1")
    parser.add_argument("--lab", help="Python program to run instead")
    parser.add_argument("--depth", type=int, default=run.DEFAULT_DEPTH,
                        help="of the schedule that seed= names")
    parser.add_argument("--switches", help="force this schedule")
    parser.add_argument("--gdb", metavar="FILE",
                        help="gdb commands to run in batch mode")
    args = parser.parse_args(words)
    if args.gdb and not Path(args.gdb).is_file():
        parser.error(f"{args.gdb}: no such file")
    if not args.prog and not args.lab:
        args.prog = DEFAULT_PROGRAM
        arguments = arguments or DEFAULT_ARGUMENTS
    try:
        if args.prog:
            spec, program = make_spec(args, args.prog, arguments), args.prog
        else:
            spec, program = lab_spec(args, arguments), INTERPRETER_SYMBOLS
        name_schedule(spec, program, args)
        return debug(spec, program, args.gdb)
    except MachineError as error:
        print(f"convoy: {error}", file=sys.stderr)
        return CODE_FAILURE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
