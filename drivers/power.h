/* SPDX-License-Identifier: MIT
 *
 * Turning the machine off and starting it again.
 */
#ifndef DRIVERS_POWER_H
#define DRIVERS_POWER_H

#include <stdint.h>

/* What QEMU's isa-debug-exit is told: QEMU ends with status 2 * code + 1. Codes
 * from 16 on, because 1 is also QEMU's own failure. */
enum power_code {
    POWER_OFF = 16,      /* 33: orderly */
    POWER_PANIC = 17,    /* 35 */
    POWER_REFUSED = 18,  /* 37 */
    POWER_DEADLOCK = 19, /* 39 */
};

/* By isa-debug-exit, or ACPI's PM1a control register where there is none. */
__attribute__((noreturn)) void power_off(enum power_code code);

/* Reset, by the keyboard controller. */
__attribute__((noreturn)) void power_reset(void);

#endif
