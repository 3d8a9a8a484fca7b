/* SPDX-License-Identifier: MIT
 *
 * The kernel's first C function: for boot/entry.asm.
 */
#ifndef MAIN_H
#define MAIN_H

#include <stdint.h>

/* `multiboot_info` is a physical address; `entry_tsc` is the TSC at boot_entry,
 * where the clocks begin. */
__attribute__((noreturn)) void kernel_main(uint32_t multiboot_info,
                                           uint64_t entry_tsc);

#endif
