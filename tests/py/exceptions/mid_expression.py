# SPDX-License-Identifier: MIT
"""Exceptions in the middle of expressions: what has happened, what not."""

done = []


def ok(value):
    done.append(value)
    return value


def fail(name="fail"):
    done.append(name)
    raise ValueError(name)


class Box:
    def __init__(self):
        self.items = {}

    def __setitem__(self, key, value):
        done.append(("set", key))
        self.items[key] = value

    def __getitem__(self, key):
        done.append(("get", key))
        return self.items[key]


box = Box()


def attempt(function):
    try:
        print("result", function())
    except (ValueError, KeyError, TypeError, ZeroDivisionError) as error:
        print(type(error).__name__, error, done)
    done.clear()


def augmented():
    box["missing"] += ok(1)


def augmented_fails():
    box.items["here"] = 1
    box["here"] += fail()


def tuple_target():
    a, box["second"], c = ok(1), ok(2)


def partial_target():
    a = b = None
    try:
        a, b = iter([1])
    except ValueError as error:
        return a, b, str(error)


def two_targets():
    box["first"] = box[fail("key")] = ok("value")


def delete_two():
    x = [1, 2, 3]
    try:
        del x[0], x[10], x[1]
    except IndexError as error:
        return x, str(error)


attempt(lambda: [ok(1), ok(2), fail(), ok(3)])
attempt(lambda: (ok(1), *fail(), ok(2)))
attempt(lambda: {ok("k"): fail(), ok("k2"): 1})
attempt(lambda: {**{"a": ok(1)}, fail(): 1})
attempt(lambda: ok(max)(ok(1), fail(), ok(2)))
attempt(lambda: print(ok(1), sep=fail()))
attempt(lambda: ok(1) + fail() * ok(2))
attempt(lambda: ok(1) and fail() and ok(2))
attempt(lambda: ok(0) and fail())
attempt(lambda: ok(1) < ok(2) < fail() < ok(3))
attempt(lambda: f"{ok(1)} {fail()} {ok(2)}")
attempt(lambda: [ok(x) if x < 2 else fail() for x in range(5)])
attempt(lambda: {x: 1 / x for x in (2, 1, 0)})
attempt(lambda: sorted([3, 1, 2], key=lambda x: ok(x) if x != 1 else fail()))
attempt(lambda: sum(ok(x) for x in (1, "a", 2)))
attempt(lambda: ok([1, 2])[fail()])
attempt(lambda: ok("abc")[ok(0):fail():ok(1)])
attempt(augmented)
attempt(augmented_fails)
attempt(tuple_target)
attempt(two_targets)
print(partial_target(), delete_two(), sorted(box.items))
