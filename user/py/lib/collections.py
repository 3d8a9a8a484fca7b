# SPDX-License-Identifier: MIT
"""Containers besides the built-in ones. deque is in C."""

from _collections import deque


class defaultdict(dict):
    """A dict that makes what is missing."""

    def __init__(self, default_factory=None, /, *args, **keywords):
        if default_factory is not None and not callable(default_factory):
            raise TypeError("first argument must be callable or None")
        super().__init__(*args, **keywords)
        self.default_factory = default_factory

    def __missing__(self, key):
        if self.default_factory is None:
            raise KeyError(key)
        value = self[key] = self.default_factory()
        return value

    def __repr__(self):
        return f"defaultdict({self.default_factory!r}, {dict(self)!r})"

    def copy(self):
        """A shallow copy."""
        return type(self)(self.default_factory, self)

    __copy__ = copy


class OrderedDict(dict):
    """A dict whose order counts, and can be changed."""

    def __repr__(self):
        if not self:
            return f"{type(self).__name__}()"
        return f"{type(self).__name__}({list(self.items())!r})"

    def __eq__(self, other):
        if isinstance(other, OrderedDict):
            return list(self.items()) == list(other.items())
        return dict.__eq__(self, other)

    def __ne__(self, other):
        return not self == other

    __hash__ = None

    def move_to_end(self, key, last=True):
        """Make it the last, or the first."""
        value = self.pop(key)
        if last:
            self[key] = value
            return
        others = list(self.items())
        self.clear()
        self[key] = value
        self.update(others)

    def popitem(self, last=True):
        """Remove and return the last (key, value), or the first."""
        if not self:
            raise KeyError("dictionary is empty")
        if last:
            key = next(reversed(self))
        else:
            key = next(iter(self))
        return key, self.pop(key)

    def copy(self):
        """A shallow copy."""
        return type(self)(self)

    __copy__ = copy


class Counter(dict):
    """How often each thing occurs."""

    def __init__(self, iterable=None, /, **keywords):
        super().__init__()
        self.update(iterable, **keywords)

    def __missing__(self, key):
        return 0

    @classmethod
    def fromkeys(cls, iterable, v=None):
        """Not for counters: what would be the counts?"""
        raise NotImplementedError("Counter.fromkeys() is undefined.  "
                                  "Use Counter(iterable) instead.")

    def _add(self, counts, sign):
        """Add a mapping's counts, or 1 for each item of an iterable."""
        if isinstance(counts, dict):
            for key, count in counts.items():
                self[key] = self.get(key, 0) + sign * count
        elif counts is not None:
            for key in counts:
                self[key] = self.get(key, 0) + sign

    def update(self, iterable=None, /, **keywords):
        """Count more."""
        self._add(iterable, 1)
        self._add(keywords, 1)

    def subtract(self, iterable=None, /, **keywords):
        """Count less."""
        self._add(iterable, -1)
        self._add(keywords, -1)

    def most_common(self, n=None):
        """[(thing, count)], the most frequent first; only n of them."""
        pairs = sorted(self.items(), key=lambda pair: pair[1], reverse=True)
        return pairs if n is None else pairs[:n]

    def elements(self):
        """Each thing as often as it was counted."""
        for key, count in self.items():
            for _ in range(count):
                yield key

    def total(self):
        """The sum of all counts."""
        return sum(self.values())

    def copy(self):
        """A shallow copy."""
        return type(self)(self)

    __copy__ = copy

    def __delitem__(self, key):
        if key in self:
            super().__delitem__(key)

    def __repr__(self):
        if not self:
            return f"{type(self).__name__}()"
        pairs = ", ".join(f"{k!r}: {v!r}" for k, v in self.most_common())
        return f"{type(self).__name__}({{{pairs}}})"

    def __eq__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return all(self[key] == other[key]
                   for both in (self, other) for key in both)

    def __ne__(self, other):
        return not self == other

    __hash__ = None

    def _combine(self, other, operation):
        """A Counter of the positive results of operation(count, other's)."""
        if not isinstance(other, Counter):
            return NotImplemented
        result = Counter()
        for both in (self, other):
            for key in both:
                count = operation(self[key], other[key])
                if count > 0:
                    result[key] = count
        return result

    def __add__(self, other):
        return self._combine(other, lambda a, b: a + b)

    def __sub__(self, other):
        return self._combine(other, lambda a, b: a - b)

    def __or__(self, other):
        return self._combine(other, max)

    def __and__(self, other):
        return self._combine(other, min)

    def __pos__(self):
        return self + Counter()

    def __neg__(self):
        return Counter() - self


