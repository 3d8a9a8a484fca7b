/* SPDX-License-Identifier: MIT
 *
 * Power-off and reset. See power.h.
 */
#include "drivers/power.h"
#include "kernel/x86/io.h"

#define PORT_DEBUG_EXIT 0xf4    /* -device isa-debug-exit,iobase=0xf4 */
#define PORT_PM1A_CONTROL 0x604 /* QEMU's pc: PIIX4 ACPI */
#define PM1A_SLEEP_S5 0x2000
#define PORT_KEYBOARD_COMMAND 0x64
#define KEYBOARD_RESET 0xfe
#define PORT_RESET_CONTROL 0xcf9 /* PIIX3 */
#define RESET_CONTROL_HARD 0x06

static __attribute__((noreturn)) void halt_for_ever(void)
{
    for (;;)
        __asm__ volatile("cli; hlt");
}

void power_off(enum power_code code)
{
    io_write32(PORT_DEBUG_EXIT, code);
    io_write16(PORT_PM1A_CONTROL, PM1A_SLEEP_S5);
    halt_for_ever();
}

void power_reset(void)
{
    io_write8(PORT_RESET_CONTROL, RESET_CONTROL_HARD);
    io_write8(PORT_KEYBOARD_COMMAND, KEYBOARD_RESET);
    halt_for_ever();
}
