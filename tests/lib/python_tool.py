# SPDX-License-Identifier: MIT
"""The interpreter as a tool: its prompt, its command line, `-m dis`, sources
that are no ordinary programs, and the GIL that the environment chooses.

A session at the prompt is tests/py_prompt/NAME.txt, fed to standard input,
after the program NAME.py if there is one. What python3 prints is the truth
there, on both outputs: values on the one, prompts and errors on the other."""

import os
import pty
import re
import shutil
import subprocess

from lib.case import PROJECT, Case, Result, scratch
from lib.check import CheckFailed, check, contains, equal, tail
from lib.guest import KERNEL_LINE
from lib.lab import boot
from lib.python import CHECKED_PY, MARKED_LINE, PY, TIMEOUT

PYTHON = "/usr/bin/python3"
SESSIONS = PROJECT / "tests" / "py_prompt"
BANNER = "Python 3.11 (Convoy). The end of the input leaves it.\n"
USAGE_ERROR = 2
CRASHED = 99  # what the sanitizers end with, unlike any status of a program
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1",
               "ASAN_OPTIONS": f"detect_leaks=0:exitcode={CRASHED}",
               "UBSAN_OPTIONS": f"exitcode={CRASHED}"}


def run(words, *, text=b"", env=None, directory=SESSIONS):
    """What WORDS make of a standard input: (status, output, errors)."""
    try:
        done = subprocess.run(words, input=text, cwd=directory,
                              env=ENVIRONMENT | (env or {}), timeout=TIMEOUT,
                              capture_output=True, check=False)
    except subprocess.TimeoutExpired:
        raise CheckFailed(f"{words} hangs: not done after {TIMEOUT} s") \
            from None
    return (done.returncode, done.stdout.decode(errors="replace"),
            done.stderr.decode(errors="replace"))


# ---- The prompt ----

def _session(name):
    path = SESSIONS / f"{name}.txt"
    program = [f"{name}.py"] if (SESSIONS / f"{name}.py").exists() else []
    text = path.read_bytes()
    status, output, errors = run([PYTHON, "-B", "-i", "-q", *program],
                                 text=text)
    ours = run([CHECKED_PY, "-i", *program], text=text)
    equal(ours[1], output, "values")
    equal(MARKED_LINE.sub(r"\1", ours[2]).removeprefix(BANNER),
          MARKED_LINE.sub(r"\1", errors).replace(f"{SESSIONS}/", ""),
          "prompts and errors")
    equal(ours[0], status, "status")


def _terminal():
    """At a terminal `py` alone is a prompt, and each is answered in turn."""
    parent, child = pty.openpty()
    process = subprocess.Popen([PY], stdin=child, stdout=child, stderr=child,
                               env=ENVIRONMENT)
    os.close(child)
    seen = _answer(parent, [(">>> ", "1 + 1\n"), (">>> ", "if 1:\n"),
                            ("... ", "  print('block')\n"), ("... ", "\n"),
                            (">>> ", "1 / 0\n"), (">>> ", "exit(7)\n")])
    os.close(parent)
    equal(process.wait(TIMEOUT), 7, "status")
    equal(seen.replace("\r\n", "\n"), BANNER +
          ">>> 1 + 1\n2\n>>> if 1:\n...   print('block')\n... \nblock\n"
          '>>> 1 / 0\nTraceback (most recent call last):\n  File "<stdin>", '
          "line 1, in <module>\nZeroDivisionError: division by zero\n"
          ">>> exit(7)\n", "what is on the terminal")


def _answer(terminal, dialogue):
    """Type each answer when its prompt has come: all that was shown."""
    seen, rest = "", ""
    for prompt, answer in dialogue + [(None, None)]:
        while prompt is None or not rest.endswith(prompt):
            try:
                rest += os.read(terminal, 4096).decode()
            except OSError:  # the other side has been closed
                break
        seen, rest = seen + rest, ""
        if answer:
            os.write(terminal, answer.encode())
    return seen


def _prompt_on_convoy():
    """Convoy's console has no input: the prompt finds its end at once."""
    directory = scratch("py_tool/prompt/convoy")
    result = boot(directory, init="/bin/py", args=["-i"], timeout=TIMEOUT,
                  extract_trace=False)
    equal(result.kind, "poweroff", tail(result.console))
    equal(KERNEL_LINE.sub("", result.console), f"{BANNER}>>> \n", "console")
    equal(result.status, 0, "status")
    shutil.rmtree(directory)


