# SPDX-License-Identifier: MIT
"""py-bt, py-list and the like: what they say about a Python program's threads,
on Convoy and on Linux, is what the program does."""

import json
import re
import sys

from lib.case import BUILD, PROJECT
from lib.check import check, contains, equal, tail
from lib.gdb import pieces, script
from lib.lab import command, make

INTERPRETER = BUILD / "user" / "py"
COMMANDS = PROJECT / "qemu" / "gdb" / "python.py"
SESSION_SECONDS = 120  # a hang detector

# Each thread comes to the line marked with its name; mark() is called when all
# are there. `count` is the only one that computes.
PLACES = '''\
import os
import threading
import time

taken = threading.Lock()


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def locked(lock):
    with lock:                          # here: locked
        pass


def nap(seconds):
    word = "a\\nb"
    numbers = [-1, 2.5, 1 << 70, True]
    things = {"key": (None, b"x"), "point": Point(3, "y")}
    time.sleep(seconds)                 # here: nap


def reader():
    ends = os.pipe()
    return os.read(                     # here: reader
        ends[0], 1)


def descend(n, lock):
    if n > 0:
        return descend(n - 1, lock)     # here: descend, calling
    lock.acquire()                      # here: descend


def items(lock):
    yield 1
    lock.acquire()                      # here: items
    yield 2


def generator(lock):
    for item in items(lock):            # here: generator
        pass


def key(value):
    taken.acquire()                     # here: key


def sort():
    return sorted([2, 1], key=key)      # here: sort


def count():
    n = 0
    while n >= 0:
        n += 1                          # here: count


def mark():
    os.getpid()                         # here: mark


taken.acquire()
for target, args in ((locked, (taken,)), (nap, (1000,)), (reader, ()),
                     (descend, (2, taken)), (generator, (taken,)),
                     (sort, ()), (count, ())):
    threading.Thread(target=target, args=args, name=target.__name__,
                     daemon=True).start()
time.sleep(0.05)
mark()                                  # here: main
os._exit(0)
'''
BLOCKED = {  # thread: its frames, innermost last, and its C function
    "locked": (["locked"], "take_waiting"),
    "nap": (["nap"], "sleep_until"),
    "reader": (["reader"], "read_some"),
    "descend": (["descend, calling", "descend, calling", "descend"],
                "take_waiting"),
    "generator": (["generator", "items"], "take_waiting"),
    "sort": (["sort", "key"], "take_waiting"),
}
FRAME = re.compile(r'^#(\d+) +File "(.*)", line (\d+), in (.*)$', re.MULTILINE)

# Single-stepped: every way to get from one Python frame to another, but for a
# generator that uses itself (docs/debugging.md).
STEPPED = '''\
import os


class Number:
    def __init__(self, x):
        self.x = x

    def __add__(self, other):
        return (
            self.x + other)

    def __del__(self):
        self.x = None


def inner(n):
    m = n + 1
    return m


def factorial(n):
    if n < 2:
        return n
    m = factorial(n - 1)
    return m * n


def items(n):
    yield n


def more(n):
    yield from items(n)


def body():
    total = inner(1)
    total += inner(n=2)
    total += factorial(3)
    for i in more(2):
        total += i
    number = Number(1)
    total += number + 1
    number = None
    total = max([2, 1], key=lambda v: -v)
    total = [i for i in (1, 2)]


os.getpid()
body()
os.getpid()
'''
# Prints the stacks between the two calls of os.getpid as JSON: at each machine
# instruction of the dispatch loop and of what pushes and pops frames, and at
# the beginning and the end of all other functions.
STEPPER = '''\
import json
import gdb
import pythread
def function():
    frame = gdb.newest_frame()
    while frame.type() == gdb.INLINE_FRAME:
        frame = frame.older()
    return frame.name()
def step():
    steps = function().startswith(("vm_run", "loop_run", "frame_",
                                   "generator_", "call_push", "vm_call"))
    gdb.execute("stepi" if steps else "finish", to_string=True)
gdb.execute("break os_getpid")
gdb.execute("run")
gdb.execute("finish", to_string=True)
gdb.execute("break *vm_run")
stacks = []
while function() != "os_getpid":
    stack = [[frame.name, frame.line]
             for frame in pythread.threads()[0].frames()]
    if not stacks or stacks[-1] != stack:
        stacks.append(stack)
    step()
print("STACKS", json.dumps(stacks))
gdb.execute("kill")
'''


