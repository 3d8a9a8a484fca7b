# SPDX-License-Identifier: MIT
"""The threads of a Python program: who they are, what they do about the GIL,
and their Python frames (user/py/vm/thread.h).

THE LINE. Each frame has an `ip`, its instruction; but the dispatch loop keeps
that of the frame it executes in a C variable, and stores it only where
something may ask for it. So a thread's C stack is followed first: wherever the
loop is on it (or the one that tells who watches, user/py/vm/trace.h), its
variables `frame` and `ip` say which frame it executes and where. All other
frames are at a call, and have stored their ip.

Threads are looked for in two worlds: LWPs of Convoy's kernel in a replay
(Replay), and those of a process on Linux (Linux).
"""

from contextlib import contextmanager
from dataclasses import dataclass, field

import gdb

import pyvalue
import stacks
import state
import tables
import unwind

LOOPS = ("loop_run", "loop_run_watched")
FIRST_FUNCTIONS = ("main", "thread_main")
INTERPRETER_FILES = ("./user/py/", "./gil/", "user/py/", "gil/")
MOST_THREADS = 10000
MOST_C_FRAMES = 20000
MOST_FRAMES = 100000
PAGE_SIZE = 4096  # TRACE_PAGE_SIZE: its first slot is no record
WAITS = "waits for the GIL"
# What a thread did last about the GIL (kernel/trace/trace_format.h), and of
# TRACE_GIL_DROP why (enum gil_why).
GIL_EVENTS = {"TRACE_GIL_ACQUIRED": "has the GIL", "TRACE_GIL_WAIT": WAITS,
              "TRACE_GIL_DROP_REQUEST": WAITS, "TRACE_GIL_LOST_RACE": WAITS,
              "TRACE_GIL_THREAD_NAME": "has not had the GIL yet"}
GIL_DROPS = {"GIL_WHY_TICKS": "gave the GIL away",
             "GIL_WHY_REQUEST": "gave the GIL away",
             "GIL_WHY_BLOCK": "without the GIL",
             "GIL_WHY_EXIT": "has ended",
             "GIL_WHY_YIELD": "gave the GIL away"}


class Replay:
    """The world of LWPs."""

    @staticmethod
    def check():
        """An error unless the program's memory is there."""
        try:
            visible = [state.sees(lwp["process"]) for lwp in state.lwps()]
        except gdb.MemoryError:
            raise pyvalue.NoInterpreter(
                "the kernel is not up yet: `tbreak vm_run` and `continue` "
                "lead to where the Python program begins") from None
        if not any(visible):
            raise pyvalue.NoInterpreter(
                "the program's memory is not there: it has not started, has "
                "ended, or another's is in CR3")

    @staticmethod
    def current():
        """The tid of who executes; 0: a core without an LWP."""
        return int(state.kernel("cores")[state.executing()]["current"]["tid"])

    @staticmethod
    def _find(tid):
        for lwp in state.lwps():
            if int(lwp["tid"]) == tid and state.sees(lwp["process"]):
                return lwp
        return None

    def condition(self, tid):
        """What the kernel says of it."""
        lwp = self._find(tid)
        if lwp is None:
            return "gone"
        waits = tables.waits_for(lwp)
        if waits == "-":
            return f"{tables.condition(lwp)}, core {int(lwp['core'])}"
        return f"{tables.condition(lwp)}, {waits}"

    @contextmanager
    def stack(self, tid):
        """`with stack(tid) as frame:` the innermost C frame of the program;
        None: there is none."""
        lwp = self._find(tid)
        if lwp is None:
            yield None
        else:
            with stacks.user_stack(lwp) as frame:
                yield frame


class Linux:
    """The world of Linux' threads."""

    @staticmethod
    def check():
        """An error unless there is a process."""
        if not gdb.selected_inferior().threads():
            raise pyvalue.NoInterpreter("the program does not run")

    @staticmethod
    def current():
        """The tid of gdb's current thread."""
        thread = gdb.selected_thread()
        return thread.ptid[1] if thread else 0

    @staticmethod
    def condition(_):
        """Linux does not tell gdb."""
        return ""

    @contextmanager
    def stack(self, tid):
        """As Replay's."""
        before = gdb.selected_thread()
        frame = gdb.selected_frame()
        found = [thread for thread in gdb.selected_inferior().threads()
                 if thread.ptid[1] == tid]
        if not found:
            yield None
            return
        try:
            found[0].switch()
            yield gdb.newest_frame()
        finally:
            before.switch()
            frame.select()


def world():
    """Where gdb is."""
    here = Replay() if state.has_kernel() else Linux()
    here.check()
    return here


@dataclass
class Frame:
    """A Python frame."""
    value: gdb.Value  # struct frame *
    name: str
    file: str
    line: int         # 0: not known


@dataclass
class Loops:
    """What a thread's C stack says about its Python frames."""
    at: dict = field(default_factory=dict)  # {address of a frame: its ip}
    innermost: int = 0    # the first of these: of the innermost loop
    where: str = ""       # the innermost of the interpreter's C functions
    whole: bool = False   # could the stack be followed to its beginning?


def _loop_variables(frame):
    """(frame, ip) of a C frame of the loop, as addresses; of one whose
    variables are not known (0, 0)."""
    try:
        return tuple(state.address(frame.read_var(name))
                     for name in ("frame", "ip"))
    except (ValueError, gdb.error):
        return 0, 0


