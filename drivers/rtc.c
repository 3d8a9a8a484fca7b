/* SPDX-License-Identifier: MIT
 *
 * The CMOS chip's ports. Once a second the chip updates its registers, for
 * which it needs up to 2 ms; bit 7 of status A announces that 244 us ahead. A
 * reader that finds the bit clear might still be interrupted half way by an
 * update: so the registers are read until two readings in a row agree. Source:
 * Motorola MC146818A data sheet; Intel ICH9 data sheet, 5.12.
 */
#include "drivers/rtc.h"

#include <stdbool.h>
#include "lib/errno.h"
#include "lib/string.h"
#include "x86/io.h"

#define CMOS_INDEX 0x70
#define CMOS_DATA 0x71

#define CMOS_SECOND 0x00
#define CMOS_MINUTE 0x02
#define CMOS_HOUR 0x04
#define CMOS_DAY 0x07
#define CMOS_MONTH 0x08
#define CMOS_YEAR 0x09
#define CMOS_STATUS_A 0x0a
#define CMOS_STATUS_B 0x0b
#define CMOS_CENTURY 0x32

#define STATUS_A_UPDATING 0x80u

/* More than an update takes by far; a chip that is not there updates for
 * ever. */
#define POLLS_MAX 1000000
#define READINGS_MAX 10

static uint8_t cmos_read(uint8_t index)
{
    io_write8(CMOS_INDEX, index);
    return io_read8(CMOS_DATA);
}

static void cmos_write(uint8_t index, uint8_t value)
{
    io_write8(CMOS_INDEX, index);
    io_write8(CMOS_DATA, value);
}

static bool wait_for_update(void)
{
    for (int i = 0; i < POLLS_MAX; i++) {
        if (!(cmos_read(CMOS_STATUS_A) & STATUS_A_UPDATING))
            return true;
    }
    return false;
}

static struct rtc_registers read_registers(void)
{
    return (struct rtc_registers){
        .second = cmos_read(CMOS_SECOND),
        .minute = cmos_read(CMOS_MINUTE),
        .hour = cmos_read(CMOS_HOUR),
        .day = cmos_read(CMOS_DAY),
        .month = cmos_read(CMOS_MONTH),
        .year = cmos_read(CMOS_YEAR),
        .century = cmos_read(CMOS_CENTURY),
        .status_b = cmos_read(CMOS_STATUS_B),
    };
}

int rtc_read(int64_t *seconds)
{
    struct rtc_registers last = {0};
    for (int i = 0; i < READINGS_MAX; i++) {
        if (!wait_for_update())
            return -EINVAL;
        struct rtc_registers now = read_registers();
        if (i > 0 && memcmp(&now, &last, sizeof(now)) == 0)
            return rtc_decode(&now, seconds);
        last = now;
    }
    return -EINVAL;
}

void rtc_write(int64_t seconds)
{
    uint8_t status_b = cmos_read(CMOS_STATUS_B);
    struct rtc_registers registers = {.status_b = status_b};
    rtc_encode(seconds, &registers);
    cmos_write(CMOS_STATUS_B, status_b | RTC_B_SET);
    cmos_write(CMOS_SECOND, registers.second);
    cmos_write(CMOS_MINUTE, registers.minute);
    cmos_write(CMOS_HOUR, registers.hour);
    cmos_write(CMOS_DAY, registers.day);
    cmos_write(CMOS_MONTH, registers.month);
    cmos_write(CMOS_YEAR, registers.year);
    cmos_write(CMOS_CENTURY, registers.century);
    cmos_write(CMOS_STATUS_B, status_b & ~RTC_B_SET);
}