def line_of(program, name):
    """The number of the line that is marked `here: NAME`."""
    lines = program.splitlines()
    found = [number for number, line in enumerate(lines, 1)
             if line.endswith(f"# here: {name}")]
    equal(len(found), 1, f"lines with {name}")
    return found[0]


def places(*names):
    """[(function, line)] of the marked lines of PLACES."""
    return [(name.partition(",")[0], line_of(PLACES, name)) for name in names]


def frames(text):
    """[(function, line)] of a py-bt, without the library's frames; the
    numbers count down to 0."""
    found = FRAME.findall(text)
    equal([int(number) for number, *_ in found],
          list(range(len(found)))[::-1], f"numbers in\n{text}\n")
    return [(name, int(line)) for _, file, line, name in found
            if not file.startswith("<lib/")]


def replay(lab, commands, program=PLACES, options=("cores=sim:2",)):
    """Record the Python PROGRAM, replay it, run gdb COMMANDS: the output of
    each."""
    source, file = lab.dir / "program" / "prog.py", lab.dir / "commands.gdb"
    source.parent.mkdir(exist_ok=True)
    source.write_text(program)
    file.write_text(script(commands))
    words = [f"--option={option}" for option in options]
    _, output = command(
        [sys.executable, "-B", PROJECT / "qemu" / "debug.py", *words, "--out",
         lab.dir / "run", "--lab", source, "--gdb", file],
        timeout=SESSION_SECONDS)
    return pieces(output, commands)


def on_linux(lab, text, program, *before):
    """What gdb prints on Linux, with the py- commands, for the script TEXT
    after the commands BEFORE on the Python PROGRAM."""
    source, file = lab.dir / "prog.py", lab.dir / "script"
    source.write_text(program)
    file = file.with_suffix(".py" if "import" in text else ".gdb")
    file.write_text(text)
    words = [word for line in before for word in ("-ex", line)]
    return command(["gdb", "-q", "-nx", "-batch", "-x", COMMANDS,
                    "-ex", "set confirm off", *words, "-x", file, "--args",
                    INTERPRETER, source], timeout=SESSION_SECONDS)[1]


def sections(text):
    """{name of a thread: its part} of `py-bt all`."""
    return {re.search(r'"(.*?)"', part)[1]: part
            for part in text.strip().split("\n\n")}


def check_everybody(text):
    """`py-bt all` at mark() says where each thread is and what it does."""
    found = sections(text)
    equal(sorted(found), sorted(["MainThread", "count", *BLOCKED]),
          f"threads in\n{text}\n")
    equal(frames(found["MainThread"]),
          [("<module>", line_of(PLACES, "main")), *places("mark")], "main")
    contains(found["MainThread"], "has the GIL, in os_getpid (", "main")
    for name, (stack, function) in BLOCKED.items():
        part = found[name]
        equal(frames(part), places(*stack), f"frames in\n{part}\n")
        contains(part, f"without the GIL, in {function} (user/py/module/",
                 name)
    (name, line), = frames(found["count"])
    check(name == "count" and 0 <= line_of(PLACES, "count") - line <= 1,
          "count is not in its loop", part=found["count"])
    check(re.search("waits for the GIL|gave the GIL away", found["count"]),
          "count does not want the GIL", part=found["count"])
    check("cannot be followed" not in text, "a stack is cut", output=text)


def test_where_everybody_is(lab):
    """`py-bt all` names each thread's functions and lines, innermost last, its
    state in the kernel, and its part in the GIL: a thread in a lock, asleep,
    in read, in a recursion, in a generator, in a sort's key, waiting for the
    GIL, and the one that has it."""
    everybody, lwps, one = replay(
        lab, ["tbreak os_getpid", "continue", "py-bt all", "convoy lwps",
              "py-bt"])[2:]
    check_everybody(everybody)
    found = sections(everybody)
    contains(found["nap"], "(S asleep, sleep until ", "nap's state")
    contains(found["reader"], "(S asleep, pipe read pipe ", "reader's state")
    contains(found["locked"], "(S asleep, futex 0x", "locked's state")
    contains(found["reader"], "\n      return os.read(  ", "reader's source")
    tids = dict(re.findall(r'Python thread \d+ "(\w+)", LWP (\d+)', everybody))
    equal(sorted(tids.values()),
          [row.split()[0] for row in lwps.splitlines()[1:]], "LWPs")
    equal(one.strip(), found["MainThread"].strip(), "py-bt without a thread")


