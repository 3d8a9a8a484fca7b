# SPDX-License-Identifier: MIT
"""The interpreter without a GIL: unprotected it loses updates and corrupts
memory, and the checked one says where; with atomic counts and locks it does
neither, and threads that share nothing run side by side."""

import re

from lib.case import BUILD, PROJECT
from lib.check import check, contains, equal
from lib.lab import ended_well, figures, make

LAB = PROJECT / "user" / "lab"
USER = BUILD / "user"
BROKEN = 3     # GIL_STATUS_BROKEN: the interpreter has seen corrupted memory
SEEDS = (0, 1, 2)

# Each line: what many threads did to one object that they share. What they do
# is whole under a GIL, so it must be here.
STORMS = """
import sys, threading
from collections import deque
THREADS, COUNT = 4, 400
class Box: pass
box, numbers, table, group, queue = Box(), [], {}, set(), deque()
box.value, payload = None, ["shared"]
places, walk, total = [None] * 8, iter(range(THREADS * COUNT)), []
def generate():
    for i in range(THREADS * COUNT):
        yield i
source = generate()
def cell():
    kept = payload
    def swap(new):
        nonlocal kept
        old, kept = kept, new
        return old
    return swap
swap = cell()
errors = []
def storm(number):
    taken = 0
    for i in range(COUNT):
        numbers.append(payload)
        if i % 3 == 0:
            numbers.pop()
        table[number * COUNT + i] = payload
        table["shared"] = i
        group.add(number * COUNT + i)
        queue.append(i)
        if i % 2:
            queue.popleft()
        box.value = payload if i % 2 else [i]
        seen = box.value
        places[i % 8] = payload if i % 2 else 0.5 + i
        seen = places[(i + 1) % 8], box.value
        setattr(box, "a%d" % (i % 70), payload)
        swap(payload)
        for text in "a", "b":
            text + str(i)
        if next(walk, None) is not None:
            taken += 1
        try:
            next(source, None)
        except ValueError as error:
            errors.append(str(error))
    total.append(taken)
before = sys.getrefcount(payload)
threads = [threading.Thread(target=storm, args=(n,)) for n in range(THREADS)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print("list", len(numbers) == THREADS * (COUNT - (COUNT + 2) // 3))
print("dict", len(table) == THREADS * COUNT + 1,
      all(table[i] is payload for i in range(THREADS * COUNT)))
print("set", group == set(range(THREADS * COUNT)))
print("deque", len(queue) == THREADS * COUNT // 2)
print("iterator", sum(total) == THREADS * COUNT)
print("generator", set(errors) <= {"generator already executing"})
numbers.clear(), table.clear(), box.__dict__.clear(), places.clear()
swap(None)
seen = None
print("counts", sys.getrefcount(payload) - before + 1)
"""
STORM_TRUTH = ["list True", "dict True True", "set True", "deque True",
               "iterator True", "generator True", "counts 0"]

