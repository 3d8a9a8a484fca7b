# SPDX-License-Identifier: MIT
"""Pictures as SVG text: lines over axes that may be logarithmic, bars, heat
maps. What tells two series apart is the shape of their points and the dashes of
their lines, and only then a shade: printed in grey they can still be told
apart. Published points are hollow. The same data give the same bytes.
"""

import math
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 76, 150, 34, 52  # RIGHT holds the legend
SIGN = 44      # the width of a sign in the legend, with its gap
LETTER = 6.6   # of a legend's letter: its fonts are 5.5 to 6.5 wide
COLOURS = ("#1b4f72", "#b03a2e", "#1e8449", "#7d6608", "#6c3483", "#444444")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "1 4", "12 4")
MARKERS = ("circle", "square", "triangle", "diamond", "cross", "down")
LINEAR_TICKS = 5
HEAT_ROW, HEAT_COLUMN = 34, 92


@dataclass(frozen=True)
class Series:
    """Points (x, y) in the order of their line; for bars, values by group."""
    label: str
    points: tuple
    published: bool = False   # by others: hollow, dashed, grey
    predicted: bool = False   # by a formula: a line without points


@dataclass(frozen=True)
class LinePlot:
    """y over x."""
    title: str
    x_label: str
    y_label: str
    series: tuple
    log_x: bool = False
    log_y: bool = False
    y_min: float | None = None  # where the axis begins; None: by the data


@dataclass(frozen=True)
class BarPlot:
    """For each group one bar of each series; points: its values, None for one
    that is not there."""
    title: str
    y_label: str
    groups: tuple   # their names
    series: tuple
    log_y: bool = False


@dataclass(frozen=True)
class HeatMap:
    """A value for each pair of row and column; the darker the larger."""
    title: str
    rows: tuple     # names
    columns: tuple
    values: tuple   # a tuple for each row; None: not measured
    unit: str = ""
    log: bool = False  # shades by the logarithm


def short(value):
    """VALUE in few characters: 1.5, 200, 20k, 3M."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            return f"{value / (1e3 if letter == 'k' else size):.3g}{letter}"
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


class Axis:
    """From values to a place between 0 and 1, and where its ticks are."""

    def __init__(self, values, log=False, low=None):
        values = [value for value in values if value is not None]
        self.log = log
        if log:
            values = [value for value in values if value > 0] or [1]
            self.low = math.floor(math.log10(low or min(values)) + 1e-9)
            self.high = math.ceil(math.log10(max(values)) - 1e-9)
            self.high = max(self.high, self.low + 1)
        else:
            top = max(values, default=1)
            self.low = min(0, *values, 0) if low is None else low
            step = self._step(top - self.low or 1)
            self.high = self.low + step * math.ceil(
                (top - self.low or 1) / step - 1e-9)
            self.step = step

    @staticmethod
    def _step(span):
        """A round number that goes about LINEAR_TICKS times into SPAN."""
        raw = span / LINEAR_TICKS
        power = 10 ** math.floor(math.log10(raw))
        return next(power * m for m in (1, 2, 2.5, 5, 10)
                    if power * m >= raw * 0.999)

    def place(self, value):
        """Where VALUE is; at the lower end what is below it."""
        if self.log:
            value = math.log10(value) if value > 0 else self.low
        return max(0.0, (value - self.low) / (self.high - self.low))

    def ticks(self):
        if self.log:
            return [10.0 ** n for n in range(self.low, self.high + 1)]
        count = round((self.high - self.low) / self.step)
        return [self.low + n * self.step for n in range(count + 1)]


def _text(x, y, text, anchor="middle", **more):
    extra = "".join(f' {key.replace("_", "-")}="{value}"'
                    for key, value in more.items())
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{extra}>'
            f'{escape(text)}</text>')


def _line(x1, y1, x2, y2, colour, width=1, dash=""):
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{colour}" stroke-width="{width}"{dashes}/>')


def _corners(shape):
    """The corners of a point's shape."""
    return {"square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
            "triangle": ((0, -1.2), (1.1, 0.9), (-1.1, 0.9)),
            "down": ((0, 1.2), (1.1, -0.9), (-1.1, -0.9)),
            "diamond": ((0, -1.4), (1.4, 0), (0, 1.4), (-1.4, 0)),
            "cross": ((-1.3, -0.4), (-0.4, -0.4), (-0.4, -1.3), (0.4, -1.3),
                      (0.4, -0.4), (1.3, -0.4), (1.3, 0.4), (0.4, 0.4),
                      (0.4, 1.3), (-0.4, 1.3), (-0.4, 0.4), (-1.3, 0.4)),
            }[shape]


