# SPDX-License-Identifier: MIT
"""`make experiments` with made-up machines: what it does with those that fail.

    fake_record.py RAN NAME=HOW ... -- ARGUMENTS

Runs qemu/run_record.py with ARGUMENTS on two experiments whose machines are
called NAME and end as HOW says (see HOWS), without QEMU. Each machine that is
run leaves its name, a line, in the file RAN.
"""

import os
import sys
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "qemu"))

import exp_plot  # noqa: E402  (qemu/)
import exp_run  # noqa: E402
import run_record  # noqa: E402
from exp_figure import Experiment, Figure  # noqa: E402
from exp_machine import Machine  # noqa: E402
from machine import MachineError  # noqa: E402

STOP_SECONDS = 60  # a hang detector
CONSOLE = "first line\nmode=fake\nfake.n={n}\nlast line"


def ended(spec, console=CONSOLE, kind="poweroff", status=0, error=""):
    """A result of run_machine."""
    text = console.format(n=len(spec.env["WHO"]))
    Path(spec.out_dir).mkdir(parents=True, exist_ok=True)
    (Path(spec.out_dir) / "console.txt").write_text(text)
    return SimpleNamespace(kind=kind, status=status, error=error, trace=None,
                           header=None, console=text)


def stopped(spec):
    """Wait until somebody stops the machine."""
    if not spec.stop.wait(STOP_SECONDS):
        os._exit(1)
    return ended(spec, kind="stopped", status=None, error="it was stopped")


def not_started(spec):
    raise MachineError("no such file")


HOWS = {
    "well": ended,
    "status": lambda spec: ended(spec, status=3),
    "panic": lambda spec: ended(spec, kind="panic", status=None,
                                error="the kernel panicked"),
    "hang": lambda spec: ended(spec, kind="hang", status=None,
                               error="the machine had not ended after 900 s"),
    "mute": lambda spec: ended(spec, "first line\nmode=other\nlast line"),
    "missing": not_started,
    "waits": stopped,
}


def judge(measured):
    return [Figure(what=name, unit="u", published="-", predicted=None,
                   measured=one.value("fake", "n"), expected="any",
                   direction=True, machine=name)
            for name, one in measured.items()]


def plots(measured):
    return [exp_plot.BarPlot("t", "u", tuple(measured), (exp_plot.Series(
        "n", tuple(one.value("fake", "n") for one in measured.values())),))]


def experiment(number, names):
    return Experiment(
        number=number, title=f"made up {number}", question="Who?",
        sources=("nobody",), judge=judge, plots=plots, story="A story.",
        machines=tuple(Machine(name, f"machine {name}", "/bin/x",
                               env=(("WHO", name),), trace_mib=0)
                       for name in names))


def main(words):
    """Run it; the exit status."""
    split = words.index("--")
    ran, *pairs = words[:split]
    hows = dict(pair.split("=") for pair in pairs)

    def run_machine(spec):
        with open(ran, "a") as file:
            file.write(f"{spec.env['WHO']}\n")
        return HOWS[hows[spec.env["WHO"]]](spec)

    exp_run.run_machine = run_machine
    # Two experiments, that the first machine belongs to both.
    run_record.EXPERIMENTS = (experiment(1, list(hows)),
                              experiment(2, list(hows)[:1]))
    return run_record.main(words[split + 1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
