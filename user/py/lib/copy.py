# SPDX-License-Identifier: MIT
"""Copies of containers and of instances."""

from _collections import deque


class Error(Exception):
    """It cannot be copied."""


error = Error


def _copy_instance(value):
    """A new instance of the class with the same attributes."""
    result = object.__new__(type(value))
    result.__dict__.update(value.__dict__)
    return result


def copy(value):
    """A shallow copy."""
    if hasattr(value, "__copy__"):
        return value.__copy__()
    if isinstance(value, (list, dict, set, bytearray, deque)):
        return value.copy()
    if _is_atomic(value) or isinstance(value, (tuple, frozenset)):
        return value
    return _copy_instance(value)


def _is_atomic(value):
    return (value is None or isinstance(value, (int, float, str, bytes, type,
                                                range))
            or callable(value) and not hasattr(value, "__dict__")
            or type(value) is type(_is_atomic))


def deepcopy(value, memo=None):
    """A copy of the whole graph. memo: the copies made so far, by id."""
    if memo is None:
        memo = {}
    if _is_atomic(value):
        return value
    if id(value) in memo:
        return memo[id(value)]
    if hasattr(value, "__deepcopy__"):
        result = value.__deepcopy__(memo)
    else:
        result = _deep(value, memo)
    memo[id(value)] = result
    # The original must live as long as memo, or its id could be used again.
    memo.setdefault(id(memo), []).append(value)
    return result


def _deep(value, memo):
    kind = type(value)
    if kind is tuple or kind is frozenset:
        return kind([deepcopy(item, memo) for item in value])
    if kind is list or kind is deque:
        result = memo[id(value)] = kind()
        for item in value:
            result.append(deepcopy(item, memo))
        return result
    if kind is dict:
        result = memo[id(value)] = {}
        for key, item in value.items():
            result[deepcopy(key, memo)] = deepcopy(item, memo)
        return result
    if kind is set or kind is bytearray:
        return copy(value)
    return _deep_instance(value, memo)


def _deep_instance(value, memo):
    result = memo[id(value)] = object.__new__(type(value)) \
        if not isinstance(value, (list, dict, set)) else copy(value)
    for name, item in value.__dict__.items():
        result.__dict__[name] = deepcopy(item, memo)
    return result