# ---- The command line ----

# name: arguments, standard input, status, output, what the errors contain
COMMANDS = {
    "text": (["-c", "import sys; print(sys.argv)", "a", "-b"], "", 0,
             "['-c', 'a', '-b']\n", ""),
    "text_attached": (["-cprint(5)"], "", 0, "5\n", ""),
    "text_fails": (["-c", "1/0"], "", 1, "", "ZeroDivisionError"),
    "text_wrong": (["-c", "x ="], "", 1, "", 'File "<string>", line 1'),
    "text_missing": (["-c"], "", 2, "", "Argument expected for the option -c"),
    "input": (["-", "a"], "import sys; print(sys.argv)", 0, "['-', 'a']\n", ""),
    "input_alone": ([], "print(__name__)", 0, "__main__\n", ""),
    "input_fails": (["-"], "\nx", 1, "", 'File "<stdin>", line 2'),
    "file_missing": (["no/such.py"], "", 2, "",
                     "can't open file 'no/such.py': [Errno 2]"),
    "file_directory": (["."], "", 2, "", "can't open file '.': [Errno 21]"),
    "option_unknown": (["-z"], "", 2, "", "Unknown option: -z"),
    "option_x": (["-X", "nothing"], "", 2, "", "Unknown option -X nothing"),
    "module_unknown": (["-m", "nothing"], "", 2, "", "not nothing"),
    "module_missing": (["-m"], "", 2, "", "Argument expected"),
    "dis_file": (["-m", "dis"], "", 2, "", "file expected"),
    "dis_missing": (["-m", "dis", "no.py"], "", 2, "", "can't open file"),
    "dis_wrong": (["-m", "dis", "-"], "1 +", 1, "", "SyntaxError"),
    "help": (["--help"], "", 0, "", "GIL=interval-noforce"),
    "cleanup": (["-X", "cleanup", "-c", "print([[]])"], "", 0, "[[]]\n", ""),
}


def _command(name):
    arguments, text, status, output, errors = COMMANDS[name]
    got = run([CHECKED_PY, *arguments], text=text.encode())
    contains(got[2], errors, "errors")
    equal(got[0], status, "status")
    equal(got[1], output, "output")
    if status == USAGE_ERROR:
        contains(got[2], "py: ", "the program's name")


# ---- Bytecode ----

SHOWN = b"""def outer(a, b=2):
    x = a + 1
    return lambda y: [y + x for _ in range(b)]


class C:
    def method(self):
        while self.more:
            try:
                self.step(1)
            finally:
                del self.more


print(outer(1)(2), 5)
"""
INSTRUCTION = re.compile(
    r" *(\d*) (>>|  ) +(\d+) ([A-Z_]+)(?: +(\d+)(?: .*)?)?")
HANDLER = re.compile(r"  (\d+) to (\d+) -> (\d+) \[\d+\]")
JUMP = re.compile(r"\(to (\d+)\)")


def _opcodes():
    """{name: has it an argument?}, from the table of opcodes."""
    table = (PROJECT / "user" / "py" / "compile" / "opcodes.def").read_text()
    return {name: kind != "NONE" for name, kind in
            re.findall(r"^OP\((\w+), [^,]+, (\w+),", table, re.M)}


def _dis():
    """Each instruction has its offset, an opcode that exists and the argument
    that this one takes; lines, jumps and code objects are what they must be."""
    status, output, errors = run([CHECKED_PY, "-m", "dis", "-"], text=SHOWN)
    equal((status, errors), (0, ""), "status and errors")
    first, *others = output.split("\nDisassembly of ")
    bodies = {"": first} | dict(other.split(":\n", 1) for other in others)
    equal(sorted(bodies), sorted(["", "outer", "outer.<locals>.<lambda>",
          "outer.<locals>.<lambda>.<locals>.<listcomp>", "C", "C.method"]),
          "code objects")
    lines = {name: _dis_one(name, body) for name, body in bodies.items()}
    equal(lines[""], [1, 6, 15], "lines of the module")
    equal(lines["outer"], [1, 2, 3], "lines of outer")
    check(set(range(7, 13)) - {9} >= set(lines["C.method"]) - {9},
          "lines of C.method", lines=lines["C.method"])
    contains(bodies["C.method"], "Handlers:\n", "C.method")