def _marker(shape, x, y, colour, hollow, size=4):
    fill = "#ffffff" if hollow else colour
    style = f'fill="{fill}" stroke="{colour}" stroke-width="1.4"'
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size}" {style}/>'
    points = " ".join(f"{x + dx * size:.1f},{y + dy * size:.1f}"
                      for dx, dy in _corners(shape))
    return f'<polygon points="{points}" {style}/>'


def _style(number, series):
    """(colour, dash, shape) of the series with this number."""
    if series.published:
        return "#777777", "3 3", MARKERS[number % len(MARKERS)]
    return (COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)],
            MARKERS[number % len(MARKERS)])


def _frame(plot, width, height, body):
    """The whole picture, with its title for those who do not see it."""
    title = escape(plot.title)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'aria-label="{title}" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" font-family="sans-serif" '
            f'font-size="12" fill="#222222">\n'
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>\n'
            + _text(LEFT, 20, plot.title, "start", font_weight="bold",
                    font_size=13)
            + "\n" + "\n".join(body) + "\n</svg>\n")


def _y_axis(axis, label):
    """Lines across, their values, and what they are."""
    body = []
    for tick in axis.ticks():
        y = HEIGHT - BOTTOM - axis.place(tick) * (HEIGHT - TOP - BOTTOM)
        body.append(_line(LEFT, y, WIDTH - RIGHT, y, "#dddddd"))
        body.append(_text(LEFT - 7, y + 4, short(tick), "end"))
    middle = TOP + (HEIGHT - TOP - BOTTOM) / 2
    body.append(_text(18, middle, label,
                      transform=f"rotate(-90 18 {middle:.1f})"))
    body.append(_line(LEFT, TOP, LEFT, HEIGHT - BOTTOM, "#222222"))
    body.append(_line(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM,
                      "#222222"))
    return body


def _x_axis(axis, label):
    body = []
    for tick in axis.ticks():
        x = LEFT + axis.place(tick) * (WIDTH - LEFT - RIGHT)
        body.append(_line(x, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + 5,
                          "#222222"))
        body.append(_text(x, HEIGHT - BOTTOM + 19, short(tick)))
    body.append(_text(LEFT + (WIDTH - LEFT - RIGHT) / 2, HEIGHT - 12, label))
    return body


def _legend(series, draw):
    """A line for each of SERIES; DRAW(number, one, x, y) makes its sign."""
    body = []
    for number, one in enumerate(series):
        y = TOP + 12 + 20 * number
        body += draw(number, one, WIDTH - RIGHT + 14, y)
        body.append(_text(WIDTH - RIGHT + SIGN, y + 4, one.label, "start",
                          font_size=11))
    return body


def _whole_width(series):
    """The picture's width: as much more as the longest label takes."""
    letters = max((len(one.label) for one in series), default=0)
    return max(WIDTH, math.ceil(WIDTH - RIGHT + SIGN + LETTER * letters))


def _line_sign(number, one, x, y):
    colour, dash, shape = _style(number, one)
    sign = [_line(x, y, x + 24, y, colour, 1.6, dash)]
    if not one.predicted:
        sign.append(_marker(shape, x + 12, y, colour, one.published))
    return sign


def _bar_sign(number, one, x, y):
    return [_bar(x, y - 6, 24, 12, number, one)]


def draw_lines(plot):
    """The SVG of a LinePlot."""
    points = [point for one in plot.series for point in one.points]
    x_axis = Axis([x for x, _ in points], plot.log_x)
    y_axis = Axis([y for _, y in points], plot.log_y, plot.y_min)
    body = _y_axis(y_axis, plot.y_label) + _x_axis(x_axis, plot.x_label)
    for number, one in enumerate(plot.series):
        colour, dash, shape = _style(number, one)
        places = [(LEFT + x_axis.place(x) * (WIDTH - LEFT - RIGHT),
                   HEIGHT - BOTTOM
                   - y_axis.place(y) * (HEIGHT - TOP - BOTTOM))
                  for x, y in one.points]
        body += [_line(*a, *b, colour, 1.6, dash)
                 for a, b in zip(places, places[1:])]
        if not one.predicted:
            body += [_marker(shape, x, y, colour, one.published)
                     for x, y in places]
    return _frame(plot, _whole_width(plot.series), HEIGHT,
                  body + _legend(plot.series, _line_sign))


