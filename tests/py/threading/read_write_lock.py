# SPDX-License-Identifier: MIT
"""Readers and writers, built of a Condition: writers alone, readers
together."""

import threading


class ReadWriteLock:
    def __init__(self):
        self.changed = threading.Condition()
        self.readers = 0
        self.writing = False

    def acquire_read(self):
        with self.changed:
            self.changed.wait_for(lambda: not self.writing)
            self.readers += 1

    def release_read(self):
        with self.changed:
            self.readers -= 1
            if not self.readers:
                self.changed.notify_all()

    def __enter__(self):
        with self.changed:
            self.changed.wait_for(
                lambda: not self.writing and not self.readers)
            self.writing = True

    def __exit__(self, *error):
        with self.changed:
            self.writing = False
            self.changed.notify_all()


lock = ReadWriteLock()
pair = [0, 0]
torn = []
meeting = threading.Barrier(4)


def reads():
    for i in range(60):
        lock.acquire_read()
        if i == 0:
            meeting.wait()  # only possible if all four read at once
        if pair[0] != pair[1]:
            torn.append(tuple(pair))
        lock.release_read()


def writes():
    for _ in range(40):
        with lock:
            pair[0] += 1
            for _ in range(20):
                pass
            pair[1] += 1


readers = [threading.Thread(target=reads) for _ in range(4)]
writers = [threading.Thread(target=writes) for _ in range(2)]
for thread in readers:
    thread.start()
for thread in writers:
    thread.start()
for thread in readers + writers:
    thread.join()
print(torn, pair, lock.readers, lock.writing)
