# SPDX-License-Identifier: MIT
"""Format specs of floats: every type and precision, grouping, sign, #,
special values."""

SPECS = ["", "e", "E", "f", "F", "g", "G", "n", "%", ".0e", ".0f", ".0g",
         ".1f", ".3e",
         ".3g", ".10g", ".17g", ".20f", "#.0f", "#.3g", "#g", "#.0e", ".3",
         ".0", ".17",
         "+", " ", "+.2f", " .2f", "010.2f", "+010.1f", "<12.2f", ">12.2f",
         "^12.2f",
         "=12.2f", "*=+12.2f", ",", ",.2f", "_.3f", "015,.2f", ",e", "_g",
         ",%", ".1%",
         "12", "012", "é^12.1e", "-.3f", ".50f", ".60g", "_", "#", "#.3"]
WRONG = ["d", "x", "b", "o", "c", "s", "X", "5d", ".f", "1.2.3", "..2", ",_f",
         ".2,f"]
VALUES = [0.0, -0.0, 1.0, -1.5, 0.1, 2.675, 1e16, 123456789.987, 1e-5, 1e100,
          -1e-7, float("inf"), float("-inf"), float("nan"), 0.5, 9.995,
          99999.5]

for spec in SPECS:
    print(spec, [format(value, spec) for value in VALUES])
for spec in WRONG:
    try:
        print(spec, format(1.5, spec))
    except ValueError as error:
        print(spec, error)
for value in 0.5, 1.5, 2.5, 0.125, 0.375, 1.005, 1e22, 5e-324, 1.7e308:
    print(f"{value:.0f} {value:.1f} {value:.2f} {value:.25e} {value:.30g}")
for digits in range(0, 20):
    print(f"{123456.7890123456789:.{digits}g} {0.000123456789:.{digits}f}",
          f"{9.9999999999:.{digits}e} {1 / 3:.{digits}%} {2 / 3:.{digits}}")
print(f"{1e15} {1e16} {1e15:g} {123456.0:g} {1234567.0:g} {0.0001:g} {1e-5:g}")
print(f"{1.0:#} {1e20:#} {100000.0:#g} {1.0:} {1e5:n} {1.0:5}|{1.0:<5}|{1.0:g}")
print(len(f"{1e308:f}"), len(f"{5e-324:.1100f}"), f"{5e-324:.1100f}"[-30:])
