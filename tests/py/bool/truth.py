# SPDX-License-Identifier: MIT
# Run with: PYTHONWARNINGS=ignore
"""Truth of everything: and, or, not, chained comparison, if and while,
__bool__ and __len__."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)


class Truth:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        return self.value


class Length:
    def __init__(self, value):
        self.value = value

    def __len__(self):
        return self.value


class Both(Length):
    def __bool__(self):
        return True


VALUES = [0, 1, -1, 0.0, -0.0, 0.1, "", " ", "0", [], [0], (), (0,), {},
          {0: 0}, set(), {0},
          None, True, False, b"", b"\0", range(0), range(1), frozenset(), ...,
          len, int,
          Truth(True), Truth(False), Length(0), Length(2), Both(0), 2 ** 70,
          slice(0)]
print([bool(v) for v in VALUES])
print([not v for v in VALUES])
print([1 if v else 0 for v in VALUES])
print(["t" for v in VALUES if v], [v and 1 or 2 for v in VALUES])

probe("""
bool(Truth(1))
bool(Truth('yes'))
bool(Truth(None))
not Truth(2)
Truth([]) or 5
bool(Length(-1))
bool(Length('a'))
bool(Length(1.5))
bool(Length(2 ** 70))
len(Length(-1))
len(Length(2 ** 70))
len(Length('a'))
len(Length(True)), len(Length(5))
1 and 2, 0 and 1 / 0, 1 or 1 / 0, 0 or 'x'
'' or [] or 0, 1 and 'a' and [], not not 5, not 0 or 1
1 < 2 < 3, 1 < 3 < 2, 3 > 1 < 2
1 == 1 != 2 == 2, 1 < 2 > 1 <= 1, 1 is 1 is not None, 1 in [1] == True
5 if 0 else 6 if 1 else 7
(1 if [] else 2), [x for x in range(5) if x % 2 if x > 1]
True + 1, True is True, True == 1.0
True is not 1, (True, 1, 1.0).index(1.0), [False].count(0)
True.real, True.bit_length(), -True, ~True, +True
abs(True), True ** 2, True << 3, True // 1, True / 2
str(True), repr(False), int(True), float(True)
'%d' % True, f'{True!r:>6}', True.__repr__(), bool.__name__
bool.__and__(True, 0), True & True, True | 0
True ^ True, False ^ True, type(True ^ True), type(True | 1)
None is None, None == 0, None == False, not None, [None] * 2
None < 1
None + 1
None.x
None()
True.x
True()
True = 1
""", Truth=Truth, Length=Length)
