# SPDX-License-Identifier: MIT
"""From a place in the code and a stack to the caller.

The compiler describes that for the kernel's C and the program's own code
(DWARF), and gdb reads it. Two things it cannot do, and they are here:

*Code without a description*: the kernel's assembly and the C library. All of
it leaves its stack frame again, so what undoes the frame stands in the code
ahead: from the place where it is, follow every path, counting pushes and pops,
until one ends in `ret` or `iretq`. There the return address is on top of the
stack, and what was popped on the way are the caller's registers.

*Another stack* than the one that the processor has: an LWP that sleeps or is
queued, a core that does not execute. Writing its registers into the processor
would disturb the replay; instead the present frame gets a false caller, for
the time of a `with Elsewhere(registers):`.
"""

import os
import re
import struct
from bisect import bisect_right
from collections import deque

import gdb
import gdb.unwinder

import state

KEPT = ("rbx", "rbp", "r12", "r13", "r14", "r15")  # by every C function
USER_PIE_BASE = 0x555555554000  # kernel/mm/layout.h
MOST_INSTRUCTIONS = 20000  # looked at for one way out

# ELF: System V ABI, chapter 4.
ELF_HEADER = struct.Struct("<16xH22xQ10xHH")  # e_type, e_shoff, -entsize, -num
ELF_SECTION = struct.Struct("<IIQQQQIIQQ")
ELF_SYMBOL = struct.Struct("<IBBHQQ")
ET_DYN = 3
SHT_SYMTAB = 2
STT_FUNC = 2

STACK_CHANGE = re.compile(
    r"(add|sub) +\$(-?0x[0-9a-f]+),%rsp$|(push|pop)q? +(.+)$|"
    r"lea +(-?0x[0-9a-f]+)?\((%rsp|%rbp)\),%rsp$|mov +%rbp,%rsp$|leave")
JUMP = re.compile(r"(j[a-z]+) +(0x[0-9a-f]+)")
# In switch_stack: this stack comes back with the same words on it.
OTHER_STACK = "mov %rsi,%rsp"
WRITES_RSP = re.compile(r",%[er]sp$")
DEAD_ENDS = ("hlt", "ud2", "sysret", "syscallret", "jmp *")


def function_table(path):
    """[(start, size)] of the functions in the ELF file at PATH, sorted; those
    of a static PIE where the kernel loads it."""
    with open(path, "rb") as file:
        data = file.read()
    kind, offset, size, count = ELF_HEADER.unpack_from(data)
    base = USER_PIE_BASE if kind == ET_DYN else 0
    sections = [ELF_SECTION.unpack_from(data, offset + n * size)
                for n in range(count)]
    found = set()
    for section in sections:
        if section[1] != SHT_SYMTAB:
            continue
        for at in range(section[4], section[4] + section[5],
                        ELF_SYMBOL.size):
            _, info, _, _, start, length = ELF_SYMBOL.unpack_from(data, at)
            if info & 15 == STT_FUNC and length:
                found.add((base + start, length))
    return sorted(found)


class Code:
    """The functions of the object files that gdb knows, as ranges."""

    def __init__(self):
        self.tables = {}

    def table(self, objfile):
        """Of one object file; of one that is no file (Linux' vdso) nothing
        is known."""
        if objfile.filename not in self.tables:
            self.tables[objfile.filename] = function_table(
                objfile.filename) if os.path.isfile(objfile.filename) else []
        return self.tables[objfile.filename]

    def bounds(self, pc):
        """(start, end) of the function around PC. In the kernel's assembly,
        where one path runs through many labels: of all code of the kernel."""
        if pc & state.KERNEL_HALF:
            return (state.address(state.kernel("text_start").address),
                    state.address(state.kernel("text_end").address))
        for objfile in gdb.objfiles():
            table = self.table(objfile)
            place = bisect_right(table, (pc, state.ADDRESS_MASK)) - 1
            if place >= 0 and pc < table[place][0] + table[place][1]:
                return table[place][0], sum(table[place])
        return None


code = Code()


def is_described(pc):
    """Does the compiler describe the function at PC?"""
    block = gdb.block_for_pc(pc)
    while block and not block.function:
        block = block.superblock
    return block is not None


def read_word(address):
    """The 64-bit word at ADDRESS."""
    data = gdb.selected_inferior().read_memory(address, 8)
    return int.from_bytes(data.tobytes(), "little")


class Way:
    """A path on its way out: where it is, its stack pointer, and at which
    addresses it has found the caller's registers."""

    def __init__(self, pc, rsp, rbp, saved):
        self.pc, self.rsp, self.rbp, self.saved = pc, rsp, rbp, saved

    def at(self, pc):
        """The same, at another place."""
        return Way(pc, self.rsp, self.rbp, dict(self.saved))

    def execute(self, text):
        """Do what the instruction TEXT does to the stack. False: it changes
        the stack pointer in a way that cannot be followed."""
        change = STACK_CHANGE.match(text)
        if not change:
            return text == OTHER_STACK or not WRITES_RSP.search(text)
        operation, amount, stack_word, operand, offset, base = change.groups()
        if operation:
            amount = int(amount, 16)
            self.rsp += amount if operation == "add" else -amount
        elif stack_word == "push":
            self.rsp -= 8
        elif stack_word == "pop":
            self.saved[operand.removeprefix("%")] = self.rsp
            self.rsp += 8
        elif base == "%rsp":
            self.rsp += int(offset or "0", 16)
        else:  # back to the frame pointer
            self.rsp = self.rbp + int(offset or "0", 16)
            if text.startswith("leave"):
                self.saved["rbp"] = self.rsp
                self.rsp += 8
        self.rsp &= state.ADDRESS_MASK
        return True


