#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Boot Convoy with one Linux program of the host as pid 1.

    run_program.py [options] PROGRAM [-- ARGUMENTS]

The program is packed into a boot module as /bin/NAME. A dynamic one needs its
dynamic linker and libraries in the directory that --root lays over the root.
What it prints is shown as it comes. The exit status is the program's own (128
+ the signal's number if one killed it); 125 if the machine failed, 124 if it
hung, 123 if every thread slept for ever, 122 if a scheduling policy was
ejected. The run's files are left in
build/run/.
"""

import argparse
import struct
import subprocess
import sys
from pathlib import Path

import cpio
from machine import (CODE_FAILURE, IMAGE, PROJECT, TRACE_TOOL, MachineError,
                     MachineSpec, run_machine)

RUN_DIR = PROJECT / "build" / "run"
CONSOLE_TAIL = 12  # lines shown when a machine failed

# The few facts of an ELF header that decide whether Convoy can run it: System
# V ABI, chapter 4, and its AMD64 supplement.
ELF_HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
ELF_PROGRAM_HEADER = struct.Struct("<IIQQQQQQ")
ELF64_LITTLE_ENDIAN = b"\x7fELF\x02\x01"
ELF_TYPES = (2, 3)  # ET_EXEC, ET_DYN (a static PIE)
ELF_MACHINE_X86_64 = 62
PT_INTERP = 3


def why_not_runnable(data, root=None):
    """Why the file with the contents DATA is no x86-64 program, or needs a
    dynamic linker that is not in ROOT, in a few words; "" if it can be run."""
    if not data.startswith(b"\x7fELF"):
        return "not an ELF program"
    if (not data.startswith(ELF64_LITTLE_ENDIAN)
            or len(data) < ELF_HEADER.size):
        return "not a 64-bit ELF program for x86-64"
    fields = ELF_HEADER.unpack_from(data)
    kind, machine, offset, size, count = (
        fields[1], fields[2], fields[5], fields[9], fields[10])
    if machine != ELF_MACHINE_X86_64:
        return "not an ELF program for x86-64"
    if kind not in ELF_TYPES:
        return "an ELF file, but not a program"
    for number in range(count):
        start = offset + number * size
        if start + ELF_PROGRAM_HEADER.size > len(data):
            return "a damaged ELF file"
        header = ELF_PROGRAM_HEADER.unpack_from(data, start)
        if header[0] == PT_INTERP:
            linker = data[header[2]:header[2] + header[5]].rstrip(b"\0")
            linker = linker.decode(errors="replace").lstrip("/")
            if not root or not (Path(root) / linker).exists():
                return (f"dynamically linked; link it with -static, or give "
                        f"/{linker} and its libraries by --root")
    return ""


def check_program(path, root=None):
    """Raise MachineError unless PATH is a program that Convoy can run, with
    what is in ROOT."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise MachineError(f"{path}: {error.strerror}") from None
    why = why_not_runnable(data, root)
    if why:
        raise MachineError(f"{path}: {why}")


def pack_root(out, directory):
    """Make the boot module that lays DIRECTORY over the root."""
    if not Path(directory).is_dir():
        raise MachineError(f"{directory}: not a directory")
    cpio.write_archive(out, cpio.from_directory(directory))
    return out


def pack_program(out, program, root=None):
    """Make the boot module with PROGRAM; its path in the machine."""
    check_program(program, root)
    path = f"/bin/{Path(program).name}"
    cpio.make_module(out, {path: Path(program).read_bytes()})
    return path


def pairs(words, what):
    """NAME=VALUE words as a dict."""
    for word in words:
        if "=" not in word:
            raise MachineError(f"{what} {word!r}: expected name=value")
    return dict(word.split("=", 1) for word in words)


def add_machine_arguments(parser):
    """The arguments that say which machine to run; debug.py has them too."""
    parser.add_argument("--image", default=IMAGE, help="kernel to boot")
    parser.add_argument("--root", help="directory to lay over the root")
    parser.add_argument("--option", action="append", default=[],
                        metavar="NAME=VALUE", help="option of the kernel")
    parser.add_argument("--env", action="append", default=[],
                        metavar="NAME=VALUE", help="of the program")
    parser.add_argument("--out", default=RUN_DIR, type=Path,
                        help="directory for the run's files")
    parser.add_argument("--timeout", default=300.0, type=float,
                        help="host seconds until the machine counts as hung")


def make_spec(args, program, arguments):
    """The MachineSpec for parsed ARGS; PROGRAM may be None."""
    args.out.mkdir(parents=True, exist_ok=True)
    spec = MachineSpec(out_dir=args.out, image=args.image, args=arguments,
                       options=pairs(args.option, "option"),
                       env=pairs(args.env, "variable"), timeout=args.timeout)
    if args.root:
        spec.modules.append(pack_root(args.out / "root.cpio", args.root))
    if program:
        spec.init = pack_program(args.out / "program.cpio", program, args.root)
        spec.modules.append(args.out / "program.cpio")
    return spec


def show(data):
    """Pass a piece of the console on."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def gil_faults(trace):
    """What convoy-trace says of GILs that broke a rule in TRACE: or none."""
    done = subprocess.run([TRACE_TOOL, "gil", str(trace)], check=False,
                          capture_output=True, text=True)
    lines, broken = [], False
    for line in done.stdout.splitlines():
        broken = (line.startswith("BROKEN:")
                  or broken and line.startswith("    "))
        if broken:
            lines.append(line)
    return "\n".join(lines)


def complain_of_gil(result):
    """Say which rules of a GIL the run broke, if any."""
    faults = gil_faults(result.trace) if result.trace else ""
    if faults:
        print(f"\nA GIL broke its rules (convoy-trace gil {result.trace}):\n"
              f"{faults}", file=sys.stderr)


def complain(result):
    """Say what went wrong with the machine, if anything did."""
    if result.error:
        print(f"convoy: {result.error}", file=sys.stderr)
    if result.ejected:
        print(f"convoy: policy ejected: '{result.ejected}' broke a rule; the "
              f"program's own status is {result.status}", file=sys.stderr)
    if result.kind not in ("poweroff", "restart"):
        print("convoy: the console's last lines were:", file=sys.stderr)
        for line in result.console.splitlines()[-CONSOLE_TAIL:]:
            print(f"    {line}", file=sys.stderr)


def main(words):
    """Run as the command line says; the exit status."""
    arguments = []
    if "--" in words:
        cut = words.index("--")
        words, arguments = words[:cut], words[cut + 1:]
    parser = argparse.ArgumentParser(description="Run a program on Convoy.")
    add_machine_arguments(parser)
    parser.add_argument("program")
    args = parser.parse_args(words)
    try:
        spec = make_spec(args, args.program, arguments)
        spec.on_console = show
        result = run_machine(spec)
    except MachineError as error:
        print(f"convoy: {error}", file=sys.stderr)
        return CODE_FAILURE
    complain(result)
    complain_of_gil(result)
    return result.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