def _bar(x, y, width, height, number, one):
    """A bar; published ones are hollow, others from dark to light."""
    colour = _style(number, one)[0]
    fill = "#ffffff" if one.published else colour
    opacity = 1 - 0.25 * (number % 3)
    dash = ' stroke-dasharray="3 2"' if one.published else ""
    return (f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
            f'height="{max(height, 0.5):.1f}" fill="{fill}" '
            f'fill-opacity="{opacity:.2f}" stroke="{colour}"{dash}/>')


def draw_bars(plot):
    """The SVG of a BarPlot."""
    values = [value for one in plot.series for value in one.points]
    axis = Axis(values, plot.log_y)
    body = _y_axis(axis, plot.y_label)
    group = (WIDTH - LEFT - RIGHT) / len(plot.groups)
    wide = group * 0.8 / len(plot.series)
    for place, name in enumerate(plot.groups):
        left = LEFT + group * (place + 0.1)
        body.append(_text(left + group * 0.4, HEIGHT - BOTTOM + 19, name))
        for number, one in enumerate(plot.series):
            value = one.points[place]
            if value is None:
                continue
            height = axis.place(value) * (HEIGHT - TOP - BOTTOM)
            x, y = left + wide * number, HEIGHT - BOTTOM - height
            body.append(_bar(x, y, wide * 0.92, height, number, one))
            label = short(value) if value >= 1e4 else f"{value:.4g}"
            body.append(_text(x + wide * 0.46, y - 4, label, font_size=9))
    return _frame(plot, _whole_width(plot.series), HEIGHT,
                  body + _legend(plot.series, _bar_sign))


def _shade(plot):
    """A function from a value to its darkness, 0 to 1."""
    known = [value for row in plot.values for value in row
             if value is not None and (value > 0 or not plot.log)]
    scale = math.log10 if plot.log else float
    low, high = (scale(min(known)), scale(max(known))) if known else (0, 0)

    def darkness(value):
        if high == low or (plot.log and value <= 0):
            return 0.0
        return (scale(value) - low) / (high - low)
    return darkness


def draw_heat(plot):
    """The SVG of a HeatMap."""
    left = 16 + 8 * max(len(name) for name in plot.rows)
    top = TOP + 30
    darkness = _shade(plot)
    body = [_text(left + HEAT_COLUMN * (place + 0.5), top - 8, name)
            for place, name in enumerate(plot.columns)]
    for line, (name, values) in enumerate(zip(plot.rows, plot.values)):
        y = top + HEAT_ROW * line
        body.append(_text(left - 8, y + HEAT_ROW / 2 + 4, name, "end"))
        for place, value in enumerate(values):
            dark = 0 if value is None else darkness(value)
            grey = round(255 - 190 * dark)
            x = left + HEAT_COLUMN * place
            body.append(f'<rect x="{x}" y="{y}" width="{HEAT_COLUMN - 2}" '
                        f'height="{HEAT_ROW - 2}" stroke="#999999" '
                        f'fill="rgb({grey},{grey},{min(255, grey + 25)})"/>')
            body.append(_text(
                x + HEAT_COLUMN / 2, y + HEAT_ROW / 2 + 4,
                "" if value is None else short(value),
                fill="#ffffff" if dark > 0.55 else "#222222"))
    height = top + HEAT_ROW * len(plot.rows) + 26
    body.append(_text(left, height - 8, plot.unit, "start", font_size=11))
    return _frame(plot, max(WIDTH, left + HEAT_COLUMN * len(plot.columns)),
                  height, body)


def has_data(plot):
    """Is there anything to draw? In a part of a set there may be nothing."""
    if isinstance(plot, HeatMap):
        return any(value is not None for row in plot.values for value in row)
    return any(one.points for one in plot.series if not one.published)


DRAWERS = {LinePlot: draw_lines, BarPlot: draw_bars, HeatMap: draw_heat}


def svg(plot):
    """PLOT as SVG text."""
    return DRAWERS[type(plot)](plot)
