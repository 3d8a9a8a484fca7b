/* SPDX-License-Identifier: MIT
 *
 * A timer that interrupts even where interrupts are off: counter 0 of the PIT
 * (8254), through the first PIC (8259), to the local APIC's LINT0, which makes an
 * NMI of it.
 */
#ifndef DRIVERS_NMI_TIMER_H
#define DRIVERS_NMI_TIMER_H

#include <stdbool.h>
#include <stdint.h>

/* Of the PIT's clock, 1,193,182 Hz: 54.9 ms, the longest; 10 ms. */
#define NMI_TIMER_LONG 65535u
#define NMI_TIMER_SHORT 11932u

/* After the local APIC. If it is not `used`, no NMI comes, whoever sets it. */
void nmi_timer_init(bool used);

/* One NMI after `count` of the PIT's clock; replaces the earlier one. */
void nmi_timer_set(uint16_t count);

/* In the NMI's handler, before it is set anew: was it this timer's? */
bool nmi_timer_acknowledge(void);

/* TSC from one setting to the next: nmi_timer_kick. */
#define NMI_TIMER_REST 10000000u

extern uint64_t nmi_timer_next; /* TSC; UINT64_MAX: it is not used */

/* At `tsc` all is well: not before NMI_TIMER_LONG from now, then. */
static inline void nmi_timer_kick(uint64_t tsc)
{
    if (__builtin_expect(tsc < nmi_timer_next, 1))
        return;
    nmi_timer_next = tsc + NMI_TIMER_REST;
    nmi_timer_set(NMI_TIMER_LONG);
}

#endif
