# SPDX-License-Identifier: MIT
"""Format specs of ints: every type, sign, #, 0, grouping, width, alignment,
errors."""

SPECS = ["", "d", "b", "o", "x", "X", "n", "c", "+d", " d", "-d", "#b", "#o",
         "#x", "#X",
         "5", "<5", ">5", "^6", "=6", "05", "+05", "#07x", "#010b", "*^9",
         "é<6",
         ",", "_", ",d", "_d", "_b", "_x", "#_X", "012,", "08_d", "020_b",
         "+,d",
         "1", "e", "f", ".2f", "g", "%", ".0%", ".3e", "010.2f", "+.1f",
         ",.2f",
         "<010", "=+8", "x>+8,", "0=8", "^08", "0<6", "z"]
WRONG = ["s", "y", "d5", ".2d", ".2", ",x", ",b", ",n", "_n", ",_", "_,",
         ",,", "__",
         "+c", "#c", ",c", "-c", "5.", ".", "<<<5", "é", "dd", " +5", "10.3x",
         "=c"]
VALUES = [0, 5, -7, 65, 1234567, -1234567, 10 ** 20, -(2 ** 70), True]

for spec in SPECS + WRONG:
    line = []
    for value in VALUES:
        try:
            line.append(format(value, spec))
        except (ValueError, OverflowError) as error:
            line.append(f"{type(error).__name__}: {error}")
    print(spec, line if line[1:] != line[:-1] else line[0])

for spec in ("99999999999999999999", ".99999999999999999999f", "5c", "<3c",
             "c>5c", "\x01<4", "}<4", "{^5", "0000005", "00x"):
    try:
        print(ascii(format(97, spec)))
    except ValueError as error:
        print(spec, error)
try:
    format(-1, "c")
except OverflowError as error:
    print(error)
for bad in (1, None, b"d"):
    try:
        format(5, bad)
    except TypeError as error:
        print(error)
