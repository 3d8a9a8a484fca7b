/* SPDX-License-Identifier: MIT
 *
 * The local APIC, used by the core back ends. See lapic.h.
 */
#include "drivers/lapic.h"
#include "kernel/x86/io.h"

#define REGISTER_EOI (0x0b0 / 4)
#define REGISTER_SPURIOUS (0x0f0 / 4)
#define REGISTER_REQUESTS (0x200 / 4) /* eight, of 32 vectors each */
#define REGISTER_STEP (0x010 / 4)
#define REGISTER_LVT_TIMER (0x320 / 4)
#define REGISTER_LVT_LINT0 (0x350 / 4)
#define REGISTER_TIMER_COUNT (0x380 / 4)
#define REGISTER_TIMER_DIVIDE (0x3e0 / 4)

#define SPURIOUS_ENABLE 0x100
#define DIVIDE_BY_1 0x0b
#define DELIVER_NMI 0x400

#define PIC1_DATA 0x21
#define PIC2_DATA 0xa1

static volatile uint32_t *lapic;
static uint8_t timer;

void lapic_init(volatile uint32_t *registers, uint8_t timer_vector,
                uint8_t spurious_vector)
{
    lapic = registers;
    timer = timer_vector;
    io_write8(PIC1_DATA, 0xff);
    io_write8(PIC2_DATA, 0xff);
    lapic[REGISTER_SPURIOUS] = SPURIOUS_ENABLE | spurious_vector;
    lapic[REGISTER_TIMER_DIVIDE] = DIVIDE_BY_1;
    lapic[REGISTER_LVT_TIMER] = timer_vector;
}

void lapic_lint0_nmi(void)
{
    lapic[REGISTER_LVT_LINT0] = DELIVER_NMI;
}

void lapic_timer_arm(uint32_t count)
{
    lapic[REGISTER_TIMER_COUNT] = count;
}

bool lapic_timer_is_pending(void)
{
    return lapic[REGISTER_REQUESTS + timer / 32 * REGISTER_STEP] >> timer % 32 &
           1;
}

void lapic_end_of_interrupt(void)
{
    lapic[REGISTER_EOI] = 0;
}
