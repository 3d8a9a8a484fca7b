/* SPDX-License-Identifier: MIT
 *
 * The first serial port (COM1, a 16550A), polled: 115200 baud, 8 data bits, no
 * parity, 1 stop bit.
 */
#ifndef DRIVERS_UART_H
#define DRIVERS_UART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Set the line's parameters and turn the FIFO on. */
void uart_init(void);

/* Send the bytes as they are. Waits while the port is busy, but not for ever: a
 * dead one drops them. Any context. */
void uart_write(const char *bytes, size_t count);

/* Take the next byte that has come: false if there is none. Any context, one
 * caller at a time. */
bool uart_read(uint8_t *byte);

#endif
