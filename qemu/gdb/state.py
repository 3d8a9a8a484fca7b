# SPDX-License-Identifier: MIT
"""The kernel's data as Python sees it. Whatever is not there (no symbols, a
kernel that has not got so far) is a gdb.GdbError that says so."""

import re

import gdb

KERNEL_HALF = 1 << 63
CLOCK_NEVER = (1 << 64) - 1  # kernel/core.h
ADDRESS_MASK = (1 << 64) - 1
PAGE_TABLE_MASK = 0x000ffffffffff000  # Intel SDM vol. 3A, 4.5: CR3
REPLAY_COUNT = re.compile(r"instruction count = (\d+)")


def _lookup(objfile, name):
    symbol = (objfile.lookup_global_symbol(name)
              or objfile.lookup_static_symbol(name))
    return symbol.value() if symbol else None


def _object_with(name):
    """The first object file with a variable NAME."""
    for objfile in gdb.objfiles():
        if _lookup(objfile, name) is not None:
            return objfile
    return None


def has_kernel():
    """Is it Convoy that gdb debugs?"""
    return _object_with("cores_count") is not None


def kernel(name):
    """The kernel's variable or function NAME: a gdb.Value."""
    objfile = _object_with("cores_count")
    if not objfile:
        raise gdb.GdbError("gdb has no symbols of the kernel: "
                           "file build/convoy.elf")
    value = _lookup(objfile, name)
    if value is None:
        raise gdb.GdbError(f"this kernel has no '{name}'")
    return value


def label(name):
    """The address of a label in the kernel's assembly."""
    try:
        return int(gdb.parse_and_eval(f"(unsigned long)&{name}"))
    except gdb.error as error:
        raise gdb.GdbError(f"this kernel has no '{name}' ({error})") from None


def _program_objects():
    kernels = _object_with("cores_count")
    return [objfile for objfile in gdb.objfiles() if objfile != kernels]


def program(name):
    """The program's variable or function NAME, or None."""
    for objfile in _program_objects():
        value = _lookup(objfile, name)
        if value is not None:
            return value
    return None


def program_struct(name):
    """The program's struct NAME, or None. The kernel has others of the same
    names, and so has gdb.lookup_type."""
    for objfile in _program_objects():
        symbol = objfile.lookup_static_symbol(name, gdb.SYMBOL_STRUCT_DOMAIN)
        if symbol:
            return symbol.type
    return None


def address(value):
    """A pointer, or an integer, as an unsigned Python integer."""
    return int(value) & ADDRESS_MASK


def text(array):
    """A C string."""
    return array.string(errors="replace")


def container(node, kind, member):
    """The struct, of type KIND, whose MEMBER is at the address NODE."""
    for field in kind.fields():
        if field.name == member:
            start = address(node) - field.bitpos // 8
            return gdb.Value(start).cast(kind.pointer()).dereference()
    raise gdb.GdbError(f"{kind} has no member {member}")


def list_nodes(head):
    """The nodes of a struct list, in order. An all-zero head is empty."""
    first = address(head.address)
    node = head["next"]
    while address(node) not in (0, first):
        yield node
        node = node["next"]


def tree_nodes(node):
    """The nodes below and at a struct rb_node *, in order."""
    if address(node):
        yield from tree_nodes(node["left"])
        yield node
        yield from tree_nodes(node["right"])


def lwp_type():
    """struct lwp."""
    return kernel("cores")[0]["current"].type.target()


def lwps():
    """Every LWP with a tid, in order of creation; an error if there is
    none."""
    kind = lwp_type()
    found = [container(node, kind, "all")
             for node in list_nodes(kernel("lwps_all"))]
    found = [lwp for lwp in found if int(lwp["tid"])]
    if not found:
        raise gdb.GdbError("no LWP exists yet: the kernel has not started "
                           "the program")
    return found


def pid_of(lwp):
    """The pid of an LWP's process, "-" for a kernel LWP."""
    process = lwp["process"]
    return int(process["pid"]) if address(process) else "-"


def processes():
    """Every process, zombies too, oldest first; an error if there is none."""
    kind = lwp_type()["process"].type.target()
    found = [container(node, kind, "all")
             for node in list_nodes(kernel("processes_all"))]
    if not found:
        raise gdb.GdbError("no process exists yet: the kernel has not started "
                           "the program")
    return found


def lwps_of(process):
    """The LWPs of a struct process that have not ended."""
    return [container(node, lwp_type(), "siblings")
            for node in list_nodes(process["lwps"])]


def find_lwp(tid):
    """The LWP with TID (a word)."""
    if not tid.isdigit():
        raise gdb.GdbError(f"'{tid}': an LWP's number is wanted")
    everyone = lwps()
    for lwp in everyone:
        if int(lwp["tid"]) == int(tid):
            return lwp
    known = " ".join(str(int(lwp["tid"])) for lwp in everyone)
    raise gdb.GdbError(f"there is no LWP {tid}; there are: {known}")


def name_of(lwp):
    """`name[tid]` of an LWP (or of a pointer to one), or `idle`."""
    if lwp.type.code == gdb.TYPE_CODE_PTR:
        if not address(lwp):
            return "-"
        lwp = lwp.dereference()
    if not int(lwp["tid"]):
        return "idle"
    return f"{text(lwp['name'])}[{int(lwp['tid'])}]"


def core_ids():
    """The numbers of the cores; an error before there are any."""
    count = int(kernel("cores_count"))
    if not count or not address(kernel("cores")[0]["self"]):
        raise gdb.GdbError("there are no cores yet: the kernel has not "
                           "started")
    return range(count)


def executing():
    """The core that the processor now stands for."""
    return int(kernel("sim")["current"])


def runs_now(lwp):
    """Is it the LWP whose registers the processor holds?"""
    return address(lwp.address) == address(
        kernel("cores")[executing()]["current"])


def clock(core):
    """The clock of a core, in instructions. That of the executing core is
    the count of the replayed instructions less `sim_skew`
    (kernel/x86/sim.c): it is the number that RDTSC would lead to here."""
    if core == executing():
        found = REPLAY_COUNT.search(
            gdb.execute("monitor info replay", to_string=True))
        if found:
            return int(found[1]) + 1 - int(kernel("sim_skew"))
    return int(kernel("sim_cores")[core]["clock"])


def run_time(lwp):
    """What an LWP has run, in instructions: kernel/task/usage.c."""
    ran = int(lwp["run_time"])
    if bool(lwp["on_core"]):
        ran += max(0, clock(int(lwp["core"])) - int(lwp["run_since"]))
    return ran


def microseconds(instructions):
    """Lab time as text."""
    return f"{instructions / int(kernel('options')['mhz']):.3f}"


def register(name):
    """A register of the processor as an unsigned integer."""
    return int(gdb.parse_and_eval(f"(unsigned long)${name}")) & ADDRESS_MASK


def page_table():
    """The root of the address space that the processor now sees."""
    return register("cr3") & PAGE_TABLE_MASK


def sees(process):
    """Is the address space of a struct process * the present one?"""
    return (address(process) != 0 and address(process["space"]) != 0
            and address(process["space"]["root"]) == page_table())
