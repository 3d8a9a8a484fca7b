/* SPDX-License-Identifier: MIT
 *
 * GDT and TSS. Simulated cores share one processor and so one TSS: its stack
 * pointer is set whenever another core or LWP goes on.
 * Source: Intel SDM vol. 3A, 3.4.5 (descriptors), 8.7 (64-bit TSS).
 */
#include "x86/gdt.h"
#include "mm/layout.h"

#define DESCRIPTOR_KERNEL_CODE 0x00af9a000000ffffull /* L, DPL 0, code */
#define DESCRIPTOR_KERNEL_DATA 0x00cf92000000ffffull
#define DESCRIPTOR_USER_DATA 0x00cff2000000ffffull
#define DESCRIPTOR_USER_CODE 0x00affa000000ffffull /* L, DPL 3, code */
#define DESCRIPTOR_TSS 0x0000890000000000ull       /* available 64-bit TSS */

struct table_pointer {
    uint16_t limit;
    uint64_t base;
} __attribute__((packed));

struct tss gdt_tss = {.io_map = sizeof(struct tss)};
static uint8_t double_fault_stack[PAGE_SIZE] __attribute__((aligned(16)));
static uint8_t nmi_stack[PAGE_SIZE] __attribute__((aligned(16)));
static uint64_t gdt[7];

static void tss_describe(uint64_t descriptor[2])
{
    uint64_t base = (uint64_t)&gdt_tss;
    descriptor[0] = DESCRIPTOR_TSS | (sizeof(gdt_tss) - 1) |
                    (base & 0xffffff) << 16 | (base >> 24 & 0xff) << 56;
    descriptor[1] = base >> 32;
}

void gdt_init(void)
{
    gdt[SELECTOR_KERNEL_CODE / 8] = DESCRIPTOR_KERNEL_CODE;
    gdt[SELECTOR_KERNEL_DATA / 8] = DESCRIPTOR_KERNEL_DATA;
    gdt[SELECTOR_USER_DATA / 8] = DESCRIPTOR_USER_DATA;
    gdt[SELECTOR_USER_CODE / 8] = DESCRIPTOR_USER_CODE;
    gdt_tss.ist[IST_DOUBLE_FAULT - 1] =
        (uint64_t)double_fault_stack + sizeof(double_fault_stack);
    gdt_tss.ist[IST_NMI - 1] = (uint64_t)nmi_stack + sizeof(nmi_stack);
    tss_describe(&gdt[SELECTOR_TSS / 8]);

    struct table_pointer pointer = {sizeof(gdt) - 1, (uint64_t)gdt};
    __asm__ volatile("lgdt %0" : : "m"(pointer));
    __asm__ volatile("ltr %w0" : : "r"(SELECTOR_TSS));
}
