# SPDX-License-Identifier: MIT
"""nan in containers: identity comes before equality in ==, in, index and
count."""

NAN = float("nan")
OTHER = float("nan")

print(NAN == NAN, NAN != NAN, NAN < NAN, NAN is NAN, NAN == OTHER)
print([NAN] == [NAN], [NAN] == [OTHER], (NAN,) == (NAN,), (NAN,) == (OTHER,))
print(NAN in [NAN], NAN in [OTHER], NAN in (1, NAN))
print(NAN in {NAN}, OTHER in {NAN})
print([1, NAN].index(NAN), [NAN, NAN, OTHER].count(NAN), (NAN, 1).count(NAN))
print({NAN: 1} == {NAN: 1}, {1: NAN} == {1: NAN}, {1: NAN} == {1: OTHER})
print({NAN: 1}.get(NAN), {NAN: 1}.get(OTHER))
print(len({NAN, NAN}), len({NAN, OTHER}))
print([NAN, 1] < [NAN, 2], [NAN, 2] < [NAN, 1], [NAN] < [OTHER],
      [NAN] <= [NAN])
print(max(1, NAN), max(NAN, 1), min(1, NAN), min(NAN, 1))
print(max([2, NAN, 3]), min([2, NAN, 1]))
print(sum([1, NAN]), sum([float("inf"), float("-inf")]))
print(bool(NAN), not NAN, NAN or 1, any([NAN]), all([NAN]))
try:
    [1, 2].index(NAN)
except ValueError as error:
    print(error)
try:
    [1.5, 2].remove(NAN)
except ValueError as error:
    print(error)
values = [1, NAN, 2]
values.remove(NAN)
print(values, {NAN} | {NAN}, {NAN} & {OTHER}, {NAN} - {NAN})
print(str(NAN), f"{NAN:f} {NAN:F} {NAN:e} {NAN:.0%} {NAN:+} {NAN:010} {-NAN}")
inf = float("inf")
print(f"{inf:f} {-inf:F} {inf:+e} {inf:10.3g}| {-inf:<10}| {inf:010} {inf:,}")
print(inf > 10 ** 400, -inf < -(10 ** 400), inf == inf, inf - inf == 0)
