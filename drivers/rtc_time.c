/* SPDX-License-Identifier: MIT
 *
 * RTC registers to seconds since 1970 and back: BCD or binary numbers, 12 or 24
 * hours (in 12-hour form bit 7 of the hour means p.m., and midnight is 12
 * a.m.), and a century register that not every chip has. Touches no port.
 * Source: Motorola MC146818A data sheet; calendar: the proleptic Gregorian one.
 */
#include "drivers/rtc.h"

#include <stdbool.h>
#include "lib/errno.h"

#define HOUR_PM 0x80u
#define SECONDS_PER_DAY 86400
#define CENTURY_DEFAULT 20

/* Days from 1 March of the year 0 to 1 January 1970. */
#define DAYS_TO_1970 719468

struct calendar {
    int year, month, day, hour, minute, second;
};

/* -1 if `raw` is not a number in the chip's form. */
static int from_register(uint8_t raw, bool binary)
{
    if (binary)
        return raw;
    if ((raw & 0xf) > 9 || raw >> 4 > 9)
        return -1;
    return (raw >> 4) * 10 + (raw & 0xf);
}

static uint8_t to_register(int value, bool binary)
{
    return (uint8_t)(binary ? value : value / 10 << 4 | value % 10);
}

static int decode_hour(uint8_t raw, uint8_t status_b)
{
    bool binary = status_b & RTC_B_BINARY;
    if (status_b & RTC_B_24_HOURS)
        return from_register(raw, binary);
    int hour = from_register(raw & ~HOUR_PM, binary);
    if (hour < 1 || hour > 12)
        return -1;
    return hour % 12 + (raw & HOUR_PM ? 12 : 0);
}

static uint8_t encode_hour(int hour, uint8_t status_b)
{
    bool binary = status_b & RTC_B_BINARY;
    if (status_b & RTC_B_24_HOURS)
        return to_register(hour, binary);
    int shown = hour % 12 ? hour % 12 : 12;
    return to_register(shown, binary) | (hour >= 12 ? HOUR_PM : 0);
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

static bool is_valid(const struct calendar *time)
{
    return time->year >= 1970 && time->year <= 9999 && time->month >= 1 &&
           time->month <= 12 && time->day >= 1 &&
           time->day <= days_in_month(time->year, time->month) &&
           time->hour >= 0 && time->hour < 24 && time->minute >= 0 &&
           time->minute < 60 && time->second >= 0 && time->second < 60;
}

/* A chip without a century register has something else there. */
static int decode_year(const struct rtc_registers *registers, bool binary)
{
    int century = from_register(registers->century, binary);
    int year = from_register(registers->year, binary);
    if (century < 19 || century > 99)
        century = CENTURY_DEFAULT;
    return year < 0 || year > 99 ? -1 : century * 100 + year;
}

/* Days since 1970. The year is taken to begin on 1 March, so that the leap day
 * is its last and a month's first day is a linear function of its number. */
static int64_t days_since_1970(int year, int month, int day)
{
    int from_march = (month + 9) % 12;
    int64_t y = month <= 2 ? year - 1 : year;
    int day_of_year = (153 * from_march + 2) / 5 + day - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 + day_of_year - DAYS_TO_1970;
}

int rtc_decode(const struct rtc_registers *registers, int64_t *seconds)
{
    bool binary = registers->status_b & RTC_B_BINARY;
    struct calendar time = {
        .year = decode_year(registers, binary),
        .month = from_register(registers->month, binary),
        .day = from_register(registers->day, binary),
        .hour = decode_hour(registers->hour, registers->status_b),
        .minute = from_register(registers->minute, binary),
        .second = from_register(registers->second, binary),
    };
    if (!is_valid(&time))
        return -EINVAL;
    *seconds =
        days_since_1970(time.year, time.month, time.day) * SECONDS_PER_DAY +
        time.hour * 3600 + time.minute * 60 + time.second;
    return 0;
}

/* Year by year and month by month: it is done once, at power-off. */
static struct calendar to_date(int64_t days)
{
    struct calendar date = {.year = 1970, .month = 1};
    for (; days >= 365 + is_leap(date.year); date.year++)
        days -= 365 + is_leap(date.year);
    for (; days >= days_in_month(date.year, date.month); date.month++)
        days -= days_in_month(date.year, date.month);
    date.day = (int)days + 1;
    return date;
}

void rtc_encode(int64_t seconds, struct rtc_registers *registers)
{
    bool binary = registers->status_b & RTC_B_BINARY;
    struct calendar date = to_date(seconds / SECONDS_PER_DAY);
    int rest = (int)(seconds % SECONDS_PER_DAY);
    registers->second = to_register(rest % 60, binary);
    registers->minute = to_register(rest / 60 % 60, binary);
    registers->hour = encode_hour(rest / 3600, registers->status_b);
    registers->day = to_register(date.day, binary);
    registers->month = to_register(date.month, binary);
    registers->year = to_register(date.year % 100, binary);
    registers->century = to_register(date.year / 100, binary);
}
