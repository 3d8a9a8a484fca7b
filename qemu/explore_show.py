# SPDX-License-Identifier: MIT
"""Show a schedule: who ran, for how many of its own instructions, what took the
core away, and where in the source that was.

    LWP 2  ledger   300 |   ###          | forced to LWP 3   ledger.c:26 deposit
"""

import subprocess
from dataclasses import dataclass

from explore_run import events

WIDTH = 24   # of the picture
ROWS = 40    # at most; of more, those around forced switches are shown
AROUND = 2   # rows beside each of these
INLINED = 2  # functions shown, where one is inlined in another


@dataclass
class Stay:
    """An LWP on the core, until it left."""
    lwp: int
    name: str
    begin: int   # own instructions
    end: int
    rip: int
    why: str
    forced: bool = False


def stays(trace):
    """The Stays of a run, in order."""
    found, begins, note = [], {}, None
    steps, rip = 0, 0
    for event in events(trace):
        kind, lwp = event["event"], event["lwp"]
        if kind == "sched_steps":
            steps, rip = event["steps"], event["rip"]
        elif kind == "sched_policy_note":
            note = (event["note"], event["value"])
        elif kind == "sched_switch" and lwp:
            forced = note == ("forced switch", event["next_pid"])
            # What the first one does before there is another is not shown.
            begin = begins.get(lwp, 0 if found else steps)
            found.append(Stay(lwp, event["name"], begin, steps, rip,
                              _why(event, forced), forced))
            begins[lwp], note = steps, None
    return found


def _why(event, forced):
    """What ended a stay, in words."""
    state = {"S": "sleeps", "Z": "ends", "T": "stops"}.get(
        event["prev_state"], "")
    if event["next_pid"] == 0:
        return state or "idle"
    if forced:
        words = f"{state}, forced" if state else "forced"
        return f"{words} to LWP {event['next_pid']}"
    return f"{state or 'gives way'}; then LWP {event['next_pid']}"


def source_lines(program, addresses):
    """{address: "file.c:12 function"} as the program's symbols tell."""
    addresses = sorted(set(addresses))
    words = ["addr2line", "-a", "-i", "-f", "-s", "-e", str(program)]
    if not addresses:
        return {}
    try:
        done = subprocess.run(
            [*words, *(f"{one:#x}" for one in addresses)], check=False,
            capture_output=True, text=True)
    except FileNotFoundError:
        return {}
    found = {}
    for part in done.stdout.split("\n0x"):
        address, *lines = part.splitlines()
        places = [_place(*pair) for pair in zip(lines[::2], lines[1::2])]
        found[int(address.removeprefix("0x"), 16)] = " in ".join(
            filter(None, places[:INLINED]))
    return found


def _place(function, line):
    """addr2line's two lines as one; what it does not know is left out."""
    line = line.split(" (")[0]
    known = not line.startswith("??") and not line.endswith(":?")
    return " ".join(filter(None, [line if known else "",
                                  function if function != "??" else ""]))


def _picture(stay, total, position):
    """The stay's part of all that was executed, as a bar."""
    begin = position * WIDTH // max(total, 1)
    end = max((position + stay.end - stay.begin) * WIDTH // max(total, 1),
              begin + 1)
    return (" " * begin + "#" * (end - begin))[:WIDTH].ljust(WIDTH)


def _worth_showing(all_stays):
    """The numbers of the rows to show."""
    if len(all_stays) <= ROWS:
        return set(range(len(all_stays)))
    ends = [n for n, stay in enumerate(all_stays) if stay.forced]
    ends += [0, len(all_stays) - 1]
    shown = {m for n in ends for m in range(n - AROUND, n + AROUND + 1)}
    return {n for n in shown if 0 <= n < len(all_stays)}


def timeline(trace, symbols, places):
    """The picture of a run as lines. PLACES are those of the forced switches.
    """
    rows = stays(trace)
    total = sum(stay.end - stay.begin for stay in rows)
    lines = source_lines(symbols, [stay.rip for stay in rows])
    shown, position, forced, text = _worth_showing(rows), 0, 0, []
    for number, stay in enumerate(rows):
        place = lines.get(stay.rip, "")
        if stay.forced:
            place = places[forced] if forced < len(places) else place
            forced += 1
        if number in shown:
            text.append(f"  LWP {stay.lwp:<3} {stay.name[:12]:12} "
                        f"{stay.end:>9} |{_picture(stay, total, position)}| "
                        f"{stay.why:26} {place}".rstrip())
        elif number - 1 in shown:
            text.append("  ...")
        position += stay.end - stay.begin
    return text
