# SPDX-License-Identifier: MIT
"""try in all combinations with loops and functions; else; nested finally."""

trace = []


def run(kind):
    trace.clear()
    try:
        trace.append("try")
        if kind == "value":
            raise ValueError
        elif kind == "key":
            raise KeyError
        elif kind == "return":
            return "returned"
        elif kind == "exit":
            raise SystemExit
    except ValueError:
        trace.append("except")
        if kind == "value":
            return "from except"
    except SystemExit:
        trace.append("exit")
    else:
        trace.append("else")
    finally:
        trace.append("finally")
    return "end"


for kind in ["none", "value", "return", "exit"]:
    print(kind, run(kind), trace)
try:
    run("key")
except KeyError:
    print("key passed", trace)


def retry(times):
    attempts = 0
    while True:
        attempts += 1
        try:
            if attempts < times:
                raise OSError(attempts)
        except OSError as error:
            print("failed", error, end="; ")
            continue
        else:
            return attempts
        finally:
            print("finally", attempts, end="; ")


print(retry(3))


def deep(n):
    try:
        if n == 0:
            raise ValueError("deepest")
        return deep(n - 1)
    except ValueError as error:
        if n < 3:
            raise type(error)(f"{error}<{n}")
        return str(error)
    finally:
        trace.append(n)


trace.clear()
print(deep(5), trace)


def else_raises():
    try:
        pass
    except ValueError:
        return "not caught here"
    else:
        raise ValueError("from else")


try:
    else_raises()
except ValueError as error:
    print(error)


def generator_in_try():
    for i in range(3):
        try:
            yield i
        except ValueError as error:
            yield f"got {error}"
        else:
            trace.append(f"else {i}")
        finally:
            trace.append(f"finally {i}")


trace.clear()
g = generator_in_try()
print(next(g), next(g), g.throw(ValueError("v")), next(g), trace)


def many(items):
    results = []
    for item in items:
        try:
            results.append(10 / item)
        except ZeroDivisionError:
            results.append("zero")
        except TypeError as error:
            results.append(type(item).__name__)
            if item is None:
                break
    else:
        results.append("all done")
    return results


print(many([5, 0, "x"]), many([2, None, 3]))
try:
    try:
        raise ValueError("one")
    finally:
        try:
            raise KeyError("two")
        except KeyError as e:
            print(repr(e), repr(e.__context__))
except ValueError as e:
    print(repr(e), e.__context__)