def _dis_one(name, body):
    """Check one code object; the numbers of its source lines in their order."""
    opcodes, lines, targets, marked, expected = _opcodes(), [], set(), set(), 0
    code, _, handlers = body.partition("Handlers:\n")
    for text in filter(None, code.splitlines()):
        match = INSTRUCTION.fullmatch(text)
        check(match, f"{name}: not an instruction", text=text)
        line, mark, offset, opcode, argument = match.groups()
        equal(int(offset), expected, f"{name}: offset")
        check(opcode in opcodes, f"{name}: no such opcode", text=text)
        equal(argument is not None, opcodes[opcode], f"argument of {opcode}")
        lines += [int(line)] if line and int(line) not in lines else []
        marked |= {expected} if mark == ">>" else set()
        targets.update(map(int, JUMP.findall(text)))
        expected += 1
    for text in handlers.splitlines():
        match = HANDLER.fullmatch(text)
        check(match, f"{name}: not a handler", text=text)
        begin, end, target = map(int, match.groups())
        check(begin <= end < expected, f"{name}: a handler's range", text=text)
        targets.add(target)
    equal(sorted(marked), sorted(targets), f"{name}: targets of jumps")
    return lines


# ---- Sources that are no ordinary programs ----

DEEP = 100_000
# name: the source, and whether the last line of the errors must agree
SOURCES = {
    "empty": (b"", True),
    "no_line_end": (b"print(1)", True),
    "only_a_comment": (b"# nothing", True),
    "byte_order_mark": (b"\xef\xbb\xbfprint('after the mark')\r\n", True),
    "carriage_returns": (b"print(1)\rif 1:\r    print(2)\r", True),
    "form_feed": (b"print(1)\n\x0cprint(2)\n", True),
    "zero_byte": (b"print(1)\nx = '\0'\n", False),
    "not_utf8": (b"print(1)\nx = '\xff'\n", True),
    "cut_utf8": (b"x = '\xe2\x82", False),
    "surrogate": (b"x = '\xed\xa0\x80'\n", False),
    "binary": (bytes(range(256)) * 50, False),
    "long_line": (b"x = [" + b"1," * (1 << 19) + b"]\nprint(len(x))\n", True),
    "long_name": (b"x" * (1 << 20) + b" = 5\nprint('named')\n", True),
    "long_string": (b"print(len('" + b"\\n" * (1 << 19) + b"'))\n", True),
    "many_lines": (b"\n" * (1 << 20) + b"1/0\n", True),
    "parentheses": (b"(" * DEEP + b"1" + b")" * DEEP, True),
    "brackets_open": (b"x = " + b"[" * DEEP, True),
    "minus": (b"x = " + b"-" * DEEP + b"1", False),
    "not": (b"not " * DEEP + b"1", False),
    "sum": (b"x = 1" + b" + 1" * DEEP, True),
    "attributes": (b"x" + b".a" * DEEP, True),
    "calls": (b"f" + b"()" * DEEP, True),
    "lambdas": (b"lambda: " * DEEP + b"1", False),
    "elif": (b"if 0: pass\n" + b"elif 0: pass\n" * DEEP, False),
    "indents": (b"".join(b" " * i + b"if 1:\n" for i in range(150)) +
                b" " * 150 + b"pass\n", True),
    "recursion": (b"def f(n): return f(n + 1)\nf(0)\n", True),
    "recursive_repr": (b"x = []\nfor i in range(100000): x = [x]\nrepr(x)\n",
                       False),
    "huge_int_text": (b"print(len(str(1 << 60000)))\n", True),
    "huge_int": (b"print(3 ** 200000 % 1000007, (7 << 9999) >> 9990)\n", True),
    "huge_literal": (b"print(0x" + b"f" * 100000 + b" % 1000003)\n", True),
    "too_long_literal": (b"x = " + b"1" * 5000 + b"\n", False),
    "huge_repeat": (b"x = 'a' * (1 << 62)\n", True),
    "huge_shift": (b"1 << (1 << 62)\n", False),
}


