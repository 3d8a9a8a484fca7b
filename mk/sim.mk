# SPDX-License-Identifier: MIT
#
# build/sim/sim: the simulator of policies on the host (sim/), for `make sim`.
# The policies, and the lists and trees that they use, are compiled so that
# their loads and stores are counted (sim/count.c). POLICY=file.c makes a
# simulator of its own, with that file in it: whatever its table is called, here
# it is called sim_file_policy, so that a changed copy of a registered policy
# will do.

SIM_CFLAGS := $(HOST_CFLAGS) -O2 -fno-omit-frame-pointer -DCORE_SET_SIZE=1024
SIM_COUNTED := -fsanitize=thread --param tsan-instrument-func-entry-exit=0
SIM_COUNTED_C := $(sort $(wildcard sched/*.c)) kernel/lib/rbtree.c
SIM_PLAIN_C := $(sort $(wildcard sim/*.c)) kernel/lib/print.c
SIM_OBJECTS := $(patsubst %,build/sim/obj/%.o,$(SIM_COUNTED_C) $(SIM_PLAIN_C))

# $(call sim_compile,FLAGS): compile $< as $@.
define sim_compile
	$(call say,SIMCC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(SIM_CFLAGS) $1 -MMD -MP -c -o $@ $<
endef

build/sim/obj/sched/%.c.o: sched/%.c mk/sim.mk | $(SETUP_DONE)
	$(call sim_compile,$(SIM_COUNTED))
build/sim/obj/kernel/lib/rbtree.c.o: kernel/lib/rbtree.c mk/sim.mk \
    | $(SETUP_DONE)
	$(call sim_compile,$(SIM_COUNTED))
build/sim/obj/%.c.o: %.c mk/sim.mk | $(SETUP_DONE)
	$(call sim_compile,)

build/sim/sim: $(SIM_OBJECTS)
	$(call say,LINK,$@)
	$(Q)$(CC) -o $@ $^

ifneq ($(POLICY),)
$(if $(wildcard $(POLICY)),,$(error POLICY=$(POLICY): no such file))
SIM := build/sim/with/$(subst /,_,$(basename $(POLICY)))
$(SIM).o: $(POLICY) mk/sim.mk mk/sim_policy.sh | $(SETUP_DONE)
	$(call sim_compile,$(SIM_COUNTED))
	$(Q)mk/sim_policy.sh $< $@
$(SIM): $(SIM_OBJECTS) $(SIM).o
	$(call say,LINK,$@)
	$(Q)$(CC) -o $@ $^
else
SIM := build/sim/sim
endif

# What `make sim` hands on.
sim_words := $(strip $(if $(SCHED),sched=$(SCHED)) \
    $(if $(WORKLOAD),workload=$(WORKLOAD)) $(if $(CORES),cores=$(CORES)) \
    $(if $(TASKS),tasks=$(TASKS)) $(if $(TIME_MS),ms=$(TIME_MS)) \
    $(if $(HZ),hz=$(HZ)) $(if $(SEED),seed=$(SEED)) \
    $(if $(BALANCE),balance=$(BALANCE)) $(if $(PREEMPT),preempt=$(PREEMPT)) \
    $(if $(TUNE),tune='$(TUNE)') $(if $(WATCHDOG),watchdog=$(WATCHDOG)))

# Under gdb: the watch for endless loops is none of its business, and a broken
# rule stops the program where it is found.
sim_gdb = -ex 'handle SIGVTALRM nostop noprint' -ex 'break policy_broke' \
    $(if $(GDBCMDS),-batch -x '$(GDBCMDS)')

.PHONY: sim
sim: $(SIM)
ifeq ($(SCALE),1)
	@$(SIM) $(sim_words) scale=1 >build/sim/scale.txt
	@$(PY) sim/plot.py build/sim/scale.txt build/sim/scale.svg
else
	@$(if $(filter 1,$(GDB)),gdb -q $(sim_gdb) --args) $(SIM) $(sim_words)
endif
