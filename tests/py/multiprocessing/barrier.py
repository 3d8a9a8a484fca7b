# SPDX-License-Identifier: MIT
# A barrier of processes: rounds, numbers, action, abort, reset, timeouts.
import time
from multiprocessing import Barrier, Process, Queue, Value
from threading import BrokenBarrierError

PROCESSES, ROUNDS = 3, 20


def start(target, *args, count=PROCESSES):
    processes = [Process(target=target, args=args) for _ in range(count)]
    for process in processes:
        process.start()
    return processes


def end(processes):
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]


def till(barrier, waiting):
    while barrier.n_waiting != waiting:
        time.sleep(0.001)


# In each round all come before one goes on, and each has another number.
come = Value("i")
actions = Value("i")
places = Queue()


def act():
    actions.value += come.value == PROCESSES * (actions.value + 1)


barrier = Barrier(PROCESSES, act, timeout=60)


def take_part():
    for _ in range(ROUNDS):
        with come.get_lock():
            come.value += 1
        places.put(barrier.wait())


processes = start(take_part)
numbers = [places.get() for _ in range(PROCESSES * ROUNDS)]
print(end(processes), actions.value, come.value)
print([numbers.count(n) for n in range(PROCESSES)])
print(barrier.parties, barrier.n_waiting, barrier.broken)


def wait(timeout=None):
    try:
        places.put(barrier.wait(timeout))
    except BrokenBarrierError as error:
        places.put(repr(error))


def outcome(count):
    return sorted(str(places.get()) for _ in range(count))


# Who waits is let go by abort; who comes then, too, until it is reset.
processes = start(wait, count=2)
till(barrier, 2)
barrier.abort()
print(outcome(2), end(processes), barrier.broken, barrier.n_waiting)
wait()
print(outcome(1))
barrier.reset()
print(barrier.broken, barrier.n_waiting)

# Who waits is let go by reset; the barrier is not broken.
processes = start(wait, count=2)
till(barrier, 2)
barrier.reset()
print(outcome(2), end(processes), barrier.broken)

# One who does not wait any longer breaks it for the others.
processes = start(wait, count=1)
till(barrier, 1)
wait(0.01)
print(outcome(2), end(processes), barrier.broken)
barrier.reset()
processes = start(wait, count=3)
print(outcome(3), end(processes), barrier.broken)


# An action that fails breaks it, and is raised where it was called.
def fail():
    raise KeyError("action")


alone = Barrier(1, fail)
for _ in range(2):
    try:
        alone.wait()
    except (KeyError, BrokenBarrierError) as error:
        print(repr(error), alone.broken)
print([Barrier(1).wait() for _ in range(2)])
for call in (Process().terminate, Process().kill):
    try:
        call()
    except AttributeError:
        print("not started")
