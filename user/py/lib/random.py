# SPDX-License-Identifier: MIT
"""Pseudorandom numbers: what is made of the generator's bits (_random).

The same seed gives the same numbers as CPython 3.11.
"""

from _random import Random as _Generator
from bisect import bisect as _bisect
from math import ceil as _ceil, cos as _cos, e as _e, exp as _exp
from math import floor as _floor, isfinite as _isfinite, log as _log
from math import pi as _pi, sin as _sin, sqrt as _sqrt
from os import register_at_fork as _register_at_fork

_NORMAL = 4 * _exp(-0.5) / _sqrt(2.0)
_LOG4 = _log(4.0)
_GAMMA = 1.0 + _log(4.5)
_STATE_VERSION = 3
# A sample is drawn from a copied list, if that is not much larger than a set
# of as many items.
_SMALL_SET = 21
_STEP_DEFAULT = 1


def _whole(value, number):
    """value as an int: argument NUMBER of randrange."""
    if hasattr(value, "__index__"):
        return value.__index__()
    if int(value) != value:
        raise ValueError(f"non-integer {number} for randrange()")
    return int(value)


class Random(_Generator):
    """A generator with its own state."""

    def __init__(self, x=None):
        self.seed(x)

    def seed(self, a=None, version=2):
        """Begin anew; by the time if a is None."""
        if isinstance(a, (str, bytes, bytearray)):
            a = _number_of(a)
        elif not (a is None or isinstance(a, (int, float))):
            raise TypeError("The only supported seed types are: None,\n"
                            "int, float, str, bytes, and bytearray.")
        super().seed(a)
        self.gauss_next = None

    def getstate(self):
        """What setstate needs to go on from here."""
        return _STATE_VERSION, super().getstate(), self.gauss_next

    def setstate(self, state):
        """Go on from where getstate was called."""
        version, internal, self.gauss_next = state
        if version != _STATE_VERSION:
            raise ValueError(f"state with version {version} passed to "
                             f"Random.setstate() of version {_STATE_VERSION}")
        super().setstate(internal)

    def _randbelow(self, n):
        """An int in 0..n-1: as many bits as n has, until they are less."""
        bits = n.bit_length()
        number = self.getrandbits(bits)
        while number >= n:
            number = self.getrandbits(bits)
        return number

    def randbytes(self, n):
        """n random bytes."""
        return self.getrandbits(n * 8).to_bytes(n, "little")

    def randrange(self, start, stop=None, step=_STEP_DEFAULT):
        """One of range(start, stop, step)."""
        first = start if type(start) is int else _whole(start, "arg 1")
        if stop is None:
            if step is not _STEP_DEFAULT:
                raise TypeError("Missing a non-None stop argument")
            if first > 0:
                return self._randbelow(first)
            raise ValueError("empty range for randrange()")
        end = stop if type(stop) is int else _whole(stop, "stop")
        width = end - first
        if step == 1:
            if width > 0:
                return first + self._randbelow(width)
            raise ValueError("empty range for randrange() "
                             f"({first}, {end}, {width})")
        step = _whole(step, "step")
        if step == 0:
            raise ValueError("zero step for randrange()")
        count = (width + step + (-1 if step > 0 else 1)) // step
        if count <= 0:
            raise ValueError("empty range for randrange()")
        return first + step * self._randbelow(count)

    def randint(self, a, b):
        """An int in a..b."""
        return self.randrange(a, b + 1)

    def choice(self, seq):
        """One of the items of a sequence."""
        if not len(seq):
            raise IndexError("Cannot choose from an empty sequence")
        return seq[self._randbelow(len(seq))]

    def shuffle(self, x):
        """Put a list into random order, in place."""
        for i in reversed(range(1, len(x))):
            j = self._randbelow(i + 1)
            x[i], x[j] = x[j], x[i]

    def sample(self, population, k, *, counts=None):
        """A list of k different items of a sequence."""
        if isinstance(population, (set, frozenset, dict)) or not hasattr(
                population, "__getitem__"):
            raise TypeError("Population must be a sequence.  "
                            "For dicts or sets, use sorted(d).")
        if counts is not None:
            return self._sample_counts(population, k, list(counts))
        n = len(population)
        if not 0 <= k <= n:
            raise ValueError("Sample larger than population or is negative")
        small = _SMALL_SET
        if k > 5:
            small += 4 ** _ceil(_log(k * 3, 4))
        if n <= small:
            return self._sample_pool(list(population), n, k)
        return self._sample_set(population, n, k)

    def _sample_pool(self, pool, n, k):
        """Take k items out of a list that may be used up."""
        result = []
        for left in range(n, n - k, -1):
            j = self._randbelow(left)
            result.append(pool[j])
            pool[j] = pool[left - 1]
        return result

    def _sample_set(self, population, n, k):
        """Draw k different indices."""
        taken = set()
        result = []
        for _ in range(k):
            j = self._randbelow(n)
            while j in taken:
                j = self._randbelow(n)
            taken.add(j)
            result.append(population[j])
        return result

    def _sample_counts(self, population, k, counts):
        """As if item i were counts[i] times in the population."""
        sums = _sums(counts)
        if len(sums) != len(population):
            raise ValueError("The number of counts does not match the "
                             "population")
        total = sums.pop() if sums else 0
        if not isinstance(total, int):
            raise TypeError("Counts must be integers")
        if total <= 0:
            raise ValueError("Total of counts must be greater than zero")
        return [population[_bisect(sums, i)]
                for i in self.sample(range(total), k)]

    def choices(self, population, weights=None, *, cum_weights=None, k=1):
        """A list of k items, each drawn from all."""
        n = len(population)
        if cum_weights is None:
            if weights is None:
                return [population[_floor(self.random() * (n + 0.0))]
                        for _ in range(k)]
            if isinstance(weights, int):
                raise TypeError("The number of choices must be a keyword "
                                f"argument: k={weights}")
            cum_weights = _sums(weights)
        elif weights is not None:
            raise TypeError("Cannot specify both weights and cumulative "
                            "weights")
        if len(cum_weights) != n:
            raise ValueError("The number of weights does not match the "
                             "population")
        total = cum_weights[-1] + 0.0
        if total <= 0.0:
            raise ValueError("Total of weights must be greater than zero")
        if not _isfinite(total):
            raise ValueError("Total of weights must be finite")
        return [population[_bisect(cum_weights, self.random() * total, 0,
                                   n - 1)]
                for _ in range(k)]

    def uniform(self, a, b):
        """A float between a and b."""
        return a + (b - a) * self.random()

    def triangular(self, low=0.0, high=1.0, mode=None):
        """A float between low and high, most often near mode."""
        u = self.random()
        if high == low:
            return low
        c = 0.5 if mode is None else (mode - low) / (high - low)
        if u > c:
            u = 1.0 - u
            c = 1.0 - c
            low, high = high, low
        return low + (high - low) * _sqrt(u * c)

    def normalvariate(self, mu=0.0, sigma=1.0):
        """The normal distribution, by a ratio of uniform ones."""
        while True:
            u1 = self.random()
            u2 = 1.0 - self.random()
            z = _NORMAL * (u1 - 0.5) / u2
            if z * z / 4.0 <= -_log(u2):
                return mu + z * sigma

    def gauss(self, mu=0.0, sigma=1.0):
        """The normal distribution; two numbers are made at a time."""
        z = self.gauss_next
        self.gauss_next = None
        if z is None:
            angle = self.random() * (2.0 * _pi)
            radius = _sqrt(-2.0 * _log(1.0 - self.random()))
            z = _cos(angle) * radius
            self.gauss_next = _sin(angle) * radius
        return mu + z * sigma

    def lognormvariate(self, mu, sigma):
        """What has a normally distributed logarithm."""
        return _exp(self.normalvariate(mu, sigma))

    def expovariate(self, lambd):
        """Times between events, of which there are lambd per unit."""
        return -_log(1.0 - self.random()) / lambd

    def paretovariate(self, alpha):
        """The Pareto distribution."""
        return (1.0 - self.random()) ** (-1.0 / alpha)

    def weibullvariate(self, alpha, beta):
        """The Weibull distribution."""
        return alpha * (-_log(1.0 - self.random())) ** (1.0 / beta)

    def gammavariate(self, alpha, beta):
        """The gamma distribution."""
        if alpha <= 0.0 or beta <= 0.0:
            raise ValueError("gammavariate: alpha and beta must be > 0.0")
        if alpha > 1.0:
            return self._gamma_above_1(alpha) * beta
        if alpha == 1.0:
            return -_log(1.0 - self.random()) * beta
        return self._gamma_below_1(alpha) * beta

    def _gamma_above_1(self, alpha):
        """Rejection from a log-logistic distribution (Cheng, 1977)."""
        scale = _sqrt(2.0 * alpha - 1.0)
        while True:
            u1 = self.random()
            if not 1e-7 < u1 < 0.9999999:
                continue
            u2 = 1.0 - self.random()
            v = _log(u1 / (1.0 - u1)) / scale
            x = alpha * _exp(v)
            z = u1 * u1 * u2
            r = alpha - _LOG4 + (alpha + scale) * v - x
            if r + _GAMMA - 4.5 * z >= 0.0 or r >= _log(z):
                return x

    def _gamma_below_1(self, alpha):
        """Rejection in two pieces (Ahrens and Dieter, 1974)."""
        while True:
            b = (_e + alpha) / _e
            p = b * self.random()
            if p <= 1.0:
                x = p ** (1.0 / alpha)
            else:
                x = -_log((b - p) / alpha)
            u = self.random()
            if u <= (x ** (alpha - 1.0) if p > 1.0 else _exp(-x)):
                return x

    def betavariate(self, alpha, beta):
        """The beta distribution."""
        y = self.gammavariate(alpha, 1.0)
        if y:
            return y / (y + self.gammavariate(beta, 1.0))
        return 0.0


def _number_of(text):
    """A seed of text as an int: its bytes and their hash."""
    from _sha512 import sha512
    data = text.encode() if isinstance(text, str) else bytes(text)
    return int.from_bytes(data + sha512(data), "big")


def _sums(values):
    """The sums of the first 1, 2, ... values."""
    result = []
    total = None
    for value in values:
        total = value if total is None else total + value
        result.append(total)
    return result


_shared = Random()
seed = _shared.seed
random = _shared.random
uniform = _shared.uniform
triangular = _shared.triangular
randint = _shared.randint
choice = _shared.choice
randrange = _shared.randrange
sample = _shared.sample
shuffle = _shared.shuffle
choices = _shared.choices
normalvariate = _shared.normalvariate
lognormvariate = _shared.lognormvariate
expovariate = _shared.expovariate
gammavariate = _shared.gammavariate
gauss = _shared.gauss
betavariate = _shared.betavariate
paretovariate = _shared.paretovariate
weibullvariate = _shared.weibullvariate
getstate = _shared.getstate
setstate = _shared.setstate
getrandbits = _shared.getrandbits
randbytes = _shared.randbytes
_register_at_fork(after_in_child=_shared.seed)