def test_any_moment(lab):
    """Whoever comes at a switch, and whoever leaves, has the stack that it had
    when it was looked at by its name."""
    commands = ["tbreak os_getpid", "continue"]
    for _ in range(6):
        commands += ["convoy switch", "py-bt", "py-bt all"]
    found = replay(lab, commands)[2:]
    for said, one, everybody in zip(*(found[n::3] for n in range(3))):
        comes = re.search(r", (idle|py\[\d+\]) comes", said)[1]
        if comes == "idle":
            contains(one, "no Python thread executes here", "at idle")
            continue
        contains(one, f"LWP {comes[3:-1]} (R running", "py-bt after a switch")
        contains(everybody, one.strip(), "py-bt all")
        check(frames(one), "no frame", output=one)


def test_source_and_variables(lab):
    """py-list marks the present line, shows others on demand, follows py-up
    and py-down; py-locals shows values of every common type."""
    (_, _, _, around, names, down, up, outer, from_3, two, other, after, far,
     wrong) = replay(lab, [
         "tbreak os_getpid", "continue", "py-bt nap", "py-list", "py-locals",
         "py-down", "py-up", "py-list", "py-list 3", "py-list 4,5",
         "py-list descend", "py-bt", "py-list 1000", "py-list nobody"])
    nap = line_of(PLACES, "nap")
    text = PLACES.splitlines()
    equal(around.splitlines(),
          [f"{('>' if n == nap else '') + str(n):>5}    {text[n - 1]}".rstrip()
           for n in range(nap - 5, nap + 6)], "py-list")
    equal(re.sub(" at 0x[0-9a-f]+", "", names).splitlines(),
          ["seconds = 1000", r"word = 'a\nb'",
           f"numbers = [-1, 2.5, {1 << 70:#x}, True]",
           "things = {'key': (None, b'x'), 'point': <Point x=3, y='y'>}"],
          "py-locals")
    contains(down, "there is no frame further in", "py-down")
    contains(up, '#1  File "<lib/threading.py>", line ', "py-up")
    contains(outer, "self._target(*self._args, **self._kwargs)",
             "py-list in the library")
    contains(from_3, "\n    4    ", "py-list 3")
    equal(len(from_3.splitlines()), 11, "lines of py-list 3")
    equal(len(two.splitlines()), 2, "lines of py-list 4,5")
    contains(other, f">{line_of(PLACES, 'descend')}    ", "py-list descend")
    contains(after, 'Python thread 5 "descend"', "py-bt after py-list descend")
    contains(far, f"prog.py has {len(text)} lines", "py-list 1000")
    contains(wrong, "there is no thread 'nobody'; there are: 1 'MainThread', 2 "
             "'locked', 3 'nap'", "py-list nobody")


def test_too_early_and_no_python(lab):
    """Before the kernel is up, before the program is, and with a C program:
    errors that say so."""
    kernel, _, _, program, bad = replay(
        lab, ["py-bt", "tbreak core_main", "continue", "py-bt all",
              "py-list 1 x"], program="print(1)\n")
    contains(kernel, "the kernel is not up yet", "at the entry")
    contains(program, "error: no LWP exists yet", "before pid 1")
    contains(bad, "error: no LWP exists yet", "py-list before pid 1")
    file = lab.dir / "c.gdb"
    file.write_text(script(["tbreak vm_init", "continue", "py-bt all"]))
    _, output = command([sys.executable, "-B", PROJECT / "qemu" / "debug.py",
                         "--out", lab.dir / "c", "--gdb", file],
                        timeout=SESSION_SECONDS)
    contains(output, "error: gdb knows no Python interpreter", "in gilbench")


def test_make_debug_lab(lab):
    """make debug LAB=: the program's threads, with GIL= and CORES= as for make
    run."""
    file = lab.dir / "commands.gdb"
    file.write_text("tbreak gil_thread_init\ncontinue\ntbreak gil_thread_init\n"
                    "continue\npy-bt all\nconvoy gil\n")
    status, output = make(
        "debug", "LAB=user/lab/lost_update.py", f"GDBCMDS={file}", "GIL=ticks",
        "CORES=1", f"OUT={lab.dir / 'run'}", timeout=SESSION_SECONDS)
    equal(status, 0, f"status\n{tail(output)}\n")
    contains(output, 'File "/lab/lost_update.py", line ', "py-bt")
    contains(output, "policy: ticks (gil/ticks.c)", "the policy")
    contains(output, ", in start\n", "the thread that starts another")


def test_linux(lab):
    """The same threads on Linux, in gdb without QEMU."""
    commands = ["py-bt all", "py-list", "py-bt nap", "py-locals"]
    everybody, source, _, names = pieces(on_linux(
        lab, "run\n" + script(commands), PLACES, "break os_getpid"), commands)
    check_everybody(everybody)
    contains(source, f">{line_of(PLACES, 'mark')}    ", "py-list")
    contains(names, "seconds = 1000\n", "py-locals")


