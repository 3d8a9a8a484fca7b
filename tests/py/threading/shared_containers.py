# SPDX-License-Identifier: MIT
"""One list, dict, set and str used by all threads: each operation is whole."""

import threading

THREADS, ROUNDS = 8, 150
numbers, table, members = [], {}, set()
counts = {"pops": 0}
problems = []
lock = threading.Lock()
start = threading.Barrier(THREADS)


def work(me):
    start.wait()
    mine = 0
    for i in range(ROUNDS):
        numbers.append((me, i))
        table[me, i] = i
        members.add((me, i))
        table.setdefault(("first", i), me)
        if i % 3 == 0:
            table.pop((me, i), None)
            members.discard((me, i))
        copy = list(numbers)
        if any(len(entry) != 2 for entry in copy):
            problems.append(copy)
        if i % 10 == 0:
            copy.sort()
            if copy != sorted(copy):
                problems.append("unsorted")
            if len(set(table)) > THREADS * ROUNDS + ROUNDS:
                problems.append(len(table))
        try:
            stack.pop()
            mine += 1
        except IndexError:
            pass
    with lock:
        counts["pops"] += mine


stack = list(range(THREADS * ROUNDS - 100))
threads = [threading.Thread(target=work, args=(n,)) for n in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(problems, len(numbers), len(set(numbers)))
print(all([i for me, i in numbers if me == n] == list(range(ROUNDS))
          for n in range(THREADS)))
print(len(table), len(members), sum(1 for key in table if key[0] == "first"))
print(sorted(members) == sorted(key for key in table if key[0] != "first"))
print(counts, stack)
