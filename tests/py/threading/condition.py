# SPDX-License-Identifier: MIT
"""Condition: wait and notify, notify(n), notify_all, first come first
woken."""

import threading

condition = threading.Condition()
waiting = 0
woken = []


def waiter(n):
    global waiting
    with condition:
        waiting += 1
        condition.notify_all()  # tell the main thread
        woken.append((n, gate.wait()))


lock = threading.Lock()
condition = threading.Condition(lock)
gate = threading.Condition(lock)
threads = []
for n in range(6):
    threads.append(threading.Thread(target=waiter, args=(n,)))
    with condition:
        threads[-1].start()
        condition.wait_for(lambda: waiting == n + 1)


def settle(count):
    """Wait until that many have been woken; they are."""
    for thread in threads[:count]:
        thread.join()
    with lock:
        print(woken)


with gate:
    gate.notify()
settle(1)
with gate:
    gate.notify(2)
    print(len(woken))
for thread in threads[1:3]:
    thread.join()
print(sorted(woken))
with gate:
    gate.notify_all()
for thread in threads:
    thread.join()
print(sorted(woken))
with gate:
    gate.notify()
    gate.notify(5)
    gate.notify_all()
    print("nobody waits", gate.wait(0.01), gate.wait(0), gate.wait(-1))
print(lock.locked())

turn = 0
order = []
turns = threading.Condition()


def player(me):
    global turn
    for _ in range(50):
        with turns:
            while turn != me:
                turns.wait()
            order.append(me)
            turn = (me + 1) % 3
            turns.notify_all()


threads = [threading.Thread(target=player, args=(n,)) for n in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(order == [0, 1, 2] * 50)
