# SPDX-License-Identifier: MIT
#
# The one entry to Convoy: `make help` lists what there is.
#
# The lines that begin with `##` are the help text. How things are built is in
# mk/: kernel.mk (the image), user.mk (programs for Convoy and the root
# archive), host.mk (tools and unit tests). Everything made lies under build/.

## Targets
##  run      run the experiments; with LAB=file boot that program of a lab
##           instead, with PROG=file that Linux program
##  experiments
##           what is published about the GIL, again: a table and the page
##           build/experiments/index.html; ONLY=1,4, FULL=1, SMALL=1
##  schedulers
##           compare the scheduling policies; with EXPERIMENT="a b" only those
##  test     run all tests; with ONLY=pattern those whose name contains it
##  shell    boot a shell, or PROG=file, on this terminal; Ctrl-A x ends it
##  grade    grade LAB=03 (SUBMISSION=file, or SUBMISSIONS=dir); labs/README.md
##  debug    record a run, replay it under gdb (LAB=, PROG= as for run);
##           py-bt and py-list there show the Python program's threads
##  explore  run PROG= or LAB= under up to TRIES schedules, until one makes it
##           fail; then find the fewest switches that do, and show them
##  replay   run schedule SEED=n of explore, or SWITCHES=list, and show it
##  explore-table
##           measure how many runs each bug of user/lab/races needs
##  fuzz     run COUNT random programs in the interpreter, from number SEED on
##  syscall-fuzz
##           make COUNT random system calls, drawn from SEED, on Convoy; with
##           KASAN=1 on the kernel that checks itself
##  bench    measure the primitives, in instructions, against their aims,
##           processes and memory against Linux, switches and wake-ups under
##           each scheduling policy, the interpreter against python3
##  sim      try a scheduling policy on this host, without a machine: with the
##           tasks of WORKLOAD=, or with SCALE=1 what it costs (docs/sim.md)
##  profile  say where the instructions of ROW=name of `make bench` go, under
##           the policy SCHED=
##  iso      make build/convoy.iso, which boots through GRUB
##  lint     check format, sizes and who includes whom
##  format   rewrite the C files in the project's format and abi.md's table
##  all      build everything but the tests (the default)
##  clean    remove build/
##  help     print this

## Variables of run and debug
PROG ?=
##  PROG=file         x86-64 Linux program to boot as pid 1; a dynamic one
##                    needs its libraries in ROOT
LAB ?=
##  LAB=file          program to run and to look at: Python, for example
##                    user/lab/convoy.py, or C, user/lab/cow.c
ARGS ?=
##  ARGS="a b"        its arguments
ENV ?=
##  ENV="A=b C=d"     its environment
ROOT ?=
##  ROOT=dir          directory to lay over the root archive
GIL ?=
##  GIL=name          GIL policy: a name of the table in gil/README.md
PROTECT ?=
##  PROTECT=word      another interpreter, for GIL=none: atomic (counts, locks),
##                    or checked (nothing is guarded, corruption is found)
INTERVAL_US ?=
##  INTERVAL_US=n     switch interval of the GIL, in microseconds
CHECK ?=
##  CHECK=n           its check interval, in ticks: for GIL=ticks and others
WAKE ?=
##  WAKE=order        whom it wakes of several: fifo, lifo, sched (the
##                    scheduler's choice)
IO_YIELD ?=
##  IO_YIELD=kind     do calls give it away: always, or only when blocked
CORES ?=
##  CORES=n           simulated cores, 1 to 64
SCHED ?=
##  SCHED=name        scheduling policy: rr, fifo, prio, mlfq, bsd44, lottery,
##                    stride, cfs, eevdf, edf, mine, random, pct, forced
HZ ?=
##  HZ=n              timer ticks per second: 100, 250, 1000
SEED ?=
##  SEED=n            names another schedule; 0 is the plain one
MHZ ?=
##  MHZ=n             instructions per microsecond of lab time
QUANTUM ?=
##  QUANTUM=n         instructions a simulated core runs at a stretch
LATENCY ?=
##  LATENCY=n         instructions until another core's interrupt arrives
TIMERS ?=
##  TIMERS=kind       exact, or jiffies: sleeps end on ticks only
BALANCE ?=
##  BALANCE=kind      between cores: none, push (who has much gives), steal
PREEMPT ?=
##  PREEMPT=kind      may who is woken preempt: fair, always, never
WAKEUP ?=
##  WAKEUP=kind       whom a pipe wakes of many that wait: one, or all
COST ?=
##  COST=kind         what calls and switches take: none (what they do), or
##                    linux61, what they take on Linux 6.1 (docs/costs.md)
TUNE ?=
##  TUNE="a:1,b:2"    numbers of the policy, each with its value
TRACE ?=
##  TRACE=n           size of the trace in MiB, or off
TRIES ?= 1000
##  TRIES=n           for explore: how many schedules (default 1000)
DEPTH ?=
##  DEPTH=n           for explore, replay, debug: how many orderings a bug needs
##                    (default 3)
SWITCHES ?=
##  SWITCHES="a,b"    for replay and debug: force these, each TID:STEPS:NEXT
OPTIONS ?=
##  OPTIONS="a=b"     further options of the kernel, as they are
OUT ?= build/run
##  OUT=dir           where the run's files are left (default build/run)
GDBCMDS ?=
##  GDBCMDS=file      for debug: run these gdb commands in batch mode

