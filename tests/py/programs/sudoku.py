# SPDX-License-Identifier: MIT
"""A sudoku solver: constraint sets, recursion, undoing by copies."""

PUZZLE = ("53..7....6..195....98....6.8...6...34..8.3..17...2...6"
          ".6....28....419..5....8..79")


def peers_of(cell):
    row, column = divmod(cell, 9)
    same = {row * 9 + c for c in range(9)} | {r * 9 + column for r in range(9)}
    top, left = row // 3 * 3, column // 3 * 3
    same |= {(top + r) * 9 + left + c for r in range(3) for c in range(3)}
    return frozenset(same - {cell})


PEERS = [peers_of(cell) for cell in range(81)]


def place(options, cell, digit):
    """Options after digit is put into cell, or None."""
    options = dict(options)
    work = [(cell, digit)]
    while work:
        cell, digit = work.pop()
        if digit not in options[cell]:
            return None
        options[cell] = frozenset([digit])
        for peer in PEERS[cell]:
            if digit in options[peer]:
                left = options[peer] - {digit}
                if not left:
                    return None
                options[peer] = left
                if len(left) == 1:
                    work.append((peer, min(left)))
    return options


def solve(options):
    open_cells = [cell for cell in options if len(options[cell]) > 1]
    if not open_cells:
        return options
    cell = min(open_cells, key=lambda c: (len(options[c]), c))
    for digit in sorted(options[cell]):
        after = place(options, cell, digit)
        if after is not None:
            solved = solve(after)
            if solved:
                return solved
    return None


start = {cell: frozenset(range(1, 10)) for cell in range(81)}
for cell, char in enumerate(PUZZLE):
    if char != ".":
        start = place(start, cell, int(char))
answer = solve(start)
for row in range(9):
    print(*(min(answer[row * 9 + column]) for column in range(9)))
print(all(sorted(min(answer[r * 9 + c]) for c in range(9)) == list(range(1, 10))
          for r in range(9)))
