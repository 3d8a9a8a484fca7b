# SPDX-License-Identifier: MIT
"""Where in a Python program a forced schedule switches: the run is recorded,
and replayed under gdb, which stops at each forced switch and asks the
interpreter (qemu/gdb/python.py). Nothing moves in a replay, however long that
takes."""

import contextlib
import io
import re
import shutil
import subprocess
from dataclasses import replace

from debug import LAB_COPY, end_replay, gdb_command, record, start_replay
from machine import PROJECT, MachineError

GDB_SECONDS = 120.0  # a hang detector
MARK = "forced switch at"
COMMANDS = f"""break sched_note
commands
silent
echo {MARK}\\n
py-bt
continue
end
continue
"""
FRAME = re.compile(r'#\d+  File "/lab/([^"]+)", line (\d+), in (\S+)\n\s*(.*)')


def _place(text):
    """The innermost frame of the program's own files, as gdb shows it."""
    found = FRAME.findall(text)
    if not found:
        return ""
    file, line, function, source = found[-1]
    return f"{file}:{line} {function}: {source}"


def places(subject, out, options):
    """The places at which the forced switches of OPTIONS come, in order: ""
    where no Python code of the program's runs."""
    spec = replace(subject.spec, out_dir=out,
                   options={**subject.spec.options, **options})
    copy = out / LAB_COPY
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    for file in subject.lab.parent.glob("*.py"):
        shutil.copy(file, copy)
    (out / "gdb.commands").write_text(COMMANDS)
    with contextlib.redirect_stdout(io.StringIO()):
        record(spec)
        process = start_replay(spec)
    try:
        done = subprocess.run(
            gdb_command(spec, subject.symbols, out / "gdb.commands"),
            cwd=PROJECT, check=False, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, timeout=GDB_SECONDS)
    except FileNotFoundError:
        raise MachineError("gdb: not installed") from None
    except subprocess.TimeoutExpired:
        raise MachineError("gdb does not end") from None
    finally:
        end_replay(process)
    return [_place(part) for part in done.stdout.split(MARK)[1:]]
