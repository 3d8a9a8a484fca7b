# SPDX-License-Identifier: MIT
"""The kernel's options: what is unknown or malformed stops the boot with a
message that names the option and its legal values."""

from lib.check import check, contains, equal
from lib.lab import ended_well

# A wrong word, and what the message must say is legal.
WRONG = (
    ("cores=2", "cores=sim:N with N = 1...64"),
    ("cores=sim:0", "cores=sim:N with N = 1...64"),
    ("cores=sim:65", "cores=sim:N with N = 1...64"),
    ("cores=sim:x", "cores=sim:N with N = 1...64"),
    ("mhz=0", "mhz=N with N = 1...10000"),
    ("quantum=49", "quantum=N with N = 50...1000000"),
    ("latency=2499", "latency=N with N = 2500...10000000"),
    ("latency=", "latency=N"),
    ("hz=60", "hz=100, hz=250 or hz=1000"),
    ("timers=coarse", "timers=exact or timers=jiffies"),
    ("sched=best", "sched=rr or sched=fifo"),
    ("preempt=maybe", "preempt=fair, preempt=always or preempt=never"),
    ("wakeup=none", "wakeup=one or wakeup=all"),
    ("cost=linux", "cost=none or cost=linux61"),
    ("watchdog=1s", "watchdog=N with N = 0...1000000"),
    ("seed=-1", "seed=N with N = 0...4294967295"),
    ("seed=4294967296", "seed=N with N = 0...4294967295"),
    ("trace=0", "trace=off or trace=N"),
    ("strace=2", "strace=0 or strace=1"),
    ("strace=on", "strace=0 or strace=1"),
    ("console=tty", "console=batch or console=serial"),
    ("window=80", "window=ROWSxCOLUMNS"),
    ("init=bin/init", "init=PATH, absolute"),
    ("balance=pull", "balance=none, balance=push or balance=steal"),
    ("tune=", "tune=NAME:VALUE,..."),
    ("tune=depth", "legal for sched=rr is"),
    ("tune=colour:1", "legal for sched=rr is"),
    ("switches=2:3", "switches=TID:STEPS:NEXT,..."),
    ("switches=2:3:x", "switches=TID:STEPS:NEXT,..."),
    ("colour=red", "cores= mhz= quantum= latency= hz= timers= sched= "
                   "balance= preempt= wakeup= cost= watchdog= seed= tune= "
                   "switches= trace= strace= console= window= init="),
)


def refused(lab, word, legal):
    """Booting with WORD is refused, with a message that says LEGAL."""
    name, _, value = word.partition("=")
    result = lab.boot(options={name: value}, timeout=60)
    equal(result.kind, "refused", f"{word}: end ({result.error})")
    check(result.exit_code == 125, f"{word}: exit code",
          code=result.exit_code)
    contains(result.console, f"convoy: cannot boot: option {word}", word)
    contains(result.console, legal, word)


def test_wrong_words(lab):
    """Each option refuses what is not legal, and says what is."""
    for word, legal in WRONG:
        refused(lab, word, legal)


def test_absent_init(lab):
    """A boot whose init= does not exist is refused, naming it."""
    result = lab.boot(init="/bin/absent", timeout=60)
    equal(result.kind, "refused", f"end ({result.error})")
    contains(result.console, "/bin/absent", "console")


def test_legal_words(lab):
    """All options together, each with a legal value, boot."""
    result = lab.boot_guest("exitcode", options={
        "cores": "sim:3", "mhz": "500", "quantum": "400", "latency": "5000",
        "hz": "1000", "timers": "jiffies", "sched": "fifo",
        "preempt": "always", "balance": "push", "wakeup": "all", "seed": "7",
        "trace": "4"})
    ended_well(result, status=42)
    header = {name: result.header[name] for name in
              ("cores", "mhz", "quantum", "latency", "hz", "sched", "seed")}
    equal(header, {"cores": 3, "mhz": 500, "quantum": 400, "latency": 5000,
                   "hz": 1000, "sched": "fifo", "seed": 7}, "header")
