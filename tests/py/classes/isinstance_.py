# SPDX-License-Identifier: MIT
"""isinstance and issubclass: tuples, nesting, hooks, errors."""


class A:
    pass


class B(A):
    pass


class C(B):
    pass


c = C()
print(isinstance(c, A), isinstance(c, (int, B)))
print(isinstance(c, (int, (str, C))))
print(isinstance(c, ()), isinstance(1, (str, float)), isinstance(True, int))
print(issubclass(C, A), issubclass(A, C), issubclass(C, (int, (A,))))
print(issubclass(bool, int), issubclass(int, object), issubclass(A, A))
print(isinstance(A, type), isinstance(type, object), issubclass(type, object))
print(isinstance(None, type(None)), isinstance(NotImplemented, object))
for call in [lambda: isinstance(1, 1), lambda: isinstance(1, "int"),
             lambda: isinstance(1, (str, 1)), lambda: issubclass(1, int),
             lambda: issubclass(int, 1), lambda: issubclass(int, (str, 5)),
             lambda: isinstance(1, [int]), lambda: isinstance(1)]:
    try:
        print(call())
    except TypeError as error:
        print(error)
print(isinstance(1, (int, 1)))
c.__class__ = A
print(isinstance(c, C), isinstance(c, A), type(c).__name__)
for value in [1, 1.5, "a", b"a", [], (), {}, set(), None, True, len, print,
              lambda: 0, int, A, A(), range(3), iter([]), (i for i in ()),
              ..., NotImplemented, slice(1), ValueError(), frozenset()]:
    print(type(value).__name__, end=" ")
print()
for check in (int, (int, str), object, A, BaseException):
    print([isinstance(v, check) for v in (1, "a", A(), C(), KeyError())])
try:
    A().__class__ = int
except TypeError as error:
    print(str(error)[:40])
