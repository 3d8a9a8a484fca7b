# SPDX-License-Identifier: MIT
"""The programs of user/lab/, which students run and copy: each shows on Convoy
what it says it shows. And `make run LAB=file.py`: every variable, the table,
the timeline, and what is said when something is wrong."""

import hashlib
import json
import re
import sys

from lib.case import PROJECT
from lib.check import check, contains, equal, tail
from lib.lab import command, ended_well, make
from machine import TRACE_TOOL

LAB_DIR = PROJECT / "user" / "lab"
MACHINES = (("ticks", 1), ("ticks", 2), ("interval", 1), ("interval", 4))
ROUNDING_NS = 10     # of a sum of times
EDGES_NS = 1000      # of a run, before the first record and after the last
SWITCH_RATIO = 2     # a coroutine's switch is at least so much cheaper
MAKE_RATIO = 20      # so is making one
# Of the table's head; between them why the GIL was let go, those that occur.
COLUMNS = r"thread +run +ready +blocked +held +wait( +[a-z]+)* +races +calls"

# Two threads that compute at once, and one that sleeps.
BUSY = """
import sys, threading, time
def count(n):
    while n:
        n -= 1
threads = [threading.Thread(target=count, args=(30000,)) for _ in range(2)]
threads.append(threading.Thread(target=time.sleep, args=(0.002,)))
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sys.argv[1:], sys.getswitchinterval())
"""

DEADLOCK = """
import threading
lock = threading.Lock()
lock.acquire()
thread = threading.Thread(target=lock.acquire)
thread.start()
thread.join()
"""


def run_here(name):
    """What python3 prints for a program of user/lab/."""
    status, output = command([sys.executable, "-B", LAB_DIR / f"{name}.py"])
    equal(status, 0, f"status of python3\n{output}\n")
    return output


def run_on(lab, name, gil, cores, *args, env=None, **options):
    """What a program of user/lab/ prints on Convoy."""
    path = f"/lab/{name}.py"
    result = lab.boot(init="/bin/py", args=[path, *args],
                      files={path: LAB_DIR / f"{name}.py"},
                      env={"GIL": gil, **(env or {})}, extract_trace=False,
                      options={"cores": f"sim:{cores}", "trace": "off",
                               **options})
    return ended_well(result).console


def as_python(lab, name, *lines):
    """On every machine a program prints what it prints under python3, these
    LINES among it."""
    truth = run_here(name)
    for line in lines:
        contains(truth, line + "\n", "under python3")
    for gil, cores in MACHINES:
        equal(run_on(lab, name, gil, cores), truth,
              f"GIL={gil} CORES={cores}: output")


def test_producer_consumer(lab):
    """Each item is taken once, in order, and the buffer never overflows."""
    as_python(lab, "producer_consumer", "items taken: 40", "each once: True",
              "in order: True", "never more than 3 in the buffer: True")


def test_rlock(lab):
    """An RLock lets its owner in again and refuses others; a Lock does not
    care who releases it."""
    as_python(lab, "rlock", "the owner takes it again: True",
              "held once, a stranger gets it: False",
              "held once, a stranger releases it: "
              "cannot release un-acquired lock",
              "held by nobody, a stranger gets it: True",
              "a Lock's owner takes it again: False")


def test_semaphore(lab):
    """A Semaphore lets three in at a time, and a bounded one counts."""
    as_python(lab, "semaphore", "at once, at most: 3",
              "one release too many: Semaphore released too many times")


def test_event(lab):
    """Nobody passes an Event before it is set, and everybody after."""
    as_python(lab, "event", "started before the gun: 0",
              "started after it: 5")


def test_thread_local(lab):
    """Each thread has its own value; names, a daemon, enumerate."""
    as_python(lab, "thread_local", "T3 ended with 4000",
              "here still: the main thread's",
              "who is there: ['MainThread', 'night watch']")


