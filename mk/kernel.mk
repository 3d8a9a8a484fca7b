# SPDX-License-Identifier: MIT
#
# The kernel: build/convoy.elf (with symbols, for gdb) and build/convoy.boot,
# the same as a 32-bit ELF, the one form that both QEMU and GRUB load by the
# multiboot protocol. Further images from the same sources:
#   build/kasan/  the checked image: looks for undefined behaviour, and at each
#                 address before it is used (kernel/checked)
#   build/ktest/  runs tests/kernel/*.c inside the kernel, then powers off
#   build/kasan-ktest/  the same, checked
#   build/bad/    has the policies that are wrong on purpose, too
#   build/kasan-bad/  the same, checked

CHECKED_C := $(sort $(wildcard kernel/checked/*.c))
KERNEL_C := $(filter-out $(CHECKED_C),$(sort \
    $(wildcard kernel/*.c kernel/*/*.c sched/*.c drivers/*.c)))
KERNEL_ASM := $(sort $(wildcard boot/*.asm kernel/*.asm kernel/*/*.asm))
BAD_C := $(sort $(wildcard tests/bad_policies/*.c))
KTEST_C := $(sort $(wildcard tests/kernel/*.c))

# No path of this machine and no time gets into the image: the same sources
# give the same bytes wherever they lie.
KERNEL_CFLAGS := -std=gnu11 -ffreestanding -mcmodel=kernel -mno-red-zone \
    -mgeneral-regs-only -O2 -g -fno-omit-frame-pointer -fno-pic -fno-pie \
    -fno-stack-protector -fno-common -fno-strict-aliasing \
    -fno-asynchronous-unwind-tables '-ffile-prefix-map=$(CURDIR)=.' \
    -Wall -Wextra -Werror -Wmissing-prototypes -Wvla -I. -Ikernel -Ibuild/gen
KERNEL_ASFLAGS := -f elf64 -g -F dwarf --reproducible -w+error -I./ -Ikernel/
KERNEL_LDFLAGS := -m elf_x86_64 -nostdlib -static -no-pie --build-id=none \
    -z max-page-size=4096 -z noexecstack --no-warn-rwx-segments \
    -T boot/kernel.ld

# Layouts that assembly and C share are defined once, in kernel/x86/*.inc; C
# gets the same names as macros, in build/gen/x86/*.h.
LAYOUTS := $(patsubst kernel/%.inc,build/gen/%.h,$(wildcard kernel/*/*.inc))

build/gen/%.h: kernel/%.inc
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q)sed -nE 's/^([A-Z0-9_]+) +equ +([0-9a-fx]+).*/#define \1 \2/p' $< >$@

# $(call kernel_objects,DIR): the objects of the normal kernel built in DIR.
kernel_objects = $(KERNEL_C:%=$1/obj/%.o) $(KERNEL_ASM:%=$1/obj/%.o)

# Never instrumented: the way from setting the slice timer back to the program
# has to be short, or an event that is near comes again before it gets on.
UNCHECKED := kernel/x86/sim.c drivers/lapic.c drivers/nmi_timer.c

# Their addresses are not checked: what runs before there is shadow memory, what
# keeps it, and what works in freed memory.
UNSHADOWED := $(UNCHECKED) $(CHECKED_C) kernel/main.c kernel/mm/heap.c \
    kernel/x86/kernel_stack.c

# With the checks in place gcc takes the paths that they guard for possible:
# hence no warnings about array bounds.
UBSAN_FLAGS := -fsanitize=undefined -Wno-array-bounds
# The shadow's offset is SHADOW_OFFSET in kernel/checked/shadow.h. A byte that
# nobody has written is ASAN_FILL (kernel/checked/asan.h), on stacks too.
KASAN_FLAGS := -fsanitize=kernel-address -fsanitize-address-use-after-scope \
    -fasan-shadow-offset=0xdffffc0000000000 -ftrivial-auto-var-init=pattern \
    --param asan-stack=1 --param asan-globals=1 \
    --param asan-instrumentation-with-call-threshold=100000

# $(call compile_rules,DIR,FLAGS,UBSAN,KASAN): how objects come about in DIR.
# The latter two are for the files that are to be checked in that way.
define compile_rules
$1/obj/%.c.o: %.c mk/kernel.mk | $(SETUP_DONE) $(LAYOUTS)
	$$(call say,CC,$$<)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$(CC) $(KERNEL_CFLAGS) $2 $$(if $$(filter $$<,$(UNCHECKED)),,$3) \
	    $$(if $$(filter $$<,$(UNSHADOWED)),,$4) -MMD -MP -c -o $$@ $$<