def _source(name):
    source, agree = SOURCES[name]
    directory = scratch(f"py_tool/source/{name}")
    (directory / "program.py").write_bytes(source)
    status, output, errors = run([PYTHON, "-B", "program.py"],
                                 directory=directory)
    ours = run([CHECKED_PY, "program.py"], directory=directory)
    check(ours[0] != CRASHED, f"crashes:\n{tail(ours[2])}")
    equal(ours[0], status, f"status\n{tail(ours[2])}\n")
    equal(ours[1], output, "output")
    if agree:
        last = errors.splitlines()[-1:]
        equal(ours[2].splitlines()[-1:],
              [line.replace(f"{directory}/", "") for line in last],
              "last line of the errors")
    else:
        equal(bool(ours[2]), bool(errors), "is there an error?")
    shutil.rmtree(directory)


# ---- The GIL ----

CHECK_INTERVAL = b"""
import sys
print(sys.getcheckinterval(), sys.getswitchinterval())
for ticks in (7, 1, 10 ** 6, 0, -3, 10 ** 30):
    sys.setcheckinterval(ticks)
    print(sys.getcheckinterval(), end=" ")
for seconds in (0.002, 1, 1e-6, 1e-9, 1e9):
    sys.setswitchinterval(seconds)
    print(sys.getswitchinterval(), end=" ")
print()
for function, wrong in ((sys.setcheckinterval, ("1", 1.5, None, [])),
                        (sys.setswitchinterval, (0, -1, "1", None))):
    for value in wrong:
        try:
            function(value)
        except (TypeError, ValueError) as error:
            print(type(error).__name__, error)
import threading
total = [0]
lock = threading.Lock()
def work():
    for _ in range(200):
        with lock:
            total[0] += 1
threads = [threading.Thread(target=work) for _ in range(4)]
for ticks in (1, 100):
    sys.setcheckinterval(ticks)
for thread in threads: thread.start()
for thread in threads: thread.join()
print(total)
"""
CHECK_INTERVAL_OUTPUT = """7 1 1000000 1 1 1000000 0.002 1.0 1e-06 1e-06 1.0
TypeError 'str' object cannot be interpreted as an integer
TypeError 'float' object cannot be interpreted as an integer
TypeError 'NoneType' object cannot be interpreted as an integer
TypeError 'list' object cannot be interpreted as an integer
ValueError switch interval must be strictly positive
ValueError switch interval must be strictly positive
TypeError must be real number, not str
TypeError must be real number, not NoneType
[800]
"""
HOLY = b"""
import sys, threading
print(sys.setholiness(True), sys.setholiness(0), sys.setholiness([1]))
for arguments in ((), (1, 2)):
    try:
        sys.setholiness(*arguments)
    except TypeError:
        print("TypeError")
done = []
def compute():
    n = 0
    for _ in range(20000):
        n += 1
    done.append(n)
threads = [threading.Thread(target=compute, holy=number % 2, name=f"t{number}")
           for number in range(4)]
print(*threads)
for thread in threads: thread.start()
for thread in threads: thread.join()
print(done)
"""
HOLY_OUTPUT = """None None None
TypeError
TypeError
<Thread(t0, initial)> <Thread(t1, initial holy)> <Thread(t2, initial)> \
<Thread(t3, initial holy)>
[20000, 20000, 20000, 20000]
"""
GILS = {
    "ticks": {"GIL": "ticks"},
    "ticks_sem": {"GIL": "ticks-sem"},
    "priority": {"GIL": "priority"},
    "bfs": {"GIL": "bfs", "INTERVAL_US": "5000"},
    "holy": {"GIL": "holy"},
    "interval": {"GIL": "interval"},
    "noforce": {"GIL": "interval-noforce"},
    "parameters": {"GIL": "ticks", "CHECK": "33", "INTERVAL_US": "250"},
}
WRONG = {
    "name": ({"GIL": "nothing"}, "GIL=nothing: no such policy"),
    "no_name": ({"GIL": ""}, "GIL=: no such policy"),
    "interval_zero": ({"INTERVAL_US": "0"}, "INTERVAL_US=0: legal values"),
    "interval_text": ({"INTERVAL_US": "fast"}, "INTERVAL_US=fast: legal"),
    "interval_large": ({"INTERVAL_US": "1000001"}, "1..1000000"),
    "interval_rest": ({"INTERVAL_US": "5ms"}, "INTERVAL_US=5ms: legal"),
    "check_negative": ({"CHECK": "-1"}, "CHECK=-1: legal values"),
    "check_empty": ({"CHECK": ""}, "CHECK=: legal values"),
    "io_yield": ({"IO_YIELD": "often"},
                 "IO_YIELD=often: legal values are always and blocked"),
    "io_yield_empty": ({"IO_YIELD": ""}, "IO_YIELD=: legal values"),
}