def lost(lab, way, gil, cores, **fields):
    """How many updates one way of counting loses."""
    output = run_on(lab, "lost_update", gil, cores, way, **fields)
    found = re.search(r"(\d+) updates lost", output)
    check(found, "no count", output=output)
    return int(found[1])


def test_lost_under_ticks(lab):
    """Under the old GIL n += 1 loses updates: on one core whatever the seed, on
    two with most."""
    for seed in (0, 1):
        check(lost(lab, "plain", "ticks", 1, seed=seed) > 0,
              "nothing is lost", cores=1, seed=seed)
    losses = [lost(lab, "plain", "ticks", 2, seed=seed) for seed in range(4)]
    check(sum(number > 0 for number in losses) > len(losses) / 2,
          "nothing is lost", cores=2, losses=losses)


def test_not_lost_under_interval(lab):
    """Under the new GIL n += 1 loses none, however often it changes hands."""
    for cores, seed in ((1, 0), (1, 1), (2, 0)):
        equal(lost(lab, "plain", "interval", cores, seed=seed,
                   env={"INTERVAL_US": "500"}), 0,
              f"updates lost on {cores} with seed {seed}")


def test_lost_at_a_call(lab):
    """A call between load and store loses updates under the new GIL, too."""
    check(lost(lab, "call", "interval", 1, env={"INTERVAL_US": "500"}) > 0,
          "nothing is lost")


def test_not_lost_with_a_lock(lab):
    """With a lock none is lost."""
    equal(lost(lab, "lock", "ticks", 1), 0, "updates lost")


def atomic(lab, gil, **env):
    """{operation: updates lost} as atomic.py counts them."""
    output = run_on(lab, "atomic", gil, 2, env=env)
    return {line[:27].strip(): int(line[27:].split()[0])
            for line in output.splitlines()}


def test_atomic_under_ticks(lab):
    """Under the old GIL what is several instructions loses updates; one call of
    a C function does not, nor what a lock protects."""
    found = atomic(lab, "ticks", CHECK="3")
    for line in ("n += 1", "n = n + one()", "box.n += 1", "counts['n'] += 1"):
        check(found[line] > 0, "nothing is lost", line=line)
    for line in ("with lock: n = n + one()", "items.append(1)"):
        equal(found[line], 0, f"lost by {line}")


def test_atomic_under_interval(lab):
    """Under the new GIL only what has a call in it loses updates."""
    found = atomic(lab, "interval", INTERVAL_US="10")
    for line in ("n = n + one()", "squares[len(squares)] = 1"):
        check(found.pop(line) > 0, "nothing is lost", line=line)
    equal(sum(found.values()), 0, f"lost by others ({found})")


def test_costs(lab):
    """Every thing of costs.py has a cost, and safepoints at each instruction
    make each dearer."""
    tables = [[float(line[40:]) for line in
               run_on(lab, "costs", gil, 1, "500").splitlines()]
              for gil in ("interval", "ticks")]
    equal(len(tables[0]), 22, "lines")
    check(all(new - 1 < old for new, old in zip(*tables)), "a dearer interval",
          tables=tables)


def test_sort(lab):
    """A list is seen shuffled, sorted or empty, but never half sorted."""
    truth, varying = run_here("sort"), re.compile(r"(key\(\) ran: )(\d+)")
    contains(truth, "half sorted lists seen: 0\n", "under python3")
    for gil, cores in MACHINES:
        output = run_on(lab, "sort", gil, cores)
        where = f"GIL={gil} CORES={cores}"
        equal(varying.sub(r"\1N", output), varying.sub(r"\1N", truth),
              f"{where}: output")
        check(int(varying.search(output)[2]) > 0,
              f"{where}: nobody looked while it was sorted")


def ratios(output):
    """{what: (coroutine, thread)}, the costs in ns."""
    return {what: (int(one), int(other)) for what, one, other in
            re.findall(r"^(\w+), ns +(\d+) +(\d+)", output, re.M)}


