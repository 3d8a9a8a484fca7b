# SPDX-License-Identifier: MIT
"""Run one machine in batch mode and say how it ended.

    spec = MachineSpec(out_dir="build/run", init="/bin/gilbench",
                       options={"cores": "sim:2"}, env={"GIL": "ticks"})
    result = run_machine(spec)
    result.exit_code, result.kind, result.console, result.trace

QEMU is started so that the machine's time is a count of its instructions and
of nothing else (docs/cores.md): the same spec gives the same console and the
same trace on any host. So that not even a path of this host gets into the
machine, everything QEMU is given has a fixed name in out_dir, its working
directory. Host time is used for one thing: a machine that has not ended after
`timeout` seconds is taken for hung.

What is told here from what a guest wrote into its own RAM is not trusted: it
is checked before it is used.
"""

import contextlib
import ctypes
import os
import re
import shutil
import signal
import struct
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from jail import Limits

PROJECT = Path(__file__).resolve().parent.parent
IMAGE = PROJECT / "build" / "convoy.boot"
TRACE_TOOL = PROJECT / "build" / "host" / "convoy-trace"
QEMU = "qemu-system-x86_64"

MIB = 1024 * 1024
POLL_SECONDS = 0.02  # how often the console is looked at
CONSOLE_PIECE = MIB  # bytes of it that are read at once
TERM_SECONDS = 2.0   # how long QEMU may take to end when asked to
DISK_RESERVE_MIB = 64
QEMU_MIB = 4096      # of address space, for itself and its translated code

# What a run hands on when the program's own status cannot be had.
CODE_EJECTED = 122   # a scheduling policy broke a rule; the program may be well
CODE_DEADLOCK = 123
CODE_HANG = 124
CODE_FAILURE = 125

# What QEMU exits with when the kernel writes to the debug exit device.
DEBUG_EXITS = {33: "poweroff", 35: "panic", 37: "refused", 39: "deadlock"}

# How a QEMU ends that has used up its processor time (jail.Limits).
OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGKILL)

# kernel/trace/trace_format.h: enum trace_exit and struct trace_header.
EXIT_KINDS = ("running", "poweroff", "panic", "refused", "restart", "deadlock")
TRACE_MAGIC = b"CONVOY-TRACE-01\0"
MAX_CORES = 64
TRACE_HEADER = struct.Struct("<16sIIQQQQQQQIIIIQQII16sQQ")
TRACE_CLOCKS = struct.Struct(f"<{MAX_CORES}Q{MAX_CORES}QQQQ16s")  # what follows
HEADER_SIZE = TRACE_HEADER.size + TRACE_CLOCKS.size
TRACE_FIELDS = (
    "magic", "version", "header_size", "region_size", "strings_offset",
    "strings_used", "data_offset", "data_pages", "pages_used", "dropped",
    "cores", "mhz", "hz", "seed", "quantum", "latency", "exit_kind",
    "exit_status", "sched", "boot_time", "first_user")


class MachineError(Exception):
    """The machine could not be started: a missing file, no room, no QEMU."""


@dataclass
class MachineSpec:
    """What to run. Only out_dir is needed; it is made if absent, and must
    not be used by two machines at once."""
    out_dir: str | Path
    options: dict = field(default_factory=dict)  # the kernel's, by name
    init: str | None = None         # path in the machine; None: the default
    env: dict = field(default_factory=dict)      # of the program
    args: list = field(default_factory=list)     # of the program
    modules: list = field(default_factory=list)  # cpio files, in order
    ram_mib: int = 256
    timeout: float = 300.0          # host seconds until it counts as hung
    image: str | Path = IMAGE
    iso: str | Path | None = None   # boot this through GRUB instead
    cpu: str = "qemu64,+smep,+smap"
    rtc: str = "2026-01-01T00:00:00"
    qemu_args: list = field(default_factory=list)
    allow_reboot: bool = False      # False: a reset ends the run
    extract_trace: bool = True
    keep_ram: bool = False
    ram_file: bool = True           # False: on no disk, which is faster
    stop: object = None             # a threading.Event: end the run once set
    on_console: object = None       # called with each new piece (bytes)
    jail: object = None             # a jail.Jail of out_dir: confine QEMU
    cpu_limit: int = 300            # with jail: seconds of processor time
    console_max: int = 0            # bytes until it counts as flood; 0: any


