# SPDX-License-Identifier: MIT
"""Matrices of fractions: operators of a class on a class, exact elimination."""

from functools import reduce
from math import gcd


class Fraction:
    def __init__(self, top, bottom=1):
        if bottom == 0:
            raise ZeroDivisionError("Fraction(%d, 0)" % top)
        if bottom < 0:
            top, bottom = -top, -bottom
        common = gcd(top, bottom)
        self.top, self.bottom = top // common, bottom // common

    @classmethod
    def of(cls, value):
        return value if isinstance(value, cls) else cls(value)

    def __add__(self, other):
        other = Fraction.of(other)
        return Fraction(self.top * other.bottom + other.top * self.bottom,
                        self.bottom * other.bottom)

    __radd__ = __add__

    def __neg__(self):
        return Fraction(-self.top, self.bottom)

    def __sub__(self, other):
        return self + -Fraction.of(other)

    def __mul__(self, other):
        other = Fraction.of(other)
        return Fraction(self.top * other.top, self.bottom * other.bottom)

    __rmul__ = __mul__

    def __truediv__(self, other):
        other = Fraction.of(other)
        return Fraction(self.top * other.bottom, self.bottom * other.top)

    def __eq__(self, other):
        other = Fraction.of(other)
        return (self.top, self.bottom) == (other.top, other.bottom)

    def __bool__(self):
        return self.top != 0

    def __repr__(self):
        return (str(self.top) if self.bottom == 1
                else f"{self.top}/{self.bottom}")


class Matrix:
    def __init__(self, rows):
        self.rows = [list(map(Fraction.of, row)) for row in rows]

    @staticmethod
    def unit(size):
        return Matrix([[int(i == j) for j in range(size)]
                       for i in range(size)])

    def __matmul__(self, other):
        columns = list(zip(*other.rows))
        return Matrix([[sum(a * b for a, b in zip(row, column))
                        for column in columns] for row in self.rows])

    def __eq__(self, other):
        return self.rows == other.rows

    def __str__(self):
        return "\n".join(" ".join(f"{value!r:>8}" for value in row)
                         for row in self.rows)

    def inverse(self):
        size = len(self.rows)
        rows = [row + unit for row, unit in
                zip(self.rows, Matrix.unit(size).rows)]
        for i in range(size):
            pivot = next((r for r in range(i, size) if rows[r][i]), None)
            if pivot is None:
                raise ValueError("singular")
            rows[i], rows[pivot] = rows[pivot], rows[i]
            rows[i] = [value / rows[i][i] for value in rows[i]]
            for r in range(size):
                if r != i:
                    factor = rows[r][i]
                    rows[r] = [a - factor * b
                               for a, b in zip(rows[r], rows[i])]
        return Matrix([row[size:] for row in rows])


hilbert = Matrix([[Fraction(1, i + j + 1) for j in range(5)]
                  for i in range(5)])
print(hilbert)
print(hilbert.inverse())
print(hilbert @ hilbert.inverse() == Matrix.unit(5))
print(reduce(lambda a, b: a @ b, [Matrix([[1, 1], [1, 0]])] * 30))
try:
    Matrix([[1, 2], [2, 4]]).inverse()
except ValueError as error:
    print("ValueError:", error)
try:
    Fraction(1) / 0
except ZeroDivisionError as error:
    print("ZeroDivisionError:", error)
