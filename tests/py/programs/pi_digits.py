# SPDX-License-Identifier: MIT
"""A thousand digits of pi by a spigot: big integers without end."""


def digits():
    q, r, t, k, n, left = 1, 0, 1, 1, 3, 3
    while True:
        if 4 * q + r - t < n * t:
            yield n
            q, r, n = 10 * q, 10 * (r - n * t), \
                (10 * (3 * q + r)) // t - 10 * n
        else:
            q, r, t, k, n, left = (
                q * k, (2 * q + r) * left, t * left, k + 1,
                (q * (7 * k + 2) + r * left) // (t * left), left + 2)


source = digits()
text = "".join(str(next(source)) for _ in range(1000))
for start in range(0, len(text), 50):
    print(text[start:start + 50], f":{start + 50}")
print(sum(map(int, text)), {d: text.count(d) for d in sorted(set(text))})