# C code that calls Python code, which changes what the C code works on; and
# what inline caches rely on, changed beneath them.
HOSTILE = """
import sys, threading
THREADS, COUNT = 4, 40
class Key:
    def __init__(self, n): self.n = n
    def __hash__(self): return sum(0 for i in range(3)) + (self.n & 3)
    def __eq__(self, other): return self.n == other.n
class One:
    which = 1
    def call(self): return 1
class Two:
    which = 2
    def call(self): return 2
class Dying:
    def __init__(self, n):
        self.n = n
        made.append(n)
    def __del__(self):
        dead.append(self.n)
        kept[self.n % 5] = self if self.n % 10 == 0 else None
made, dead, kept, table, order = [], [], {}, {}, list(range(20))
shared, places, raised = [One(), Two()], [None] * 2, KeyError("shared")
def minus(n):
    seen = [n]
    return -n
def changing(walk):
    try:
        walk()
    except (RuntimeError, ValueError) as error:
        assert "chang" in str(error) or "modified" in str(error), error
def storm(number):
    for i in range(COUNT):
        table[Key(i % 20)] = number
        changing(lambda: [key.n for key in table])
        changing(lambda: [value for key, value in table.items()])
        table.pop(Key(i * 7 % 20), None)
        changing(lambda: order.sort(key=minus))
        order.append(i)
        one = shared[i % 2]
        one.__class__ = One if i % 3 else Two
        assert one.call() in (1, 2) and one.which in (1, 2, 3)
        if i % 5 == 0:
            One.which, One.call = 3, lambda self: 1
        one.here = [i]
        setattr(one, "a%d" % (i % 9), i)
        if i % 9 == 8:
            one.__dict__.clear()
        if i % 20 == 19:
            one.__dict__ = {"here": 0}
        getattr(one, "here", None)
        places[i % 2] = Dying(i)
        def inner(kept=Dying(i + 1)):
            return kept
        try:
            raise raised
        except KeyError as error:
            error.__traceback__
        space = {}
        exec("class Made:\\n value = %d" % i, space)
        assert space["Made"].value == i
        sys.intern("%d %d" % (i, number))
threads = [threading.Thread(target=storm, args=(n,)) for n in range(THREADS)]
for thread in threads: thread.start()
for thread in threads: thread.join()
places.clear(), kept.clear()
print("dead", sorted(dead) == sorted(made))
"""

# Blocks that one thread asks for and another gives back; threads that end.
MEMORY = """
import queue, threading
class Thing:
    def __init__(self): self.a = self.b = 0.5
def resident():
    for line in open("/proc/self/status"):
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
def pass_on(count):
    line = queue.Queue(10)
    def take():
        while line.get(): pass
    taker = threading.Thread(target=take)
    taker.start()
    for i in range(0, count, 20): line.put([Thing() for _ in range(20)])
    line.put(None)
    taker.join()
def start(count):
    for i in range(count):
        thread = threading.Thread(target=lambda: [[i] for i in range(9)])
        thread.start()
        thread.join()
for work, count in (pass_on, 4000), (start, 60):
    work(count // 4)
    before = resident()
    work(count)
    print(work.__name__, resident() - before, "KiB")
"""
MEMORY_MOST = 128   # KiB


def run(lab, protect, name, *args, cores=2, seed=0, **fields):
    """Run a program of user/lab, or {"x.py": text}, by py-PROTECT ("": py)
    with GIL=none, or what env says."""
    interpreter = USER / (f"py-{protect}" if protect else "py")
    program = ({f"/lab/{name}": LAB / name} if isinstance(name, str) else
               {f"/lab/{one}": text.encode() for one, text in name.items()})
    path, = program
    return lab.boot(
        program=interpreter, args=[path, *args], files=program,
        env={"GIL": "none", **fields.pop("env", {})},
        options={"cores": f"sim:{cores}", "seed": seed, "trace": "off"},
        extract_trace=False, **fields)


def test_plain_goes_wrong(lab):
    """Unprotected, counts end too low and too high by the same, and updates
    are lost, where the program lives that long; the machine always does."""
    wrong, lost = [], []
    for seed in range(4):
        counts = run(lab, "", "no_gil.py", "counts", seed=seed)
        updates = run(lab, "", "no_gil.py", "updates", seed=seed)
        ended_well(counts)
        ended_well(updates)
        wrong += re.findall(r"left is off by (-?\d+)\n"
                            r".*right is off by (-?\d+)", counts.console)
        lost += map(int, re.findall(r"updates: (\d+) of", updates.console))
    check(any(int(low) for low, _ in wrong), "all counts are right",
          wrong=wrong)
    check(all(int(low) + int(high) == 0 for low, high in wrong),
          "what one has too many another has too few", wrong=wrong)
    check(any(lost), "no update is lost", lost=lost)


