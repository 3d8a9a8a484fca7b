# SPDX-License-Identifier: MIT
#
# What runs on the host: the trace decoder, and the unit tests under the
# address and undefined-behaviour sanitizers.
#
# A unit test tests/host/NAME_test.c names the files it tests in a comment,
#     LINK: kernel/lib/rtc.c sched/?*.c
# and they are compiled for the host and linked to it.

HOST_CFLAGS := -std=gnu11 -g -Wall -Wextra -Werror -I. -Ikernel -Ibuild/gen \
    '-ffile-prefix-map=$(CURDIR)=.'
SANITIZE := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all \
    -fno-omit-frame-pointer

TRACE_C := $(sort $(wildcard qemu/trace/*.c)) user/sha256/sha256.c
TRACE_TOOL := $(if $(TRACE_C),build/host/convoy-trace)

build/host/tool/%.c.o: %.c mk/host.mk | $(SETUP_DONE)
	$(call say,HOSTCC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(HOST_CFLAGS) -O2 -MMD -MP -c -o $@ $<

build/host/convoy-trace: $(TRACE_C:%=build/host/tool/%.o)
	$(call say,LINK,$@)
	$(Q)$(CC) -o $@ $^

HOST_TEST_C := $(sort $(wildcard tests/host/*_test.c))
HOST_TESTS := $(HOST_TEST_C:tests/host/%.c=build/host/%)

build/host/obj/%.c.o: %.c mk/host.mk | $(SETUP_DONE) $(LAYOUTS)
	$(call say,HOSTCC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(HOST_CFLAGS) $(SANITIZE) -MMD -MP -c -o $@ $<

# $(call linked_files,FILE): what its LINK: lines name.
linked_files = $(wildcard $(shell sed -n 's,[*]/.*,,; s,^[/ *]*LINK: *,,p' $1))

define host_test_rule
$(1:tests/host/%.c=build/host/%): build/host/obj/$1.o \
    $(patsubst %,build/host/obj/%.o,$(call linked_files,$1))
	$$(call say,LINK,$$@)
	$$(Q)$(CC) $(SANITIZE) -pthread -o $$@ $$^
endef
$(foreach t,$(HOST_TEST_C),$(eval $(call host_test_rule,$t)))
