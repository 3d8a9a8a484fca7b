# SPDX-License-Identifier: MIT
"""Nobody ever sees a list that is half sorted.

list.sort() is one instruction. While it compares numbers it runs no bytecode,
so the thread keeps the GIL and nobody else can look. While it calls a key
function it does run bytecode, and others may look: as long as the sort lasts
they find the list empty, and whoever changes it then is told so.

A second thread looks at the list all the time, and notes what it sees:
shuffled, sorted, empty, or anything else, which would be a list half sorted.
Look at how often it saw an empty list: the sort was interrupted so often.
"""

import threading
import time

SIZE = 1000
ROUNDS = 100

data = []
seen = {"empty": 0, "shuffled": 0, "sorted": 0, "half sorted": 0}
done = False


def what_is(values):
    if not values:
        return "empty"
    if values == shuffled:
        return "shuffled"
    return "sorted" if values == ordered else "half sorted"


def watch():
    while not done:
        copy = data[:]              # one instruction, too
        seen[what_is(copy)] += 1
        time.sleep(0.0001)


def shuffle(size):
    """So many numbers in no order, always the same."""
    value, result = 1, []
    for _ in range(size):
        value = value * 16807 % 2147483647
        result.append(value)
    return result


def key(number):
    return number


shuffled = shuffle(SIZE)
ordered = sorted(shuffled)

watcher = threading.Thread(target=watch)
watcher.start()
for _ in range(ROUNDS):
    data[:] = shuffled
    data.sort()                     # runs no bytecode
    data[:] = shuffled
    data.sort(key=key)              # calls a function of ours
done = True
watcher.join()

print("sorted at the end:", data == ordered)
print("somebody looked:", sum(seen.values()) > 0)
print("half sorted lists seen:", seen["half sorted"])
print("empty ones seen, while key() ran:", seen["empty"])


def meddle(number):
    data.append(number)
    return number


try:
    data.sort(key=meddle)
except ValueError as error:
    print("changed while sorting:", error)
print("none the worse for it:", data == ordered)