def test_checked_says_where(lab):
    """The corruption is found: object, threads, lines; each time the same,
    and the machine lives on to power off."""
    for seed in SEEDS:
        first, second = (run(lab, "checked", "no_gil.py", "objects", seed=seed)
                         for _ in range(2))
        ended_well(first, BROKEN)
        check(re.search(r"memory is corrupted: a reference is (taken|given "
                        r"back) to a \w+ object that is gone \(at 0x\w+\)\n"
                        r"  used by thread [23] at line \d+\n"
                        r"  given back by thread [23] at line \d+\n",
                        first.console), "no place", output=first.console)
        equal(second.console, first.console, f"seed {seed}, a second run")


def test_checked_alone(lab):
    """Under a GIL the checked interpreter has nothing to find."""
    result = run(lab, "checked", {"storms.py": STORMS}, cores=4,
                 env={"GIL": "interval", "INTERVAL_US": "50"})
    equal(ended_well(result).console.splitlines(), STORM_TRUTH, "storms")


def test_atomic_storms(lab):
    """What threads do to shared lists, dicts, sets, deques, attributes, cells,
    iterators and generators stays whole, and counts are exact."""
    for seed in SEEDS:
        result = run(lab, "atomic", {"storms.py": STORMS}, cores=4, seed=seed)
        equal(ended_well(result).console.splitlines(), STORM_TRUTH,
              f"storms, seed {seed}")
        shown = ended_well(run(lab, "atomic", "no_gil.py", cores=4,
                               seed=seed)).console
        contains(shown, "counts: left is off by 0\ncounts: right is off by 0",
                 "counts")
        contains(shown, "list: 40000 of 40000 items\n"
                        "objects: nothing was seen", "list, objects")


def test_atomic_hostile(lab):
    """Python code that C code calls, finalisers, classes that change: nobody
    is freed twice or never, and nothing hangs."""
    for seed in SEEDS[:2]:
        result = run(lab, "atomic", {"hostile.py": HOSTILE}, cores=4,
                     seed=seed)
        equal(ended_well(result).console.splitlines(), ["dead True"],
              f"hostile, seed {seed}")


def test_atomic_memory(lab):
    """What one thread gives back another uses again, and what was kept by one
    that has ended. By twenties, so that they seldom block: without a trace the
    GIL's records of that are memory of the program's own, and grow."""
    result = run(lab, "atomic", {"memory.py": MEMORY})
    grown = re.findall(r"(\w+) (-?\d+) KiB", ended_well(result).console)
    equal([name for name, _ in grown], ["pass_on", "start"], "lines")
    check(all(int(size) < MEMORY_MOST for _, size in grown), "it grows",
          grown=grown)


def test_side_by_side(lab):
    """Four threads that share nothing do four times as much; one is slower
    than under a GIL."""
    took = {}
    for protect, gil, least, most in (("", "interval", 0.95, 1.05),
                                      ("atomic", "none", 3.5, 4.05)):
        console = ended_well(run(
            lab, protect, "protect.py", 4, 5000, cores=4,
            env={"GIL": gil, "INTERVAL_US": 200})).console
        shown = figures(console)
        took[protect, gil] = shown["own.one_ns"]
        check(least < 4 * shown["own.one_ns"] / shown["own.all_ns"] < most,
              "speed-up", protect=protect, gil=gil, output=console)
    check(took["atomic", "none"] > 1.02 * took["", "interval"],
          "the price on one thread", took=took)


def test_wrong_words(lab):
    """A protection or a GIL that cannot be is refused in words."""
    status, output = make("run", "LAB=user/lab/no_gil.py", "PROTECT=best")
    check(status != 0, "status", status=status)
    contains(output, "PROTECT=best: there are: atomic checked", "words")
    result = run(lab, "atomic", "no_gil.py", env={"GIL": "interval"})
    ended_well(result, 2)
    contains(result.console, "GIL=interval: this interpreter has no GIL",
             "words")
