/* SPDX-License-Identifier: MIT
 *
 * The emulator's debug console. Source: QEMU, hw/char/debugcon.c.
 */
#include "drivers/debugcon.h"
#include "x86/io.h"

#define DEBUGCON_PORT 0xe9
#define DEBUGCON_MAGIC 0xe9 /* what a read of the port gives */

bool debugcon_present(void)
{
    return io_read8(DEBUGCON_PORT) == DEBUGCON_MAGIC;
}

void debugcon_write(const char *bytes, size_t count)
{
    __asm__ volatile("rep outsb"
                     : "+S"(bytes), "+c"(count)
                     : "d"((uint16_t)DEBUGCON_PORT)
                     : "memory");
}
