# SPDX-License-Identifier: MIT
# Run with: PYTHONWARNINGS=ignore
"""The words of the common TypeErrors: operands, calls, conversions,
iteration."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)


class Thing:
    def method(self, a):
        return a


def plain(a, b=2, *, c=3):
    return a, b, c


VALUES = {"int": 1, "float": 1.5, "str": "s", "bytes": b"b", "list": [],
          "tuple": (), "dict": {},
          "set": set(), "None": None, "bool": True, "range": range(2),
          "Thing": Thing()}
for operator in "+ - * / // % ** @ << >> & | ^ <".split():
    for a in VALUES:
        bad = []
        for b in VALUES:
            try:
                eval(f"a {operator} b", {"a": VALUES[a], "b": VALUES[b]})
            except TypeError as error:
                bad.append(str(error))
            except (ZeroDivisionError, ValueError) as error:
                bad.append(type(error).__name__)
        print(operator, a, len(bad), *bad[:4], sep="; ")
for operator in "-", "+", "~":
    for a in VALUES:
        try:
            eval(f"{operator}a", {"a": VALUES[a]})
        except TypeError as error:
            print(error)

probe("""
plain()
plain(1, 2, 3)
plain(1, d=4)
plain(1, a=2)
plain(b=1)
plain(1, c=5, *[2, 3])
Thing().method()
Thing().method(1, 2)
Thing(1)
Thing().absent
Thing.absent
Thing()()
Thing()[0]
len(Thing())
iter(Thing())
5()
'a'()
None.a
[].a
int('x')
int([])
float('x')
float([])
str(b'a', 5)
list(5)
ord('ab')
chr('a')
abs('a')
round('a')
sorted([1, 'a'])
isinstance(1, 5)
issubclass(1, int)
isinstance(1, (int, 5))
getattr(1, 5)
getattr(1, 'absent')
setattr(1, 'a', 2)
hasattr(1, 5)
hash({})
print(1, nope=2)
type(1, 2)
len(1, 2)
input(1, 2, 3)
id()
callable()
""", plain=plain, Thing=Thing)
