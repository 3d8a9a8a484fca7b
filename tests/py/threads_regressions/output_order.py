# SPDX-License-Identifier: MIT
# Run with: GIL=ticks CHECK=10
"""Several threads write to one file: what each writes arrives in its order,
though a write gives the GIL away."""

import os
import threading

LINES = 1500
reader, writer = os.pipe()
out = open(writer, "wb")
found = {}
wrong = 0


def write(name):
    for i in range(LINES):
        out.write(f"{name} {i} {i % 97 * 'x'}\n".encode())


def read():
    global wrong
    with open(reader, "rb") as lines:
        for line in lines:
            name, number, _ = line.decode().split(" ")
            wrong += int(number) != found.get(name, 0)
            found[name] = int(number) + 1


threads = [threading.Thread(target=write, args=(name,)) for name in "abcdef"]
collector = threading.Thread(target=read)
collector.start()
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
out.close()
collector.join()
print("out of order:", wrong)
print(sorted(found.items()))
