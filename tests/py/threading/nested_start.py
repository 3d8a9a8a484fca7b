# SPDX-License-Identifier: MIT
"""Threads that start threads: a tree of them, each joined by its parent."""

import threading

lock = threading.Lock()
visited = []
most = 0


def grow(path):
    global most
    with lock:
        visited.append(path)
        most = max(most, threading.active_count())
    if len(path) == 4:
        return
    children = [threading.Thread(target=grow, args=(path + digit,))
                for digit in "012"]
    for child in children:
        child.start()
    for child in children:
        child.join()
    with lock:
        visited.append(path + ".")


grow("")
print(len(visited), len(set(visited)), visited[0] == "", visited[-1])
print(all(visited.index(path) < visited.index(path + "0") <
          visited.index(path + ".") for path in visited
          if len(path) < 4 and not path.endswith(".")))
print(most > 4, threading.active_count())


def merge_sort(items):
    if len(items) < 2:
        return items
    halves = [items[:len(items) // 2], items[len(items) // 2:]]

    def sort(n):
        halves[n] = merge_sort(halves[n])
    threads = [threading.Thread(target=sort, args=(n,)) for n in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    left, right = halves
    merged = []
    while left and right:
        merged.append((left if left[0] <= right[0] else right).pop(0))
    return merged + left + right


items = [i * 37 % 41 for i in range(40)]
print(merge_sort(items) == sorted(items))