@dataclass
class MachineResult:
    """How a run ended.

    kind: poweroff, panic, refused, restart, deadlock (the kernel said so),
    hang (timeout), flood (console_max), stopped (stop), or failure (anything
    else; `error` says what).
    status: the program's own status for poweroff, else None.
    """
    kind: str
    status: int | None
    console_path: Path
    trace: Path | None      # None: no trace was taken or none was there
    header: dict | None     # fields of the trace header
    qemu_exit: int | None   # None: QEMU was killed here
    qemu_errors: str        # what QEMU printed
    error: str              # one line for people; "" for a power-off
    ram: Path | None        # with keep_ram

    @property
    def console(self):
        """All that the machine printed; undecodable bytes are replaced."""
        return self.console_path.read_bytes().decode(errors="replace")

    @property
    def ejected(self):
        """The name of the scheduling policy that was ejected first, or ""."""
        if not self.header or not self.header["ejections"]:
            return ""
        return self.header["ejected"] or "?"

    @property
    def exit_code(self):
        """What a command that ran this machine should exit with."""
        if self.kind == "poweroff":
            return CODE_EJECTED if self.ejected else self.status
        if self.kind == "restart":
            return 0
        return {"deadlock": CODE_DEADLOCK,
                "hang": CODE_HANG}.get(self.kind, CODE_FAILURE)


def _word(text, what):
    """TEXT as one word of the kernel's command line, quoted if need be."""
    text = str(text)
    if not text.isprintable() or '"' in text:
        raise MachineError(f"{what} {text!r}: the kernel's command line "
                           "holds no quotes and no control characters")
    return text if text and " " not in text else f'"{text}"'


def command_line(spec):
    """The kernel's command line for SPEC (kernel/options.h)."""
    words = [_word(f"{name}={value}", "option")
             for name, value in spec.options.items()]
    if spec.init:
        words.append(_word(f"init={spec.init}", "option"))
    if spec.env or spec.args:
        words.append("--")
    words += [_word(f"{name}={value}", "variable")
              for name, value in spec.env.items()]
    if spec.args and re.match(r"[A-Za-z_]\w*=", str(spec.args[0])):
        raise MachineError(f"argument {spec.args[0]!r}: the first one would "
                           "be taken for a variable, because of its '='")
    words += [_word(arg, "argument") for arg in spec.args]
    return " ".join(words)


def machine_limits(spec):
    """What a confined QEMU may use: its processor time is bounded, too, since
    that hardly depends on how busy the host is."""
    return Limits(cpu=spec.cpu_limit, memory=spec.ram_mib + QEMU_MIB,
                  file=spec.ram_mib + DISK_RESERVE_MIB)


def sandbox_args():
    """Deny QEMU what a batch run never needs."""
    return ["-sandbox", "on,obsolete=deny,elevateprivileges=deny,"
            "spawn=deny,resourcecontrol=deny"]


def hardware_args(spec):
    """QEMU's arguments for the machine itself, without its clock and RAM."""
    return ["-rtc", f"base={spec.rtc},clock=vm", "-seed", "1",
            "-cpu", spec.cpu, "-smp", "1",
            "-nodefaults", "-no-user-config", "-display", "none",
            "-chardev", "file,id=con,path=console.txt",
            "-device", "isa-debugcon,iobase=0xe9,chardev=con",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=4",
            *([] if spec.allow_reboot else ["-no-reboot"])]


def boot_args(spec):
    """QEMU's arguments that say what to boot; names are those of _stage."""
    if spec.iso:
        return ["-drive", "file=boot.iso,format=raw,media=cdrom,readonly=on",
                "-boot", "d"]
    args = ["-kernel", "convoy.boot"]
    line = command_line(spec)
    if line:
        args += ["-append", line]
    if spec.modules:
        names = [f"module{n}.cpio" for n in range(len(spec.modules))]
        args += ["-initrd", ",".join(names)]
    return args


def qemu_command(spec):
    """The whole command of a batch run; to be started in out_dir."""
    return [QEMU, "-accel", "tcg", "-icount", "shift=0,sleep=off",
            *sandbox_args(), *hardware_args(spec),
            "-m", str(spec.ram_mib),
            "-object", "memory-backend-file,id=ram,"
            f"size={spec.ram_mib}M,mem-path=ram.bin,share=on",
            "-machine", "pc,memory-backend=ram",
            *boot_args(spec), *spec.qemu_args]


