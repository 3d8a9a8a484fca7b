# SPDX-License-Identifier: MIT
#
# build/host/py_fuzz: the interpreter under sanitizers, in the hands of a
# program that makes programs; tests/fuzz.

FUZZ_OBJECTS := $(patsubst %,build/host/obj/%.o,$(sort \
    $(wildcard tests/fuzz/*.c)))
# What it damages: all programs that there are.
FUZZ_CORPUS = $(sort $(wildcard user/lab/*.py user/py/lib/*.py tests/py/*/*.py))

build/host/obj/tests/fuzz/%: HOST_CFLAGS += -Iuser/py -Iuser/py/protect/gil

build/host/py_fuzz: $(FUZZ_OBJECTS) \
    $(filter-out %/user/py/main.c.o,$(PY_HOST_OBJECTS))
	$(call say,LINK,$@)
	$(Q)$(CC) $(SANITIZE) -pthread -o $@ $^ -lm
