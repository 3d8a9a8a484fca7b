# SPDX-License-Identifier: MIT
"""Names with two underscores in a class are the class's own."""


class Base:
    __secret = "base"
    __dunder__ = "plain"

    def __init__(self):
        self.__value = 1
        self._single = 2
        self.__also_plain_ = 3

    def read(self):
        return self.__value, self.__secret

    def __method(self):
        return "Base.__method"

    def call(self):
        return self.__method()

    def local(self, __parameter=5):
        __local = __parameter
        return sorted(locals())

    def delete(self):
        del self.__value


class Derived(Base):
    __secret = "derived"

    def __init__(self):
        super().__init__()
        self.__value = 10

    def own(self):
        return self.__value, self.__secret

    def __method(self):
        return "Derived.__method"


class _Underscored:
    __x = 1


class ___:
    __x = 2


d = Derived()
print(d.read(), d.own(), d.call())
print(sorted(d.__dict__))
print(sorted(n for n in vars(Derived) if "secret" in n or "method" in n))
print(d._Base__value, d._Derived__value, d._Base__method())
print(Base.__dunder__, d.local())
print(sorted(n for n in vars(_Underscored) if "x" in n),
      [n for n in vars(___) if n.endswith("x")])
d.delete()
try:
    d.read()
except AttributeError as error:
    print(error)
try:
    d.__value
except AttributeError as error:
    print(error)
__global = "global"


class UsesGlobal:
    def f(self):
        return __global


try:
    UsesGlobal().f()
except NameError as error:
    print(error)
_UsesGlobal__global = "mangled global"
print(UsesGlobal().f())
print(getattr(d, "_Derived__value"), hasattr(d, "__value"))


class Keyword:
    def f(self, *, __k=1):
        return __k

    def g(self):
        return self.f(__k=2)


print(Keyword().g(), Keyword().f(_Keyword__k=3))
