# SPDX-License-Identifier: MIT
"""__str__, __repr__, __format__, __int__, __float__, __hash__, __bool__ ..."""


class Everything:
    def __str__(self):
        return "str"

    def __repr__(self):
        return "repr"

    def __format__(self, spec):
        return f"format<{spec}>"

    def __int__(self):
        return 42

    def __float__(self):
        return 1.5

    def __hash__(self):
        return 7

    def __abs__(self):
        return "abs"

    def __neg__(self):
        return "neg"

    def __pos__(self):
        return "pos"

    def __invert__(self):
        return "invert"

    def __round__(self, digits=None):
        return "round", digits

    def __call__(self, *args, **kwargs):
        return args, kwargs

    def __dir__(self):
        return ["b", "a"]


e = Everything()
print(e, repr(e), str(e), [e], f"{e}", f"{e!r}", f"{e!s}", f"{e:>10}", f"{e=}")
print("%s %r" % (e, e), "{} {!r} {:x}".format(e, e, e), format(e, "spec"))
print(int(e), float(e), hash(e), abs(e), -e, +e, ~e, round(e),
      round(e, 2), e(1, k=2), dir(e))
print({e: 1}[e], str((e,)), str({e}), str({"k": e}), ascii(e))


class OnlyRepr:
    def __repr__(self):
        return "only repr"


class OnlyStr:
    def __str__(self):
        return "only str"


print(OnlyRepr(), str(OnlyRepr()), f"{OnlyRepr()}", OnlyStr(),
      repr(OnlyStr())[:9])


class Bad:
    def __str__(self):
        return 5

    def __repr__(self):
        return None

    def __format__(self, spec):
        return 1

    def __int__(self):
        return "x"

    def __float__(self):
        return 1

    def __hash__(self):
        return "h"

    def __len__(self):
        return 1.5

    def __index__(self):
        return "i"

    def __bool__(self):
        return None

    def __iter__(self):
        return None

    def __contains__(self, x):
        raise KeyError("contains")

    __call__ = 5


b = Bad()
for function in [str, repr, format, int, float, hash, len, bool, iter, hex,
                 list, lambda x: 1 in x, lambda x: x(), lambda x: [1][x],
                 lambda x: range(x), abs, round, next, reversed, sum, chr]:
    try:
        print(function(b))
    except (TypeError, KeyError) as error:
        print(type(error).__name__, error)


class Equal:
    def __init__(self, v):
        self.v = v

    def __eq__(self, other):
        return self.v == other.v

    def __hash__(self):
        return hash(self.v)


print(len({Equal(1), Equal(1), Equal(2)}), {Equal(1): "a"}[Equal(1)],
      Equal(3) in {Equal(3)}, hash(Equal("x")) == hash("x"))
print(hash(1) == hash(1.0) == hash(True), hash((1, 2)) == hash((1, 2)))
