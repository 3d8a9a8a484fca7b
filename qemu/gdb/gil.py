# SPDX-License-Identifier: MIT
"""`convoy gil`: what the program's GIL policy knows, and who waits for it.

Every policy is one file (gil/gil.h), and its state is that file's variables
outside functions: all numbers among them are shown, whatever the policy calls
them; of an array of structures, one for each interpreter, those of the first.
Who waits is seen on the stacks: a thread that sleeps in a function of that
file. Only the names `locked` and `last_holder`, which the policies here share,
are understood.
"""

import gdb

import stacks
import state
from tables import condition

SCALARS = (gdb.TYPE_CODE_INT, gdb.TYPE_CODE_BOOL, gdb.TYPE_CODE_ENUM,
           gdb.TYPE_CODE_CHAR)


def policy():
    """The struct gil_ops of the policy in use; an error if there is none."""
    chosen = state.program("gil")
    if chosen is None:
        raise gdb.GdbError("the program's symbols are not known, or it has "
                           "no GIL: start it by PROG=, or add-symbol-file")
    if not any(state.sees(lwp["process"]) for lwp in state.lwps()):
        raise gdb.GdbError("the program's memory is not there: it has not "
                           "started, or another's is in CR3")
    if not state.address(chosen):
        raise gdb.GdbError("the program has not chosen its GIL policy yet: "
                           "it does that in main")
    return chosen.dereference()


def policy_symbols(ops):
    """What the policy's file defines: static, and for other files."""
    block = gdb.block_for_pc(state.address(ops["take"]))
    return *block.static_block, *block.global_block


def code_of(value):
    """Its type's code, behind typedefs."""
    return value.type.strip_typedefs().code


def numbers_in(name, value):
    """{name: gdb.Value} of the numbers in the variable NAME: itself, or the
    fields of the first structure of an array."""
    if code_of(value) in SCALARS:
        return {name: value}
    if code_of(value) != gdb.TYPE_CODE_ARRAY:
        return {}
    first = value[0]
    if code_of(first) != gdb.TYPE_CODE_STRUCT:
        return {}
    return {field.name: first[field] for field in
            first.type.strip_typedefs().fields()
            if code_of(first[field]) in SCALARS}


def variables(ops):
    """{name: gdb.Value} of the numbers in the policy's file."""
    found = {}
    for symbol in policy_symbols(ops):
        if symbol.is_variable:
            found |= numbers_in(symbol.name, symbol.value())
    return found


def policy_file(ops):
    """The name of the policy's file."""
    return gdb.find_pc_line(state.address(ops["take"])).symtab.filename


def waiters(ops):
    """(LWP, the innermost Line of it in the policy's file) of each that
    sleeps in the policy."""
    file = policy_file(ops)
    for lwp in state.lwps():
        if chr(int(lwp["state"])) != "S":
            continue
        inside = [line for line in stacks.user_lines(lwp)
                  if line.file == file]
        if inside:
            yield lwp, inside[0]


def last_holder():
    """The tid of who took the GIL last; 0: nobody, or it cannot be told."""
    try:
        values = variables(policy())
    except (gdb.GdbError, gdb.MemoryError):
        return 0  # before the program has chosen its policy
    return int(values.get("last_holder", 0))


def holder(values):
    """Who holds the GIL, in words."""
    if "locked" not in values or "last_holder" not in values:
        return "not known: the policy has no `locked` and `last_holder`"
    tid = int(values["last_holder"])
    if not int(values["locked"]):
        return f"nobody; LWP {tid} held it last" if tid else "nobody yet"
    for lwp in state.lwps():
        if int(lwp["tid"]) == tid:
            return f"{state.name_of(lwp)}, {condition(lwp)}"
    return f"LWP {tid}, which has ended"


def show_gil():
    """convoy gil: the GIL policy of the program, its state, holder, waiters.

    The numbers are the variables of the policy's file. Who waits is who
    sleeps in one of that file's functions."""
    ops = policy()
    values = variables(ops)
    print(f"policy: {state.text(ops['name'])} ({policy_file(ops)})")
    for name, value in sorted(values.items()):
        print(f"    {name} = {value}")
    print(f"holder: {holder(values)}")
    for lwp, line in waiters(ops):
        print(f"waits: {state.name_of(lwp)} in {line.name}, "
              f"{line.file}:{line.line}")


COMMANDS = {"gil": show_gil}
