# SPDX-License-Identifier: MIT
"""isinstance and issubclass: tuples of classes, nesting, unions, wrong
ones."""


class A:
    pass


class B(A):
    pass


class C(B, dict):
    pass


def attempt(function, *args):
    try:
        print(function.__name__, function(*args))
    except TypeError as error:
        print(function.__name__, error)


for value in (A(), B(), C(a=3), 3, True, "x", None, A):
    print([isinstance(value, cls)
           for cls in (A, B, C, int, dict, object, type, str, type(None))])
for cls in (A, B, C, bool, type, object, ZeroDivisionError):
    print(cls.__name__, [issubclass(cls, base) for base in (
        A, B, C, dict, object, type, Exception, ArithmeticError)])
print(isinstance(3, (str, (bytes, (int,)))), isinstance(3, ()),
      issubclass(bool, (str, (int,))), isinstance(True, (str, int)))
attempt(isinstance, 3, "int")
attempt(isinstance, 3, [int])
attempt(isinstance, 3, (str, "int"))
attempt(isinstance, 3, (int, "never looked at"))
attempt(isinstance, 3, None)
attempt(issubclass, 3, int)
attempt(issubclass, int, 3)
attempt(issubclass, B(), A)
attempt(issubclass, B, (A, 3))
attempt(issubclass, int, (str, 3))
attempt(isinstance, 3)
print(type(A) is type, type(type) is type, isinstance(type, object),
      isinstance(object, type), issubclass(type, object))
for error in (KeyError(), UnicodeDecodeError("u", b"", 0, 1, "r"),
              FileNotFoundError(), ModuleNotFoundError(), RecursionError()):
    print(type(error).__name__, isinstance(error, LookupError),
          isinstance(error, ValueError), isinstance(error, OSError),
          isinstance(error, ImportError), isinstance(error, RuntimeError))
