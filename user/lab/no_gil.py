# SPDX-License-Identifier: MIT
"""What the GIL is for: threads that share an object, without one.

    no_gil.py [WAY...]      WAY: counts, objects, list or updates; if none, all

Run it with GIL=none, and PROTECT=checked to see where memory is corrupted, or
PROTECT=atomic to see it whole. Each WAY has a process of its own.

An assignment `box.value = new` puts new in the place of old, and gives the
reference to old back. Between reading the place and writing it another thread
may have done the same: then old is given back twice, though there was one
reference, and the other's new is never given back.

  counts   Two objects lie in a box by turns, many references to each beside.
           When all is done their counts should be what they were.
  objects  The box has the only reference. Given back twice, the object is gone
           while somebody still uses it.
  list     Threads append to one list. An append that reads the number of items
           another is about to change puts its item where the other's is.
  updates  n = n + 1, which no interpreter makes whole: each thread reads n,
           and writes it back when others have gone on.
"""

import os
import sys
import threading

THREADS = 2
COUNT = 20_000          # times that each thread does it
CORRUPTED = 3           # status: PROTECT=checked has seen corrupted memory
SPARE = 10 * COUNT      # references that keep an object from being freed


class Box:
    """Something that threads share."""

    def __init__(self):
        self.value = None
        self.n = 0


def say(text):
    """Print it at once: the program may not live to its end."""
    print(text, flush=True)


def together(body):
    """Run body(number) in each thread."""
    start = threading.Event()

    def run(number):
        start.wait()
        body(number)

    threads = [threading.Thread(target=run, args=(number,))
               for number in range(THREADS)]
    for thread in threads:
        thread.start()
    start.set()
    for thread in threads:
        thread.join()


def counts():
    box = Box()
    values = [["left"], ["right"]]
    spare = [values[0]] * SPARE, [values[1]] * SPARE
    before = [sys.getrefcount(value) for value in values]

    def swap(number):
        mine = values[number]
        for _ in range(COUNT):
            box.value = mine

    together(swap)
    box.value = None
    after = [sys.getrefcount(value) for value in values]
    for (name,), one, other in zip(values, before, after):
        say(f"counts: {name} is off by {other - one}")
    del spare


def objects():
    box = Box()
    box.value = 0.5

    def renew(number):
        for i in range(COUNT):
            box.value = i + 0.5
            box.value + number

    together(renew)
    say("objects: nothing was seen")


def items():
    shared = []

    def fill(number):
        for i in range(COUNT):
            shared.append(i)

    together(fill)
    say(f"list: {len(shared)} of {THREADS * COUNT} items")


def updates():
    box = Box()

    def count(number):
        for _ in range(COUNT):
            box.n = box.n + 1

    together(count)
    say(f"updates: {THREADS * COUNT - box.n} of {THREADS * COUNT} lost")


WAYS = {"counts": counts, "objects": objects, "list": items,
        "updates": updates}


def apart(way):
    """Do it in a process of its own, which may come to harm; its status."""
    pid = os.fork()
    if pid == 0:
        try:
            WAYS[way]()
            os._exit(0)
        finally:
            os._exit(1)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status < 0:
        say(f"{way}: killed by signal {-status}")
    elif status:
        say(f"{way}: ended with status {status}")
    return status


found = 0
for way in sys.argv[1:] or ["counts", "updates", "list", "objects"]:
    if way not in WAYS:
        sys.exit(f"{way}: not a way; there are: {', '.join(WAYS)}")
    if apart(way) == CORRUPTED:
        found = CORRUPTED
sys.exit(found)