# A thread is woken, and needs the GIL. Does it get that from one that reads and
# writes what never has to wait? (Not from the interval, which is a second.)
IO_YIELD = b"""import os, socket, sys, threading
sys.setswitchinterval(1)
begin, ran = threading.Lock(), []
begin.acquire()
ready = threading.Lock()
ready.acquire()
def other():
    ready.release()
    begin.acquire()
    ran.append(1)
thread = threading.Thread(target=other)
thread.start()
ready.acquire()
inner, outer = os.pipe()
one, two = socket.socketpair()
begin.release()
for _ in range(int(sys.argv[1])):
    if ran: break
    if sys.argv[2] == "pipe":
        os.write(outer, b"x")
        os.read(inner, 10)
    else:
        one.send(b"x")
        two.recv(10)
print(len(ran))
# What does wait lets go of it.
if sys.argv[2] == "pipe":
    threading.Timer(0.01, lambda: os.write(outer, b"later")).start()
    print(os.read(inner, 10), len(ran))
    big = threading.Thread(target=os.write, args=(outer, b"y" * 100000))
    big.start()
    left = 100000
    while left: left -= len(os.read(inner, left))
else:
    threading.Timer(0.01, lambda: one.send(b"later")).start()
    print(two.recv(10), len(ran))
    big = threading.Thread(target=one.sendall, args=(b"y" * 1000000,))
    big.start()
    left = 1000000
    while left: left -= len(two.recv(left))
print("done")
"""
IO_MODES = {
    "always": ("1000000", 1),
    "blocked": ("500", 0),
}
IO_CASES = [f"{mode}_{what}" for mode in IO_MODES
            for what in ("pipe", "socket")]


def _gil(name):
    env = GILS[name]
    status, output, errors = run([CHECKED_PY, "-"], text=CHECK_INTERVAL,
                                 env=env)
    equal((status, errors), (0, ""), "status and errors")
    first, rest = output.split("\n", 1)
    seconds = int(env.get("INTERVAL_US", "5000")) * 1e-6
    equal(first, f"{env.get('CHECK', '100')} {seconds}", "parameters")
    equal(rest.replace(" \n", "\n"), CHECK_INTERVAL_OUTPUT, "output")


def _holy(name):
    """sys.setholiness and Thread(holy=): there under every GIL."""
    status, output, errors = run([CHECKED_PY, "-"], text=HOLY, env=GILS[name])
    equal((status, output, errors), (0, HOLY_OUTPUT, ""), "output")


def _io_yield(name):
    mode, what = name.split("_")
    most, ran = IO_MODES[mode]
    status, output, errors = run([CHECKED_PY, "-", most, what], text=IO_YIELD,
                                 env={"IO_YIELD": mode})
    equal((status, errors), (0, ""), "status and errors")
    equal(output, f"{ran}\nb'later' 1\ndone\n", "output")


def _wrong_gil(name):
    env, message = WRONG[name]
    status, output, errors = run([CHECKED_PY, "-c", "print(1)"], env=env)
    equal((status, output), (USAGE_ERROR, ""), "status and output")
    contains(errors, message, "errors")


def _result(name, test, *args):
    try:
        test(*args)
    except CheckFailed as failure:
        return [Result(name, False, str(failure))]
    return [Result(name, True)]


def cases():
    """All that the interpreter is besides running programs."""
    sessions = sorted(path.stem for path in SESSIONS.glob("*.txt"))
    tests = [(f"prompt/{name}", _session, name) for name in sessions]
    tests += [("prompt/terminal", _terminal),
              ("prompt/convoy", _prompt_on_convoy), ("dis", _dis)]
    for group, test, table in (("command", _command, COMMANDS),
                               ("source", _source, SOURCES),
                               ("gil", _gil, GILS), ("holy", _holy, GILS),
                               ("io_yield", _io_yield, IO_CASES),
                               ("wrong_gil", _wrong_gil, WRONG)):
        tests += [(f"{group}/{name}", test, name) for name in table]
    return [Case(f"py_tool/{name}",
                 lambda n=f"py_tool/{name}", t=test, a=args: _result(n, t, *a))
            for name, test, *args in tests]
