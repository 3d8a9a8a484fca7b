# SPDX-License-Identifier: MIT
"""What the characters of ASCII, Latin-1, Greek, Cyrillic and some others
are."""

METHODS = [str.isalpha, str.isdigit, str.isdecimal, str.isnumeric, str.isspace,
           str.isupper, str.islower, str.isprintable, str.isalnum,
           str.isidentifier, str.istitle]


def runs(test, first, last):
    """The ranges of code points for which the test holds."""
    found = []
    for c in range(first, last):
        if not test(chr(c)):
            continue
        if found and found[-1][1] == c - 1:
            found[-1][1] = c
        else:
            found.append([c, c])
    return [f"{a:x}-{b:x}" if a < b else f"{a:x}" for a, b in found]


for first, last in ((0, 0x100), (0x100, 0x130), (0x391, 0x3aa), (0x3b1, 0x3ca),
                    (0x410, 0x450), (0x2000, 0x2070), (0x1f600, 0x1f640)):
    for method in METHODS:
        print(method.__name__, hex(first), *runs(method, first, last))
    for method in str.upper, str.lower, str.title, str.casefold, str.swapcase:
        changed = [ascii(chr(c) + method(chr(c))) for c in range(first, last)
                   if method(chr(c)) != chr(c) and c != 0xb5]
        print(method.__name__, len(changed), *changed)
