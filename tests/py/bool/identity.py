# SPDX-License-Identifier: MIT
# Run with: PYTHONWARNINGS=ignore
"""is and is not, equality across types, chained and reflected comparison,
NotImplemented."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)


class Left:
    def __eq__(self, other):
        return NotImplemented

    def __lt__(self, other):
        return NotImplemented

    def __add__(self, other):
        return NotImplemented


class Right:
    def __eq__(self, other):
        return "right eq"

    def __gt__(self, other):
        return "right gt"

    def __radd__(self, other):
        return "right add"

    def __rmul__(self, other):
        return "right mul"


VALUES = [0, False, 0.0, "", "0", b"", (), [], {}, set(), frozenset(), None,
          1, True, 1.0,
          "a", b"a", ("a",), ["a"], {"a"}, {"a": 1}, frozenset("a"), range(0),
          range(1)]
for a in VALUES:
    print("".join("=" if a == b else "." for b in VALUES),
          "".join("!" if a != b else "." for b in VALUES))
for a in VALUES:
    row = ""
    for b in VALUES:
        try:
            row += "<" if a < b else "-"
        except TypeError:
            row += "x"
    print(row)

probe("""
l == r, r == l, l != r, l < r, l + r, 5 * r
[1] * r, 'a' * r, 5 + r, [] + r, 'a' + r, None == r, 1.5 + r
l < 5
l < l
l == l, l == 5, l != l, l != 5
l + 5
l + l
r * 5
5 - r
r >= 5
5 < r
5 > r
[l] == [l], [l] == [5], [r] == [5], l in [r], r in [l], 5 in [r], (l,) < (r,)
{1: l} == {1: l}, {1: l} == {1: r}, [l].index(l), [l].count(r), [5].index(r)
x is x, x is not y, x == y
x[0] is y[0], None is None, () is not None, type(1) is int
1 == '1', 'a' == b'a', [] == ()
{} == set(), set() == frozenset(), 1 == True == 1.0
""", l=Left(), r=Right(), x=["shared"], y=["shared"])
