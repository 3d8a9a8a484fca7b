# SPDX-License-Identifier: MIT
"""list.sort of a list that other threads look at and change: a ValueError or a
sorted list, never a half sorted one."""

import threading

data = list(range(200))
outcomes = set()
seen = set()
stop = threading.Event()


class Key:
    """Compares in Python: other threads can run in the middle of a sort."""

    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return self.value < other.value


def sorts():
    for _ in range(10):
        try:
            data.sort(key=Key)
            outcomes.add("sorted")
        except ValueError as error:
            outcomes.add(str(error))
    stop.set()


def looks():
    while not stop.is_set():
        seen.add(len(data) in (0, 200))


def appends():
    while not stop.is_set():
        changed.append(1)
        changed.pop()


changed = data
threads = [threading.Thread(target=sorts), threading.Thread(target=looks)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(outcomes, seen <= {True}, data == list(range(200)))

# What a sort finds changed under it, with no other thread needed.


class Meddling(Key):
    def __lt__(self, other):
        target.append(None)
        return self.value < other.value


target = [3, 1, 2]
try:
    target.sort(key=Meddling)
except ValueError as error:
    print(error, target)


class Looking(Key):
    def __lt__(self, other):
        seen.add(len(target))
        return self.value < other.value


seen.clear()
target.sort(key=Looking, reverse=True)
print(seen, target)

stop.clear()
changed = [5]
thread = threading.Thread(target=appends)
thread.start()
for _ in range(200):
    assert len(changed) in (1, 2) and changed[0] == 5
    assert sorted(changed) in ([5], [1, 5])
stop.set()
thread.join()
print(changed)
