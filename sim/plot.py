#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What policies cost as tasks and cores become more: a table and a plot.

    plot.py FILE SVG

FILE holds the lines of `sim scale=1`: axis ("tasks" or "cores"), tasks, cores,
policy, operation, calls, loads and stores (mean, most), host ns. The table goes
to standard output, the plot to SVG, which needs nothing else to be viewed.
"""

import math
import sys
from collections import namedtuple
from pathlib import Path

Point = namedtuple("Point", "axis tasks cores policy operation calls mean "
                            "most ns")

OPERATIONS = ("enqueue", "dispatch", "tick", "wake", "steal")
MEANINGS = {
    "enqueue": "enqueue",
    "dispatch": "dispatch, running, stopping",
    "tick": "tick",
    "wake": "select_cpu, preempts",
    "steal": "dispatch for another core",
}
AXES = {"tasks": "tasks on one core", "cores": "cores, 4 tasks for each"}
SHOWN = {"tasks": (10, 100, 1000, 10_000, 100_000, 1_000_000),
         "cores": (1, 4, 16, 64, 256, 1024)}

# The plot, in pixels.
PANEL_WIDTH, PANEL_HEIGHT = 400, 170
LEFT, TOP, GAP_X, GAP_Y, LEGEND = 70, 110, 70, 62, 22
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9",
           "#7f3c8d", "#888888", "#000000", "#a5aa00")
DASHES = ("", "6 3", "2 3")
LEGEND_COLUMNS = 8


def read_points(path):
    """The Points in file PATH."""
    points = []
    for line in Path(path).read_text().splitlines():
        axis, tasks, cores, policy, operation, calls, mean, most, ns = \
            line.split()
        points.append(Point(axis, int(tasks), int(cores), policy, operation,
                            int(calls), float(mean), int(most), float(ns)))
    return points


def position(point):
    """Where POINT lies on its axis."""
    return point.tasks if point.axis == "tasks" else point.cores


def policies_of(points):
    """Their names, in order of appearance."""
    return list(dict.fromkeys(point.policy for point in points))


# ---- the table ----

def count_text(value):
    """1000 as 1k."""
    for size, letter in ((1_000_000, "M"), (1000, "k")):
        if value >= size and value % size == 0:
            return f"{value // size}{letter}"
    return str(value)


def table_row(points, axis, policy, operation):
    """One line: the mean at each position shown, the most, and host time."""
    found = {position(point): point for point in points
             if (point.axis, point.policy, point.operation)
             == (axis, policy, operation)}
    if not found:
        return None
    cells = "".join(f"{found[at].mean:8.1f}" if at in found else f"{'-':>8}"
                    for at in SHOWN[axis])
    last = found[max(found)]
    most = max(point.most for point in found.values())
    return f"  {policy:<10} {operation:<9}{cells}{most:9}{last.ns:9.0f}"


def print_table(points, axis):
    """All policies along AXIS."""
    heads = "".join(f"{count_text(at):>8}" for at in SHOWN[axis])
    print(f"\nLoads and stores of a call, by {AXES[axis]}\n\n"
          f"  {'policy':<10} {'call':<9}{heads}{'most':>9}{'host ns':>9}")
    for policy in policies_of(points):
        for operation in OPERATIONS:
            row = table_row(points, axis, policy, operation)
            if row:
                print(row)


# ---- the plot ----

class Panel:
    """A diagram with logarithmic axes: OPERATION along AXIS."""

    def __init__(self, points, axis, operation, x, y):
        self.points = [point for point in points if point.axis == axis
                       and point.operation == operation]
        self.axis, self.operation, self.x, self.y = axis, operation, x, y
        self.x_max = SHOWN[axis][-1]
        self.x_min = SHOWN[axis][0]
        highest = max((point.mean for point in self.points), default=1)
        self.decades = max(2, math.ceil(math.log10(max(highest, 1)) + 0.05))

    def at(self, where, value):
        """Pixels of a point of the diagram; below 1 counts as 1."""
        across = (math.log(where / self.x_min)
                  / math.log(self.x_max / self.x_min))
        up = math.log10(max(value, 1)) / self.decades
        return (self.x + across * PANEL_WIDTH,
                self.y + (1 - up) * PANEL_HEIGHT)

    def grid(self):
        """Frame, lines and labels."""
        yield (f'<text class="head" x="{self.x}" y="{self.y - 10}">'
               f'{MEANINGS[self.operation]}</text>')
        for decade in range(self.decades + 1):
            _, y = self.at(self.x_min, 10 ** decade)
            yield (f'<line class="grid" x1="{self.x}" y1="{y:.1f}" '
                   f'x2="{self.x + PANEL_WIDTH}" y2="{y:.1f}"/>'
                   f'<text class="y" x="{self.x - 8}" y="{y + 4:.1f}">'
                   f'{10 ** decade}</text>')
        bottom = self.y + PANEL_HEIGHT
        for where in SHOWN[self.axis]:
            x, _ = self.at(where, 1)
            yield (f'<line class="grid" x1="{x:.1f}" y1="{self.y}" '
                   f'x2="{x:.1f}" y2="{bottom}"/>'
                   f'<text class="x" x="{x:.1f}" y="{bottom + 16}">'
                   f'{count_text(where)}</text>')

    def line(self, policy, style):
        """The polyline of POLICY, with its name for the pointer."""
        mine = sorted((p for p in self.points if p.policy == policy),
                      key=position)
        if not mine:
            return
        places = [self.at(position(point), point.mean) for point in mine]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield (f'<g><title>{policy}: {mine[0].mean:.1f} ... '
               f'{mine[-1].mean:.1f}</title>'
               f'<polyline points="{path}" {style}/></g>')

    def draw(self, styles):
        """All of it."""
        yield from self.grid()
        for policy, style in styles.items():
            yield from self.line(policy, style)


def line_styles(names):
    """Each policy's colour and dashes."""
    return {name: f'stroke="{COLOURS[i % len(COLOURS)]}" stroke-dasharray='
                  f'"{DASHES[i // len(COLOURS) % len(DASHES)]}"'
            for i, name in enumerate(names)}


