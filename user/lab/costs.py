# SPDX-License-Identifier: MIT
"""What things cost, in nanoseconds of lab time: at mhz=1000, in instructions of
the processor.

    costs.py [TIMES]

Each thing is done TIMES times in a loop, and the empty loop's cost is taken
off. On Linux the figures are the host's nanoseconds.
"""

import sys
import threading
import time

TIMES = int(sys.argv[1]) if len(sys.argv) > 1 else 2000

THINGS = """\
x = n                     # a local
x = g                     # a global
x = n + 1                 # ints
x = n * 1.5               # an int and a float
x = n < 5
x = items[1]
x = table["b"]
x = point.x               # an attribute of an instance
point.x = n
x = [n, n]
x = (n, n)
x = "a" + word
one()                     # a call of a function
point.get()               # a call of a method
Point()                   # an object with __init__
len(items)                # a call of a C function
next(numbers)             # a call that switches to a generator and back
x = f"{n}"
try: pass\\nexcept KeyError: pass
try: raise error\\nexcept KeyError: pass
with lock: pass
"""

SETUP = """\
class Point:
    def __init__(self):
        self.x = 1
    def get(self):
        return 1
def one():
    return 1
def count():
    while True:
        yield 1
g, error = 1, KeyError()
def run(times, clock):
    items, table, word, n = [1, 2, 3], {"a": 1, "b": 2}, "text", 3
    point, numbers, lock, x = Point(), count(), Lock(), None
    begun = clock()
    for _ in range(times):
        BODY
    return clock() - begun
"""


def cost(body):
    """Of one execution of body, the loop around it included."""
    names = {"Lock": threading.Lock}
    lines = body.replace("\\n", "\n        ")
    exec(SETUP.replace("BODY", lines), names)
    names["run"](TIMES // 10, time.perf_counter_ns)  # fill the caches
    return names["run"](TIMES, time.perf_counter_ns) / TIMES


loop = cost("pass")
print(f"{'the empty loop, each time round':<40}{loop:8.1f}")
for line in THINGS.splitlines():
    thing = line.partition("#")[0].strip()
    print(f"{thing:<40}{cost(thing) - loop:8.1f}")
