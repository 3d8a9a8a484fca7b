# SPDX-License-Identifier: MIT
"""Decorators: when they are evaluated, applied, what they may return."""

log = []


def note(name):
    log.append("evaluate " + name)

    def decorate(target):
        log.append(f"apply {name} to {getattr(target, '__name__', target)}")
        return target
    return decorate


@note("first")
@note("second")
def function(x=log.append("default")):
    return "function"


@note("class")
class Decorated:
    log.append("body")

    @note("method")
    def method(self):
        return "method"


print(log, function(), Decorated().method())


@lambda f: "replaced"
def replaced():
    pass


@callable
def called():
    pass


print(replaced, called)
table = {"double": lambda f: lambda *a: f(*a) * 2, "list": [str.upper]}


@table["double"]
def add(a, b):
    return a + b


@table["list"][0]
@(lambda f: f.__name__)
def name():
    pass


print(add(2, 3), name)


def counted(function):
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return function(*args, **kwargs)
    wrapper.calls = 0
    wrapper.__name__ = function.__name__
    return wrapper


@counted
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(10), fib.calls, fib.__name__)


class Memo:
    def __init__(self, function):
        self.function, self.cache = function, {}

    def __call__(self, *args):
        if args not in self.cache:
            self.cache[args] = self.function(*args)
        return self.cache[args]

    def __get__(self, instance, owner):
        return lambda *args: self(instance, *args)


@Memo
def slow(n):
    print("computing", n)
    return n * n


class Uses:
    @Memo
    def method(self, n):
        print("method", n)
        return n + 1


u = Uses()
print(slow(3), slow(3), u.method(1), u.method(1))


def with_arguments(*args, times=1):
    def decorate(function):
        return lambda: [function() for _ in range(times)] + list(args)
    return decorate


@with_arguments("x", times=3)
def thing():
    return "t"


print(thing())
try:
    @undefined_decorator
    def never():
        pass
except NameError as error:
    print(error)
try:
    @5
    def never():
        pass
except TypeError as error:
    print(error)
print("never" in globals())


def singleton(cls):
    return cls()


@singleton
class config:
    value = 5


print(config.value, type(config).__name__)
from functools import wraps


def traced(f):
    @wraps(f)
    def inner(*args):
        """inner's"""
        return f(*args)
    return inner


@traced
def documented(a):
    """documented's"""
    return a


print(documented.__name__, documented.__doc__, documented(4),
      documented.__wrapped__(5))
