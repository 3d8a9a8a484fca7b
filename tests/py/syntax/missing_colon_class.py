# SPDX-License-Identifier: MIT
# A class without its colon; its bases are fine.
# Errors: all

class Base:
    pass


class Derived(Base, metaclass=type)
    pass


print(Derived())