def test_coroutines(lab):
    """100,000 coroutines fit, all end, and cost a fraction of threads to make
    and to switch; the figures are the same in each run."""
    output = run_on(lab, "coroutines", "interval", 1)
    contains(output, "100000 of 100000 coroutines ran to their end\n",
             "output")
    for what, least in (("make", MAKE_RATIO), ("switch", SWITCH_RATIO)):
        coroutine, thread = ratios(output)[what]
        check(thread >= least * coroutine, f"to {what} costs too much",
              coroutine=coroutine, thread=thread)
    equal(run_on(lab, "coroutines", "interval", 1), output, "a second run")


def figure(output, pattern):
    """The last number that PATTERN, with one group, finds."""
    found = re.findall(pattern, output)
    check(found, f"no {pattern}", output=output)
    return float(found[-1])


def test_cpu_bound(lab):
    """What two threads lose to the old GIL they lose on two cores: with one,
    and with the new GIL, nearly nothing."""
    ratio = {(gil, cores): figure(run_on(lab, "cpu_bound", gil, cores),
                                  r"parallel / sequence = ([\d.]+)")
             for gil in ("ticks", "interval") for cores in (1, 2)}
    worst = ratio.pop(("ticks", 2))
    check(worst > 1.02 and worst > max(ratio.values()) + 0.02,
          "the old GIL does not lose most on two cores", two=worst,
          others=ratio)


def test_convoy(lab):
    """One thread that computes takes nearly all of the server's replies."""
    rates = re.findall(r"replies a second: ([\d.]+)",
                       run_on(lab, "convoy", "interval", 2))
    alone, beside = map(float, rates)
    check(alone > 100 * beside, "no convoy", alone=alone, beside=beside)


def run_lab(lab, program, *words, args=()):
    """qemu/run_lab.py: (status, output, directory of its files)."""
    lab.count += 1
    out = lab.dir / f"run{lab.count}"
    status, output = command([
        sys.executable, "-B", PROJECT / "qemu/run_lab.py", "--out", out,
        *words, program, "--", *args])
    return status, output, out


def write(lab, name, text):
    path = lab.dir / name
    path.write_text(text)
    return path


def trace_json(what, out):
    status, text = command([TRACE_TOOL, what, out / "trace.bin", "--json"])
    equal(status, 0, f"{what}\n{tail(text)}\n")
    return json.loads(text)


def test_old_convoy(lab):
    """Under the old GIL a server beside a thread that computes hardly gets a
    turn: on two cores it is woken in vain dozens of times for each reply, on
    one it is not even woken."""
    in_vain = {}
    for cores in (1, 2):
        status, output, out = run_lab(
            lab, LAB_DIR / "old_convoy.py", "--env", "GIL=ticks",
            "--option", f"cores=sim:{cores}")
        equal(status, 0, f"status\n{tail(output)}\n")
        threads = {thread["name"]: thread
                   for thread in trace_json("stats", out)["threads"]}
        elapsed = figure(output, r"convoy.elapsed_ns=(\d+)")
        check(threads["cpu-1"]["run_ns"] > 0.95 * elapsed
              and threads["cpu-1"]["gil_wait_ns"] < 0.02 * elapsed,
              "the thread that computes does not keep the GIL", cores=cores,
              elapsed=elapsed, thread=threads["cpu-1"])
        in_vain[cores] = (threads["echo-1"]["lost_races"] /
                          figure(output, r"convoy.replies=(\d+)"))
    check(in_vain[2] > 50 and in_vain[1] < 2, "races lost for each reply",
          by_cores=in_vain)