## Variables of grade
##  LAB=number        the lab: 01, 02, ...; its handout is in labs/
SUBMISSION ?=
##  SUBMISSION=path   what is handed in: a file, or a directory where the lab
##                    wants several; default: where the starter file lies
SUBMISSIONS ?=
##  SUBMISSIONS=dir   grade all that lie there; CSV and JSON in build/grade/
HIDDEN ?=
##  HIDDEN=dir        further tests, which students do not have

## Variables of sim
##  SCHED may be a list, a,b,... or all; CORES up to 1024; HZ, SEED, PREEMPT,
##  BALANCE and TUNE as for run
POLICY ?=
##  POLICY=file.c     a policy of yours; it need not be registered
WORKLOAD ?=
##  WORKLOAD=name     mixed, hogs, nice, short, echo, periodic, herd, random,
##                    busy
TASKS ?=
##  TASKS=n           how many, 1 to 1000000
TIME_MS ?=
##  TIME_MS=n         how long, in milliseconds of lab time
WATCHDOG ?=
##  WATCHDOG=ms       a ready task that waits longer is a broken rule
SCALE ?= 0
##  SCALE=1           what each call costs with 10 to 1000000 tasks and 1 to
##                    1024 cores: a table, and build/sim/scale.svg
GDB ?= 0
##  GDB=1             run it under gdb, which stops at a broken rule

## Variables of the build and the tests
EXPERIMENT ?=
##  EXPERIMENT="a b"  for schedulers: only these experiments
ROW ?= fork_exit_wait
##  ROW=name          for profile: what to run, e.g. write_fault
ONLY ?=
##  ONLY=pattern      for test: only tests whose name contains this; for
##                    experiments: only those of these numbers, as ONLY=1,4;
##                    for grade: only the lab's tests of these names, as a,b
FULL ?= 0
##  FULL=1            for experiments: all variants, however long they take
SMALL ?= 0
##  SMALL=1           for experiments: only what takes seconds
COUNT ?= 100000
##  COUNT=n           for fuzz and syscall-fuzz: how many (default 100000)
JOBS ?= $(shell nproc)
##  JOBS=n            for test and experiments: how many run at once
KASAN ?= 0
##  KASAN=1           use the kernel that checks itself: each address that it
##                    uses, and for undefined behaviour
SETUP ?= on
##  SETUP=off         do not look for Debian packages
V ?= 0
##  V=1               show the commands

MAKEFLAGS += --no-builtin-rules
SHELL := /bin/sh
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := all

