/* SPDX-License-Identifier: MIT
 *
 * COM1, polled in both directions. Its transmit FIFO takes 16 bytes whenever
 * the holding register is empty, so the status is read once for each 16 bytes.
 * Source: National Semiconductor PC16550D data sheet, section 8 (registers).
 */
#include "drivers/uart.h"
#include "x86/io.h"

#define COM1 0x3f8

/* Offsets of the registers. With LCR_DLAB set, 0 and 1 are the divisor. */
#define UART_DATA 0
#define UART_DIVISOR_LOW 0
#define UART_INT_ENABLE 1
#define UART_DIVISOR_HIGH 1
#define UART_FIFO_CONTROL 2
#define UART_LINE_CONTROL 3
#define UART_MODEM_CONTROL 4
#define UART_LINE_STATUS 5

#define LCR_8N1 0x03
#define LCR_DLAB 0x80
#define FCR_ENABLE 0x07 /* on, and both FIFOs cleared */
#define MCR_DTR_RTS 0x03
#define LSR_DATA_READY 0x01
#define LSR_THRE 0x20 /* the transmit FIFO is empty */
#define DIVISOR_115200 1

#define FIFO_SIZE 16

/* 16 bytes take 1.4 ms at 115200 baud; no port needs as many reads as this. */
#define PATIENCE 1000000

void uart_init(void)
{
    io_write8(COM1 + UART_INT_ENABLE, 0);
    io_write8(COM1 + UART_LINE_CONTROL, LCR_DLAB);
    io_write8(COM1 + UART_DIVISOR_LOW, DIVISOR_115200);
    io_write8(COM1 + UART_DIVISOR_HIGH, 0);
    io_write8(COM1 + UART_LINE_CONTROL, LCR_8N1);
    io_write8(COM1 + UART_FIFO_CONTROL, FCR_ENABLE);
    io_write8(COM1 + UART_MODEM_CONTROL, MCR_DTR_RTS);
}

static void uart_wait_empty(void)
{
    for (int tries = 0; tries < PATIENCE; tries++)
        if (io_read8(COM1 + UART_LINE_STATUS) & LSR_THRE)
            return;
}

void uart_write(const char *bytes, size_t count)
{
    while (count > 0) {
        size_t burst = count < FIFO_SIZE ? count : FIFO_SIZE;
        count -= burst;
        uart_wait_empty();
        __asm__ volatile("rep outsb"
                         : "+S"(bytes), "+c"(burst)
                         : "d"((uint16_t)(COM1 + UART_DATA))
                         : "memory");
    }
}

bool uart_read(uint8_t *byte)
{
    if (!(io_read8(COM1 + UART_LINE_STATUS) & LSR_DATA_READY))
        return false;
    *byte = io_read8(COM1 + UART_DATA);
    return true;
}
