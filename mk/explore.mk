# SPDX-License-Identifier: MIT
#
# Schedules with names: explore, replay, and the table of docs/schedules.md.

EXPLORED = $(if $(PROG)$(LAB_PROGRAM), \
    --prog '$(or $(PROG),$(LAB_PROGRAM))' $(if $(LAB),--source '$(LAB)'), \
    $(if $(LAB),--lab '$(LAB)'))
explore_flags = --image $(IMAGE) --jobs $(JOBS) \
    $(if $(SCHED),--policy $(SCHED)) $(if $(SEED),--seed $(SEED)) \
    $(if $(DEPTH),--depth $(DEPTH)) $(if $(ROOT),--root '$(ROOT)') \
    $(patsubst %,--option %,$(filter-out sched=% seed=%,$(kernel_options))) \
    $(program_env:%=--env %) $(EXPLORED)

.PHONY: explore replay explore-table
explore: all $(LAB_PROGRAM)
	@$(PY) qemu/explore.py $(explore_flags) \
	    $(if $(TRIES),--tries $(TRIES)) -- $(ARGS)

replay: all $(LAB_PROGRAM)
	@$(PY) qemu/explore.py $(explore_flags) --replay \
	    $(if $(SWITCHES),--switches '$(SWITCHES)') -- $(ARGS)

explore-table: all $(RACE_PROGRAMS)
	@$(PY) qemu/explore_table.py --image $(IMAGE) --jobs $(JOBS) \
	    $(if $(filter command%,$(origin TRIES)),--tries $(TRIES)) build/lab
