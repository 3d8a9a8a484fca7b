# SPDX-License-Identifier: MIT
"""Names without a value: which exception, which words."""


def local_before():
    print(a)
    a = 1


def local_deleted():
    a = 1
    del a
    return a


def delete_twice():
    a = 1
    del a
    del a


def loop_never():
    for i in []:
        pass
    return i


def except_deletes():
    try:
        raise ValueError
    except ValueError as e:
        pass
    return e


def free_unbound():
    def inner():
        return value
    return inner()
    value = 1


def global_missing():
    return nowhere


def global_delete():
    global nowhere
    del nowhere


def augmented_local():
    counter += 1


def augmented_global():
    global nowhere
    nowhere += 1


def in_branch(flag=False):
    if flag:
        b = 1
    return b


def import_later():
    math.pi
    import math


def own_name():
    own_name = own_name()


def nested_delete():
    x = 1

    def inner():
        nonlocal x
        del x
    inner()
    return x


counter = 1
for function in [local_before, local_deleted, delete_twice, loop_never,
                 except_deletes, free_unbound, global_missing, global_delete,
                 augmented_local, augmented_global, in_branch, import_later,
                 own_name, nested_delete]:
    try:
        function()
    except NameError as error:
        print(function.__name__, type(error).__name__, error)
try:
    missing
except NameError as error:
    print(error, error.args)
try:
    del missing
except NameError as error:
    print(error)
try:
    class Body:
        del missing
except NameError as error:
    print(error)
