# SPDX-License-Identifier: MIT
"""`make sim` (docs/sim.md): every registered policy keeps the rules on every
workload and in random programs, and costs what its header promises however
many tasks there are; each kind of broken policy is named; a wrong command line
says what would be right. No machine is booted and no host time looked at: what
is asserted are counts, and shares of simulated time."""

import json

from lib.case import BUILD
from lib.check import check, contains, equal
from lib.lab import command, make

SIM = BUILD / "sim" / "sim"
SEEDS = 40
MILLION = 1_000_000
MANY = 30_000
WORKLOADS = ("mixed", "hogs", "nice", "short", "echo", "periodic", "herd",
             "random", "busy")
# Policies whose dispatch is not to depend on how many tasks there are. (lottery
# walks to the winner's ticket; random, pct and forced look at all.)
QUICK = "rr,fifo,prio,mlfq,bsd44,stride,cfs,eevdf,edf,mine"
# Loads and stores of a call may grow with the logarithm of the number of
# tasks, so from 10 to 30,000 by four and some; a list that is walked would
# make it 3,000 times.
GROWTH = 12

# A small correct policy; each broken one has something else for a line of it.
GOOD = """
#include "sched/sched.h"
static void enqueue(struct sched_queue *queue, struct sched_entity *entity,
                    enum sched_why why)
{
    (void)why;
    list_push_back(&queue->list, &entity->node);
}
static uint32_t select_cpu(const struct sched_entity *entity,
                           const struct core_set *idle)
{
    return sched_select_core(entity, idle);
}
static struct sched_entity *dispatch(struct sched_queue *queue, uint32_t core)
{
    struct sched_entity *entity = queue_first(queue, core);
    if (entity)
        list_remove(&entity->node);
    return entity;
}
static bool tick(struct sched_queue *queue, struct sched_entity *entity,
                 uint64_t ran)
{
    (void)entity, (void)ran;
    return queue->count > 0;
}
const struct sched_ops sched_fifo = {
    .name = "tried",
    .enqueue = enqueue,
    .select_cpu = select_cpu,
    .dispatch = dispatch,
    .tick = tick,
};
"""
FIRST = "queue_first(queue, core);"
PUSH = "list_push_back(&queue->list, &entity->node);"
REMOVE = "        list_remove(&entity->node);\n"
BROKEN = {
    "lost": (PUSH, "if (entity->tid != 3)" + PUSH,
             "found nobody (and set no alarm), but task"),
    "twice": (REMOVE, "        (void)0;\n", "dispatch returned task"),
    "garbage": (FIRST, FIRST + "if (sched_now() > 5000000)"
                "return (void *)4660;", "returned 0x1234, which is no task"),
    "idle": (FIRST, FIRST + "if (sched_now() > 5000000) return NULL;",
             "found nobody"),
    "null": (FIRST, FIRST + "static struct sched_entity **volatile none;"
             "if (sched_now() > 5000000) return *none;",
             "its dispatch crashed (Segmentation fault)"),
    "zero": (FIRST, FIRST + "static volatile int zero;"
             "if (sched_now() > 5000000) entity += core / zero;",
             "its dispatch crashed (Floating point exception)"),
    "loop": (FIRST, FIRST + "while (sched_now() > 5000000);",
             "its dispatch does not end"),
    "stack": (FIRST, FIRST + "volatile char frame[9999]; frame[0] = 1;"
              "if (sched_now() > 5000000)"
              "return dispatch(queue, core + frame[0] - 1) + frame[0] - 1;",
              "its dispatch crashed (Segmentation fault)"),
    "affinity": (FIRST, "(list_empty(&queue->list) ? NULL :"
                 "entity_of(queue->list.next)); (void)core;",
                 "which its affinity does not allow"),
    "select": ("return sched_select_core(entity, idle);",
               "(void)idle; return entity->core + 1;",
               "its select_cpu wants task"),
    "starves": ("return queue->count > 0;", "(void)queue; return false;",
                "longer than watchdog=500 ms"),
    "init": ('.name = "tried",', '.name = "a name that is too long",',
             "1 to 15 characters"),
}

WRONG = (
    (["sched=best"], "no such policy; there are: all rr fifo"),
    (["workload=heavy"], "no such workload; there are:\n    mixed"),
    (["cores=1025"], "cores=1025: a number from 1 to 1024"),
    (["cores=0"], "cores=0: a number from 1 to 1024"),
    (["tasks=1000001"], "tasks=1000001: a number from 1 to 1000000"),
    (["ms=fast"], "ms=fast: a number from 1"),
    (["balance=fair"], "one of none, push, steal"),
    (["preempt=maybe"], "one of fair, always, never"),
    (["seed=-1"], "seed=-1: a number from 0"),
    (["colour=red"], "no such option; there are: sched= workload="),
    (["sched=rr", "tune=slice:3"], "rr has turn:10000..."),
    (["sched=rr", "tune=turn:1"], "turn=1: a number from 10000"),
    (["sched=mlfq", "tune=turn:1"], "levels:1...8 (levels), quantum:10000..."),
    (["sched=pct", "cores=2"],
     "pct refuses cores=2: its init says -22, Invalid argument"),
)


