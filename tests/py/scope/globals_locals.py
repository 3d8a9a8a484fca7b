# SPDX-License-Identifier: MIT
"""globals(), locals(), exec and eval: which names they see and make."""

x = 1


def function(a):
    b = 2
    names = sorted(locals())
    return names, locals()["a"]


print(function(5))
globals()["made"] = 7
print(made, "x" in globals(), globals()["__name__"])


def inner_scope():
    outer_variable = 1

    def inner():
        outer_variable
        own = 2
        return sorted(locals().items())
    return inner()


print(inner_scope())


class Body:
    a = 1
    names = sorted(n for n in locals() if n[0] != "_")


print(Body.names)
exec("y = x + 1")
print(y)
namespace = {"x": 10}
exec("y = x + 1\ndef f(): return x * 2", namespace)
print(namespace["y"], namespace["f"](), y)
g, l = {"x": "g"}, {"x": "l"}
exec("z = x\nglobal w\nw = x\ndef f(): return x\nv = f()", g, l)
print(l["z"], g["w"], l["v"], "z" in g, sorted(k for k in l))
print(eval("x + 1"), eval("x", {"x": 5}), eval("x + y", {"x": 1}, {"y": 2}))
print(eval("[i * n for i in range(3)]", {"n": 4}))


def evaluates():
    secret = 3
    return eval("secret + x"), eval("lambda: 0")()


print(evaluates())
for source in ["1 +", "x = 1", "return 1", ""]:
    try:
        eval(source)
    except SyntaxError as error:
        print(repr(source), error.msg)
try:
    exec("undefined_name")
except NameError as error:
    print(error)
try:
    eval("x", {"__builtins__": {}})
except NameError as error:
    print(error)
del globals()["made"]
try:
    made
except NameError as error:
    print(error)
print(sorted(vars(Body))[-2:], vars() is globals())