def disassemble(pc):
    """(text in AT&T's syntax, next address) of the instruction at PC."""
    with gdb.with_parameter("disassembly-flavor", "att"):
        found = gdb.selected_inferior().architecture().disassemble(pc)[0]
    text = re.sub(r"\s+", " ", found["asm"]).strip()
    return text.removeprefix("repz ").removeprefix("bnd "), pc + found["length"]


def step(way, bounds):
    """Execute the instruction at which WAY stands. (the name of what ends the
    path or None, the paths that go on from there)."""
    text, following = disassemble(way.pc)
    if text.startswith(("ret", "iret")):
        return text.split(" ")[0], []
    if text.startswith(DEAD_ENDS):
        return None, []
    jump = JUMP.match(text)
    if jump:
        target = int(jump[2], 16)
        inside = bounds[0] <= target < bounds[1]
        if jump[1].startswith("jmp") and not inside:
            return "ret", []  # the function called last returns to our caller
        onward = [] if jump[1].startswith("jmp") else [way.at(following)]
        return None, onward + ([way.at(target)] if inside else [])
    if not way.execute(text):
        return None, []
    way.pc = following
    return None, [way]


def way_out(pc, rsp, rbp):
    """(the instruction that ends the shortest path, the Way at that moment)
    from PC to where its function or trap returns, or None."""
    bounds = code.bounds(pc)
    if not bounds:
        return None
    paths, seen = deque([Way(pc, rsp, rbp, {})]), set()
    while paths and len(seen) < MOST_INSTRUCTIONS:
        way = paths.popleft()
        if (way.pc, way.rsp) in seen or not bounds[0] <= way.pc < bounds[1]:
            continue
        seen.add((way.pc, way.rsp))
        end, onward = step(way, bounds)
        if end:
            return end, way
        paths.extend(onward)
    return None


def caller(pc, registers):
    """The caller's registers, as {name: integer}, of the code without a
    description at PC that has REGISTERS, and where the frame ends on the
    stack; (None, 0): it has no caller, or nobody can tell."""
    found = way_out(pc, registers["rsp"], registers["rbp"])
    if not found:
        return None, 0
    end, way = found
    result = {name: registers[name] for name in KEPT if name in registers}
    result.update((name, read_word(at)) for name, at in way.saved.items())
    result["rip"] = read_word(way.rsp)
    if end.startswith("iret"):  # rip cs rflags rsp ss
        result["rsp"] = read_word(way.rsp + 24)
    else:
        result["rsp"] = way.rsp + 8
    return result, way.rsp + 8


class FrameId:
    """What identifies a frame for gdb."""

    def __init__(self, sp, pc):
        self.sp, self.pc = sp, pc


def _word(number):
    return gdb.Value(number).cast(gdb.lookup_type("unsigned long"))


def _claim(pending, identity, registers):
    """The answer to gdb: the frame's caller has REGISTERS."""
    info = pending.create_unwind_info(identity)
    for name, number in registers.items():
        info.add_saved_register(name, _word(number))
    return info


def _read(pending, names):
    """The registers of a frame that is being unwound, as integers; those that
    gdb does not know are left out."""
    found = {}
    for name in names:
        try:
            value = pending.read_register(name)
            found[name] = int(value.cast(gdb.lookup_type("unsigned long")))
        except (gdb.error, ValueError):
            pass
    return found


class Undescribed(gdb.unwinder.Unwinder):
    """For code without a description."""

    def __init__(self):
        super().__init__("convoy-undescribed")

    def __call__(self, pending):
        registers = _read(pending, ("rip", "rsp", *KEPT))
        if not {"rip", "rsp", "rbp"} <= registers.keys():
            return None
        pc = elsewhere.exact(registers["rip"], registers["rsp"])
        if is_described(pc) or not code.bounds(pc):
            return None
        try:
            found, end = caller(pc, registers)
        except gdb.MemoryError:
            found = None
        if not found:  # a return address of 0 ends a backtrace of gdb's
            end = registers["rsp"] + 8
            found = {"rip": 0, "rsp": end}
        return _claim(pending, FrameId(_word(end), _word(pc)), found)


class Elsewhere(gdb.unwinder.Unwinder):
    """`with elsewhere.at(registers, interrupted):` the newest frame's caller
    has REGISTERS. INTERRUPTED: its rip is the instruction that it will execute
    next, not the one behind a call. gdb takes every caller's rip for the
    latter and looks one byte before it; so it is told one more."""

    def __init__(self):
        super().__init__("convoy-elsewhere")
        self.enabled = False
        self.here = self.there = None
        self.bias = 0

    def at(self, registers, interrupted):
        """Go there at the next `with`."""
        self.bias = int(interrupted)
        self.there = dict(registers, rip=registers["rip"] + self.bias)
        return self

    def exact(self, pc, rsp):
        """PC without what was added to it."""
        if (self.enabled and pc == self.there["rip"]
                and rsp == self.there["rsp"]):
            return pc - self.bias
        return pc

    def frame(self):
        """The frame there."""
        frame = gdb.newest_frame()
        while frame and int(frame.read_register("rsp")) == self.here:
            frame = frame.older()
        return frame

    def __enter__(self):
        self.here = state.register("rsp")
        self.enabled = True
        gdb.invalidate_cached_frames()
        return self

    def __exit__(self, *_):
        self.enabled = False
        gdb.invalidate_cached_frames()

    def __call__(self, pending):
        if _read(pending, ("rsp",)).get("rsp") != self.here:
            return None
        return _claim(pending, FrameId(_word(1), _word(0)), self.there)


elsewhere = Elsewhere()


def register():
    """Make both known to gdb, the one for other stacks first."""
    gdb.unwinder.register_unwinder(None, Undescribed(), replace=True)
    gdb.unwinder.register_unwinder(None, elsewhere, replace=True)
