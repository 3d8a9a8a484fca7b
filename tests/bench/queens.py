# SPDX-License-Identifier: MIT
# Benchmark: lists, sets and recursion: eleven queens.

def place(size, row, columns, rising, falling):
    if row == size:
        return 1
    count = 0
    for column in range(size):
        up, down = row + column, row - column
        if column in columns or up in rising or down in falling:
            continue
        columns.add(column)
        rising.add(up)
        falling.add(down)
        count += place(size, row + 1, columns, rising, falling)
        columns.remove(column)
        rising.remove(up)
        falling.remove(down)
    return count


print(place(11, 0, set(), set(), set()))