def legend(styles):
    """A sample and the name of each policy's line."""
    step = (2 * PANEL_WIDTH + GAP_X) / LEGEND_COLUMNS
    for i, (name, style) in enumerate(styles.items()):
        x = LEFT + i % LEGEND_COLUMNS * step
        y = 58 + i // LEGEND_COLUMNS * LEGEND
        yield (f'<polyline points="{x:.1f},{y} {x + 22:.1f},{y}" {style}/>'
               f'<text x="{x + 28:.1f}" y="{y + 4}">{name}</text>')


STYLE = """<style>
text { font: 12px sans-serif; fill: #222 }
.title { font-size: 17px; font-weight: bold }
.head { font-weight: bold }
.y { text-anchor: end } .x { text-anchor: middle }
.grid { stroke: #ddd; stroke-width: 1 }
polyline { fill: none; stroke-width: 2 }
</style>"""


def plot(points):
    """The SVG's text."""
    styles = line_styles(policies_of(points))
    rows = -(-len(styles) // LEGEND_COLUMNS)
    top = TOP + rows * LEGEND
    width = LEFT + 2 * PANEL_WIDTH + GAP_X + 40
    height = top + len(OPERATIONS) * (PANEL_HEIGHT + GAP_Y)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" '
             f'height="{height}" viewBox="0 0 {width} {height}">', STYLE,
             '<rect width="100%" height="100%" fill="white"/>',
             f'<text class="title" x="{LEFT}" y="30">Loads and stores of a '
             "policy's call (mean)</text>", *legend(styles)]
    for column, axis in enumerate(AXES):
        x = LEFT + column * (PANEL_WIDTH + GAP_X)
        parts.append(f'<text class="title" x="{x}" y="{top - 36}">'
                     f'{AXES[axis]}</text>')
        for row, operation in enumerate(OPERATIONS):
            y = top + row * (PANEL_HEIGHT + GAP_Y)
            if axis == "tasks" and operation == "steal":
                continue
            panel = Panel(points, axis, operation, x, y)
            parts += panel.draw(styles)
    return "\n".join([*parts, "</svg>"]) + "\n"


def main(source, target):
    """Table and plot of what SOURCE holds."""
    points = read_points(source)
    for axis in AXES:
        print_table(points, axis)
    Path(target).write_text(plot(points))
    print(f"\nHost ns are of the largest size, noisy, and include counting.\n"
          f"plot         {target}")


if __name__ == "__main__":
    main(*sys.argv[1:])
