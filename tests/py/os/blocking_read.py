# SPDX-License-Identifier: MIT
"""A read that blocks lets other threads run, and is woken by a write of one; a
write that blocks is woken by a read."""

import os
import threading

r, w = os.pipe()
log = []


def reads():
    log.append("reads")
    reading.set()
    log.append(os.read(r, 100))


reading = threading.Event()
thread = threading.Thread(target=reads)
thread.start()
reading.wait()
total = sum(i for i in range(1000))
print(log, total, thread.is_alive())
os.write(w, b"wake up")
thread.join()
print(log)

# The end of the file wakes it as well.
thread = threading.Thread(target=reads)
reading.clear()
thread.start()
reading.wait()
os.close(w)
thread.join()
print(log[-1])
os.close(r)

# More than a pipe holds.
SIZE = 200_000
r, w = os.pipe()
data = bytes(i % 251 for i in range(SIZE))


def writes():
    sent = 0
    while sent < SIZE:
        sent += os.write(w, data[sent:sent + 50_000])
    os.close(w)


thread = threading.Thread(target=writes)
thread.start()
got = []
while chunk := os.read(r, 4096):
    got.append(chunk)
thread.join()
print(b"".join(got) == data, sum(map(len, got)))

# A ring: each thread adds one to what it reads.
COUNT = 10
pipes = [os.pipe() for _ in range(COUNT + 1)]


def adds(n):
    for _ in range(5):
        value = int(os.read(pipes[n][0], 10))
        os.write(pipes[n + 1][1], str(value + 1).encode())


threads = [threading.Thread(target=adds, args=(n,)) for n in range(COUNT)]
for thread in threads:
    thread.start()
for value in range(5):
    os.write(pipes[0][1], str(value * 100).encode())
    print(int(os.read(pipes[COUNT][0], 10)), end=" ")
print()
for thread in threads:
    thread.join()