def sim(*words, status=0):
    """What the simulator answers to WORDS."""
    found, text = command([SIM, *words])
    equal(found, status, f"status of sim {' '.join(words)}\n{text}\n")
    return text


def results(*words):
    """Its JSON as an object."""
    return json.loads(sim(*words, "json=1"))


def built():
    """Make it."""
    status, text = make("-s", "build/sim/sim")
    equal(status, 0, f"make build/sim/sim\n{text}\n")


def test_workloads(lab):
    """All policies on all workloads, on 1 and 5 cores and with each way of
    balancing: no rule is broken. The same words, the same bytes."""
    built()
    for workload in WORKLOADS:
        words = ["sched=all", f"workload={workload}", "ms=300"]
        for balance in ("none", "push", "steal"):
            text = sim(*words, "cores=5", f"balance={balance}")
        equal(sim(*words, "cores=5", "balance=steal"), text, "a second run")
        sim(*words, "cores=1")


def test_random(lab):
    """Random programs: nice values, classes and affinities change, tasks
    come and go; all policies, SEEDS of them."""
    built()
    for seed in range(SEEDS):
        sim("sched=all", "workload=random", f"seed={seed}",
            f"cores={1 + seed % 7}", "ms=300")


def test_scale(lab):
    """1,024 cores and 1,000,000 tasks; and whose enqueue and dispatch do
    not walk along the queue."""
    built()
    one = results("sched=rr", "cores=1024", f"tasks={MILLION}", "ms=100")
    equal(sum(group["tasks"] for group in one["groups"]), MILLION, "tasks")
    check(one["busy_percent"] > 99.9, "all cores busy", one=one)
    few, many = (cost_of(n) for n in (10, MANY))
    for name, cost in few.items():
        check(many[name] <= cost * GROWTH, f"cost of {name}", few=cost,
              many=many[name])


def cost_of(tasks):
    """Mean loads and stores of each policy's calls with TASKS of them."""
    text = sim(f"sched={QUICK}", "workload=busy", f"tasks={tasks}", "ms=100",
               "json=1")
    found = {}
    for part in text.split('{"policy"')[1:]:
        one = json.loads('{"policy"' + part)
        for call in ("enqueue", "dispatch"):
            cost = one["calls"][call]
            found[one["policy"], call] = cost["accesses"] / cost["calls"]
    return found


def test_shares(lab):
    """What tasks get of a core adds up, and in rr two hogs get the same."""
    built()
    one = results("sched=rr", "workload=hogs", "cores=1", "tasks=2",
                  "ms=1000")
    hogs = one["groups"][0]
    equal(hogs["ran_ns"], 1_000_000_000, "time that ran")
    check(hogs["most_ns"] - hogs["least_ns"] <= 12_000_000, "equal shares",
          hogs=hogs)


def test_definitions(lab):
    """Shares of stride, cfs and eevdf are within 1 % of the weights; edf
    meets all deadlines at 90 % of the cores, and rr does not."""
    built()
    for policy in ("stride", "cfs", "eevdf"):
        one = results(f"sched={policy}", "workload=nice")
        weight = sum(group["weight"] for group in one["groups"])
        for group in one["groups"]:
            error = group["ran_ns"] / one["ns"] - group["weight"] / weight
            check(abs(error) <= 0.01, "share", policy=policy, group=group)
    for cores in (1, 4):
        words = ("workload=periodic", f"cores={cores}", f"tasks={4 * cores}")
        edf, rr = (results(f"sched={name}", *words)["groups"][0]
                   for name in ("edf", "rr"))
        equal((edf["refused"], edf["misses"]), (0, 0), "refused, missed")
        check(rr["misses"] > 0, "rr misses some", rr=rr)


def tried(lab, source, *words):
    """`make sim` with a policy file that holds SOURCE."""
    file = lab.dir / "tried.c"
    file.write_text(source)
    return make("-s", "sim", f"POLICY={file}", *words)


def test_policy_file(lab):
    """A file of one's own runs as it is, though its table has the name of a
    registered policy."""
    status, text = tried(lab, GOOD, "SCHED=tried,fifo")
    equal(status, 0, f"make sim POLICY=\n{text}\n")
    contains(text, "tried, workload mixed", "report")
    contains(text, "fifo, workload mixed", "report")


def test_broken(lab):
    """Each broken policy is stopped, with the rule that it broke."""
    for name, (line, instead, said) in BROKEN.items():
        check(line in GOOD, f"{name}: its line")
        workload = "hogs" if name == "starves" else "random"
        status, text = tried(lab, GOOD.replace(line, instead, 1),
                             f"WORKLOAD={workload}", "WATCHDOG=500",
                             "TIME_MS=2000")
        equal(status, 2, f"{name}: status of make\n{text}\n")
        contains(text, "broke a rule", name)
        contains(text, said, name)


def test_no_policy(lab):
    """A file without a table, and none at all."""
    status, text = tried(lab, "int nothing;\n")
    check(status != 0, "status", text=text)
    contains(text, "has to define one table", "message")
    status, text = make("-s", "sim", "POLICY=missing.c")
    check(status != 0, "status", text=text)
    contains(text, "POLICY=missing.c: no such file", "message")


def test_words(lab):
    """A wrong word is answered with the legal values."""
    built()
    for words, legal in WRONG:
        contains(sim(*words, status=2), legal, " ".join(words))