$1/obj/%.asm.o: %.asm mk/kernel.mk | $(SETUP_DONE)
	$$(call say,NASM,$$<)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$(NASM) $(KERNEL_ASFLAGS) -MD $$(@:.o=.d) -MP -o $$@ $$<

$1/obj/boot/root_archive.asm.o: build/root.cpio
endef

# $(call link_rules,DIR,OBJECTS): DIR/convoy.elf and DIR/convoy.boot.
# The kernel's own symbol table, for the backtrace of a panic, can only be made
# from a linked kernel. So it is linked twice, first with an empty table; the
# table lies last, so that filling it moves nothing (mk/ksyms.py checks that).
define link_rules
$1/pass1.elf: $2 build/ksyms_none.o boot/kernel.ld
	$$(Q)mkdir -p $$(@D)
	$$(Q)$(LD) $(KERNEL_LDFLAGS) -o $$@ $$(filter %.o,$$^)

$1/ksyms.asm: $1/pass1.elf mk/ksyms.py
	$$(call say,KSYMS,$$@)
	$$(Q)$(PY) mk/ksyms.py $$< >$$@

$1/ksyms.o: $1/ksyms.asm
	$$(Q)$(NASM) -f elf64 -o $$@ $$<

$1/convoy.elf: $2 $1/ksyms.o boot/kernel.ld
	$$(call say,LD,$$@)
	$$(Q)$(LD) $(KERNEL_LDFLAGS) -o $$@ $$(filter %.o,$$^)
	$$(Q)$(PY) mk/ksyms.py --check $1/pass1.elf $$@

$1/convoy.boot: $1/convoy.elf
	$$(call say,OBJCOPY,$$@)
	$$(Q)$(OBJCOPY) -S -O elf32-i386 $$< $$@
endef

build/ksyms_none.o: mk/ksyms.py | $(SETUP_DONE)
	$(Q)mkdir -p $(@D)
	$(Q)$(PY) mk/ksyms.py --empty >build/ksyms_none.asm
	$(Q)$(NASM) -f elf64 -o $@ build/ksyms_none.asm

KTEST_OBJECTS := $(filter-out %/ktest_none.c.o,$(call kernel_objects,build)) \
    $(KTEST_C:%=build/obj/%.o)

KASAN_OBJECTS := $(call kernel_objects,build/kasan) \
    $(CHECKED_C:%=build/kasan/obj/%.o)
KASAN_KTEST_OBJECTS := $(filter-out %/ktest_none.c.o,$(KASAN_OBJECTS)) \
    $(KTEST_C:%=build/kasan/obj/%.o)

$(eval $(call compile_rules,build,))
$(eval $(call compile_rules,build/kasan,-DCHECKED,$(UBSAN_FLAGS), \
    $(KASAN_FLAGS)))
$(eval $(call link_rules,build,$(call kernel_objects,build)))
$(eval $(call link_rules,build/bad,$(call kernel_objects,build) \
    $(BAD_C:%=build/obj/%.o)))
$(eval $(call link_rules,build/kasan-bad,$(KASAN_OBJECTS) \
    $(BAD_C:%=build/kasan/obj/%.o)))
$(eval $(call link_rules,build/ktest,$(KTEST_OBJECTS)))
$(eval $(call link_rules,build/kasan,$(KASAN_OBJECTS)))
$(eval $(call link_rules,build/kasan-ktest,$(KASAN_KTEST_OBJECTS)))

IMAGE := build$(if $(filter 1,$(KASAN)),/kasan)/convoy.boot
TEST_IMAGES := $(patsubst %,%/convoy.boot, \
    build build/kasan build/ktest build/kasan-ktest build/bad build/kasan-bad)

build/convoy.iso: build/convoy.boot boot/grub.cfg
	$(call say,ISO,$@)
	$(Q)rm -rf build/iso && mkdir -p build/iso/boot/grub
	$(Q)cp build/convoy.boot build/iso/boot/convoy.boot
	$(Q)cp boot/grub.cfg build/iso/boot/grub/grub.cfg
	$(Q)grub-mkrescue -d /usr/lib/grub/i386-pc -o $@ build/iso \
	    >build/iso.log 2>&1 || { cat build/iso.log >&2; exit 1; }

# The intermediate files stay: a second build then does nothing.
.SECONDARY:
-include $(shell find build -name '*.d' 2>/dev/null)
