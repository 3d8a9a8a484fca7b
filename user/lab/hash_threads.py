# SPDX-License-Identifier: MIT
"""Threads that hash without the GIL.

    hash_threads.py [MOST [BLOCKS [SIZE]]]

BLOCKS blocks of SIZE bytes are hashed (SHA-256), by 1 thread, by 2, ... up to
MOST, which share them out. For more than 2047 bytes hashlib lets go of the GIL,
and threads hash at the same time, as many as there are cores. With blocks of
2047 bytes or less it does not, and threads take turns: try SIZE=1024.
"""

import hashlib
import sys
import threading
import time

import lab

MOST = int(sys.argv[1]) if len(sys.argv) > 1 else 4
BLOCKS = int(sys.argv[2]) if len(sys.argv) > 2 else 64
SIZE = int(sys.argv[3]) if len(sys.argv) > 3 else 65536

data = bytes(range(256)) * (SIZE // 256 + 1)
data = data[:SIZE]


def work(number, blocks, digests):
    """Hash so many blocks."""
    lab.role("cpu", number + 1)
    h = hashlib.sha256()
    for _ in range(blocks):
        h.update(data)
    digests.append(h.hexdigest())


def measure(threads):
    """How long that many threads take, in ns."""
    digests = []
    shares = [BLOCKS // threads + (number < BLOCKS % threads)
              for number in range(threads)]
    crew = [threading.Thread(target=work, args=(number, share, digests))
            for number, share in enumerate(shares)]
    lab.mark_begin(f"hash-{threads}")
    begun = time.perf_counter_ns()
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    elapsed = time.perf_counter_ns() - begun
    lab.mark_end()
    return elapsed


print(f"{BLOCKS} blocks of {SIZE} bytes")
alone = measure(1)
for threads in range(1, MOST + 1):
    elapsed = alone if threads == 1 else measure(threads)
    print(f"mode=hash\nhash.threads={threads}\nhash.elapsed_ns={elapsed}")
    print(f"{threads} threads: {elapsed / 1e6:.2f} ms, "
          f"{alone / elapsed:.2f} times as fast as one")