def _link(out_dir, name, target, jail):
    target = Path(target).resolve()
    if not target.is_file():
        raise MachineError(f"{target}: no such file")
    link = out_dir / name
    link.unlink(missing_ok=True)
    if jail:
        shutil.copy(target, link)   # the directories above may be closed to it
    else:
        link.symlink_to(target)


def stage(spec):
    """Make out_dir and put what the machine boots there, by fixed names.
    Old output is deleted first: RAM that stays in a file would be seen by
    the next machine, and an old trace taken for a new one."""
    out = Path(spec.out_dir)
    out.mkdir(parents=True, exist_ok=True)
    for name in ("ram.bin", "trace.bin", "console.txt", "qemu.log"):
        (out / name).unlink(missing_ok=True)
    if spec.iso:
        _link(out, "boot.iso", spec.iso, spec.jail)
    else:
        _link(out, "convoy.boot", spec.image, spec.jail)
    for number, module in enumerate(spec.modules):
        _link(out, f"module{number}.cpio", module, spec.jail)
    (out / "console.txt").touch()
    return out


def check_disk(spec):
    """Refuse to start a machine whose RAM file and trace find no room."""
    ram_mib = spec.ram_mib if spec.ram_file else 0
    trace = spec.options.get("trace", 16)
    trace_mib = int(trace) if str(trace).isdigit() else 0
    need = ram_mib + trace_mib + DISK_RESERVE_MIB
    free = shutil.disk_usage(spec.out_dir).free // MIB
    if free < need:
        raise MachineError(
            f"{spec.out_dir}: {free} MiB free, {need} needed: {ram_mib} "
            f"for the machine's RAM, {trace_mib} for the trace, "
            f"{DISK_RESERVE_MIB} to spare")


class _Console:
    """Follows console.txt as it grows and hands on what is new."""

    def __init__(self, path, callback):
        self.file = open(path, "rb")
        self.callback = callback
        self.size = 0

    def follow(self):
        new = self.file.read(CONSOLE_PIECE)
        self.size += len(new)
        if new and self.callback:
            self.callback(new)
        return bool(new)


def end_process(process):
    """End a child of ours: ask, then insist."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(TERM_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def die_with_parent():
    """In a new child: have the system end it when this program ends, however
    that happens, so that no QEMU is ever left behind. prctl(2)."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


def _start_qemu(spec, out):
    """QEMU, just started."""
    confine = die_with_parent
    if spec.jail:
        spec.jail.open()
        confine = spec.jail.enter(machine_limits(spec))
    with open(out / "qemu.log", "wb") as log:
        try:
            return subprocess.Popen(
                qemu_command(spec), cwd=out, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, preexec_fn=confine,
                start_new_session=spec.stop is not None)  # Ctrl-C is for us
        except FileNotFoundError:
            raise MachineError(f"{QEMU}: not installed") from None


