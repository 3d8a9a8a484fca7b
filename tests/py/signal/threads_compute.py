# SPDX-License-Identifier: MIT
"""Signals while other threads compute: each handler runs in the main thread,
whether that computes, sleeps, waits for a lock, or joins; a blocked signal
waits."""

import os
import signal
import threading
import time

STRETCH = 3000

done = False
got = []


def compute():
    """With pauses: there are GILs under which nobody else would have a turn."""
    while not done:
        for _ in range(STRETCH):
            pass
        time.sleep(0.001)


def handler(number, frame):
    got.append((signal.Signals(number).name,
                threading.current_thread() is threading.main_thread()))


def send(number):
    os.kill(os.getpid(), number)


def wait_for(count):
    while len(got) < count:
        pass


def show(what):
    print(what, got)
    got.clear()


for number in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM):
    signal.signal(number, handler)
threads = [threading.Thread(target=compute) for _ in range(2)]
for thread in threads:
    thread.start()

for n in range(5):
    send(signal.SIGUSR1)
    wait_for(n + 1)
show("from the main thread")

sender = threading.Thread(target=send, args=(signal.SIGUSR2,))
sender.start()
wait_for(1)
sender.join()
show("from another, while it computes")

for n in range(3):
    signal.setitimer(signal.ITIMER_REAL, 0.005)
    wait_for(n + 1)
show("from a timer")

signal.setitimer(signal.ITIMER_REAL, 0.01)
time.sleep(0.05)
show("asleep")

lock = threading.Lock()
lock.acquire()
signal.setitimer(signal.ITIMER_REAL, 0.01)
print(lock.acquire(timeout=0.05))
show("waiting for a lock")


class Stop(Exception):
    pass


def stop(number, frame):
    raise Stop


signal.signal(signal.SIGALRM, stop)
try:
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    threads[0].join()
except Stop:
    print("join was interrupted")

signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
print(signal.sigpending(), got)
signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])
wait_for(1)
show("let through")

signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    send(signal.SIGINT)
    while True:
        pass
except KeyboardInterrupt:
    print("KeyboardInterrupt")
done = True
for thread in threads:
    thread.join()
print("end")
