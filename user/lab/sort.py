# SPDX-License-Identifier: MIT
"""Nobody ever sees a list that is half sorted.

list.sort() is one operation of the interpreter: while it compares numbers it
runs no bytecode, and so nobody else does. While it calls a key function or a
__lt__ it does, and others may look: they find the list empty, as long as the
sort lasts, and whoever changes it then is told so.
"""

import threading

SIZE = 2000
ROUNDS = 30

data = []
odd_sights = []
looks = 0
done = False


def watch():
    """Look at data all the time; keep what is neither shuffled nor sorted."""
    global looks
    while not done:
        copy = data[:]
        looks += 1
        if copy and copy != shuffled and copy != ordered:
            odd_sights.append(copy)


def scramble(size):
    value, result = 1, []
    for _ in range(size):
        value = value * 16807 % 2147483647
        result.append(value)
    return result


shuffled = scramble(SIZE)
ordered = sorted(shuffled)

watcher = threading.Thread(target=watch)
watcher.start()
for _ in range(ROUNDS):
    data[:] = shuffled
    data.sort()
for _ in range(ROUNDS):
    data[:] = shuffled
    data.sort(key=lambda number: number)
done = True
watcher.join()
print("sorted:", data == ordered)
print("somebody looked:", looks > 0)
print("half sorted lists seen:", len(odd_sights))


def meddle(number):
    data.append(number)
    return number


try:
    data.sort(key=meddle)
except ValueError as error:
    print("changed while sorting:", error)
