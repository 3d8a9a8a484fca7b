/* SPDX-License-Identifier: MIT
 *
 * From the loader's multiboot 1 structure to struct boot_info. The structure
 * and all that it points at lie in memory that the kernel may use later:
 * whatever is needed is copied. Every address in it is physical and below 4
 * GiB. Source: Multiboot specification 0.6.96, section 3.3.
 */
#include "boot_info.h"

#include <stdbool.h>
#include "lib/align.h"
#include "lib/string.h"
#include "mm/layout.h"

#define FLAG_COMMAND_LINE (1u << 2)
#define FLAG_MODULES (1u << 3)
#define FLAG_MEMORY_MAP (1u << 6)
#define FLAG_LOADER_NAME (1u << 9)

#define MEMORY_USABLE 1
#define LOW_MEMORY_END 0x100000u /* firmware's and the loader's area */
#define FOUR_GIB (1ull << 32)

struct multiboot_info {
    uint32_t flags;
    uint32_t memory_lower, memory_upper;
    uint32_t boot_device;
    uint32_t command_line;
    uint32_t module_count, modules;
    uint32_t symbols[4];
    uint32_t map_length, map_address;
    uint32_t drives_length, drives_address;
    uint32_t config_table;
    uint32_t loader_name;
};

_Static_assert(offsetof(struct multiboot_info, loader_name) == 64, "3.3");

struct multiboot_module {
    uint32_t start, end;
    uint32_t text;
    uint32_t unused;
};

struct multiboot_range {
    uint32_t size; /* of the rest of this entry */
    uint64_t start, length;
    uint32_t type;
} __attribute__((packed));

/* Start and end of the image in memory: boot/kernel.ld. */
extern char image_start[], image_end[];

/* Insert [start, end) into the sorted memory ranges. */
static void add_memory(struct boot_info *info, uint64_t start, uint64_t end)
{
    if (info->memory_count == BOOT_RANGES_MAX)
        boot_refuse("the memory map has more than %d usable ranges",
                    BOOT_RANGES_MAX);
    size_t at = info->memory_count++;
    for (; at > 0 && info->memory[at - 1].start > start; at--)
        info->memory[at] = info->memory[at - 1];
    info->memory[at] = (struct boot_range){start, end};
    info->memory_end = max_u64(info->memory_end, end);
}

/* Only whole pages count; what overflows the address space is not RAM. */
static void read_range(struct boot_info *info,
                       const struct multiboot_range *range)
{
    uint64_t start = align_up(range->start, PAGE_SIZE);
    uint64_t end = align_down(range->start + range->length, PAGE_SIZE);
    if (range->type == MEMORY_USABLE && range->start < end && start < end)
        add_memory(info, start, end);
}

static void read_memory(struct boot_info *info,
                        const struct multiboot_info *from)
{
    if (!(from->flags & FLAG_MEMORY_MAP))
        boot_refuse("the loader gives no memory map");
    uint32_t at = 0;
    while (at + sizeof(struct multiboot_range) <= from->map_length) {
        const struct multiboot_range *range =
            phys_to_virt((uint64_t)from->map_address + at);
        read_range(info, range);
        at += range->size + sizeof(range->size);
    }
    if (info->memory_count == 0)
        boot_refuse("the memory map has no usable memory");
}

static void read_modules(struct boot_info *info,
                         const struct multiboot_info *from)
{
    if (!(from->flags & FLAG_MODULES))
        return;
    if (from->module_count > BOOT_MODULES_MAX)
        boot_refuse("%u boot modules; legal are at most %d", from->module_count,
                    BOOT_MODULES_MAX);
    const struct multiboot_module *module = phys_to_virt(from->modules);
    for (uint32_t i = 0; i < from->module_count; i++) {
        if (module[i].end < module[i].start)
            boot_refuse("boot module %u ends before it starts", i);
        info->modules[i] = (struct boot_range){module[i].start, module[i].end};
        boot_reserve(info, module[i].start, module[i].end);
    }
    info->module_count = from->module_count;
}

/* QEMU puts the image's own name in front of what -append says; GRUB does
 * not. */
static bool loader_names_image(const struct multiboot_info *from)
{
    if (!(from->flags & FLAG_LOADER_NAME))
        return false;
    return strncmp(phys_to_virt(from->loader_name), "qemu", 4) == 0;
}

static void read_command_line(struct boot_info *info,
                              const struct multiboot_info *from)
{
    info->command_line[0] = '\0';
    if (!(from->flags & FLAG_COMMAND_LINE))
        return;
    const char *line = phys_to_virt(from->command_line);
    if (loader_names_image(from)) {
        const char *space = strchr(line, ' ');
        line = space ? space + 1 : "";
    }
    if (strlcpy(info->command_line, line, BOOT_COMMAND_LINE_MAX) >=
        BOOT_COMMAND_LINE_MAX)
        boot_refuse("the command line is longer than %d bytes",
                    BOOT_COMMAND_LINE_MAX - 1);
}

void boot_info_read(struct boot_info *info, uint32_t address)
{
    const struct multiboot_info *from = phys_to_virt(address);
    memset(info, 0, sizeof(*info));
    boot_reserve(info, 0, LOW_MEMORY_END);
    boot_reserve(info, image_to_phys(image_start), image_to_phys(image_end));
    read_memory(info, from);
    read_modules(info, from);
    read_command_line(info, from);
}

void boot_reserve(struct boot_info *info, uint64_t start, uint64_t end)
{
    const size_t limit = sizeof(info->reserved) / sizeof(info->reserved[0]);
    if (info->reserved_count == limit)
        boot_refuse("more than %lu reserved ranges of memory", limit);
    info->reserved[info->reserved_count++] =
        (struct boot_range){align_down(start, PAGE_SIZE),
                            align_up(end, PAGE_SIZE)};
}

/* The reserved range with the lowest start that [start, end) meets, or NULL. */
static const struct boot_range *reserved_within(const struct boot_info *info,
                                                uint64_t start, uint64_t end)
{
    const struct boot_range *found = NULL;
    for (size_t i = 0; i < info->reserved_count; i++) {
        const struct boot_range *range = &info->reserved[i];
        if (range->start < end && range->end > start &&
            (!found || range->start < found->start))
            found = range;
    }
    return found;
}

uint64_t boot_take_top(struct boot_info *info, uint64_t size, uint64_t align)
{
    for (size_t i = info->memory_count; i-- > 0;) {
        const struct boot_range *range = &info->memory[i];
        uint64_t end = min_u64(range->end, FOUR_GIB);
        while (end >= size && align_down(end - size, align) >= range->start) {
            uint64_t start = align_down(end - size, align);
            const struct boot_range *taken =
                reserved_within(info, start, start + size);
            if (!taken) {
                boot_reserve(info, start, start + size);
                return start;
            }
            end = taken->start;
        }
    }
    return 0;
}