def test_every_variable(lab):
    """Each variable of `make run LAB=` reaches the machine or the program."""
    out = lab.dir / "made"
    status, output = make(
        "run", f"LAB={write(lab, 'busy.py', BUSY)}", "CORES=2", "GIL=ticks",
        "SCHED=fifo", "HZ=1000", "SEED=3", "INTERVAL_US=2000",
        "ARGS=one 'two three'", f"OUT={out}")
    equal(status, 0, f"status\n{tail(output)}\n")
    contains(output, "['one', 'two three'] 0.002\n", "output")
    info = trace_json("info", out)
    got = {name: info[name] for name in ("cores", "hz", "seed", "sched")}
    equal(got, {"cores": 2, "hz": 1000, "seed": 3, "sched": "fifo"}, "machine")
    drops = {thread["name"]: thread["drops"]["ticks"]
             for thread in trace_json("stats", out)["threads"]}
    check(drops["Thread-1"] > 0, "GIL=ticks is not the policy", drops=drops)


def check_threads(stats):
    """The times of a run fit each other."""
    length = stats["window"]["length_ns"]
    gil, = stats["gils"]
    threads = {thread["name"]: thread for thread in stats["threads"]}
    main = threads["MainThread"]
    life = main["run_ns"] + main["ready_ns"] + main["blocked_ns"]
    check(abs(life - length) <= EDGES_NS, "the main thread's times are not "
          "its life", life=life, length=length)
    held = sum(thread["gil_held_ns"] for thread in threads.values())
    check(abs(held - gil["held_ns"]) <= ROUNDING_NS and held <= length,
          "GIL held", threads=held, gil=gil["held_ns"], length=length)
    equal(gil["overlap_ns"], 0, "time in which two held the GIL")
    for name, thread in threads.items():
        times = thread["run_ns"] + thread["ready_ns"] + thread["blocked_ns"]
        check(thread["gil_wait_ns"] <= times <= length + ROUNDING_NS,
              f"{name} lives longer than the run", thread=thread)
        kept = thread["gil_acquired"] - thread["drops"]["all"]
        equal(kept, int(name == "MainThread"), f"{name}: GILs not given back")


def rows_of(output):
    """The table's rows: {thread: {column: text}}."""
    head = re.search(rf"^ +{COLUMNS}$", output, re.M)
    check(head, "no head of a table", output=tail(output))
    rows = {}
    for line in output[head.end():].splitlines()[3:]:
        words = line.split()
        if not words:
            break
        rows[words[0]] = dict(zip(head.group().split()[1:], words[1:]))
    return rows


def test_table_and_timeline(lab):
    """Behind the output stand the table of the threads, whose figures are the
    trace's and fit each other, and the timeline."""
    busy = write(lab, "busy.py", BUSY)
    for gil, why in (("ticks", "ticks"), ("interval", "asked"),
                     ("bfs", "asked")):
        status, output, out = run_lab(
            lab, busy, "--env", f"GIL={gil}", "--env", "INTERVAL_US=500",
            "--option", "cores=sim:2")
        equal(status, 0, f"status\n{output}\n")
        rows, stats = rows_of(output), trace_json("stats", out)
        equal(set(rows), {"MainThread", "Thread-1", "Thread-2", "Thread-3"},
              f"{gil}: rows")
        for name in ("Thread-1", "Thread-2"):
            check(int(rows[name][why]) > 0, f"{gil}: {name} never gave it away",
                  row=rows[name])
        for thread in stats["threads"]:
            row = rows[thread["name"]]
            equal(row["run"], f"{thread['run_ns'] / 1e6:.2f}", "run, ms")
            equal(row["calls"], str(thread["futex_calls"]), "futex calls")
            equal(sum(int(text) for text in list(row.values())[5:-2]),
                  thread["drops"]["all"], "reasons to let go")
        check_threads(stats)
        for part in ("\nLab time ", "\ncore 1 ", "\nB Thread-1 ",
                     "\nGIL held by ", "\nswitches "):
            contains(output, part, f"{gil}: timeline")


