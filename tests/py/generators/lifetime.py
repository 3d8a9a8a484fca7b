# SPDX-License-Identifier: MIT
"""When a generator that is dropped runs its finally; state between yields."""


def guarded(name):
    try:
        print("start", name)
        yield 1
        yield 2
        print("end", name)
    finally:
        print("cleanup", name)


g = guarded("deleted")
next(g)
del g
print("after del")
g = guarded("replaced")
next(g)
g = None
print("after replace")
g = guarded("never started")
del g
for value in guarded("broken loop"):
    print(value)
    break
print("after break")
list(guarded("complete"))


def holds():
    inner = guarded("inner")
    next(inner)
    yield "holding"


h = holds()
print(next(h))
del h
print("after holder")


def many_states():
    a, b = 0, 1
    while True:
        a, b = b, a + b
        try:
            step = yield a
        except ValueError:
            a, b = 0, 1
            step = None
        if step:
            for _ in range(step):
                a, b = b, a + b


f = many_states()
print([next(f) for _ in range(8)], f.send(3), next(f))
print(f.throw(ValueError), next(f), next(f))
generators = [many_states() for _ in range(50)]
for i, g in enumerate(generators):
    for _ in range(i):
        next(g)
print([next(g) for g in generators][:12])


def uncollected(exit_value):
    try:
        yield
    except GeneratorExit:
        print("exit", exit_value)
        raise


g = uncollected(1)
next(g)
g.close()
g = uncollected(2)
next(g)
del g


def loops():
    for i in range(3):
        try:
            yield i
        finally:
            print("f", i, end=" ")


print(list(loops()))
for i in loops():
    if i == 1:
        break
print("broke")


def raising():
    yield 1
    raise ValueError("from the generator")


g = raising()
print(next(g))
try:
    next(g)
except ValueError as error:
    print(error)
print(next(g, "exhausted"))
