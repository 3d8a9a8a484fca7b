# SPDX-License-Identifier: MIT
#
# The interpreter, user/py:
#   build/user/py   for Convoy and Linux, in /bin of the root archive
#   build/user/py-atomic, build/user/py-checked
#                   without a GIL: see user/py/protect/gil/protect.h
#   build/host/py   under the address and undefined-behaviour sanitizers, with
#                   object/mem_checked.c in the place of object/mem.c
# Both have user/sha256, which the trace tool has as well.
# Its modules in Python, user/py/lib/*.py, are linked in as text.

PY_LIB := $(sort $(wildcard user/py/lib/*.py))
PY_ALL_C := $(sort $(wildcard user/py/*.c user/py/*/*.c)) \
    user/sha256/sha256.c
PY_C := $(filter-out user/py/object/mem_checked.c,$(PY_ALL_C))
PY_CHECKED_C := $(filter-out user/py/object/mem.c,$(PY_ALL_C))
PY_HOST_OBJECTS := $(patsubst %,build/host/obj/%.o,$(PY_CHECKED_C) \
    build/gen/py_library.c $(sort $(wildcard gil/*.c user/measure/*.c)))

build/gen/py_library.c: $(PY_LIB) mk/embed.py | $(SETUP_DONE)
	$(call say,EMBED,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(PY) mk/embed.py $@ $(PY_LIB)

PY_INCLUDE := -Iuser/py
build/user/obj/user/py/% build/user/obj/build/gen/py_library%: \
    USER_CFLAGS += $(PY_INCLUDE) -Iuser/py/protect/gil -fno-pie
build/host/obj/user/py/% build/host/obj/build/gen/py_library%: \
    HOST_CFLAGS += $(PY_INCLUDE) -Iuser/py/protect/gil

# The dispatch loop is written with one jump to the next instruction's code; the
# compiler is to copy it behind each instruction, and to leave the copies alone.
# The loop keeps so much in registers that it has no use for a frame pointer.
PY_LOOP_FLAGS := -fno-gcse -fno-crossjumping \
    --param=max-goto-duplication-insns=20 -fomit-frame-pointer
PY_LOOPS := user/py/vm/run.c.o user/py/vm/run_watched.c.o
$(addprefix build/user/obj/,$(PY_LOOPS)): USER_CFLAGS += $(PY_LOOP_FLAGS)

PY_OBJECTS := $(patsubst %,build/user/obj/%.o,$(PY_C) build/gen/py_library.c)
build/user/py: $(PY_OBJECTS) build/user/libmeasure.a $(GIL_LIBRARY)
	$(call say,LINK,$@)
	$(Q)$(USER_CC) -static -pthread -o $@ $^ -lm

# $(call py_protected_rule,NAME): the interpreter whose objects are guarded by
# user/py/protect/NAME.
define py_protected_rule
build/user/obj-$1/%.c.o: %.c mk/user.mk | $$(SETUP_DONE)
	$$(call say,MUSLCC,$$<)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(USER_CC) $$(USER_CFLAGS) $$(PY_INCLUDE) -Iuser/py/protect/$1 \
	    -fno-pie -MMD -MP -c -o $$@ $$<
$(addprefix build/user/obj-$1/,$(PY_LOOPS)): USER_CFLAGS += $$(PY_LOOP_FLAGS)
build/user/py-$1: $(patsubst %,build/user/obj-$1/%.o,$(PY_C) \
    build/gen/py_library.c $(sort $(wildcard user/py/protect/$1/*.c))) \
    build/user/libmeasure.a $(GIL_LIBRARY)
	$$(call say,LINK,$$@)
	$$(Q)$$(USER_CC) -static -pthread $$(PY_WRAP_$1) -o $$@ $$^ -lm
endef
comma := ,
PY_WRAP_atomic := $(patsubst %,-Wl$(comma)--wrap=%,vm_run object_free \
    $(shell sed -n 's/^ALONE.[a-z][^,]*, *\([a-z_]*\).*/\1/p; \
        s/^ALONE_VOID.\([a-z_]*\).*/\1/p' user/py/protect/atomic/alone.def))
PY_PROTECTIONS := atomic checked
PY_PROTECTED := $(PY_PROTECTIONS:%=build/user/py-%)
ifneq ($(filter-out $(PY_PROTECTIONS),$(PROTECT)),)
$(error PROTECT=$(PROTECT): there are: $(PY_PROTECTIONS))
endif
$(foreach p,$(PY_PROTECTIONS),$(eval $(call py_protected_rule,$p)))

build/host/py: $(PY_HOST_OBJECTS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(SANITIZE) -pthread -o $@ $^ -lm

build/bad/py: $(patsubst %,build/user/obj/%.o,$(PY_C) \
    build/gen/py_library.c) $(BAD_GIL_OBJECTS) build/user/libmeasure.a \
    $(GIL_LIBRARY)