def test_crowd(lab):
    """Of a hundred threads the busiest have rows, and the others one."""
    many = write(lab, "many.py", BUSY.replace("range(2)", "range(100)")
                 .replace("30000", "500"))
    status, output, _ = run_lab(lab, many)
    equal(status, 0, f"status\n{tail(output)}\n")
    rows = rows_of(output)
    equal(len(rows), 41, "rows")
    contains(output, "  others: 62 ", "table")


def test_small_trace(lab):
    """That a trace was too small for the run is told."""
    status, output, _ = run_lab(lab, write(lab, "busy.py", BUSY), "--env",
                                "GIL=ticks", "--option", "cores=sim:2",
                                "--option", "trace=1")
    equal(status, 0, "status")
    contains(output, "dropped: the ring was full", "warning")


def digests(out):
    return [hashlib.sha256((out / name).read_bytes()).hexdigest()
            for name in ("console.txt", "trace.bin")]


def test_seed_names_a_run(lab):
    """Two runs with one seed leave the same bytes; another seed others."""
    outs = [run_lab(lab, LAB_DIR / "producer_consumer.py", "--env",
                    "GIL=ticks", "--option", "cores=sim:2", "--option",
                    f"seed={seed}")[2] for seed in (1, 1, 2)]
    equal(digests(outs[0]), digests(outs[1]), "digests")
    check(digests(outs[0])[1] != digests(outs[2])[1], "seeds make no odds")


WRONG = (
    (("--env", "GIL=nonsense"), 2, ("GIL=nonsense", "GIL=ticks ",
                                    "GIL=interval ")),
    (("--env", "INTERVAL_US=0"), 2, ("INTERVAL_US=0", "1..1000000")),
    (("--env", "INTERVAL_US=abc"), 2, ("INTERVAL_US=abc", "1..1000000")),
    (("--option", "sched=nonsense"), 125, ("sched=nonsense",
                                           "sched=rr or sched=fifo")),
    (("--option", "hz=60"), 125, ("hz=60", "hz=1000")),
    (("--option", "cores=sim:0"), 125, ("cores=sim:0", "1...64")),
)


def test_wrong_words(lab):
    """A variable's illegal value ends the run with what is legal."""
    for words, code, parts in WRONG:
        status, output, _ = run_lab(lab, LAB_DIR / "rlock.py", *words)
        equal(status, code, f"{words}: status\n{tail(output)}\n")
        for part in parts:
            contains(output, part, str(words))


def test_wrong_files(lab):
    """No file, no program, a syntax error: each is told."""
    for name, text, code, message in (
            ("missing.py", None, 125, "missing.py: No such file"),
            ("notes.txt", "x\n", 125, "notes.txt: not an ELF program"),
            ("wrong.py", "x = = 2\n", 1, "SyntaxError: invalid syntax")):
        path = lab.dir / name
        if text:
            write(lab, name, text)
        status, output, _ = run_lab(lab, path)
        equal(status, code, f"{name}: status\n{output}\n")
        contains(output, message, name)


def test_status(lab):
    """The program's status is the run's; what it raised is shown."""
    status, output, _ = run_lab(
        lab, write(lab, "seven.py", "import sys\nprint(1)\nsys.exit(7)\n"),
        "--option", "trace=off")
    equal((status, output), (7, "1\n"), "status and output without a trace")
    status, output, _ = run_lab(lab, write(lab, "fails.py", "1 // 0\n"))
    equal(status, 1, f"status\n{output}\n")
    contains(output, "Traceback (most recent call last):\n"
             '  File "/lab/fails.py", line 1, in <module>\n', "output")
    contains(output, "ZeroDivisionError", "output")


def test_deadlock(lab):
    """Threads that wait for each other for ever end the run: status 123 and a
    word for it."""
    status, output, _ = run_lab(lab, write(lab, "dead.py", DEADLOCK))
    equal(status, 123, f"status\n{output}\n")
    contains(output, "deadlock: every thread sleeps", "output")
