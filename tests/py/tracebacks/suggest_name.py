# SPDX-License-Identifier: MIT
# A misspelt name: what it may have meant, from locals, globals, built-ins.
# Errors: all


def attempt(function):
    try:
        function()
    except NameError as error:
        print(error, "|", error.name)


total_price = 5
attempt(lambda: total_pric)
attempt(lambda: undefined)


def compute(items, factor):
    result = [item * factor for item in items]
    return sum(resutl)


compute([1, 2], total_price)
