# SPDX-License-Identifier: MIT
"""Built-in names: hidden, restored, looked up late."""


def uses_len(items):
    return len(items)


print(uses_len("abc"))
len = lambda items: "hidden"
print(uses_len("abc"))
del len
print(uses_len("abc"))


def local_shadow():
    def print_all(*values):
        print(*values)
    list = [1, 2]
    str = "text"
    print_all(list, str)


local_shadow()
try:
    del len
except NameError as error:
    print(error)


def argument(max, min=0):
    return max, min


print(argument(1), max(1, 2))
for id in range(2):
    pass
print(id)
del id
print(callable(id))
import builtins
builtins.shared = "everywhere"
print(shared)
shared = "here"
print(shared, builtins.shared)
del shared
print(shared)
del builtins.shared
try:
    shared
except NameError as error:
    print(error)
True_ = True
print(True_ is True, __debug__, NotImplemented, Ellipsis)


class Shadow:
    def len(self):
        return len("four")

    def print(self):
        print("method print")


print(Shadow().len())
Shadow().print()


def global_statement():
    global sum
    sum = lambda values: "replaced"


print(sum([1, 2]))
global_statement()
print(sum([1, 2]))
del sum
print(sum([1, 2]))
