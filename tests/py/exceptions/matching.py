# SPDX-License-Identifier: MIT
"""Which except clause takes an exception; what may stand there."""


class Base(Exception):
    pass


class Derived(Base):
    pass


class Both(KeyError, ValueError):
    pass


def caught_by(error, *handlers):
    for handler in handlers:
        try:
            raise error
        except handler as caught:
            return getattr(handler, "__name__", "tuple"), caught is error
        except BaseException:
            continue
    return "nothing"


print(caught_by(Derived(), Derived), caught_by(Derived(), Base))
print(caught_by(Base(), Derived, Exception), caught_by(Base(), KeyError))
print(caught_by(Both(), ValueError), caught_by(Both(), LookupError))
print(caught_by(Derived(), (KeyError, (Base, int))
                if False else (KeyError, Base)))
print(caught_by(Base(), ()), caught_by(KeyError(), (ValueError, LookupError)))
for bad in (5, "text", None, (ValueError, 5), [ValueError], int):
    try:
        try:
            raise Base("in")
        except bad:
            print("caught")
    except TypeError as error:
        print(error, "|", repr(error.__context__))


def order(n):
    try:
        if n == 0:
            raise Derived("d")
        if n == 1:
            raise KeyError("k")
        if n == 2:
            raise SystemExit(3)
        return "fine"
    except Derived:
        return "derived"
    except (Base, KeyError) as error:
        return f"either {error}"
    except Exception:
        return "exception"
    except:
        return "bare"
    finally:
        print("finally", n, end=" ")


print([order(n) for n in range(4)])


def evaluated():
    def which(name, cls):
        print("asked", name)
        return cls
    try:
        raise KeyError
    except which("first", ValueError):
        pass
    except which("second", KeyError):
        print("second it is")
    except which("third", Exception):
        pass


evaluated()
try:
    try:
        raise ValueError("v")
    except undefined_name:
        pass
except NameError as error:
    print(error, repr(error.__context__))
try:
    print("no exception")
except 5:
    pass
else:
    print("else")
for thing in (5, "text", None, object(), int, [ValueError], object):
    try:
        raise thing
    except TypeError as error:
        print(error)
try:
    raise ValueError
except ValueError as error:
    print(repr(error), error.args, str(error) == "")


class Fails(Exception):
    def __init__(self):
        raise KeyError("while making it")


try:
    raise Fails
except KeyError as error:
    print(repr(error))
