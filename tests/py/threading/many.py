# SPDX-License-Identifier: MIT
"""150 threads at the same time, three times; each with its own stack of
calls."""

import threading

COUNT = 150


def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)


def work(n):
    all_here.wait()
    local.value = n
    results[n] = deep(n) + local.value
    text = "".join(str(n) for _ in range(10))
    texts[n] = text
    with lock:
        finished.append(n)


for number in range(3):
    all_here = threading.Barrier(COUNT + 1)
    local = threading.local()
    lock = threading.Lock()
    results, texts, finished = {}, [None] * COUNT, []
    threads = [threading.Thread(target=work, args=(n,)) for n in range(COUNT)]
    for thread in threads:
        thread.start()
    print(threading.active_count())
    all_here.wait()
    for thread in threads:
        thread.join()
    print(results == {n: 2 * n for n in range(COUNT)},
          texts == [str(n) * 10 for n in range(COUNT)],
          sorted(finished) == list(range(COUNT)), threading.active_count())
print(threads[-1].name)
