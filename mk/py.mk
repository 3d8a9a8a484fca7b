# SPDX-License-Identifier: MIT
#
# The interpreter, user/py:
#   build/user/py   for Convoy and Linux, in /bin of the root archive
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

build/user/obj/user/py/% build/user/obj/build/gen/py_library%: \
    USER_CFLAGS += -Iuser/py -fno-pie
build/host/obj/user/py/% build/host/obj/build/gen/py_library%: \
    HOST_CFLAGS += -Iuser/py

# The dispatch loop is written with one jump to the next instruction's code; the
# compiler is to copy it behind each instruction, and to leave the copies alone.
# The loop keeps so much in registers that it has no use for a frame pointer.
build/user/obj/user/py/vm/run.c.o: USER_CFLAGS += -fno-gcse -fno-crossjumping \
    --param=max-goto-duplication-insns=20 -fomit-frame-pointer

PY_OBJECTS := $(patsubst %,build/user/obj/%.o,$(PY_C) build/gen/py_library.c)
build/user/py: $(PY_OBJECTS) build/user/libmeasure.a $(GIL_LIBRARY)
	$(call say,LINK,$@)
	$(Q)$(USER_CC) -static -pthread -o $@ $^ -lm

build/host/py: $(PY_HOST_OBJECTS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(SANITIZE) -pthread -o $@ $^ -lm

build/bad/py: $(patsubst %,build/user/obj/%.o,$(PY_C) \
    build/gen/py_library.c) $(BAD_GIL_OBJECTS) build/user/libmeasure.a \
    $(GIL_LIBRARY)
