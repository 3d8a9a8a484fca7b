# SPDX-License-Identifier: MIT
#
# Programs that run on Convoy: ordinary static Linux programs, made with musl.
#   build/user/NAME   from user/NAME.c and, if there is such a directory,
#                     user/NAME/*.c; they lie in /bin of the root archive
#   build/guest/NAME  from tests/guest/NAME.c; tests and benchmarks
#   build/lab/NAME    from user/lab/NAME.c, and from whatever C file LAB= names
# The GIL policies (gil/*.c) and what measures (user/measure/*.c) are libraries
# that any of them may use; user threads (user/uthread) are one for the labs.

USER_PROGRAMS := $(patsubst user/%.c,build/user/%,$(wildcard user/*.c))
GUEST_PROGRAMS := $(patsubst tests/guest/%.c,build/guest/%, \
    $(wildcard tests/guest/*.c))
GIL_OBJECTS := $(patsubst %,build/user/obj/%.o,$(sort $(wildcard gil/*.c)))
GIL_LIBRARY := $(if $(GIL_OBJECTS),build/user/libgil.a)
MEASURE_OBJECTS := $(patsubst %,build/user/obj/%.o, \
    $(sort $(wildcard user/measure/*.c)))

UTHREAD_OBJECTS := $(patsubst %,build/user/obj/%.o, \
    $(sort $(wildcard user/uthread/*.c user/uthread/*.asm)))

USER_CC := musl-gcc
USER_CFLAGS := -std=gnu11 -O2 -g -pthread '-ffile-prefix-map=$(CURDIR)=.' \
    -fno-omit-frame-pointer -Wall -Wextra -Werror -I.

build/user/obj/%.c.o: %.c mk/user.mk | $(SETUP_DONE)
	$(call say,MUSLCC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(USER_CC) $(USER_CFLAGS) -MMD -MP -c -o $@ $<

build/user/obj/%.asm.o: %.asm mk/user.mk | $(SETUP_DONE)
	$(call say,NASM,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(NASM) -f elf64 -g -F dwarf --reproducible -w+error -o $@ $<

build/user/libuthread.a: $(UTHREAD_OBJECTS)
build/user/libgil.a: $(GIL_OBJECTS)
build/user/libmeasure.a: $(MEASURE_OBJECTS)
build/user/lib%.a:
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcsD $@ $^

# $(call user_program_rule,NAME): from user/NAME.c and user/NAME/*.c.
define user_program_rule
build/user/$1: $(patsubst %,build/user/obj/%.o,user/$1.c \
    $(sort $(wildcard user/$1/*.c))) build/user/libmeasure.a $(GIL_LIBRARY)
	$$(call say,LINK,$$@)
	$$(Q)$(USER_CC) -static -pthread -o $$@ $$^
endef
$(foreach p,$(USER_PROGRAMS:build/user/%=%), \
    $(eval $(call user_program_rule,$p)))

# A larger one has further files in tests/guest/NAME/.
build/guest/convoy_fuzz: $(patsubst %,build/user/obj/%.o, \
    $(sort $(wildcard tests/guest/convoy_fuzz/*.c)))

build/guest/%: build/user/obj/tests/guest/%.c.o $(GIL_LIBRARY) \
    build/user/libuthread.a
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(USER_CC) -static -pthread -o $@ $^

RACE_PROGRAMS := $(patsubst user/lab/races/%.c,build/lab/%, \
    $(wildcard user/lab/races/*.c))
LAB_PROGRAMS := $(RACE_PROGRAMS) \
    $(patsubst user/lab/%.c,build/lab/%,$(wildcard user/lab/*.c))
LAB_PROGRAM := $(patsubst %.c,build/lab/%,$(notdir $(filter %.c,$(LAB))))

build/lab/%:
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(USER_CC) -static -pthread -o $@ $^
$(filter-out $(RACE_PROGRAMS),$(LAB_PROGRAMS)): \
    build/lab/%: build/user/obj/user/lab/%.c.o build/user/libuthread.a
$(RACE_PROGRAMS): build/lab/%: build/user/obj/user/lab/races/%.c.o
ifneq ($(filter-out $(LAB_PROGRAMS),$(LAB_PROGRAM)),)
$(if $(wildcard $(LAB)),,$(error LAB=$(LAB): no such file))
$(LAB_PROGRAM): build/user/obj/$(LAB).o build/user/libuthread.a
endif

# The root archive: /bin, the experiments in Python (/lab), and the empty
# directories that programs expect. The interpreter has its own makefile, py.mk.
ROOT_PROGRAMS := $(USER_PROGRAMS) build/user/py
ROOT_LABS := $(sort $(wildcard user/lab/*.py))
build/root.cpio: $(ROOT_PROGRAMS) $(ROOT_LABS) qemu/cpio.py mk/user.mk \
    | $(SETUP_DONE)
	$(call say,CPIO,$@)
	$(Q)rm -rf build/root
	$(Q)install -d -m 755 $(addprefix build/root/,bin dev lab proc sys)
	$(Q)install -d -m 1777 build/root/tmp
	$(Q)install -m 755 $(ROOT_PROGRAMS) build/root/bin
	$(Q)install -m 644 $(ROOT_LABS) build/root/lab
	$(Q)$(PY) qemu/cpio.py $@ build/root

# gilbench and py with the GILs that are wrong on purpose, for tests.
BAD_GIL_OBJECTS := $(patsubst %,build/user/obj/%.o, \
    $(sort $(wildcard tests/bad_gils/*.c)))
BAD_GIL_PROGRAMS := build/bad/gilbench build/bad/py
build/bad/gilbench: $(patsubst %,build/user/obj/%.o,user/gilbench.c \
    $(sort $(wildcard user/gilbench/*.c))) $(BAD_GIL_OBJECTS) \
    build/user/libmeasure.a $(GIL_LIBRARY)
build/bad/gilbench build/bad/py:
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(USER_CC) -static -pthread -o $@ $^ -lm