def _place(frame):
    """`function (file:line)`."""
    sal = frame.find_sal()
    return f"{frame.name()} ({sal.symtab.filename}:{sal.line})"


def _in_interpreter(frame):
    sal = frame.find_sal()
    return (sal and sal.symtab
            and sal.symtab.filename.startswith(INTERPRETER_FILES)
            and not sal.symtab.filename.endswith(".h"))  # a helper


def read_loops(frame):
    """The Loops of the C stack that begins at FRAME."""
    loops, seen = Loops(), 0
    while frame and frame.pc() and seen < MOST_C_FRAMES:
        if not loops.where and _in_interpreter(frame):
            loops.where = _place(frame)
        if frame.name() in LOOPS and frame.type() != gdb.INLINE_FRAME:
            address, ip = _loop_variables(frame)
            if not loops.at:
                loops.innermost = address
            # At its beginning a loop has the variables of the one that called
            # it, whose own word comes later and counts.
            loops.at[address] = ip
        loops.whole = loops.whole or frame.name() in FIRST_FUNCTIONS
        frame, seen = frame.older(), seen + 1
    return loops


class Thread:
    """A thread of the interpreter: a struct thread *, and in which world it
    is."""

    def __init__(self, value, here):
        self.value, self.here = value, here
        self.number = int(value["number"])
        self.tid = int(value["gil"]["tid"])
        self._loops = None

    @property
    def loops(self):
        """Its Loops, read once."""
        if self._loops is None:
            self._loops = Loops()
            if self.tid:
                with self.here.stack(self.tid) as frame:
                    self._loops = read_loops(frame)
        return self._loops

    @property
    def name(self):
        """Its Thread object's name; "" if it has none."""
        if self.number == 1:
            return "MainThread"
        thread = self.value["object"]
        if not state.address(thread):
            return ""
        try:
            name = pyvalue.attributes(thread).get("_name")
            return "" if name is None else pyvalue.string(name)
        except gdb.MemoryError:
            return pyvalue.UNREADABLE

    def gil_state(self):
        """What it did last about the GIL."""
        if not self.tid:
            return "has not begun"
        following = self.value["gil"]["trace"]["next"]
        if not state.address(following):
            return ""
        for back in (1, 2, 3):
            record = following - back
            if state.address(record) % PAGE_SIZE == 0 or not record["event"]:
                continue
            event = int(record["event"])
            if event == constant("TRACE_GIL_DROP"):
                return word_for(GIL_DROPS, int(record["arg0"]))
            return word_for(GIL_EVENTS, event)
        return ""

    def frames(self):
        """Its Frames, the innermost last; none behind one that is not
        readable."""
        first = state.address(self.value["frames"])
        size = self.value["frames"].type.target().sizeof
        last = state.address(self.value["frame"])
        if first <= self.loops.innermost < last:
            last = self.loops.innermost  # the next is not complete yet
        end = min(last + size, state.address(self.value["frames_end"]),
                  first + MOST_FRAMES * size)
        found = []
        for address in range(first, end, size):
            found.append(self._frame(address))
            if found[-1].name == pyvalue.UNREADABLE:
                break
        return found

    def _frame(self, address):
        frame = gdb.Value(address).cast(self.value["frame"].type)
        code = frame["code"]
        try:
            first = state.address(code["instructions"])
            ip = self.loops.at.get(address, 0)
            if not first <= ip < first + 4 * int(code["count"]):
                ip = state.address(frame["ip"])
            line = line_at(code, (ip - first) // 4)
            return Frame(frame, pyvalue.string(code["name"]),
                         pyvalue.string(code["filename"]), line)
        except gdb.MemoryError:
            return Frame(frame, pyvalue.UNREADABLE, "?", 0)


def line_at(code, index):
    """The line of the instruction INDEX: code_line()."""
    if 0 <= index < int(code["count"]):
        return int(code["lines"][index])
    return int(code["first_line"])


def constant(name):
    """The value of an enumeration's constant."""
    return int(gdb.parse_and_eval(name))


def word_for(words, number):
    """What WORDS say for the constant that has the value NUMBER."""
    for name, word in words.items():
        if constant(name) == number:
            return word
    return ""


def threads():
    """Every Thread, in the order of creation; an error if there is none."""
    pyvalue.check_symbols()
    here, found = world(), []
    value = state.program("thread_list")
    try:
        while state.address(value) and len(found) < MOST_THREADS:
            found.append(Thread(value, here))
            value = value["next"]
    except gdb.MemoryError:
        raise pyvalue.NoInterpreter(
            "the interpreter's list of threads is not readable: another "
            "program runs, or the memory is corrupted") from None
    if not found:
        raise pyvalue.NoInterpreter("the interpreter has no thread: it has "
                                    "not started, or has ended")
    return sorted(found, key=lambda thread: thread.number)


def current():
    """The Thread that executes, or None."""
    found = threads()
    tid = found[0].here.current()
    return next((one for one in found if tid and one.tid == tid), None)


def find(word):
    """The Thread with the tid or name WORD; an error if there is none."""
    everyone = threads()
    for one in everyone:
        if word in (str(one.tid), one.name):
            return one
    known = ", ".join(f"{one.tid} {one.name!r}" for one in everyone)
    raise gdb.GdbError(f"there is no thread {word!r}; there are: {known}")
