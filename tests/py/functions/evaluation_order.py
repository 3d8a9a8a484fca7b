# SPDX-License-Identifier: MIT
"""The order in which the parts of expressions and statements are evaluated."""

log = []


def v(name, value=0):
    log.append(name)
    return value


def show(title):
    print(title, " ".join(log))
    log.clear()


class Container:
    def __init__(self, name):
        self.__dict__["name"] = name

    def __getitem__(self, key):
        log.append(f"get[{key}]")
        return 1

    def __setitem__(self, key, value):
        log.append(f"set[{key}]={value}")

    def __delitem__(self, key):
        log.append(f"del[{key}]")

    def __getattr__(self, key):
        log.append(f"get.{key}")
        return 2

    def __setattr__(self, key, value):
        log.append(f"set.{key}={value}")

    def __call__(self, *args, **kwargs):
        log.append(f"call{args}")


c = Container("c")
v("f", lambda *a, **k: None)(v("a"), *v("b", []), x=v("c"), **v("d", {}))
show("call:")
v("x", c)[v("i", 1)] = v("value", 9)
show("subscript store:")
v("x", c).attr = v("value", 9)
show("attribute store:")
v("x", c)[v("i", 1)] += v("value", 9)
show("augmented subscript:")
v("x", c).attr += v("value", 9)
show("augmented attribute:")
v("a", c)[v("b", 0)], v("c", c)[v("d", 1)] = v("e", 5), v("f", 6)
show("tuple:")
v("a", c).p = v("b", c).q = v("c", 7)
show("chain:")
{v("k1", 1): v("v1"), v("k2", 2): v("v2")}
show("dict:")
v("a", 1) < v("b", 2) < v("c", 1) < v("d", 9)
show("comparison:")
v("t") if v("c") else v("e")
show("conditional:")
v("a") or v("b", 1) or v("c")
show("or:")
[v("elt") for _ in v("it", [1, 2]) if v("if", 1)]
show("comprehension:")
{v("k", i): v("v") for i in v("it", [1, 2])}
show("dict comprehension:")
del v("x", c)[v("i", 3)]
show("del:")


def defaults(a=v("first"), *, b=v("second")):
    pass


show("defaults:")
v("a")[v("i"):v("j"):v("k")] if 0 else c[v("i"):v("j"):v("k")]
show("slice:")
v("l", 5) ** v("r", 2) + v("s", 1) * v("t", 1)
show("operators:")
assert v("true", 1), v("message")
show("assert:")
