# SPDX-License-Identifier: MIT
"""A thread that computes, and does a little I/O to look busy: what does it win?

    tiny_io.py [holy] [EVERY [MS]]

Two threads compute for MS milliseconds, first both honestly, then one of them
with a trick every EVERY rounds, about a millisecond if not told: it writes one
byte to a pipe that has room for it and reads it back ("write"), or it sleeps
for no time at all ("sleep"), or for NAP_US microseconds ("nap"). The first two
cannot block; but around each the thread lets go of the GIL.

With GIL=interval the first two take everything: each wakes the other thread,
which finds the GIL taken again, and then waits for a whole new interval. The
nap gives it the time to wake; then it pays to be honest. With GIL=priority the
nap takes everything as well: whoever blocks goes first. GIL=bfs counts what a
thread has used, in however many pieces. With `holy` the honest thread declares
itself so, and the other does not: with GIL=holy no further trick is needed.
"""

import os
import sys
import threading
import time

import lab

numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
EVERY = numbers[0] if numbers else 7000
MS = numbers[1] if len(numbers) > 1 else 200
AT_ONCE = 50  # rounds between two looks at the clock
NAP_US = 50

end = 0


def honest():
    """What an honest thread does instead of the trick."""


def compute(number, trick, start, rounds):
    """Count until the time is over, with the trick every EVERY rounds."""
    lab.role("cpu", number)
    if number == 1 and "holy" in sys.argv and hasattr(sys, "setholiness"):
        sys.setholiness(True)
    start.wait()
    n = 0
    due = EVERY
    while time.perf_counter_ns() < end:
        for _ in range(AT_ONCE):
            n += 1
        if n >= due:
            due = n + EVERY
            trick()
    rounds[number] = n


def share(name, trick):
    """Run an honest thread and one with the trick; what each has counted."""
    global end
    start = threading.Event()
    rounds = {}
    threads = [threading.Thread(target=compute,
                                args=(number + 1, what, start, rounds))
               for number, what in enumerate((honest, trick))]
    lab.mark_begin(name)
    for thread in threads:
        thread.start()
    end = time.perf_counter_ns() + MS * 1_000_000
    start.set()
    for thread in threads:
        thread.join()
    lab.mark_end()
    print(f"mode={name}\n{name}.honest={rounds[1]}\n{name}.other={rounds[2]}")
    part = rounds[2] / (rounds[1] + rounds[2])
    print(f"{name}: the other has {100 * part:.1f} %")


reader, writer = os.pipe()


def write():
    """Write a byte where there is room for it, and read it where it is."""
    os.write(writer, b"x")
    os.read(reader, 1)


print("mode=prims")
for name, ns in lab.primitives().items():
    print(f"prims.{name}_ps={ns * 1000:.0f}")

share("honest", honest)
share("write", write)
share("sleep", lambda: time.sleep(0))
share("nap", lambda: time.sleep(NAP_US / 1_000_000))
