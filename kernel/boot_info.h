/* SPDX-License-Identifier: MIT
 *
 * What the boot loader told us, in our own form. Source: Multiboot
 * specification 0.6.96, section 3.3 (boot information format).
 */
#ifndef BOOT_INFO_H
#define BOOT_INFO_H

#include <stddef.h>
#include <stdint.h>

#define BOOT_RANGES_MAX 32
#define BOOT_MODULES_MAX 16
#define BOOT_COMMAND_LINE_MAX 4096

struct boot_range {
    uint64_t start; /* physical, inclusive */
    uint64_t end;   /* exclusive */
};

struct boot_info {
    struct boot_range memory[BOOT_RANGES_MAX]; /* usable RAM, sorted */
    size_t memory_count;
    uint64_t memory_end; /* end of the highest range */
    struct boot_range modules[BOOT_MODULES_MAX];
    size_t module_count;
    struct boot_range reserved[BOOT_MODULES_MAX + 8]; /* in RAM, but taken:
                                 image, modules, low 1 MiB, trace region */
    size_t reserved_count;
    char command_line[BOOT_COMMAND_LINE_MAX]; /* without the image's own name */
};

/* Read the multiboot 1 structure at `address` (physical, below 4 GiB, reached
 * through the direct map). Copies all that it needs. Stops the boot
 * (boot_refuse) if there is no memory map, a module or line too many. */
void boot_info_read(struct boot_info *info, uint32_t address);

/* Add [start, end) to the reserved ranges. */
void boot_reserve(struct boot_info *info, uint64_t start, uint64_t end);

/* Take `size` bytes, aligned to `align`, from the top of RAM below 4 GiB that
 * is neither reserved nor above 4 GiB, and reserve them: their physical
 * address, or 0. */
uint64_t boot_take_top(struct boot_info *info, uint64_t size, uint64_t align);

/* Print "convoy: cannot boot: ..." and power off with exit kind REFUSED. */
void boot_refuse(const char *format, ...)
    __attribute__((noreturn, cold, format(printf, 1, 2)));

#endif
