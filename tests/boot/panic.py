# SPDX-License-Identifier: MIT
"""The kernel's last words. No program can make it panic, so the test image is
asked to (tests/kernel/provoke.c): whatever the cause, the screen says what
went wrong, with values, where, and what every core ran; then the machine
powers off and the runner says 125."""

import re

from lib.case import PROJECT
from lib.check import check, contains, equal
from lib.lab import KTEST_IMAGE, command, guest_path

UNMAPPED = "ffffffff7ffff000"  # where the test image writes and jumps
REGISTERS = ("rip", "rflags", "rsp", "rax", "rbx", "rdi", "r15", "cr2", "cr3")
PLACE = re.compile(r"^  [0-9a-f]{16}  (\w+)[\w.]*\+0x[0-9a-f]+$", re.M)


def screen(lab, how, cores=2):
    """The panic screen of a machine that was made to panic so."""
    result = lab.boot(image=KTEST_IMAGE, args=[how], timeout=60,
                      options={"cores": f"sim:{cores}"})
    equal(result.kind, "panic", f"{how}: end ({result.error})")
    equal((result.qemu_exit, result.exit_code), (35, 125),
          f"{how}: exit statuses")
    equal(result.console.count("panic: "), 1, f"{how}: panics")
    return result.console[result.console.index("panic: "):]


def check_registers(text, how):
    """The screen shows the registers, each with a hexadecimal value."""
    for name in REGISTERS:
        check(re.search(rf"\b{name} +[0-9a-f]+\b", text),
              f"{how}: no register {name} in\n{text}")


def check_backtrace(text, how, *functions):
    """The backtrace names FUNCTIONS in this order, the innermost first, and
    leads down to where the thread began."""
    names = PLACE.findall(text)
    places = [names.index(name) if name in names else -1
              for name in (*functions, "run_all", "kthread_main")]
    check(-1 not in places and places == sorted(places),
          f"{how}: the backtrace is not of {functions}", names=names)


def check_cores(text, how):
    """The screen says of each core and thread what it did."""
    for pattern in (r"^core 0: busy, ran ktest\[\d+\]",
                    r"^core 1: busy, ran spinner\[\d+\]",
                    r"^LWP \d+ \(process 0, spinner\): R"):
        check(re.search(pattern, text, re.M), f"{how}: no {pattern!r} in\n"
              f"{text}")


def test_panic(lab):
    """panic() prints its text with values, a backtrace and the cores."""
    text = screen(lab, "panic")
    contains(text, "panic: provoked, with 42 and text\n", "screen")
    check_backtrace(text, "panic", "provoke_panic", "provoke")
    check_cores(text, "panic")


def test_assertion(lab):
    """A broken assertion prints its condition and the values."""
    text = screen(lab, "assert")
    contains(text, "panic: assertion value == 7: value=6\n", "screen")
    check_backtrace(text, "assert", "provoke_assert", "provoke")
    check_cores(text, "assert")


def test_page_fault(lab):
    """A page fault in the kernel shows the registers as they were."""
    text = screen(lab, "page-fault")
    contains(text, "panic: page fault in the kernel: vector 14, error 0x2\n",
             "screen")
    check_registers(text, "page-fault")
    contains(text, "rbx 00000000b0b0b0b0", "registers")
    contains(text, f"cr2 {UNMAPPED}", "registers")
    check_backtrace(text, "page-fault", "provoke_page_fault", "provoke")
    check_cores(text, "page-fault")


def test_wild_jump(lab):
    """A call of nowhere shows where it went and from where."""
    text = screen(lab, "jump")
    check_registers(text, "jump")
    contains(text, f"rip {UNMAPPED}", "registers")
    check_backtrace(text, "jump", "provoke_jump")


def test_stack_overflow(lab):
    """A kernel stack that overflows meets its guard page, and is called so."""
    text = screen(lab, "stack-overflow")
    contains(text, "the kernel stack overflowed\n", "screen")
    contains(text, "vector 8", "screen")
    check_registers(text, "stack-overflow")
    names = PLACE.findall(text)
    equal(set(names), {"provoke_overflow"}, "functions of the backtrace")
    check_cores(text, "stack-overflow")


def test_nmi(lab):
    """An NMI that nobody expects is a panic, on a stack of its own."""
    text = screen(lab, "nmi")
    contains(text, "exception in the kernel: vector 2", "screen")
    check_registers(text, "nmi")
    check_backtrace(text, "nmi", "provoke_nmi")


def test_one_core(lab):
    """With one core the screen is the same, less the other core."""
    text = screen(lab, "panic", cores=1)
    check_backtrace(text, "panic", "provoke_panic", "provoke")
    check("core 1:" not in text, f"a second core in\n{text}")


def test_runner(lab):
    """Who runs a program on a machine that panics gets 125, and the panic's
    text."""
    status, output = command(
        ["python3", "-B", PROJECT / "qemu" / "run_program.py",
         "--image", KTEST_IMAGE, "--out", lab.dir / "run",
         guest_path("hello"), "--", "panic"])
    equal(status, 125, f"status of the runner\n{output}\n")
    contains(output, "panic: provoked", "output of the runner")
