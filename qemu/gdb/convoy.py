# SPDX-License-Identifier: MIT
"""The `convoy` commands of gdb; qemu/debug.py loads this file, and so can any
gdb that debugs Convoy: `source qemu/gdb/convoy.py`. docs/debugging.md shows
them at work.

They only read, and set breakpoints of their own, which go again. Files:
    convoy.py    this: what there is
    state.py     the kernel's data as Python sees it
    unwind.py    from a stack to its callers, also where no debug information
                 says how
    stacks.py    `convoy bt`
    tables.py    `convoy lwps`, `ps`, `cores`, `runq`
    events.py    `convoy switch`, `handoff`
    gil.py       `convoy gil`
    python.py    `py-bt` and the like; pythread.py, pyvalue.py
"""

import sys
from pathlib import Path

import gdb

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import events  # noqa: E402
import gil     # noqa: E402
import python  # noqa: E402,F401  (makes its commands known)
import stacks  # noqa: E402
import tables  # noqa: E402
import unwind  # noqa: E402


class Convoy(gdb.Command):
    """Convoy's own commands: what the kernel and the GIL are doing."""

    def __init__(self):
        super().__init__("convoy", gdb.COMMAND_DATA, prefix=True)

    def invoke(self, argument, from_tty):
        gdb.execute("help convoy", from_tty)


class Subcommand(gdb.Command):
    """One of them. FUNCTION gets the words after the command; its docstring
    is what `help` shows."""

    def __init__(self, name, function):
        self.__doc__ = function.__doc__
        self.function = function
        super().__init__(f"convoy {name}", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        try:
            self.function(*gdb.string_to_argv(argument))
        except TypeError as error:
            if "positional argument" not in str(error):
                raise
            raise gdb.GdbError(self.__doc__.splitlines()[0]) from None
        except gdb.MemoryError as error:
            raise gdb.GdbError(
                f"{error}. Is the kernel up? `tbreak core_main` and "
                "`continue` run it until it is") from None


def main():
    """Make the commands and the unwinders known to gdb."""
    Convoy()
    for module in (tables, stacks, gil, events):
        for name, function in module.COMMANDS.items():
            Subcommand(name, function)
    unwind.register()


main()
