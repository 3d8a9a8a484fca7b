# SPDX-License-Identifier: MIT
# Locks and numbers that processes share.
import os
import time
from multiprocessing import (Array, BoundedSemaphore, Condition, Event, Lock,
                             Process, RLock, Semaphore, Value)


def run(*targets):
    processes = [Process(target=target, args=args) for target, *args in targets]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]


def count(value, times):
    for _ in range(times):
        with value.get_lock():
            value.value += 1


total = Value("i")
print(run(*[(count, total, 200) for _ in range(3)]), total.value)


def fill(array, n):
    array[n] = n * n
    array[-1] += 1.5 if n == 0 else 0


array = Array("d", 5)
print(run(*[(fill, array, n) for n in range(4)]), array[:], len(array))
print(list(Array("b", [1, -2, 3])), Value("I", 7).value, Value("d", 0.5).value)
for call in (lambda: array[5], lambda: setattr(total, "value", "x"),
             lambda: setattr(total, "value", 1.5)):
    try:
        call()
    except (IndexError, TypeError) as error:
        print(type(error).__name__)

lock = Lock()
print(lock.acquire(), lock.acquire(False), lock.acquire(timeout=0.01),
      lock.acquire(True, 0))


def other(lock):
    os._exit(10 + lock.acquire(False))


print(run((other, lock)))
lock.release()
print(run((other, lock)))
lock.release()
for call in (lock.release, RLock().release, BoundedSemaphore(2).release):
    try:
        call()
    except (ValueError, AssertionError) as error:
        print(type(error).__name__, error)

rlock = RLock()
with rlock:
    print(rlock.acquire(), rlock.acquire(False), run((other, rlock)))
    rlock.release()
    rlock.release()
print(run((other, rlock)))

places = Semaphore(2)
inside = Value("i")
most = Value("i")


def enter(n):
    with places:
        with inside.get_lock():
            inside.value += 1
            most.value = max(most.value, inside.value)
        time.sleep(0.005)
        with inside.get_lock():
            inside.value -= 1


print(run(*[(enter, n) for n in range(5)]), most.value <= 2)

gun = Event()
started = Value("i")


def runner():
    gun.wait()
    with started.get_lock():
        started.value += 1


runners = [Process(target=runner) for _ in range(3)]
for process in runners:
    process.start()
time.sleep(0.02)
print(gun.is_set(), started.value, gun.wait(0.001))
gun.set()
for process in runners:
    process.join()
print(gun.is_set(), started.value, gun.wait())
gun.clear()
print(gun.is_set())

changed = Condition()
turn = Value("i", lock=False)


def take_turn(me):
    for _ in range(5):
        with changed:
            changed.wait_for(lambda: turn.value == me)
            turn.value = (me + 1) % 3
            changed.notify_all()


print(run(*[(take_turn, n) for n in range(3)]), turn.value)
with changed:
    print(changed.wait(0.01))


def holds_and_dies(lock):
    lock.acquire()
    os._exit(0)


abandoned = Lock()
run((holds_and_dies, abandoned))
print("the lock of one that died:", abandoned.acquire(timeout=0.01))
