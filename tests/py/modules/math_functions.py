# SPDX-License-Identifier: MIT
"""math: values to the last bit where they are exact, and every kind of
error."""

import math

inf, nan = math.inf, math.nan


def attempt(name, *args, **keywords):
    try:
        result = getattr(math, name)(*args, **keywords)
        print(name, args, repr(result))
    except Exception as error:
        print(name, args, type(error).__name__, error)


print(math.pi, math.e, math.tau, inf, -inf, nan, nan != nan)
for name, values in (
        ("sqrt", (0, 2, 1e300, 4.0, -1, inf, nan, "x", True, -0.0)),
        ("floor", (2.5, -2.5, 10 ** 20, 1e18, inf, nan, "x")),
        ("ceil", (2.5, -2.5, 1e-300, -0.5, inf)),
        ("trunc", (2.9, -2.9, 5, 1e20, nan)),
        ("fabs", (-3, -0.0, -inf)),
        ("factorial", (0, 5, 25, -1, 2.0, 1.5, "x")),
        ("isqrt", (0, 1, 15, 16, 10 ** 40, -1, 1.5)),
        ("log", (1, math.e, 0, -1, 10 ** 400, inf, "x")),
        ("log2", (8, 1024, 2 ** 1000, 0, 0.5)),
        ("log10", (1000, 10 ** 300, 0.001, -5)),
        ("log1p", (0, 1e-10, -1, -2)), ("expm1", (0, 1e-10)),
        ("exp", (0, 1, 710, -750, inf, -inf)),
        ("sin", (0, inf, nan)), ("cos", (0.0,)), ("tan", (0,)),
        ("asin", (0, 2)), ("acos", (1, -2)), ("atan", (0, inf)),
        ("sinh", (0, 1000)), ("cosh", (0, 1000)), ("tanh", (0, inf)),
        ("degrees", (math.pi, 0)), ("radians", (180, 0)),
        ("isnan", (nan, 1, inf)), ("isinf", (-inf, 1)), ("isfinite", (1, nan)),
        ("modf", (2.75, -2.75, inf)), ("frexp", (8, 0.3, 0, inf, nan)),
        ("gamma", (5, 0, -1, 200)), ("lgamma", (1, -2)),
        ("cbrt", (27, -8)), ("exp2", (10, 0.5, 2000)),
        ("ulp", (1, 0, 1e300, inf))):
    for value in values:
        if hasattr(math, name):
            attempt(name, value)
for name, args in (("pow", (2, 10)), ("pow", (-8, 1 / 3)), ("pow", (0, -1)),
                   ("pow", (1e200, 2)), ("pow", (nan, 0)), ("fmod", (7, 3)),
                   ("fmod", (-7, 3)), ("fmod", (1, 0)), ("fmod", (inf, 1)),
                   ("copysign", (3, -0.0)), ("ldexp", (0.5, 4)),
                   ("ldexp", (1, 5000)), ("ldexp", (1, -5000)),
                   ("atan2", (0, -1)), ("atan2", (-0.0, 1)), ("hypot", (3, 4)),
                   ("hypot", (1, 2, 2)), ("hypot", ()), ("log", (8, 2)),
                   ("log", (5, 1)), ("log", (1, 0)), ("remainder", (5, 3)),
                   ("remainder", (1, 0)), ("dist", ([0, 0], [3, 4])),
                   ("dist", ([0], [1, 2])), ("nextafter", (1, 2))):
    if hasattr(math, name):
        attempt(name, *args)
attempt("sqrt")
attempt("sqrt", 1, 2)
attempt("pow", 1)
