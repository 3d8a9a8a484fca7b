/* SPDX-License-Identifier: MIT
 *
 * The local APIC: its one-shot timer and the end of an interrupt.
 * Source: Intel SDM vol. 3A ch. 11.
 */
#ifndef DRIVERS_LAPIC_H
#define DRIVERS_LAPIC_H

#include <stdbool.h>
#include <stdint.h>

/* Use the registers mapped at `registers`; timer interrupts come at
 * `timer_vector`, one shot, one count a bus cycle (under QEMU with shift=0: an
 * instruction). The 8259s are masked. */
void lapic_init(volatile uint32_t *registers, uint8_t timer_vector,
                uint8_t spurious_vector);

/* What comes from the 8259 is an NMI from now on. */
void lapic_lint0_nmi(void);

/* Interrupt after `count` bus cycles (1 ... 2^32 - 1) instead of when last said. 0:
 * not at all. */
void lapic_timer_arm(uint32_t count);

/* Has the timer fired, and its interrupt not yet been taken? */
bool lapic_timer_is_pending(void);

/* This interrupt has been dealt with. */
void lapic_end_of_interrupt(void);

#endif
