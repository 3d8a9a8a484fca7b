# SPDX-License-Identifier: MIT
# Run with: GIL=ticks CHECK=3
"""Threads that import the same module at once: none sees it half done."""

import threading

missing = []


def body():
    import collections
    import random
    for module, last in ((random, "shuffle"), (random, "seed"),
                         (collections, "Counter")):
        if not hasattr(module, last):
            missing.append(last)


threads = [threading.Thread(target=body) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("missing:", missing)
