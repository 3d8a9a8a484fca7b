/* SPDX-License-Identifier: MIT
 *
 * The real-time clock in the CMOS chip: whole seconds, kept by a battery while
 * the machine is off. Taken to be UTC.
 */
#ifndef DRIVERS_RTC_H
#define DRIVERS_RTC_H

#include <stdint.h>

/* Status register B: how the chip writes its numbers. */
#define RTC_B_24_HOURS 0x02u
#define RTC_B_BINARY 0x04u
#define RTC_B_SET 0x80u /* the chip must not update: they are being set */

/* The registers as they are. */
struct rtc_registers {
    uint8_t second, minute, hour;
    uint8_t day, month, year; /* year within the century */
    uint8_t century; /* 0 or nonsense if the chip has no such register */
    uint8_t status_b;
};

/* Seconds since 1970 from registers; 0, or -EINVAL if they hold no time of the
 * years 1970 ... 9999. Pure. */
int rtc_decode(const struct rtc_registers *registers, int64_t *seconds);

/* The inverse, in the form that registers->status_b asks for; `seconds` within
 * the same years. Pure. */
void rtc_encode(int64_t seconds, struct rtc_registers *registers);

/* Read the chip: 0, or -EINVAL. May wait for an update in progress to end, 2 ms
 * at most. */
int rtc_read(int64_t *seconds);

/* Set the chip. */
void rtc_write(int64_t seconds);

#endif
