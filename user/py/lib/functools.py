# SPDX-License-Identifier: MIT
"""Functions that make functions of functions."""

from collections import OrderedDict, namedtuple
from threading import RLock

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__")


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=()):
    """Make wrapper look like wrapped."""
    for name in assigned:
        if hasattr(wrapped, name):
            setattr(wrapper, name, getattr(wrapped, name))
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=()):
    """A decorator: the function looks like wrapped."""
    return lambda wrapper: update_wrapper(wrapper, wrapped, assigned, updated)


_missing = object()


def reduce(function, iterable, initial=_missing):
    """function(function(function(initial, a), b), c)"""
    try:
        iterator = iter(iterable)
    except TypeError:
        raise TypeError("reduce() arg 2 must support iteration") from None
    if initial is _missing:
        try:
            value = next(iterator)
        except StopIteration:
            raise TypeError("reduce() of empty iterable with no initial "
                            "value") from None
    else:
        value = initial
    for item in iterator:
        value = function(value, item)
    return value


class partial:
    """A function some of whose arguments are given already."""

    def __init__(self, func, /, *args, **keywords):
        if not callable(func):
            raise TypeError("the first argument must be callable")
        self.func = func
        self.args = args
        self.keywords = keywords

    def __call__(self, /, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})

    def __repr__(self):
        parts = [repr(self.func)]
        parts.extend(repr(arg) for arg in self.args)
        parts.extend(f"{k}={v!r}" for k, v in self.keywords.items())
        return f"functools.partial({', '.join(parts)})"


CacheInfo = namedtuple("CacheInfo", "hits misses maxsize currsize")


def _cache_key(args, keywords, typed):
    key = args
    if keywords:
        key = args + (_missing,) + tuple(keywords.items())
    if typed:
        key += tuple(type(value) for value in args)
        key += tuple(type(value) for value in keywords.values())
    return key


def lru_cache(maxsize=128, typed=False):
    """A decorator: remember the results of the latest maxsize calls."""
    if callable(maxsize):
        return lru_cache(128, typed)(maxsize)

    def decorator(function):
        results = OrderedDict()  # the one used last is at the end
        lock = RLock()  # protects results, hits and misses
        hits = misses = 0

        def wrapper(*args, **keywords):
            nonlocal hits, misses
            key = _cache_key(args, keywords, typed)
            with lock:
                result = results.get(key, _missing)
                if result is not _missing:
                    hits += 1
                    if maxsize is not None:
                        results.move_to_end(key)
                    return result
                misses += 1
            result = function(*args, **keywords)
            with lock:
                results[key] = result
                if maxsize is not None and len(results) > maxsize:
                    results.popitem(last=False)
            return result

        def cache_info():
            with lock:
                return CacheInfo(hits, misses, maxsize, len(results))

        def cache_clear():
            nonlocal hits, misses
            with lock:
                results.clear()
                hits = misses = 0

        wrapper.cache_info = cache_info
        wrapper.cache_clear = cache_clear
        return update_wrapper(wrapper, function)
    return decorator


def cache(function):
    """Remember all results."""
    return lru_cache(None)(function)


class cached_property:
    """An attribute that is computed when it is first asked for."""

    def __init__(self, function):
        self.function = function
        self.name = None
        self.__doc__ = function.__doc__

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        value = self.function(instance)
        setattr(instance, self.name, value)
        return value


def cmp_to_key(compare):
    """A key function for sort, from one that compares two values."""
    class Key:
        __slots__ = ("value",)

        def __init__(self, value):
            self.value = value

        def __lt__(self, other):
            return compare(self.value, other.value) < 0

        def __gt__(self, other):
            return compare(self.value, other.value) > 0

        def __eq__(self, other):
            return compare(self.value, other.value) == 0

        def __le__(self, other):
            return compare(self.value, other.value) <= 0

        def __ge__(self, other):
            return compare(self.value, other.value) >= 0

        __hash__ = None
    return Key


def total_ordering(cls):
    """A decorator: from __lt__ and __eq__ make the other comparisons."""
    def define(name, function):
        if name not in cls.__dict__:
            setattr(cls, name, function)

    if "__lt__" in cls.__dict__:
        define("__gt__", lambda a, b: not (a < b or a == b))
        define("__le__", lambda a, b: a < b or a == b)
        define("__ge__", lambda a, b: not a < b)
    elif "__gt__" in cls.__dict__:
        define("__lt__", lambda a, b: not (a > b or a == b))
        define("__ge__", lambda a, b: a > b or a == b)
        define("__le__", lambda a, b: not a > b)
    elif "__le__" in cls.__dict__:
        define("__ge__", lambda a, b: not a <= b or a == b)
        define("__lt__", lambda a, b: a <= b and not a == b)
        define("__gt__", lambda a, b: not a <= b)
    elif "__ge__" in cls.__dict__:
        define("__le__", lambda a, b: not a >= b or a == b)
        define("__gt__", lambda a, b: a >= b and not a == b)
        define("__lt__", lambda a, b: not a >= b)
    else:
        raise ValueError("must define at least one ordering operation: "
                         "< > <= >=")
    return cls
