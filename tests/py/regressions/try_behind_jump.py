# SPDX-License-Identifier: MIT
# A try statement whose body begins with a jump, where another jump leads to it:
# its handler must still be found.


def straight():
    try:
        raise KeyError("first")
    except KeyError as error:
        print("first", error)
    try:
        try:
            pass
        except KeyError:
            print("never")
        raise ValueError("second")
    except ValueError as error:
        print("second", error)


def in_a_loop(items):
    for item in items:
        if item:
            print("item", item)
        try:
            for _ in ():
                pass
            if False:
                print("never")
            while True:
                break
            raise IndexError(item)
        except IndexError as error:
            print("caught", error)
        finally:
            print("finally", item)


def dead_code():
    if None:
        try:
            try:
                pass
            except ValueError:
                pass
        finally:
            print("never")
    try:
        try:
            pass
        finally:
            print("inner")
        raise
    except RuntimeError as error:
        print(error)


straight()
in_a_loop([0, 1, 2])
dead_code()
