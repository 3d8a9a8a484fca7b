# SPDX-License-Identifier: MIT
"""Multiple inheritance: the order of bases, diamonds, super() along it."""

log = []


class Root:
    def __init__(self, **kwargs):
        log.append("Root")
        assert not kwargs, kwargs

    def who(self):
        return ["Root"]


class A(Root):
    def __init__(self, a=0, **kwargs):
        log.append(f"A{a}")
        super().__init__(**kwargs)

    def who(self):
        return ["A"] + super().who()


class B(Root):
    def __init__(self, b=0, **kwargs):
        log.append(f"B{b}")
        super().__init__(**kwargs)

    def who(self):
        return ["B"] + super().who()


class C(A, B):
    def __init__(self, **kwargs):
        log.append("C")
        super().__init__(**kwargs)

    def who(self):
        return ["C"] + super().who()


class D(B, A):
    who_alias = Root.who


class E(C):
    pass


def names(cls):
    return [base.__name__ for base in cls.__mro__]


C(a=1, b=2)
print(log, C().who(), D().who(), E().who())
print(names(C), names(D), names(E), E.mro() == list(E.__mro__))
print(C.__bases__, E.__base__, issubclass(E, (int, B)), isinstance(E(), A))
for bases in [(C, D), (Root, A), (A, A), (object, A), (A, 1), (bool,)]:
    try:
        type("X", bases, {})
        print("fine")
    except TypeError as error:
        print(str(error).split("\n")[0])
X = type("X", (A, B), {"who": lambda self: ["X"] + super(X, self).who()})
print(X().who(), names(X))
print(super(A, C()).who(), super(C, C()).who(), super(B, C()).who())
print(D.who_alias(D()), D().who_alias())


class Mixin:
    def describe(self):
        return f"{type(self).__name__}:{self.who()[0]}"


class F(Mixin, A):
    pass


print(F().describe(), names(F))
try:
    class Bad(A, C):
        pass
except TypeError as error:
    print(str(error).split("\n")[0])


class O:
    def f(self):
        return "O"


class P(O):
    pass


class Q(O):
    def f(self):
        return "Q"


class R(P, Q):
    pass


print(R().f(), R.f is Q.f)
O.f = lambda self: "new O"
P.f = lambda self: "new P"
print(R().f(), Q().f(), O().f())
del P.f
print(R().f())
