# SPDX-License-Identifier: MIT
"""__call__, bound and unbound methods, callables of every kind."""


class Adder:
    def __init__(self, n):
        self.n = n

    def __call__(self, x, *, twice=False):
        return (self.n + x) * (2 if twice else 1)


add = Adder(5)
print(add(1), add(1, twice=True), callable(add), list(map(add, [1, 2])))
print(sorted([3, 1, 2], key=Adder(0)), Adder.__call__(add, 2))


class Outer:
    handler = Adder(100)
    function = lambda self, x: ("self", x)
    builtin = len
    cls = Adder

    def __init__(self):
        self.own = lambda x: ("no self", x)

    def chain(self, *items):
        self.items = getattr(self, "items", ()) + items
        return self


o = Outer()
print(o.handler(1), o.function(2), o.builtin("abc"), o.own(3), o.cls(1).n)
print(o.chain(1).chain(2, 3).chain().items)
unbound = Outer.chain
print(unbound(o, 4) is o, o.items)
bound = o.chain
bound(5)
print(o.items, bound.__self__ is o, bound.__func__ is Outer.chain)
method = "abc".upper
print(method(), str.upper("xyz"), list(map(str.strip, [" a ", "b "])))
print([].append.__self__, {}.get("x", 1), (5).__add__(3), int.__add__(2, 3))
add.__call__ = lambda x: "instance attribute is not used"
print(add(1))
Adder.__call__ = lambda self, x: "replaced"
print(add(1))
for thing in (5, "text", None, [], {}, (1,), o):
    try:
        thing()
    except TypeError as error:
        print(error)
try:
    o.missing()
except AttributeError as error:
    print(error)
try:
    str.upper(5)
except TypeError as error:
    print(error)
try:
    list.append([])
except TypeError as error:
    print(error)
try:
    Outer.chain()
except TypeError as error:
    print(error)


class Nested:
    def __call__(self):
        return self

    class __call2__:
        pass


print(Nested()()()().__class__.__name__)
print((lambda f: f(f))(lambda f: "self application"))
compose = lambda *fs: lambda x: fs[-1](compose(*fs[:-1])(x)) if fs else x
print(compose(lambda x: x + 1, lambda x: x * 2, str)(3))
