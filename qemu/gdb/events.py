# SPDX-License-Identifier: MIT
"""`convoy switch` and `convoy handoff`: run to the next one, and say who
leaves and who comes."""

import gdb

import gil
import stacks
import state
from tables import condition


class Stop(gdb.Breakpoint):
    """A breakpoint of ours: not listed, and gone after `with`."""

    def __init__(self, place, wanted=None):
        super().__init__(place, internal=True)
        self.silent = True
        self.wanted = wanted

    def stop(self):
        """Called by gdb at the breakpoint: stay here?"""
        return self.wanted() if self.wanted else True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.is_valid():
            self.delete()


def run_to(place, what, wanted=None):
    """Go on to PLACE, where WANTED() is true; an error if anything else
    stops the machine first."""
    with Stop(place, wanted) as stop:
        if stop.pending:
            raise gdb.GdbError(f"gdb does not know where {place} is: the "
                               "symbols are missing")
        try:
            gdb.execute("continue", to_string=True)
        except gdb.error as error:
            raise gdb.GdbError(f"the run ended before {what} ({error})"
                               ) from None
        if not stop.hit_count:
            raise gdb.GdbError(f"something else stopped the machine before "
                               f"{what}; see `info breakpoints` and `where`")


def show_switch():
    """convoy switch: run to the next switch of LWPs on any core.

    The machine stands behind it, on the stack of the LWP that comes. Says the
    core, who leaves it and in which state, and who comes."""
    what = "the next switch"
    run_to("switch_to", what)
    core = state.executing()
    cores = state.kernel("cores")
    leaves = cores[core]["current"].dereference()
    said = f"{state.name_of(leaves)} leaves"
    if int(leaves["tid"]):
        said += f" ({chr(int(leaves['state']))})"
    run_to(f"*{state.label('switch_stack'):#x}", what)
    comes = cores[core]["current"]
    run_to(f"*{stacks.kernel_registers(comes, False)['rip']:#x}", what)
    print(f"core {core}: {said}, {state.name_of(comes)} comes; "
          f"clock {state.clock(core)}")


def current_tid():
    """The LWP whose code the processor executes."""
    return int(state.kernel("cores")[state.executing()]["current"]["tid"])


def show_handoff():
    """convoy handoff: run to the next hand-off of the GIL: until a thread
    takes it that was not the last to take it.

    The machine stands in the policy's take function, in the program, where it
    reports gil_acquired. Works for every policy that reports as gil/gil.h
    demands; one without a variable `last_holder` counts its first taking as a
    hand-off."""
    before = gil.last_holder()

    def changed():
        return current_tid() != before

    run_to("gil_report_acquired", "the next hand-off", changed)
    taker = state.kernel("cores")[state.executing()]["current"].dereference()
    print(f"{state.name_of(taker)}, {condition(taker)} on core "
          f"{int(taker['core'])}, has the GIL; before it "
          + (f"LWP {before} had it" if before else "nobody had it"))


COMMANDS = {"switch": show_switch, "handoff": show_handoff}
