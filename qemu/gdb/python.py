# SPDX-License-Identifier: MIT
"""`py-bt`, `py-list`, `py-locals`, `py-up`, `py-down`: the Python program that
user/py runs, on Convoy (convoy.py loads this file) or on Linux:

    gdb -x qemu/gdb/python.py --args build/user/py program.py

They only read. Files: this, the commands; pythread.py, threads and frames;
pyvalue.py, values. docs/debugging.md says what is certain and what is not.
"""

import re
import sys
from pathlib import Path

import gdb

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

import pythread  # noqa: E402
import pyvalue   # noqa: E402
import state     # noqa: E402
import unwind    # noqa: E402

PROJECT = HERE.parent.parent
LAB = "/lab/"  # where programs lie in the machine (qemu/run_lab.py)
LIBRARY = re.compile(r"<lib/([\w/]+\.py)>$")  # user/py/module/import.c
CONTEXT = 5    # lines that py-list shows around the current one
LINES = 11     # lines that it shows from a given one
RANGE = re.compile(r"(\d+)(?:,(\d+))?$")


class SourceFolders(gdb.Parameter):
    """Where py-bt and py-list look for a program's files: folders with `:`
    between them. A file of the machine's /lab is looked for there, then in
    user/lab."""

    set_doc = "Set the folders with the Python program's files."
    show_doc = "Show the folders with the Python program's files."

    def __init__(self):
        super().__init__("py-source", gdb.COMMAND_FILES,
                         gdb.PARAM_STRING_NOESCAPE)
        self.value = ""

    def get_set_string(self):
        """What gdb prints after `set`."""
        return ""

    def get_show_string(self, value):
        """What gdb prints for `show`."""
        return f"Python files are looked for in: {value or '(nowhere)'}"


folders = SourceFolders()


def _candidates(file):
    library = LIBRARY.match(file)
    if library:
        yield PROJECT / "user" / "py" / "lib" / library[1]
    elif not file.startswith("<"):
        inside = file.removeprefix(LAB)
        for folder in filter(None, (folders.value or "").split(":")):
            yield Path(folder) / inside
        if inside != file:
            yield PROJECT / "user" / "lab" / inside
        yield Path(file)


def source_lines(file):
    """The lines of a Python file, named as the program names it; [] if it is
    not found."""
    for path in _candidates(file):
        try:
            return path.read_text(errors="replace").splitlines()
        except OSError:
            pass
    return []


class Selection:
    """The thread and frame that py-list, py-locals, py-up and py-down mean:
    the innermost of the thread that executes, until a command has chosen
    another, and the program has not moved since."""

    def __init__(self):
        self.tid, self.level, self.chosen_in = 0, 0, 0
        gdb.events.cont.connect(self._forget)

    def _forget(self, *_):
        self.tid, self.level = 0, 0

    def choose(self, thread, level=0):
        """From now on that thread and frame; 0: the innermost."""
        self.tid, self.level = thread.tid, level
        self.chosen_in = thread.here.current()

    def thread(self):
        """The Thread; an error if there is none."""
        found = pythread.threads()
        executes = found[0].here.current()
        if executes != self.chosen_in:
            self._forget()
        for one in found:
            if one.tid and one.tid == (self.tid or executes):
                return one
        raise gdb.GdbError("no Python thread executes here: `py-bt all` shows "
                           "them, `py-bt THREAD` chooses one")

    def frames(self):
        """(the Thread, its Frames, how many of these are further in than the
        chosen one); an error if it has no Python frame."""
        thread = self.thread()
        frames = thread.frames()
        if not frames:
            raise gdb.GdbError(f"thread {thread.tid} runs no Python code")
        return thread, frames, min(self.level, len(frames) - 1)

    def frame(self):
        """The chosen Frame."""
        _, frames, level = self.frames()
        return frames[-1 - level]


selection = Selection()


def frame_text(frame, level):
    """A line for the frame, and its line of the program."""
    lines = source_lines(frame.file)
    text = (f'#{level:<2} File "{frame.file}", line {frame.line}, '
            f'in {frame.name}')
    if 0 < frame.line <= len(lines) and lines[frame.line - 1].strip():
        text += f"\n      {lines[frame.line - 1].strip()}"
    return text


def thread_text(thread):
    """Who a thread is and what it does."""
    condition = thread.here.condition(thread.tid) if thread.tid else ""
    name = f' "{thread.name}"' if thread.name else ""
    said = [f"LWP {thread.tid}" + (f" ({condition})" if condition else ""),
            thread.gil_state(),
            f"in {thread.loops.where}" if thread.loops.where else ""]
    return (f"Python thread {thread.number}{name}, "
            + ", ".join(filter(None, said)))


