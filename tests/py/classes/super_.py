# SPDX-License-Identifier: MIT
"""super(): without arguments, with them, in odd places, and its errors."""


class Base:
    value = "base value"

    def __init__(self, x):
        self.x = x

    def method(self):
        return "base"

    @classmethod
    def create(cls, x):
        return cls(x)

    @staticmethod
    def static():
        return "base static"

    @property
    def prop(self):
        return f"base prop {self.x}"

    def __getitem__(self, key):
        return ("base", key)

    def __repr__(self):
        return f"{type(self).__name__}({self.x})"


class Derived(Base):
    value = "derived value"

    def __init__(self, x):
        super().__init__(x + 1)

    def method(self):
        inner = lambda: super(Derived, self).method()
        return "derived+" + super().method() + inner()

    @classmethod
    def create(cls, x):
        return super().create(x * 10)

    @staticmethod
    def static():
        return super(Derived, Derived).static()

    @property
    def prop(self):
        return "derived " + super().prop

    def __getitem__(self, key):
        return super().__getitem__(key + 1)

    def attribute(self):
        return super().value

    def in_closure(self):
        def inner():
            return super(__class__, self).method()
        return inner(), __class__.__name__

    def in_comprehension(self):
        return [super(Derived, self).method() for _ in range(2)]

    def set_through(self):
        super().new = 5

    def missing(self):
        return super().missing

    def plain_function(self):
        def no_arguments():
            return super().method()
        return no_arguments()


d = Derived(1)
print(d, d.method(), Derived.create(2), Derived.static(), d.prop, d[3])
print(d.attribute(), d.in_closure(), d.in_comprehension())
for name in ["set_through", "missing", "plain_function"]:
    try:
        print(getattr(d, name)())
    except (AttributeError, RuntimeError, TypeError) as error:
        print(name, type(error).__name__, error)
for args in [(Derived, 5), (5, d), (Base, Derived), (Derived, Base(0))]:
    try:
        print(super(*args).method)
    except TypeError as error:
        print(error)
    except AttributeError as error:
        print(error)
try:
    super()
except RuntimeError as error:
    print(error)
print(super(Derived, d).method(), super(Base, d).__init__ is not None)
method = super(Derived, d).method
d.x = "changed"
print(method(), super(Derived, d).prop)