class _NamedTuple:
    """The base of what namedtuple makes: attributes that are also items."""

    _fields = ()
    _field_defaults = {}

    def __iter__(self):
        for name in self._fields:
            yield getattr(self, name)

    def __len__(self):
        return len(self._fields)

    def __getitem__(self, index):
        return tuple(self)[index]

    def __contains__(self, item):
        return item in tuple(self)

    def __eq__(self, other):
        if isinstance(other, (tuple, _NamedTuple)):
            return tuple(self) == tuple(other)
        return NotImplemented

    def __ne__(self, other):
        return not self == other

    def __lt__(self, other):
        return tuple(self) < tuple(other)

    def __le__(self, other):
        return tuple(self) <= tuple(other)

    def __gt__(self, other):
        return tuple(self) > tuple(other)

    def __ge__(self, other):
        return tuple(self) >= tuple(other)

    def __hash__(self):
        return hash(tuple(self))

    def __add__(self, other):
        return tuple(self) + tuple(other)

    def __radd__(self, other):
        return tuple(other) + tuple(self)

    def __mul__(self, n):
        return tuple(self) * n

    def __setattr__(self, name, value):
        if name in self._fields:
            raise AttributeError("can't set attribute")
        raise AttributeError(f"{type(self).__name__!r} object has no "
                             f"attribute {name!r}")

    def __delattr__(self, name):
        raise AttributeError("can't delete attribute")

    def __repr__(self):
        values = ", ".join([f"{name}={getattr(self, name)!r}"
                            for name in self._fields])
        return f"{type(self).__name__}({values})"

    def index(self, value, *bounds):
        """The index of the first item that is value."""
        return tuple(self).index(value, *bounds)

    def count(self, value):
        """How many items are value."""
        return tuple(self).count(value)

    def _asdict(self):
        return {name: getattr(self, name) for name in self._fields}

    def _replace(self, /, **changes):
        values = self._asdict()
        for name in changes:
            if name not in values:
                raise ValueError("Got unexpected field names: "
                                 f"{[name]!r}")
        values.update(changes)
        return type(self)(**values)

    @classmethod
    def _make(cls, iterable):
        return cls(*iterable)


def _check_names(names):
    for place, name in enumerate(names):
        if not isinstance(name, str) or not name.isidentifier():
            raise ValueError("Type names and field names must be valid "
                             f"identifiers: {name!r}")
        if name.startswith("_"):
            raise ValueError("Field names cannot start with an underscore: "
                             f"{name!r}")
        if name in names[:place]:
            raise ValueError(f"Encountered duplicate field name: {name!r}")


def namedtuple(typename, field_names, *, defaults=()):
    """A class whose instances are tuples with names. (Here they behave like
    tuples, but isinstance(x, tuple) is false.)"""
    if isinstance(field_names, str):
        field_names = field_names.replace(",", " ").split()
    fields = tuple(field_names)
    _check_names(fields)
    optional = dict(zip(fields[len(fields) - len(defaults):], defaults))
    # A real __init__ with these parameters: its messages are the usual ones.
    text = f"def __init__(self{''.join(', ' + name for name in fields)}):\n"
    for name in fields:
        text += f"    _set(self, {name!r}, {name})\n"
    scope = {"_set": object.__setattr__}
    exec(text + "    pass\n", scope)
    init = scope.pop("__init__")  # else scope and it keep each other
    init.__defaults__ = tuple(optional.values())
    init.__qualname__ = f"{typename}.__new__"
    return type(typename, (_NamedTuple,), {
        "__init__": init, "_fields": fields, "_field_defaults": optional,
        "__match_args__": fields,
        "__doc__": f"{typename}({', '.join(fields)})"})


class ChainMap:
    """Several dicts, searched one after the other; the first is written to."""

    def __init__(self, *maps):
        self.maps = list(maps) or [{}]

    def __getitem__(self, key):
        for mapping in self.maps:
            if key in mapping:
                return mapping[key]
        raise KeyError(key)

    def get(self, key, default=None):
        """The value of key, or default."""
        return self[key] if key in self else default

    def __setitem__(self, key, value):
        self.maps[0][key] = value

    def __delitem__(self, key):
        del self.maps[0][key]

    def __contains__(self, key):
        return any(key in mapping for mapping in self.maps)

    def __iter__(self):
        merged = {}
        for mapping in reversed(self.maps):
            merged.update(mapping)
        return iter(merged)

    def __len__(self):
        return len(list(iter(self)))

    def keys(self):
        """All keys."""
        return list(self)

    def items(self):
        """All (key, value)."""
        return [(key, self[key]) for key in self]

    def values(self):
        """All values."""
        return [self[key] for key in self]

    def new_child(self, m=None):
        """The same behind one more dict."""
        return type(self)({} if m is None else m, *self.maps)

    def __repr__(self):
        return f"ChainMap({', '.join(map(repr, self.maps))})"
