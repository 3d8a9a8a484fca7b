# SPDX-License-Identifier: MIT
"""exec, eval and compile: scopes, what they return, and their errors."""


def attempt(function, *args, **keywords):
    try:
        print(function(*args, **keywords))
    except BaseException as error:
        print(type(error).__name__, str(error).splitlines()[:1])


x = "global"
print(eval("x"), eval("1 + 2 * 3"), eval("  [i * i for i in range(4)]  "))
print(eval("x", {"x": "given"}), eval("x + y", {"x": 1}, {"y": 2}))
print(exec("y = 5"), y)


def function():
    x = "local"
    exec("x = 'changed'")
    found = eval("x")
    exec("seen = x; n = 1", globals())
    return x, found, sorted(locals())


print(function(), seen, n)
scope = {}
exec("def f(n):\n    return 1 if n < 2 else n * f(n - 1)\nz = f(20)", scope)
print(scope["z"], sorted(scope), scope["f"].__globals__ is scope)
outside, inside = {"a": 1}, {"b": 2}
exec("global d\nc = a + b\nd = 4", outside, inside)
print(sorted(inside.items()), outside["a"], outside["d"], "c" in outside)
exec("class C:\n    v = 3\n    def m(self): return self.v", scope)
print(scope["C"]().m(), scope["C"].__name__)

code = compile("a * 2", "<made>", "eval")
print([eval(code, {"a": value}) for value in (1, "s", [0])])
code = compile("t = 0\nfor i in range(5): t += i\n", "<made>", "exec")
exec(code)
print(t, eval(code, {}), code.co_filename, code.co_name, type(code).__name__)
exec(compile("for c in 'ab': c\n", "<made>", "single"))
exec(compile("40 + 2", "<made>", "single"))
exec(compile("None", "<made>", "single"))
attempt(eval, "a = 1")
attempt(eval, "1 +")
attempt(eval, "1; 2")
attempt(eval, "undefined_name")
attempt(eval, "1 / 0")
attempt(exec, "if True:\npass")
attempt(exec, "return 1")
attempt(exec, "yield 1")
attempt(exec, "break")
attempt(exec, "x = = 1")
attempt(exec, 3)
attempt(eval, None)
attempt(eval, "1", 3)
attempt(exec, "1", {}, 3)
attempt(compile, "1", "<f>", "wrong")
attempt(compile, "1", "<f>")
attempt(compile, 1, "<f>", "exec")
attempt(eval, "x\0y")
attempt(eval, "len('abc')", {})
attempt(exec, "raise SystemExit(3)")
print(eval(b"1 + 1"), eval("lambda n: n + x")("!" + ""[:0]), eval("(yield_)",
      {"yield_": 8}))
