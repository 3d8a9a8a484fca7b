# SPDX-License-Identifier: MIT
"""Whole lines as programs print them: columns, money, percentages, dates,
rulers."""

ROWS = [("apples", 3, 1.5, True), ("bäume", 12345, 0.333333, False),
        ("日本", -7, 1e9, None), ("", 0, -0.005, "text"),
        ("a rather long name", 10 ** 12, 99.995, [1])]

for name, count, price, other in ROWS:
    print("%-12s|%8d|%10.2f|%s" % (name, count, price, other))
    print("{:<12}|{:>8}|{:10.2f}|{!s:>6}|".format(name, count, price, other))
    print(f"{name:12.12}|{count:8,}|{price:10,.2f}|{other!r:>6}|{price:9.1%}")
    print(name.ljust(12, ".") + str(count).rjust(9) + str(price).center(14,
                                                                        "~"))
    print("{name}: {count:+d} at {price:g}".format(name=name, count=count,
                                                   price=price))
    print("%(n)s=%(c)x %(p)e" % {"n": name, "c": count, "p": price})

for seconds in 0, 59, 61, 3600, 86399, 90061:
    minutes, s = divmod(seconds, 60)
    hours, m = divmod(minutes, 60)
    print(f"{hours:02}:{m:02}:{s:02}", "%d:%02d:%02d" % (hours, m, s))
for n in range(0, 300, 37):
    print(f"{n:08b} {n:03o} {n:#04x} {n:>+5} {n:^7} {n / 299:7.2%} {n * n:>7,}")
print(*(f"{10 ** n:,}" for n in range(0, 16, 3)))
print(*(f"{10 ** n:_}" for n in range(0, 16, 5)), f"{2 ** 40:_b}",
      f"{2 ** 40:_x}")
print(*(f"{n:012,}" for n in (0, 1, -1, 12345, -123456789, 1234567890123)))
print(*(f"{n:<+10}|" for n in (0, 1.5, -2)), *(f"{n:=+10}|" for n in (0, 1.5,
                                                                      -2)))
print("".join(f"{i:<4}" for i in range(10)), "-" * 20, "=" * 10, sep="\n")
print("\n".join("{0:2d} {1:3d} {2:4d}".format(x, x * x, x * x * x)
                for x in range(1, 11)))
print("|".join(f"{w:^{len(w) + 2}}" for w in "some words of text".split()))
print("{:s} {:10s} {:>10s} {:^10s}|".format("a", "b", "c", "d"))
print("{0:*<10}{0:*>10}{0:*^10}".format("mid"), "{:>>5}{:<<5}".format(1, 2))
