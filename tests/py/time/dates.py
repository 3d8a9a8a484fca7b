# SPDX-License-Identifier: MIT
"""gmtime and strftime of fixed moments."""

import time

for seconds in (0, 1, 86399, 86400, 951782400, 1e9, 1234567890.75, -1,
                1709164800, 4102444799):
    date = time.gmtime(seconds)
    print(seconds, tuple(date), time.strftime("%Y-%m-%d %H:%M:%S %j %a %b",
                                              date))
date = time.gmtime(0)
print(len(date), date[0], date[:3], date[-1])
print(time.strftime("%y %B %A %d %I %p %M %% %w", date),
      time.strftime("", date))
for form in ("%H:%M", "plain", "%d.%m.%Y"):
    print(time.strftime(form, (2024, 2, 29, 12, 30, 59, 3, 60, 0)))
for wrong in ("now", [], float("nan"), 1e300):
    try:
        time.gmtime(wrong)
    except (TypeError, ValueError, OverflowError) as error:
        print(type(error).__name__, error)
for wrong in (5, (1, 2), None):
    try:
        time.strftime("%Y", wrong)
    except TypeError as error:
        print(error)
try:
    time.strftime(5)
except TypeError as error:
    print(error)
print(time.gmtime()[0] >= 2000, len(time.localtime()), len(time.strftime("%Y")))
