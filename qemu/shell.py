#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Boot Convoy with its console on this terminal.

    shell.py [options] [PROGRAM] [-- ARGUMENTS]

Without a PROGRAM it is Debian's busybox as a shell, with its tools by their
names (shell_root.py). What is typed goes to the machine's serial line, Ctrl-C
too; Ctrl-A x ends the machine. Its time is the host's: it sleeps when there is
nothing to do, so no two runs are alike (docs/cores.md). The exit status is the
program's own.
"""

import argparse
import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import termios

import shell_root
from machine import (CODE_FAILURE, DEBUG_EXITS, QEMU, MachineError, boot_args,
                     check_disk, die_with_parent, read_header,
                     sandbox_args, stage)
from run_program import add_machine_arguments, make_spec

LOGIN_SHELL = ["-l"]  # reads /etc/profile
DEFAULT_TERM = "linux"
# One instruction of a single core takes 2**4 ns, which QEMU can hold on any
# host of today, so that a busy machine's clock goes as fast as the host's; of N
# cores it takes about N times as long. The quantum and the latency stay what
# they are in instructions.
SHIFT = 4
SHIFT_MAX = 10  # QEMU's
QUANTUM, LATENCY = 500, 4000  # the kernel's defaults
OUTPUT_MODES = 1  # the place of c_oflag in what termios.tcgetattr gives


def clock_shift(spec):
    """How long an instruction takes, as a power of two in ns."""
    cores = str(spec.options.get("cores", "sim:1")).removeprefix("sim:")
    count = int(cores) if cores.isdigit() else 1
    return min(SHIFT + max(count - 1, 0).bit_length(), SHIFT_MAX)


def clock_options(spec):
    """The kernel's options that follow from that."""
    shift = clock_shift(spec)
    return {"quantum": QUANTUM << shift, "latency": LATENCY << shift}


def qemu_command(spec):
    """The whole command of an interactive run; to be started in out_dir."""
    return [QEMU, "-accel", "tcg",
            "-icount", f"shift={clock_shift(spec)},sleep=on",
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


def window_option():
    """What the kernel is told about this terminal, if it is one."""
    try:
        size = os.get_terminal_size(sys.stdin.fileno())
    except OSError:
        return {}
    if not (size.lines and size.columns):
        return {}  # a terminal that does not know: the default
    return {"window": f"{min(size.lines, 1000)}x{min(size.columns, 1000)}"}


@contextlib.contextmanager
def terminal_lent():
    """Lend the terminal to QEMU, and leave it as it was found, however QEMU
    ends. QEMU makes it raw, but for what the terminal does to output: the
    machine's own terminal has done that already, so it is switched off here.
    """
    stdin = sys.stdin.fileno()
    found = termios.tcgetattr(stdin) if os.isatty(stdin) else None
    flags = {fd: fcntl.fcntl(fd, fcntl.F_GETFL) for fd in (0, 1, 2)}
    if found:
        settings = list(found)
        settings[OUTPUT_MODES] = 0
        termios.tcsetattr(stdin, termios.TCSADRAIN, settings)
    try:
        yield
    finally:
        for fd, value in flags.items():  # QEMU makes them non-blocking
            fcntl.fcntl(fd, fcntl.F_SETFL, value)
        if found:
            termios.tcsetattr(stdin, termios.TCSADRAIN, found)


def run_shell(spec):
    """Run SPEC on this terminal until it ends; the exit status."""
    out = stage(spec)
    check_disk(spec)
    try:
        with terminal_lent():
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


def shell_spec(args, arguments):
    """What to run for parsed ARGS: the program, or the shell."""
    spec = make_spec(args, args.program, arguments)
    spec.options = {"console": "serial", **window_option(),
                    **clock_options(spec), **spec.options}
    spec.env = {"TERM": os.environ.get("TERM", DEFAULT_TERM), **spec.env}
    if not args.program:
        spec.init = shell_root.SHELL
        spec.args = arguments or LOGIN_SHELL
        spec.modules.insert(0, shell_root.pack(args.out / "shell.cpio"))
    return spec


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
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    try:
        return run_shell(shell_spec(args, arguments))
    except MachineError as error:
        print(f"convoy: {error}", file=sys.stderr)
        return CODE_FAILURE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
