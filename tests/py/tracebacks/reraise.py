# SPDX-License-Identifier: MIT
# A raise without operand keeps the traceback; so does `raise e`.
# Errors: all


def fails():
    raise OSError(5, "broken", "disk")


def passes_on():
    try:
        fails()
    except OSError:
        print("seen")
        raise


def raises_again():
    try:
        passes_on()
    except OSError as error:
        saved = error
    raise saved


def finishes():
    try:
        raises_again()
    finally:
        try:
            [][0]
        except IndexError:
            print("handled in between")


finishes()
