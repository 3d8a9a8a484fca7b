# SPDX-License-Identifier: MIT
"""Barrier: rounds, indices, the action, and one that is broken or reset."""

import threading

PARTIES, ROUNDS = 5, 20
log = []
lock = threading.Lock()
actions = []
barrier = threading.Barrier(PARTIES, action=lambda: actions.append(len(log)))
indices = [[] for _ in range(ROUNDS)]


def work():
    for number in range(ROUNDS):
        with lock:
            log.append(number)
        indices[number].append(barrier.wait())


threads = [threading.Thread(target=work) for _ in range(PARTIES)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(log == sorted(log), actions == [PARTIES * (n + 1) for n in range(ROUNDS)])
print(all(sorted(each) == list(range(PARTIES)) for each in indices))
print(barrier.parties, barrier.n_waiting, barrier.broken)


def attempt(function, *args):
    try:
        print(function(*args))
    except threading.BrokenBarrierError as error:
        print("broken", error.args)
    except ZeroDivisionError as error:
        print(error)


attempt(barrier.wait, 0.01)
print(barrier.broken, barrier.n_waiting)
attempt(barrier.wait)
barrier.reset()
print(barrier.broken)
barrier.abort()
attempt(barrier.wait)
outcomes = []


def comes(where):
    try:
        where.wait()
        outcomes.append("passed")
    except threading.BrokenBarrierError:
        outcomes.append("broken")
    except ZeroDivisionError:
        outcomes.append("the action failed")


for spoil in ("abort", "reset"):
    pair = threading.Barrier(3)
    threads = [threading.Thread(target=comes, args=(pair,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    while pair.n_waiting < 2:
        pass
    getattr(pair, spoil)()
    for thread in threads:
        thread.join()
    print(spoil, outcomes, pair.broken)
    outcomes.clear()
bad = threading.Barrier(2, action=lambda: 1 / 0)
threads = [threading.Thread(target=comes, args=(bad,)) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(outcomes), bad.broken)
attempt(threading.Barrier(1, timeout=0.01).wait)
attempt(threading.Barrier(2, timeout=0.01).wait)
print(issubclass(threading.BrokenBarrierError, RuntimeError))
