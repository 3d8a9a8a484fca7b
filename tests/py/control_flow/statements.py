# SPDX-License-Identifier: MIT
"""Small things: several targets, semicolons, pass, docstrings, literals."""

x = 1; y = 2; print(x, y);
if x: print("one line"); print("still in the if")
if not x: print("no"); print("no")
else: print("else on a line")
for i in range(2): print(i, end=" "); print("-", end=" ")
print()
while x < 3: x += 1
class Empty: pass
def short(): return 5
print(x, short(), Empty.__name__)
...
"an expression"
5 + 5
None
pass; pass
a = b = c = []
a.append(1)
print(b, c is a)
long_line = 1 + \
    2 + \
    3
total = (1 +  # a comment
         2

         + 3)
print(long_line, total)
def documented():
    "doc" "string"
    def inner():
        """inner"""
    return inner


print(documented.__doc__, documented().__doc__)


class C:
    """class doc"""
    ...

    def f(self): ...


print(C.__doc__, C().f(), C.f.__doc__)
if False:
    x = "never"
elif 0:
    x = "never"
elif "":
    x = "never"
elif [0]:
    x = "list"
else:
    x = "never"
print(x)
v = 0b1010 + 0o17 + 0xfF + 1_000 + 1e3 + 1E-3 + .5 + 5. + 0_0
print(v, 10 ** 20, -5 // 2, -5 % 3, 5 % -3, -2 ** 2, (-2) ** 2, 2 ** -1)
print(not 1 == 2, not (1 and 0), 1 + 2 * 3 - 4 / 2 % 3, 7 & 3 | 8 ^ 1 << 2)
print(~5, +-+5, - -5, not not 1, 2 ** 3 ** 2, 1 if 0 else 2 if 0 else 3)
print("a" "b" 'c' """d""" r"\e", b"a" b"\x00", "\101\x42\u0043\n".strip())
print(1 .real if hasattr(1, "real") else 1, 1.5.__class__.__name__, [1][-1])
def f(a,
      b=(1,
         2),
      *c,): return a, b, c
print(f(1), f(1, 2, 3,), [1, 2,], (1,), {1: 2,}, {1,})
if True:
	tab = "indented by a tab"
print(tab)