CC := gcc
LD := ld
NASM := nasm
OBJCOPY := objcopy
PYTHON := python3
# -B: no __pycache__ beside the sources.
PY := $(PYTHON) -B

# One line a step: $(call say,WHAT,FILE), and $(Q) hides the command itself.
Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@printf '  %-7s %s\n' '$1' '$2')

SETUP_DONE := build/setup.done
$(SETUP_DONE): packages.txt mk/setup.sh
ifneq ($(SETUP),off)
	$(Q)mk/setup.sh packages.txt
endif
	$(Q)mkdir -p $(@D) && touch $@

include mk/kernel.mk
include mk/user.mk
include mk/host.mk
include mk/py.mk
include mk/fuzz.mk
include mk/grade.mk
include mk/sim.mk
include mk/explore.mk

# A misspelt variable would be ignored, and the figures be those of another run.
given := $(foreach name,$(.VARIABLES),\
    $(if $(filter command,$(origin $(name))),$(name)))
unknown := $(if $(given),$(shell for name in $(given); do \
    grep -qw -- "$$name" Makefile mk/*.mk || echo "$$name="; done))
$(if $(unknown),$(error $(unknown): no such variable; `make help` lists them))

.PHONY: all run shell test fuzz syscall-fuzz debug grade bench profile iso
.PHONY: lint format clean help schedulers experiments
all: $(IMAGE) $(ROOT_PROGRAMS) $(TRACE_TOOL)

# What `make run` and `make debug` hand on to the machine.
kernel_options := $(strip $(if $(CORES),cores=sim:$(CORES)) \
    $(if $(MHZ),mhz=$(MHZ)) $(if $(QUANTUM),quantum=$(QUANTUM)) \
    $(if $(LATENCY),latency=$(LATENCY)) $(if $(HZ),hz=$(HZ)) \
    $(if $(TIMERS),timers=$(TIMERS)) $(if $(SCHED),sched=$(SCHED)) \
    $(if $(BALANCE),balance=$(BALANCE)) \
    $(if $(PREEMPT),preempt=$(PREEMPT)) \
    $(if $(WAKEUP),wakeup=$(WAKEUP)) $(if $(SEED),seed=$(SEED)) \
    $(if $(COST),cost=$(COST)) $(if $(TUNE),tune=$(TUNE)) \
    $(if $(TRACE),trace=$(TRACE)) $(OPTIONS))
program_env := $(strip $(if $(GIL),GIL=$(GIL)) \
    $(if $(INTERVAL_US),INTERVAL_US=$(INTERVAL_US)) \
    $(if $(CHECK),CHECK=$(CHECK)) $(if $(WAKE),WAKE=$(WAKE)) \
    $(if $(IO_YIELD),IO_YIELD=$(IO_YIELD)) $(ENV))
machine_flags = --image $(IMAGE) --out '$(OUT)' \
    $(if $(ROOT),--root '$(ROOT)') \
    $(kernel_options:%=--option %) $(program_env:%=--env %)

# What LAB= is run as: the Python program itself, the C program compiled.
lab_program = $(or $(LAB_PROGRAM),$(LAB))

run: all $(LAB_PROGRAM) $(PROTECT:%=build/user/py-%)
ifneq ($(PROG),)
	@$(PY) qemu/run_program.py $(machine_flags) '$(PROG)' -- $(ARGS)
else ifneq ($(LAB),)
	@$(PY) qemu/run_lab.py $(machine_flags) \
	    $(PROTECT:%=--protect '%') '$(lab_program)' -- $(ARGS)
else
	@$(PY) qemu/experiments.py
endif

experiments: all $(PY_PROTECTED)
	@$(PY) qemu/run_record.py --jobs '$(JOBS)' --only '$(ONLY)' \
	    $(if $(filter 1,$(FULL)),--full) $(if $(filter 1,$(SMALL)),--small)

schedulers: all $(LAB_PROGRAMS) build/guest/convoy_herd \
    build/guest/convoy_bench
	@$(PY) qemu/schedulers.py $(EXPERIMENT)

shell: all
	@$(PY) qemu/shell.py $(machine_flags) $(PROG) -- $(ARGS)

debug: all $(LAB_PROGRAM)
	@$(PY) qemu/debug.py $(machine_flags) $(if $(GDBCMDS),--gdb '$(GDBCMDS)') \
	    $(if $(DEPTH),--depth $(DEPTH)) \
	    $(if $(SWITCHES),--switches '$(SWITCHES)') \
	    $(if $(PROG)$(LAB_PROGRAM),--prog '$(or $(PROG),$(LAB_PROGRAM))',\
	    $(if $(LAB),--lab '$(LAB)')) -- $(ARGS)

grade: all $(GRADE_LISTS) $(LAB_PROGRAMS)
	$(Q)$(if $(LAB),,$(error LAB=number says which lab: see labs/README.md))
	@$(PY) qemu/grade.py --jobs $(JOBS) \
	    $(if $(SUBMISSION),--submission '$(SUBMISSION)') \
	    $(if $(SUBMISSIONS),--submissions '$(SUBMISSIONS)') \
	    $(if $(HIDDEN),--hidden '$(HIDDEN)') $(if $(ONLY),--only '$(ONLY)') \
	    '$(LAB)'

BENCH_PROGRAMS := build/guest/convoy_costs build/guest/convoy_bench

bench: all $(BENCH_PROGRAMS)
	@$(PY) qemu/bench.py --image $(IMAGE) build/guest/convoy_bench
	@$(PY) qemu/bench_costs.py --image $(IMAGE) --linux build/linux \
	    build/guest/convoy_costs
	@$(PY) qemu/bench_sched.py --image $(IMAGE) --linux build/linux \
	    build/guest/convoy_bench
	@$(PY) qemu/bench_python.py build/user/py $(wildcard tests/bench/*.py)

profile: all $(BENCH_PROGRAMS)
	@$(PY) qemu/profile.py $(if $(SCHED),--sched $(SCHED)) $(ROW) \
	    $(BENCH_PROGRAMS)

test: all $(TEST_IMAGES) $(HOST_TESTS) $(GUEST_PROGRAMS) $(LAB_PROGRAMS) \
    build/convoy.iso build/host/py build/host/py_fuzz build/sim/sim \
    $(GRADE_LISTS) $(BAD_GIL_PROGRAMS) $(PY_PROTECTED)
	@$(PY) tests/run.py --jobs $(JOBS) --image $(IMAGE) \
	    $(if $(ONLY),--only '$(ONLY)')

fuzz: build/host/py_fuzz
	@build/host/py_fuzz --seed $(or $(SEED),0) --count $(COUNT) \
	    --jobs $(JOBS) $(FUZZ_CORPUS)

syscall-fuzz: all $(IMAGE) build/guest/convoy_fuzz
	@$(PY) qemu/run_program.py $(machine_flags) build/guest/convoy_fuzz -- \
	    $(COUNT) $(or $(SEED),0) table

iso: build/convoy.iso

# Looked for when wanted: in every room, however deep.
C_FILES = $(sort $(shell find boot kernel sched sim drivers gil user tests \
    qemu labs -name '*.[ch]'))

lint: | $(SETUP_DONE)
	$(call say,FORMAT,$(words $(C_FILES)) C files)
	$(Q)$(if $(C_FILES),clang-format --dry-run -Werror $(C_FILES))
	$(call say,LINT,.)
	$(Q)$(PY) mk/lint_test.py
	$(Q)$(PY) mk/lint.py
	$(Q)$(PY) mk/abi.py --check

format: | $(SETUP_DONE)
	$(call say,FORMAT,$(words $(C_FILES)) C files)
	$(Q)$(if $(C_FILES),clang-format -i $(C_FILES))
	$(Q)$(PY) mk/abi.py

clean:
	$(call say,CLEAN,build)
	$(Q)rm -rf build

help:
	@sed -n 's/^## \{0,1\}//p' Makefile