# Its main thread is watched; a line ends in `here: ...` as in PLACES.
WATCHED = '''\
import os
import sys


def trace(frame, event, argument):
    return trace


def inner(n):
    for i in range(n):
        i += 1
        os.getpid()                     # here: inner
    return n


def outer():
    return sorted([1], key=inner)       # here: outer


sys.settrace(trace)
outer()                                 # here: watched
'''


def test_watched(lab):
    """The stack of a thread that sys.settrace watches."""
    text = on_linux(lab, "run\n" + script(["py-bt"]), WATCHED,
                    "break os_getpid")
    equal(frames(pieces(text, ["py-bt"])[0]),
          [(name, line_of(WATCHED, here)) for name, here in
           (("<module>", "watched"), ("outer", "outer"), ("inner", "inner"))],
          f"py-bt\n{text}\n")


def test_corrupted_memory(lab):
    """What is not as it should be is called unreadable, the rest is shown;
    there is no Python error."""
    commands = [
        "set var thread_list->next->object = (struct object *)16",
        "set var thread_list->frames_end = (struct frame *)-1",
        "set var thread_list->frame->code = (struct code *)16", "py-bt all",
        "py-bt count", "py-list", "py-locals",
        "set var thread_list->next->frame->locals = (struct object **)16",
        "set var thread_list->next->object = 0", "py-bt 7", "py-locals",
        "set var thread_list->next = (struct thread *)8", "py-bt all"]
    output = on_linux(lab, "run\n" + script(commands), PLACES,
                      "break os_getpid")
    for word in ("Traceback", "Python Exception", "Error occurred"):
        check(word not in output, "a Python error", output=output)
    everybody = sections(pieces(output, commands)[3])
    equal(sorted(everybody), sorted(
        ["<unreadable>", "MainThread", "count", *set(BLOCKED) - {"sort"}]),
        f"threads in\n{output}\n")
    contains(everybody["count"], 'File "?", line 0, in <unreadable>', "count")
    contains(pieces(output, commands)[-1],
             "the interpreter's list of threads is not readable", "the end")


# Prints the stacks that a program goes through, each with what led there: a
# new line, a call (before its first line), or a return.
TRACER = """
import inspect, json, sys
stack, seen = [], []
def trace(frame, event, _):
    if frame.f_code.co_filename != "prog.py":
        return None
    if event == "call":
        stack.append([frame.f_code.co_name, frame.f_lineno])
    elif event == "line":
        stack[-1][1] = frame.f_lineno
    elif event == "return":
        stack.pop()
    seen.append([event, [list(frame) for frame in stack]])
    if event == "call" and frame.f_code.co_flags & inspect.CO_GENERATOR:
        seen.append([event, seen[-1][1][:-1]])  # made, not yet begun
    return trace
code = compile(open(sys.argv[1]).read(), "prog.py", "exec")
sys.settrace(trace)
exec(code, {"__name__": "__main__"})
sys.settrace(None)
print(json.dumps(seen))
"""


def traced_stacks(lab, program):
    """[(event, stack)] of PROGRAM inside body(), as Python's own tracing has
    them."""
    source = lab.dir / "traced.py"
    source.write_text(program)
    status, output = command([sys.executable, "-c", TRACER, source])
    equal(status, 0, f"status of the tracer\n{output}\n")
    return [(event, stack) for event, stack in json.loads(output)
            if ["body"] == [name for name, _ in stack[1:2]]]


def follow(seen, traced):
    """The stacks SEEN are those TRACED, in this order; what is traced of calls
    and returns may last too short to be seen."""
    place, last = 0, None
    for event, stack in traced:
        if seen[place:place + 1] == [stack]:
            place, last = place + 1, stack
        check(event != "line" or stack == last, "a line is missing",
              wanted=stack, seen=seen[place:place + 3])
    equal(seen[place:], [], "stacks beyond")


def test_every_instruction(lab):
    """At each machine instruction of the dispatch loop, and of what pushes and
    pops frames, py-bt's stack is the one that the program has."""
    output = on_linux(lab, STEPPER, STEPPED)
    found = re.search(r"^STACKS (.*)$", output, re.MULTILINE)
    check(found, "no stacks", output=tail(output))
    seen = [stack for stack in json.loads(found[1])
            if ["body"] == [name for name, _ in stack[1:2]]]
    check(len(seen) > 30, "too few stacks", seen=seen)
    follow(seen, traced_stacks(lab, STEPPED))
