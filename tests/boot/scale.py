# SPDX-License-Identifier: MIT
"""Twenty thousand LWPs at once: they fit, and each costs what one of a few
does."""

from lib.check import check
from lib.lab import ended_well, figures

COUNTS = (2, 20, 200, 2000, 20000)
RAM_MIB = 2048
LWP_BYTES = 22 * 1024  # docs/costs.md: What an LWP takes
SPREAD = 1.5           # between the cheapest and the dearest number of LWPs


def ring(lab, counts, cores):
    """The figures of tests/guest/convoy_ring.c with each of COUNTS."""
    result = lab.boot_guest("convoy_ring", args=counts, ram_mib=RAM_MIB,
                            options={"cores": cores})
    return figures(ended_well(result).console)


def linear(figure, name, counts):
    """What NAME costs hardly depends on how many LWPs there are."""
    costs = [figure[f"{name}_{count}"] for count in counts]
    check(max(costs) <= SPREAD * min(costs), name, costs=costs)


def test_ring(lab):
    """A token that goes round through futexes takes as long from one LWP to
    the next among 20,000 as among two; so does making one and its end."""
    for cores in ("sim:1", "sim:2"):
        figure = ring(lab, COUNTS, cores)
        linear(figure, "hop", COUNTS)
        for name in ("create", "exit"):
            linear(figure, name, COUNTS[1:])


def test_memory(lab):
    """An LWP takes what the manual says."""
    count = COUNTS[-1]
    figure = ring(lab, (count,), "sim:1")
    check(0.95 * LWP_BYTES <= figure[f"bytes_{count}"] <= LWP_BYTES,
          "bytes of an LWP", bytes=figure[f"bytes_{count}"])
