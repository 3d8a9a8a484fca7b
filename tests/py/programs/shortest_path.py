# SPDX-License-Identifier: MIT
"""Dijkstra on a grid with walls: heapq, dicts of tuples, a drawn path."""

import heapq
import random

WIDTH, HEIGHT = 30, 14
dice = random.Random(7)
walls = {(x, y) for x in range(WIDTH) for y in range(HEIGHT)
         if dice.random() < 0.27} - {(0, 0), (WIDTH - 1, HEIGHT - 1)}
weight = {(x, y): dice.randint(1, 9) for x in range(WIDTH)
          for y in range(HEIGHT)}


def neighbours(x, y):
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        cell = x + dx, y + dy
        if (0 <= cell[0] < WIDTH and 0 <= cell[1] < HEIGHT
                and cell not in walls):
            yield cell


def search(start, end):
    best, came, queue = {start: 0}, {}, [(0, start)]
    while queue:
        cost, cell = heapq.heappop(queue)
        if cell == end:
            break
        if cost > best[cell]:
            continue
        for near in neighbours(*cell):
            total = cost + weight[near]
            if total < best.get(near, float("inf")):
                best[near], came[near] = total, cell
                heapq.heappush(queue, (total, near))
    path, cell = [], end
    while cell in came:
        path.append(cell)
        cell = came[cell]
    return best.get(end), len(best), path[::-1]


cost, seen, path = search((0, 0), (WIDTH - 1, HEIGHT - 1))
print("cost", cost, "cells seen", seen, "steps", len(path))
for y in range(HEIGHT):
    print("".join("#" if (x, y) in walls else "*" if (x, y) in path else " "
                  for x in range(WIDTH)).rstrip())