def _run_qemu(spec, out):
    """Run QEMU to its end: its exit status, or why it had to be ended (hang,
    flood, stopped)."""
    process = _start_qemu(spec, out)
    console = _Console(out / "console.txt", spec.on_console)
    deadline = time.monotonic() + spec.timeout
    try:
        while time.monotonic() < deadline:
            console.follow()
            if 0 < spec.console_max < console.size:
                return "flood"
            if spec.stop and spec.stop.is_set():
                return "stopped"
            try:
                process.wait(POLL_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            return ("hang" if process.returncode in OUT_OF_TIME
                    else process.returncode)
        return "hang"
    finally:
        if process.poll() is None:
            end_process(process)
        while not spec.console_max and console.follow():
            pass
        console.file.close()
        if spec.jail:
            spec.jail.close()


def parse_header(data, offset):
    """The header in DATA as a dict, with lists for the arrays, or None if it
    is cut off."""
    if len(data) < HEADER_SIZE:
        return None
    header = dict(zip(TRACE_FIELDS, TRACE_HEADER.unpack_from(data)))
    header["sched"] = header["sched"].split(b"\0")[0].decode(errors="replace")
    clocks = TRACE_CLOCKS.unpack_from(data, TRACE_HEADER.size)
    header["core_clock"] = list(clocks[:MAX_CORES])
    header["core_idle"] = list(clocks[MAX_CORES:2 * MAX_CORES])
    (header["max_irq_off"], header["late_ipis"], header["ejections"],
     ejected) = clocks[2 * MAX_CORES:]
    header["ejected"] = ejected.split(b"\0")[0].decode(errors="replace")
    header["offset"] = offset
    return header


def read_header(ram):
    """The trace header in the RAM file, as a dict, or None. It lies at a
    multiple of 1 MiB in the last part; `offset` says where."""
    if not ram.exists():
        return None
    with open(ram, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        for offset in range((size - 1) // MIB * MIB, -1, -MIB):
            file.seek(offset)
            if file.read(len(TRACE_MAGIC)) == TRACE_MAGIC:
                file.seek(offset)
                return parse_header(file.read(HEADER_SIZE), offset)
    return None


def _how_it_ended(spec, qemu_exit, header, log):
    """(kind, status, error) of a run."""
    if qemu_exit == "hang":
        return ("hang", None,
                f"the machine had not ended after {spec.timeout:.0f} s"
                + (f" or {spec.cpu_limit} s of processor time" if spec.jail
                   else ""))
    if qemu_exit == "stopped":
        return "stopped", None, "it was stopped"
    if qemu_exit == "flood":
        return ("flood", None, "the machine printed more than "
                f"{spec.console_max // 1024} KiB")
    kind = DEBUG_EXITS.get(qemu_exit)
    told = header["exit_kind"] if header else 0
    if qemu_exit == 0 and told == EXIT_KINDS.index("restart"):
        return "restart", None, ""
    if kind is None:
        why = log.strip().splitlines()[-1:] or [
            "the machine reset itself" if qemu_exit == 0
            else "without a message"]
        return "failure", None, f"QEMU ended with {qemu_exit}: {why[0]}"
    if kind == "poweroff":
        if not header or told != EXIT_KINDS.index(kind):
            return "failure", None, "power-off without a status in RAM"
        return kind, header["exit_status"] & 0xff, ""
    return kind, None, {
        "panic": "the kernel panicked",
        "refused": "the kernel refused to boot",
        "deadlock": "deadlock: every thread sleeps and nothing can wake one",
    }[kind]


def _extract(ram, trace):
    """Have the decoder copy the trace out of RAM; its complaint, or ""."""
    if not TRACE_TOOL.exists():
        return f"no trace taken: {TRACE_TOOL} is not built"
    done = subprocess.run([TRACE_TOOL, "extract", ram, trace], check=False,
                          capture_output=True, text=True)
    if done.returncode == 0:
        return ""
    return f"no trace taken: {done.stderr.strip() or done.returncode}"


@contextlib.contextmanager
def _ram_in_memory(ram):
    """Let RAM be a file that is on no disk, and gone when this program is."""
    memory = os.memfd_create("ram", os.MFD_CLOEXEC)
    ram.symlink_to(f"/proc/{os.getpid()}/fd/{memory}")
    try:
        yield
    finally:
        os.close(memory)


def run_machine(spec):
    """Run SPEC to its end; a MachineResult. MachineError if it could not be
    started at all."""
    out = stage(spec)
    ram = out / "ram.bin"
    check_disk(spec)
    if spec.ram_file:
        return _run_staged(spec, out, ram)
    with _ram_in_memory(ram):
        return _run_staged(spec, out, ram)


def _run_staged(spec, out, ram):
    """run_machine with its files in place."""
    trace = out / "trace.bin"
    try:
        qemu_exit = _run_qemu(spec, out)
        header = read_header(ram)
        log = (out / "qemu.log").read_text(errors="replace")
        kind, status, error = _how_it_ended(spec, qemu_exit, header, log)
        if header and spec.extract_trace:
            error = "; ".join(filter(None, [error, _extract(ram, trace)]))
    finally:
        if not spec.keep_ram:
            ram.unlink(missing_ok=True)
    return MachineResult(
        kind=kind, status=status, console_path=out / "console.txt",
        trace=trace if trace.exists() else None, header=header,
        qemu_exit=qemu_exit if isinstance(qemu_exit, int) else None,
        qemu_errors=log, error=error,
        ram=ram if spec.keep_ram else None)
