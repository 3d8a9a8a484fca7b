# SPDX-License-Identifier: MIT
"""One machine of an experiment: a program, its GIL, and what the kernel is
told. It is a value: two machines of the same fields do the same, on any host,
and so a result can be kept under a digest of them (exp_run.py)."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import cpio
from machine import MachineSpec

PROGRAMS = Path(__file__).resolve().parents[1] / "build/user"
INTERPRETER = "/bin/py"
LAB = "/lab/"
LINUX_COSTS = "linux61"
TIMEOUT = 900.0  # host seconds after which a machine counts as hung


def interpreter_of(protect):
    """The path in the machine of the interpreter whose objects are guarded so
    ("": by a GIL, as usual), and the files that it takes beyond the root's."""
    if not protect:
        return INTERPRETER, {}
    path = f"{INTERPRETER}-{protect}"
    return path, {path: PROGRAMS / f"py-{protect}"}


@dataclass(frozen=True)
class Machine:
    """What to boot."""
    name: str              # unique; also its directory
    title: str             # for people
    program: str           # "/lab/x.py", or a static program: "/bin/gilbench"
    words: tuple = ()      # its arguments
    gil: str = ""          # the policy; "": none is named
    cores: int = 1         # simulated ones
    interval_us: int = 0   # 0: the policy's own
    env: tuple = ()        # further (NAME, value) pairs: CHECK, WAKE, ...
    options: tuple = ()    # further (name, value) pairs: sched, cost, hz, ...
    marks: tuple = ()      # parts of the trace whose stats are wanted; "": all
    trace_mib: int = 16    # 0: no trace
    seed: int = 0          # of the schedule
    quantum: int = 500     # of the simulated cores: docs/cores.md
    effort: int = 1        # about so many host seconds: the longest start first
    protect: str = ""      # of a Python program: see interpreter_of

    def linux61(self):
        """The same machine with Linux's costs instead of our kernel's."""
        return replace(self, name=f"{self.name}-{LINUX_COSTS}",
                       title=f"{self.title}, Linux's costs",
                       options=(*self.options, ("cost", LINUX_COSTS)))

    @property
    def cost(self):
        """Whose costs: "" or "linux61"."""
        return dict(self.options).get("cost", "")

    @property
    def python(self):
        """Is the program Python?"""
        return self.program.startswith(LAB)

    def spec(self, directory, stop=None):
        """The MachineSpec, to run in DIRECTORY until STOP, an Event, is set."""
        env = dict(self.env)
        if self.gil:
            env["GIL"] = self.gil
        if self.interval_us:
            env["INTERVAL_US"] = self.interval_us
        options = {"cores": f"sim:{self.cores}",
                   "trace": self.trace_mib or "off", "seed": self.seed,
                   "quantum": self.quantum, **dict(self.options)}
        words = [str(word) for word in self.words]
        interpreter, files = interpreter_of(self.protect)
        return MachineSpec(
            out_dir=directory, timeout=TIMEOUT, options=options, env=env,
            init=interpreter if self.python else self.program, stop=stop,
            modules=self._modules(directory, files),
            args=[self.program, *words] if self.python else words)

    def _modules(self, directory, files):
        """The boot modules that bring FILES into the machine."""
        if not files:
            return []
        module = Path(directory) / "interpreter.cpio"
        module.parent.mkdir(parents=True, exist_ok=True)
        cpio.make_module(module, files)
        return [module]

    def key(self, tools):
        """A digest of all that its result depends on; tools: digest_of what
        runs it and reads its trace."""
        fields = asdict(self)
        fields["files"] = digest_of(*interpreter_of(self.protect)[1].values())
        for words_only in ("title", "effort"):
            del fields[words_only]
        text = json.dumps([fields, tools], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def digest_of(*paths):
    """One digest of these files."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(hashlib.sha256(Path(path).read_bytes()).digest())
    return digest.hexdigest()
