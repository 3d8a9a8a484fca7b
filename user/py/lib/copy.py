# SPDX-License-Identifier: MIT
"""Copies of containers and of instances.

A copy is a new object of the same class, made without a call of __init__. It
gets the items and the attributes of the original: the same ones by copy, copies
of them by deepcopy.
"""

from _collections import deque


class Error(Exception):
    """It cannot be copied."""


error = Error

_CONTAINERS = (list, dict, set, deque)
# What cannot change, or stands for itself only; and classes.
_ATOMIC = {type(None), type(...), type(NotImplemented), bool, int, float, str,
           bytes, range, slice, property, type(len), type(lambda: None)}


def _is_atomic(value):
    return type(value) in _ATOMIC or isinstance(value, type)


def _same(value):
    return value


def copy(value):
    """A shallow copy."""
    if _is_atomic(value):
        return value
    if hasattr(type(value), "__copy__"):
        return value.__copy__()
    if type(value) in (tuple, frozenset):
        return value
    if type(value) in (list, dict, set, bytearray):
        return value.copy()
    return _fill(_new_like(value), value, _same)


def _new_like(value):
    """An object of the same class, without items and attributes."""
    kind = type(value)
    if isinstance(value, BaseException):
        return kind.__new__(kind, *value.args)
    if not isinstance(value, _CONTAINERS) and "__module__" not in kind.__dict__:
        raise TypeError(f"cannot pickle {kind.__name__!r} object")
    result = kind.__new__(kind)
    if isinstance(value, deque):
        deque.__init__(result, (), value.maxlen)
    return result


def _slots(cls):
    """The names in __slots__ of a class and of its bases."""
    names = []
    for base in cls.__mro__:
        declared = base.__dict__.get("__slots__", ())
        names.extend([declared] if isinstance(declared, str) else declared)
    return names


def _fill(result, value, convert):
    """Give result what value has, each item converted; result."""
    if isinstance(value, (list, deque)):
        for item in value:
            result.append(convert(item))
    elif isinstance(value, dict):
        for key, item in value.items():
            result[convert(key)] = convert(item)
    elif isinstance(value, set):
        result.update([convert(item) for item in value])
    for name in _slots(type(value)):
        if hasattr(value, name):
            setattr(result, name, convert(getattr(value, name)))
    if hasattr(value, "__dict__"):
        for name, item in value.__dict__.items():
            result.__dict__[name] = convert(item)
    return result


def deepcopy(value, memo=None):
    """A copy of the whole graph. memo: the copies made so far, by id."""
    if memo is None:
        memo = {}
    if _is_atomic(value):
        return value
    if id(value) in memo:
        return memo[id(value)]
    if hasattr(type(value), "__deepcopy__"):
        result = value.__deepcopy__(memo)
    else:
        result = _deep(value, memo)
    if result is not value:
        memo[id(value)] = result
        # The original must live as long as memo, or its id could be used again.
        memo.setdefault(id(memo), []).append(value)
    return result


def _deep(value, memo):
    if type(value) is tuple:
        return _deep_tuple(value, memo)
    if type(value) is frozenset:
        return frozenset([deepcopy(item, memo) for item in value])
    if type(value) is bytearray:
        return value.copy()
    # It may be among its own items: it must be known before they are copied.
    result = memo[id(value)] = _new_like(value)
    return _fill(result, value, lambda item: deepcopy(item, memo))


def _deep_tuple(value, memo):
    """The tuple itself, if none of its items had to be copied."""
    items = [deepcopy(item, memo) for item in value]
    if id(value) in memo:  # it was reached again through one of them
        return memo[id(value)]
    if all([old is new for old, new in zip(value, items)]):
        return value
    return tuple(items)
