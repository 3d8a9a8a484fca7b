# SPDX-License-Identifier: MIT
"""What a function object knows of itself, and what may be changed."""


def documented(a, b: int = 1, *args, c: str = "x", **kwargs) -> bool:
    """Says what it does.

    In two lines."""
    local = 1
    return local


def bare():
    pass


print(documented.__name__, documented.__qualname__, documented.__module__)
print(repr(documented.__doc__), bare.__doc__)
print(documented.__defaults__, documented.__kwdefaults__)
print(documented.__code__.co_name, documented.__code__.co_argcount)
documented.extra = 5
documented.__name__ = "renamed"
documented.__doc__ = "new"
print(documented.extra, documented.__name__, documented.__doc__)
print(documented.__dict__)
del documented.extra
print(hasattr(documented, "extra"), documented.__dict__)
for name, value in [("__name__", 1), ("__defaults__", 1),
                    ("__kwdefaults__", 1), ("__qualname__", None)]:
    try:
        setattr(documented, name, value)
    except TypeError as error:
        print(error)
try:
    bare.missing
except AttributeError as error:
    print(error)
try:
    del bare.missing
except AttributeError as error:
    print(error)


class A:
    class B:
        def method(self):
            def inner():
                return lambda: None
            return inner

    def f(self):
        pass


print(A.B.method.__qualname__, A.B().method.__name__)
print(A.B().method().__qualname__)
print(A.B().method()().__qualname__)
bound = A().f
print(bound.__name__, bound.__func__ is A.f, type(bound.__self__).__name__)
print(bound == bound.__self__.f, bound == A().f, callable(bound))
print((lambda: 0).__name__, (lambda: 0).__qualname__)
print([f.__qualname__ for f in [lambda: 0]][0])
print(callable(documented), callable(5), callable(A), callable(A()))
print(documented is documented, documented == bare, bool(bare))
print(isinstance(bare, type(documented)), type(bare).__name__)
print(len.__name__, len.__qualname__, [].append.__name__)
