/* SPDX-License-Identifier: MIT
 *
 * The emulator's debug console (isa-debugcon): each byte written to its port
 * goes to a file on the host. The cheapest console there is; no real machine
 * has it.
 */
#ifndef DRIVERS_DEBUGCON_H
#define DRIVERS_DEBUGCON_H

#include <stdbool.h>
#include <stddef.h>

/* Is it there? Reading its port then gives the port's own number. */
bool debugcon_present(void);

/* Write the bytes as they are; one instruction each. Any context. */
void debugcon_write(const char *bytes, size_t count);

#endif
