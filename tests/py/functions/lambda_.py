# SPDX-License-Identifier: MIT
"""lambda: parameters of all kinds, defaults, nesting, closures, bodies."""

print((lambda: 1)(), (lambda a: a)(2), (lambda a, b=3: a + b)(2))
print((lambda *args: args)(1, 2), (lambda **k: k)(a=1))
print((lambda a, /, b, *, c=3: (a, b, c))(1, b=2))
print((lambda *, k: k)(k=1))
print((lambda a, *b, c, **d: (a, b, c, d))(1, 2, 3, c=4, e=5))
print((lambda x: lambda y: lambda z: x + y * z)(1)(2)(3))
print((lambda x: (lambda x: x * 2)(x + 1))(5))
print((lambda n: n if n < 2 else n * 2)(3), (lambda: (1, 2))())
print([f(3) for f in [lambda x: x, lambda x: -x, abs]])
print(sorted("banana", key=lambda c: (-ord(c), c)))
print(sorted([(1, "b"), (0, "z"), (1, "a")], key=lambda p: p[1]))
print(max([3, -7, 5], key=lambda v: v * v), min("xyz", key=lambda c: -ord(c)))
table = {name: (lambda v, n=name: f"{n}{v}") for name in "abc"}
print([table[k](1) for k in table])
adders = [lambda x: x + n for n in range(3)]
print([a(10) for a in adders])
print((lambda f, n: f(f, n))(lambda f, n: 1 if n < 2 else n * f(f, n - 1), 10))
counter = (lambda c: (lambda: c.append(0) or len(c)))([])
print(counter(), counter(), counter())
print((lambda: [x for x in range(3)])(), (lambda y: {y: y})(1))
print((lambda: (yield))().__next__())
print(list((lambda: (yield from "ab"))()))
