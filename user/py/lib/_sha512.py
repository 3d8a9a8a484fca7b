# SPDX-License-Identifier: MIT
"""SHA-512 (FIPS 180-4), for random.seed of a str: slow, but short.

Its constants are digits of roots of the first primes, which ints of any size
give exactly.
"""

_MASK = (1 << 64) - 1
_ROUNDS = 80
_BLOCK = 128


def _primes(count):
    found = []
    number = 2
    while len(found) < count:
        if all(number % p for p in found):
            found.append(number)
        number += 1
    return found


def _root_digits(number, power):
    """The first 64 bits behind the point of the power-th root of number."""
    target = number << (64 * power)
    root = 0
    for bit in range(70, -1, -1):
        if (root | 1 << bit) ** power <= target:
            root |= 1 << bit
    return root & _MASK


_START = [_root_digits(p, 2) for p in _primes(8)]
_K = [_root_digits(p, 3) for p in _primes(_ROUNDS)]


def _rotate(x, n):
    return (x >> n | x << (64 - n)) & _MASK


def _schedule(block):
    w = [int.from_bytes(block[i:i + 8], "big") for i in range(0, _BLOCK, 8)]
    for i in range(16, _ROUNDS):
        a, b = w[i - 15], w[i - 2]
        a = _rotate(a, 1) ^ _rotate(a, 8) ^ a >> 7
        b = _rotate(b, 19) ^ _rotate(b, 61) ^ b >> 6
        w.append((w[i - 16] + a + w[i - 7] + b) & _MASK)
    return w


def _compress(state, block):
    a, b, c, d, e, f, g, h = state
    for k, word in zip(_K, _schedule(block)):
        mix = _rotate(e, 14) ^ _rotate(e, 18) ^ _rotate(e, 41)
        first = h + mix + (e & f ^ ~e & g) + k + word
        mix = _rotate(a, 28) ^ _rotate(a, 34) ^ _rotate(a, 39)
        second = mix + (a & b ^ a & c ^ b & c)
        h, g, f, e = g, f, e, (d + first) & _MASK
        d, c, b, a = c, b, a, (first + second) & _MASK
    return [(x + y) & _MASK for x, y in zip(state, (a, b, c, d, e, f, g, h))]


def sha512(data):
    """The digest of bytes."""
    padding = -(len(data) + 17) % _BLOCK
    message = (data + b"\x80" + bytes(padding)
               + (8 * len(data)).to_bytes(16, "big"))
    state = _START
    for i in range(0, len(message), _BLOCK):
        state = _compress(state, message[i:i + _BLOCK])
    return b"".join([word.to_bytes(8, "big") for word in state])
