# SPDX-License-Identifier: MIT
"""Rich comparison: reflection, fallbacks, subclasses, chains, sorting."""


class Only:
    """Has some comparisons, says which were used."""

    def __init__(self, name, *ops):
        self.name, self.ops = name, ops

    def try_(self, op, other):
        print(self.name + "." + op, end=" ")
        return f"{self.name}{op}" if op in self.ops else NotImplemented

    def __lt__(self, other):
        return self.try_("lt", other)

    def __gt__(self, other):
        return self.try_("gt", other)

    def __le__(self, other):
        return self.try_("le", other)

    def __ge__(self, other):
        return self.try_("ge", other)

    def __eq__(self, other):
        return self.try_("eq", other)

    def __ne__(self, other):
        return self.try_("ne", other)

    __hash__ = None


class Sub(Only):
    pass


a, b, s = Only("a", "lt", "eq"), Only("b", "gt", "ge"), Sub("s", "gt", "le")
for left, right in [(a, b), (b, a), (a, s), (s, a), (a, 1), (1, b)]:
    for op in ["<", ">", "<=", ">=", "==", "!="]:
        try:
            print("->", eval(f"left {op} right"))
        except TypeError as error:
            print("->", error)
for source in ["1 < 'a'", "[] < ()", "None < None", "{} < {}", "len < len",
               "1 < None", "'a' >= b'a'", "object() <= object()", "3 > []",
               "[1, 'a'] < [1, 2]", "(1, []) < (1, ())", "sorted([1, 'a'])",
               "max(1, None)", "min(['a', 2])", "[1, 'a'] < [2, 2]",
               "{1} < {1, 2} <= {2, 1}", "(1, 2) < (1, 2, 0) < (1, 3)",
               "'abc' < 'abd' < 'b'", "1 == 1.0 == True", "1 == '1'",
               "[1, [2]] == [1, (2,)]", "(1, 2) == [1, 2]", "None == 0",
               "float('nan') == float('nan')", "[] == False", "1 < 2.5 < 3"]:
    try:
        print(source, eval(source))
    except TypeError as error:
        print(source, "|", error)
nan = float("nan")
print([nan] == [nan], nan in [nan], nan == nan, (nan,) < (nan,))


class Eq:
    def __init__(self, v):
        self.v = v

    def __eq__(self, other):
        return self.v == other.v if isinstance(other, Eq) else NotImplemented

    def __lt__(self, other):
        return self.v < other.v


print(Eq(1) == Eq(1), Eq(1) != Eq(1), Eq(1) == 1, Eq(1) != 1, 1 == Eq(1))
print([e.v for e in sorted([Eq(3), Eq(1), Eq(2)])], max(Eq(1), Eq(5)).v
      if hasattr(Eq, "__gt__") else None, Eq(1) > Eq(0), Eq(2) in [Eq(2)])
try:
    {Eq(1)}
except TypeError as error:
    print(error)
try:
    Eq(1) <= Eq(2)
except TypeError as error:
    print(error)
