# SPDX-License-Identifier: MIT
#
# What the grader (qemu/grade.py) has to know to link a kernel in which the
# policy `mine` is what a student handed in: flags and objects, a word a line.

GRADE_LISTS := build/grade/cflags build/grade/ldflags build/grade/objects

build/grade/cflags: $(SETUP_DONE) FORCE
	$(Q)mkdir -p $(@D)
	$(Q)printf '%s\n' $(KERNEL_CFLAGS) >$@
build/grade/ldflags: $(SETUP_DONE) FORCE
	$(Q)mkdir -p $(@D)
	$(Q)printf '%s\n' $(KERNEL_LDFLAGS) >$@
build/grade/objects: $(SETUP_DONE) FORCE
	$(Q)mkdir -p $(@D)
	$(Q)printf '%s\n' $(call kernel_objects,build) >$@

.PHONY: FORCE
FORCE:

# The model on which a policy is driven besides (labs/model.c): all but it.
GRADE_MODEL := $(patsubst %,build/host/tool/%.o,labs/model.c \
    $(filter-out sched/mine.c,$(sort $(wildcard sched/*.c))) \
    $(wildcard sim/drive/*.c) \
    kernel/lib/print.c kernel/lib/rbtree.c kernel/lib/string.c)
build/grade/model: $(GRADE_MODEL) FORCE
	$(Q)mkdir -p $(@D)
	$(Q)printf '%s\n' $(GRADE_MODEL) >$@
GRADE_LISTS += build/grade/model

# The interpreter in which the GIL policy `mine` is what was handed in.
GRADE_PY := $(PY_OBJECTS) $(MEASURE_OBJECTS) $(GIL_OBJECTS)
build/grade/py: $(GRADE_PY) FORCE
	$(Q)mkdir -p $(@D)
	$(Q)printf '%s\n' $(GRADE_PY) >$@
build/grade/user_cflags: $(SETUP_DONE) FORCE
	$(Q)mkdir -p $(@D)
	$(Q)printf '%s\n' $(USER_CFLAGS) >$@
GRADE_LISTS += build/grade/py build/grade/user_cflags
