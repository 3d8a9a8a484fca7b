# SPDX-License-Identifier: MIT
"""`convoy bt TID`: the stack of any LWP, from the kernel into the program.

An LWP's stack consists of stretches: a trap or a system call ends one, and what
it interrupted begins the next, on the same kernel stack or on the program's.
gdb walks a stretch (see unwind.py); from one to the next leads the struct
trap_frame that lies between them.
"""

from contextlib import contextmanager
from dataclasses import dataclass

import gdb

import state
import unwind

MOST_FRAMES = 64
MOST_STRETCHES = 8
# struct switch_frame in kernel/x86/context.c: what switch_stack pops.
SWITCH_FRAME = ("r15", "r14", "r13", "r12", "rbx", "rbp", "rip")
FRAME_REGISTERS = ("r15", "r14", "r13", "r12", "r11", "r10", "r9", "r8",
                   "rdi", "rsi", "rbp", "rbx", "rcx", "rdx", "rax", "rip",
                   "rsp")
# The labels of trap.asm that are functions; the others have a trap frame.
ASSEMBLY_FUNCTIONS = ("switch_stack", "trace_call")
TRAP_SYSCALL = 256  # kernel/x86/vectors.inc
VECTORS = {0: "division error", 3: "breakpoint", 6: "illegal instruction",
           7: "first use of the FPU", 13: "protection fault, or RDTSC",
           14: "page fault", 64: "slice timer"}


@dataclass
class Line:
    """One frame of a backtrace."""
    pc: int
    name: str           # of the function, or `??`
    arguments: str
    file: str           # where the function was written; "" if unknown
    line: int

    def __str__(self):
        place = f" at {self.file}:{self.line}" if self.file else ""
        return f"{self.pc:#018x} in {self.name} ({self.arguments}){place}"


def _argument(frame, symbol):
    try:
        value = symbol.value(frame)
        if value.is_optimized_out:
            return f"{symbol.name}=<optimized out>"
        if value.type.strip_typedefs().code == gdb.TYPE_CODE_STRUCT:
            return f"{symbol.name}=..."
        return f"{symbol.name}={value.format_string(max_elements=32)}"
    except gdb.error:
        return f"{symbol.name}=?"


def _arguments(frame):
    """The arguments of a frame's function as text."""
    try:
        block = frame.block()
    except RuntimeError:
        return ""
    while block and not block.function:
        block = block.superblock
    if not block:
        return ""
    return ", ".join(_argument(frame, symbol) for symbol in block
                     if symbol.is_argument)


def _line(frame):
    """A frame as a Line."""
    pc = unwind.elsewhere.exact(int(frame.pc()),
                                int(frame.read_register("rsp")))
    sal = frame.find_sal()
    known = sal and sal.symtab
    return Line(pc, frame.name() or "??", _arguments(frame),
                sal.symtab.filename if known else "",
                sal.line if known else 0)


def _registers(frame):
    """A frame's registers, those that are known, as integers."""
    found = {}
    for name in ("rsp", *unwind.KEPT):
        value = frame.read_register(name)
        if not value.is_optimized_out:
            found[name] = int(value) & state.ADDRESS_MASK
    return found


def _walk(frame):
    """The Lines from FRAME on, up to the first in the entry code, and that
    one's registers with its rip (None: the stretch just ends)."""
    lines = []
    while frame and frame.pc() and len(lines) < MOST_FRAMES:
        line = _line(frame)
        lines.append(line)
        if (line.pc & state.KERNEL_HALF and not unwind.is_described(line.pc)
                and line.name not in ASSEMBLY_FUNCTIONS):
            return lines, dict(_registers(frame), rip=line.pc)
        frame = frame.older()
    return lines, None


def _stretch(registers, interrupted):
    """The Lines of one stretch, and the entry code's registers."""
    if registers is None:
        return _walk(gdb.newest_frame())
    with unwind.elsewhere.at(registers, interrupted):
        return _walk(unwind.elsewhere.frame())


def _call_name(number):
    """The kernel's function for the system call NUMBER, or ""."""
    table = state.label("syscall_handlers")
    if number >= unwind.read_word(state.label("syscall_count")):
        return ""
    block = gdb.block_for_pc(unwind.read_word(table + 8 * number))
    return block.function.name if block and block.function else ""


def _crossing(vector, error):
    """What led into the kernel."""
    if vector == TRAP_SYSCALL:
        return f"system call {error} {_call_name(error)}".rstrip()
    return VECTORS.get(vector, f"trap {vector}")


def user_registers(lwp):
    """The program's registers of an LWP that is in the kernel, or whose core
    does not execute: every entry from ring 3 begins at the stack's top."""
    base = lwp["frame"].type.target()
    start = state.address(lwp["kernel_stack"]) - base.sizeof
    frame = gdb.Value(start).cast(base.pointer()).dereference()
    return {name: state.address(frame[name]) for name in FRAME_REGISTERS}


def kernel_registers(lwp, on_core):
    """The registers with which switch_stack left the LWP, or, if it is ON_CORE,
    that core."""
    stack = state.address(lwp["saved_stack"])
    if on_core:
        stack = state.address(
            state.kernel("sim_cores")[int(lwp["core"])]["stack"])
    registers = {name: unwind.read_word(stack + 8 * place)
                 for place, name in enumerate(SWITCH_FRAME)}
    return dict(registers, rsp=stack + 8 * len(SWITCH_FRAME))


def stretches(lwp):
    """The stretches of an LWP's stack, newest first: (what led from the
    program or the kernel to here, or "", and the Lines)."""
    registers = None
    if not state.runs_now(lwp):
        registers = kernel_registers(lwp, bool(lwp["on_core"]))
    interrupted, how = False, ""
    for _ in range(MOST_STRETCHES):
        if (registers and not registers["rip"] & state.KERNEL_HALF
                and not state.sees(lwp["process"])):
            yield how + "; its address space is not the present one", []
            return
        lines, entry = _stretch(registers, interrupted)
        yield how, lines
        if not entry:
            return
        found = unwind.way_out(entry["rip"], entry["rsp"], entry["rbp"])
        if not found or not found[0].startswith("iret"):
            return
        top = found[1].rsp  # at the trap frame's rip; vector, error below it
        vector, error = (unwind.read_word(top - 8 * n) for n in (2, 1))
        registers, _ = unwind.caller(entry["rip"], entry)
        interrupted = vector != TRAP_SYSCALL
        how = _crossing(vector, error)


@contextmanager
def user_stack(lwp):
    """`with user_stack(lwp) as frame:` the innermost frame of an LWP's program
    stack, whose memory must be in sight."""
    if state.runs_now(lwp) and not state.register("rip") & state.KERNEL_HALF:
        yield gdb.newest_frame()
        return
    with unwind.elsewhere.at(user_registers(lwp), True):
        yield unwind.elsewhere.frame()


def user_lines(lwp):
    """The Lines of an LWP's program stack; [] if it is out of sight."""
    if not state.sees(lwp["process"]):
        return []
    with user_stack(lwp) as frame:
        return _walk(frame)[0]


def show_backtrace(tid):
    """convoy bt TID: the stack of an LWP, asleep, queued or running.

    From the innermost function of the kernel through the system call or trap
    into the program. TID is a number of `convoy lwps`."""
    lwp = state.find_lwp(tid)
    number = 0
    for how, lines in stretches(lwp):
        if how:
            print(f"--  {how}")
        for line in lines:
            print(f"#{number:<2} {line}")
            number += 1


COMMANDS = {"bt": show_backtrace}
