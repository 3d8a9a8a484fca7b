# SPDX-License-Identifier: MIT
"""What sockets do otherwise than on Linux."""

from lib.lab import ended_well


def test_no_circles(lab):
    """Sockets that could keep each other open for ever are not sent
    (kernel/net/rights.c)."""
    for cores in ("sim:1", "sim:2"):
        ended_well(lab.boot_guest("convoy_rights", options={"cores": cores}))
