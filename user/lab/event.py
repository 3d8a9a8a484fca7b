# SPDX-License-Identifier: MIT
"""An Event is a door: closed, all wait; set, all go, and who comes later
doesn't wait at all. Look at how many runners are off before the gun, and after.
"""

import threading
import time

RUNNERS = 5

gun = threading.Event()
ready = threading.Semaphore(0)
guard = threading.Lock()
started = []


def run(number):
    ready.release()
    gun.wait()
    with guard:
        started.append((number, gun.is_set()))


def main():
    runners = [threading.Thread(target=run, args=(n,)) for n in range(RUNNERS)]
    for runner in runners:
        runner.start()
    for _ in runners:
        ready.acquire()         # all are on their marks
    time.sleep(0.002)
    print("started before the gun:", len(started))
    print("a wait that times out:", gun.wait(timeout=0.001))
    gun.set()
    for runner in runners:
        runner.join()
    print("started after it:", len(started))
    print("each saw it set:", all(seen for _, seen in started))
    print("who comes late does not wait:", gun.wait())
    gun.clear()
    print("closed again:", not gun.is_set())


main()
