# SPDX-License-Identifier: MIT
"""Conway's life on a set of cells: a glider and a blinker."""

from collections import defaultdict


def step(cells):
    near = defaultdict(int)
    for x, y in cells:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    near[x + dx, y + dy] += 1
    return {cell for cell, count in near.items()
            if count == 3 or count == 2 and cell in cells}


def show(cells, width=12, height=10):
    for y in range(height):
        print("".join(".#"[(x, y) in cells] for x in range(width)))
    print("-" * width, len(cells))


cells = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)} | {(8, 1), (8, 2), (8, 3)}
for generation in range(13):
    if generation % 4 == 0:
        show(cells)
    cells = step(cells)
