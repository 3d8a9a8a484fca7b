/* SPDX-License-Identifier: MIT
 *
 * The console. Output goes in chunks of CONSOLE_CHUNK bytes, each with
 * interrupts off and under a lock. The lock is a bare flag, not a struct
 * spinlock: a panic prints before there are cores, inside any other lock, and
 * even if the holder of this one never comes back; so who waits too long goes
 * on without it. On simulated cores nobody waits: interrupts are off while it
 * is held.
 */
#include <stdarg.h>
#include <stdbool.h>
#include "console.h"
#include "drivers/debugcon.h"
#include "drivers/uart.h"
#include "lib/print.h"
#include "x86/cpu.h"

#define LOCK_PATIENCE 100000

static enum {
    CONSOLE_NONE,
    CONSOLE_DEBUGCON,
    CONSOLE_UART,
} console_device;

static bool console_busy;

static uint64_t console_lock(void)
{
    uint64_t flags = cpu_irq_save();
    for (int tries = 0; tries < LOCK_PATIENCE; tries++) {
        if (!__atomic_exchange_n(&console_busy, true, __ATOMIC_ACQUIRE))
            break;
        cpu_pause();
    }
    return flags;
}

static void console_unlock(uint64_t flags)
{
    __atomic_store_n(&console_busy, false, __ATOMIC_RELEASE);
    cpu_irq_restore(flags);
}

bool console_is_busy(void)
{
    return console_busy;
}

void console_init(void)
{
    if (debugcon_present()) {
        console_device = CONSOLE_DEBUGCON;
    } else {
        uart_init();
        console_device = CONSOLE_UART;
    }
}

/* The serial line's form of a chunk, made before interrupts go off. */
static size_t insert_returns(char *to, const char *from, size_t count)
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        if (from[i] == '\n')
            to[length++] = '\r';
        to[length++] = from[i];
    }
    return length;
}

static void write_uart_bytes(const char *bytes, size_t count)
{
    uint64_t flags = console_lock();
    uart_write(bytes, count);
    console_unlock(flags);
}

static void write_uart_chunk(const char *bytes, size_t count)
{
    char text[2 * CONSOLE_CHUNK];
    size_t length = insert_returns(text, bytes, count);
    write_uart_bytes(text, length);
}

static void write_debugcon_chunk(const char *bytes, size_t count)
{
    uint64_t flags = console_lock();
    debugcon_write(bytes, count);
    console_unlock(flags);
}

/* Write in chunks, to the serial line by `write_uart`. */
static void write_chunks(const char *bytes, size_t count,
                         void (*write_uart)(const char *, size_t))
{
    if (console_device == CONSOLE_NONE)
        console_init();
    while (count > 0) {
        size_t chunk = count < CONSOLE_CHUNK ? count : CONSOLE_CHUNK;
        if (console_device == CONSOLE_DEBUGCON)
            write_debugcon_chunk(bytes, chunk);
        else
            write_uart(bytes, chunk);
        bytes += chunk;
        count -= chunk;
    }
}

void console_write(const char *bytes, size_t count)
{
    write_chunks(bytes, count, write_uart_chunk);
}

void console_write_raw(const char *bytes, size_t count)
{
    write_chunks(bytes, count, write_uart_bytes);
}

void kprintf(const char *format, ...)
{
    char text[CONSOLE_CHUNK + 1];
    va_list args;
    va_start(args, format);
    int length = kvsnprintf(text, sizeof text, format, args);
    va_end(args);
    console_write(text, length < CONSOLE_CHUNK ? (size_t)length
                                               : (size_t)CONSOLE_CHUNK);
}
