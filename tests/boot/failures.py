# SPDX-License-Identifier: MIT
"""What a machine does when things go wrong: the panic screen, memory at an
end, hostile programs."""

import re

from lib.check import check, contains, equal, tail
from lib.lab import KASAN_IMAGE, ended_well

# A kernel address at which nothing is mapped.
NOWHERE = "0xffffffff7ffff000"
BREAK_AT_EXIT = ["tbreak process_exit", "continue"]


def test_panic_screen(lab):
    """A fault in the kernel ends in a screen with registers, a backtrace with
    names, and what each core ran; then the machine powers off."""
    result = lab.boot_under_gdb(
        [*BREAK_AT_EXIT, f"set $rip = {NOWHERE}", "continue"],
        init="/bin/gilbench", options={"cores": "sim:2"})
    equal(result.kind, "panic", f"end ({result.error})")
    equal(result.exit_code, 125, "exit code")
    screen = result.console[result.console.index("panic: "):]
    contains(screen, f"rip {NOWHERE[2:]}", "registers")
    check(re.search(r"^  [0-9a-f]{16}  syscall_entry\+0x", screen, re.M),
          "the backtrace does not name the system call's entry",
          screen=tail(screen))
    for core in (0, 1):
        check(re.search(rf"core {core}\b", screen),
              f"nothing about core {core} in\n{screen}")


def test_panic_names_values(lab):
    """A broken assertion prints the condition and the values."""
    result = lab.boot_under_gdb(
        [*BREAK_AT_EXIT,
         "set $rip = frame_put_run", "set $rdi = 0", "continue"],
        init="/bin/gilbench")
    equal(result.kind, "panic", f"end ({result.error})")
    contains(result.console, "panic: assertion ", "console")


def test_out_of_memory(lab):
    """A program that takes one thing without end gets an error or is killed;
    the machine goes on to an orderly end."""
    for what in ("memory", "threads", "pipes", "areas"):
        result = lab.boot_guest("convoy_oom", args=[what], ram_mib=64,
                                options={"trace": "4"})
        equal(result.kind, "poweroff",
              f"{what}: end ({result.error})\n{tail(result.console)}\n")
        check(result.status in (0, 128 + 9), f"{what}: {result.console}",
              status=result.status)


def test_hostile_calls(lab):
    """Random calls with random arguments do not hurt the kernel."""
    for cores, seed in ((1, 1), (2, 2), (2, 3)):
        result = lab.boot_guest("convoy_hostile", args=["20000", str(seed)],
                                options={"cores": f"sim:{cores}"})
        ended_well(result)


def test_forged_trace(lab):
    """Nonsense in the trace pages of a program does not hurt the kernel."""
    for image in (None, KASAN_IMAGE):
        result = lab.boot_guest("convoy_forger", image=image,
                                options={"cores": "sim:2"})
        ended_well(result)
