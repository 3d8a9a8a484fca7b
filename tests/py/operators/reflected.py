# SPDX-License-Identifier: MIT
"""Binary operators: normal, reflected, NotImplemented, subclasses first."""

OPERATORS = ["+", "-", "*", "/", "//", "%", "**", "<<", ">>", "&", "|", "^",
             "@"]
NAMES = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "lshift",
         "rshift", "and", "or", "xor", "matmul"]


class Both:
    pass


class RightOnly:
    pass


class Declines:
    pass


for name in NAMES:
    setattr(Both, f"__{name}__", lambda self, other, n=name: f"{n}")
    setattr(Both, f"__r{name}__", lambda self, other, n=name: f"r{n}")
    setattr(RightOnly, f"__r{name}__",
            lambda self, other, n=name: f"right {n} {other!r}")
    setattr(Declines, f"__{name}__", lambda self, other: NotImplemented)
    setattr(Declines, f"__r{name}__", lambda self, other: NotImplemented)
b, r, d = Both(), RightOnly(), Declines()
for op in OPERATORS:
    print(eval(f"b {op} 1"), eval(f"1 {op} b"), eval(f"b {op} b"),
          eval(f"5 {op} r"), eval(f"d {op} r")[:10], eval(f"d {op} b"))
for source in ["d + d", "d + 1", "1 - d", "d @ 'x'", "d ** d", "r + 1",
               "r % r", "'a' % r", "[] + d", "'a' + 1", "1 + 'a'", "[] + ()",
               "{} + {}", "None + 1", "'a' * 'b'", "[1] * 1.5", "1 << 1.0",
               "2 ** 'x'", "1 / None", "b'a' + 'a'", "len - 1",
               "{1} | [1]", "(1,) + [1]", "1 @ 2", "pow(2, 'a')",
               "divmod(1, 'a')", "object() + object()", "-d", "~'a'", "+[]"]:
    try:
        print(source, "gives", repr(eval(source))[:20])
    except TypeError as error:
        print(source, "|", error)


class Base:
    def __add__(self, other):
        return "Base.add"

    def __radd__(self, other):
        return "Base.radd"


class Sub(Base):
    def __radd__(self, other):
        return "Sub.radd"


class Plain(Base):
    pass


print(Base() + Sub(), Sub() + Base(), Base() + Plain(), Plain() + Base(),
      Sub() + Sub(), Base() + Base(), 1 + Sub())


class Power:
    def __pow__(self, other):
        return "pow", other

    def __rpow__(self, other):
        return "rpow", other

    def __divmod__(self, other):
        return "divmod", other

    def __rdivmod__(self, other):
        return "rdivmod", other


p = Power()
print(p ** 2, 2 ** p, pow(p, 2), pow(3, p), divmod(p, 1), divmod(1, p))
instance = Base()
instance.__add__ = lambda other: "never"
print(instance + 1)
Base.__add__ = lambda self, other: "patched"
print(instance + 1)
del Base.__add__
try:
    instance + 1
except TypeError as error:
    print(error)
