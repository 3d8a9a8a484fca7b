# SPDX-License-Identifier: MIT
# An exception leaves with blocks; one of them replaces it.
# Errors: all


class Replace:
    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        print("exit with", kind and kind.__name__)
        raise RuntimeError("replaced in exit")


class Quiet:
    def __enter__(self):
        return 5

    def __exit__(self, *details):
        return True


with Quiet() as five:
    raise ValueError("nobody sees this")
print(five)
with Replace() as outer, Quiet():
    print("fine inside")
    with Replace():
        {}["key"]
with Replace():
    int("twelve")
