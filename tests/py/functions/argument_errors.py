# SPDX-License-Identifier: MIT
"""The messages of calls whose arguments do not fit the parameters."""


def none():
    pass


def two(a, b):
    pass


def optional(a, b=1, c=2):
    pass


def keyword_only(a, *, b, c, d=1):
    pass


def positional_only(a, b, /, c):
    pass


def many(a, *args, b, **kwargs):
    pass


class Thing:
    def method(self, a):
        pass

    @classmethod
    def of_class(cls, a):
        pass

    @staticmethod
    def static(a, b):
        pass


def attempt(function, *args, **kwargs):
    try:
        function(*args, **kwargs)
        print("fine", args, kwargs)
    except TypeError as error:
        print(error)


attempt(none, 1)
attempt(none, 1, 2)
attempt(none, x=1)
attempt(two)
attempt(two, 1)
attempt(two, 1, 2, 3)
attempt(two, 1, 2, 3, x=1)
attempt(two, 1, a=1)
attempt(two, b=1)
attempt(two, 1, 2, c=3)
attempt(optional)
attempt(optional, 1, 2, 3, 4)
attempt(optional, 1, c=5)
attempt(optional, 1, 2, b=3)
attempt(keyword_only, 1)
attempt(keyword_only, 1, b=1)
attempt(keyword_only, 1, 2, b=1, c=2)
attempt(keyword_only, b=1, c=1)
attempt(keyword_only, 1, 2)
attempt(positional_only, 1, 2, 3)
attempt(positional_only, 1, b=2, c=3)
attempt(positional_only, a=1, b=2, c=3)
attempt(positional_only, 1)
attempt(many)
attempt(many, 1, 2, 3)
attempt(many, 1, 2, b=3, c=4)
attempt(many, 1, 2, b=3, a=4)
attempt(Thing().method)
attempt(Thing().method, 1, 2)
attempt(Thing.method)
attempt(Thing.of_class)
attempt(Thing.static, 1)
attempt(Thing, 1)
attempt(lambda x: x)
attempt(lambda: 0, 1)
attempt(lambda a, b, c, d: 0)
attempt(lambda a, *, b, c, d: 0, 1)