def print_stack(thread):
    """Print a thread's Python frames, the innermost last."""
    print(thread_text(thread))
    frames = thread.frames()
    for place, frame in enumerate(frames):
        print(frame_text(frame, len(frames) - 1 - place))
    if not frames:
        print("    no Python frame")
    elif not thread.loops.whole:
        print("    the C stack cannot be followed: #0 may show the line of "
              "its last call instead of the present one")


def show_stack(argument):
    """py-bt [THREAD | all]: the Python frames of a thread, innermost last.

    THREAD is an LWP's number or a thread's name; without it, the thread that
    executes. The thread is then that of py-list, py-locals, py-up and py-down
    until the program moves. #0 is the innermost frame, as in `bt`."""
    if argument == "all":
        for number, thread in enumerate(pythread.threads()):
            if number:
                print()
            print_stack(thread)
        return
    thread = pythread.find(argument) if argument else selection.thread()
    if argument:
        selection.choose(thread)
    print_stack(thread)


def _range(argument, current):
    """(first, last) of the lines that py-list's argument means."""
    if not argument:
        return max(1, current - CONTEXT), current + CONTEXT
    found = RANGE.match(argument)
    if not found:
        raise gdb.GdbError("py-list [THREAD] [START[,END]]")
    start = int(found[1])
    return start, int(found[2]) if found[2] else start + LINES - 1


def show_source(argument):
    """py-list [THREAD] [START[,END]]: the program's lines around the present
    one of the frame.

    THREAD is a thread's name; one by its number is chosen by py-bt. The present
    line is marked `>`."""
    words = argument.rsplit(maxsplit=1)
    lines_wanted = words.pop().replace(" ", "") if (
        words and RANGE.match(words[-1])) else ""
    if words:
        selection.choose(pythread.find(" ".join(words)))
    frame = selection.frame()
    lines = source_lines(frame.file)
    if not lines:
        raise gdb.GdbError(f"{frame.file}: no such file here; "
                           "`set py-source FOLDER` says where to look")
    first, last = _range(lines_wanted, frame.line)
    if not 1 <= first <= len(lines):
        raise gdb.GdbError(f"{frame.file} has {len(lines)} lines")
    for number in range(first, min(last, len(lines)) + 1):
        mark = ">" if number == frame.line else ""
        print(f"{mark + str(number):>5}    {lines[number - 1]}".rstrip())


def _bindings(frame):
    """(name, value) of a frame's bound variables."""
    namespace, values = frame.value["namespace"], frame.value["locals"]
    if state.address(namespace):
        table, _ = pyvalue.pairs(namespace, pyvalue.MOST_NAMES)
        return [(pyvalue.string(name), value) for name, value in table]
    names, _ = pyvalue.items(frame.value["code"]["local_names"], "tuple",
                             pyvalue.MOST_NAMES)
    return [(pyvalue.string(name), values[place])
            for place, name in enumerate(names)
            if state.address(values[place])]


def show_locals(_):
    """py-locals: the variables of the chosen Python frame."""
    found = [(name, pyvalue.show(value))
             for name, value in _bindings(selection.frame())
             if not name.startswith((".", "__"))]
    for name, text in found:
        print(f"{name} = {text}")
    if not found:
        print("no variable is bound")


def _move(by):
    thread, frames, level = selection.frames()
    if not 0 <= level + by < len(frames):
        raise gdb.GdbError("there is no frame further "
                           + ("out" if by > 0 else "in"))
    selection.choose(thread, level + by)
    print(frame_text(frames[-1 - level - by], level + by))


def show_caller(_):
    """py-up: choose the frame that called the chosen one."""
    _move(1)


def show_callee(_):
    """py-down: choose the frame that the chosen one has called."""
    _move(-1)


class PythonCommand(gdb.Command):
    """One of them. FUNCTION gets what stands after the command; its docstring
    is what `help` shows."""

    def __init__(self, name, function):
        self.__doc__ = function.__doc__
        self.function = function
        super().__init__(name, gdb.COMMAND_STACK)

    def invoke(self, argument, _):
        try:
            self.function(argument.strip())
        except gdb.MemoryError as error:
            raise gdb.GdbError(f"the interpreter's memory is not as it should "
                               f"be: {error}") from None


COMMANDS = {"py-bt": show_stack, "py-list": show_source,
            "py-locals": show_locals, "py-up": show_caller,
            "py-down": show_callee}


def main():
    """Make the commands, and what they unwind by, known to gdb."""
    for name, function in COMMANDS.items():
        PythonCommand(name, function)
    unwind.register()


main()
