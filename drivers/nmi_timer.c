/* SPDX-License-Identifier: MIT
 *
 * The NMI timer. See nmi_timer.h.
 *
 * The PIT counts down once (mode 0) and raises IRQ 0; the PIC passes it on. Nobody
 * asks the PIC for a vector, as the processor does for an ordinary interrupt: the
 * poll command does the same, and with automatic end of interrupt that is all.
 * Sources: Intel 8254 and 8259A data sheets; SDM vol. 3A, 11.5.1 (LINT0).
 */
#include "drivers/nmi_timer.h"
#include "drivers/lapic.h"
#include "kernel/x86/io.h"

#define PIC1_COMMAND 0x20
#define PIC1_DATA 0x21
#define PIC_ICW1 0x11    /* edges, a slave, ICW4 follows */
#define PIC_ICW2 0x20    /* vectors: nobody sees them */
#define PIC_ICW3 0x04    /* the slave is at IRQ 2 */
#define PIC_ICW4 0x03    /* 8086, automatic end of interrupt */
#define PIC_POLL 0x0c    /* OCW3 */
#define PIC_PENDING 0x80 /* in its answer */
#define PIC_MASK 0xfe    /* all but IRQ 0, which is bit 0 */

#define PIT_COUNTER0 0x40
#define PIT_CONTROL 0x43
#define PIT_ONCE 0x30 /* counter 0, low byte then high, mode 0 */

uint64_t nmi_timer_next = UINT64_MAX;

/* As many instructions whether it is used or not. The firmware has set the counter
 * going, and QEMU's goes on; so if it is not used it is masked. */
void nmi_timer_init(bool used)
{
    io_write8(PIT_CONTROL, PIT_ONCE);
    io_write8(PIC1_COMMAND, PIC_ICW1);
    io_write8(PIC1_DATA, PIC_ICW2);
    io_write8(PIC1_DATA, PIC_ICW3);
    io_write8(PIC1_DATA, PIC_ICW4);
    io_write8(PIC1_DATA, (uint8_t)(PIC_MASK | !used));
    lapic_lint0_nmi();
    nmi_timer_next = -(uint64_t)!used;
}

void nmi_timer_set(uint16_t count)
{
    io_write8(PIT_CONTROL, PIT_ONCE);
    io_write8(PIT_COUNTER0, (uint8_t)count);
    io_write8(PIT_COUNTER0, (uint8_t)(count >> 8));
}

bool nmi_timer_acknowledge(void)
{
    io_write8(PIC1_COMMAND, PIC_POLL);
    return io_read8(PIC1_COMMAND) & PIC_PENDING;
}
