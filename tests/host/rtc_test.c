/* SPDX-License-Identifier: MIT
 *
 * The RTC: its four forms of numbers against the C library's calendar, nonsense
 * in its registers, and the port protocol on a chip made of an array.
 *
 * LINK: drivers/rtc_time.c
 */
#include <time.h>
#include "unit.h"

#define X86_IO_H /* these ports instead of x86/io.h's */

static uint8_t cmos[128], selected;
static int updating;   /* how many more reads of status A show an update */
static int tear_after; /* reads after which the second changes; -1: never */
static bool set_seen;  /* was every time register written under SET? */

static inline void io_write8(uint16_t port, uint8_t value)
{
    if (port == 0x70)
        selected = value & 0x7f;
    else {
        if (selected < 0x0a || selected == 0x32)
            set_seen &= cmos[0x0b] >> 7;
        cmos[selected] = value;
    }
}

static inline uint8_t io_read8(uint16_t port)
{
    CHECK_EQUAL(port, 0x71);
    if (tear_after >= 0 && tear_after-- == 0) {
        cmos[0x00] = 0x00;
        cmos[0x02] = 0x31;
    }
    if (selected == 0x0a && updating > 0) {
        updating--;
        return 0xa6;
    }
    return cmos[selected];
}

#include "drivers/rtc.c"

static const uint8_t forms[] = {
    0,
    RTC_B_24_HOURS,
    RTC_B_BINARY,
    RTC_B_24_HOURS | RTC_B_BINARY,
};

static struct rtc_registers registers_at(int64_t seconds, uint8_t form)
{
    struct rtc_registers registers = {.status_b = form};
    rtc_encode(seconds, &registers);
    return registers;
}

static void check_round_trip(int64_t seconds)
{
    for (int i = 0; i < 4; i++) {
        int64_t back = -1;
        struct rtc_registers registers = registers_at(seconds, forms[i]);
        CHECK_EQUAL(rtc_decode(&registers, &back), 0);
        CHECK_EQUAL(back, seconds);
    }
}

static void test_round_trip(void)
{
    const int64_t end = 253402300799; /* 9999-12-31 23:59:59 */
    check_round_trip(0);
    check_round_trip(end);
    for (int64_t day = 0; day < 60000; day++)
        check_round_trip(day * 86400 + (int64_t)(unit_random() % 86400));
    for (int i = 0; i < 2000; i++)
        check_round_trip((int64_t)(unit_random() % (uint64_t)(end + 1)));
}

static void test_against_libc(void)
{
    for (int i = 0; i < 20000; i++) {
        time_t seconds = (time_t)(unit_random() % 8000000000u);
        struct tm tm;
        gmtime_r(&seconds, &tm);
        struct rtc_registers r = registers_at(seconds, forms[3]);
        CHECK_EQUAL(r.century * 100 + r.year, tm.tm_year + 1900);
        CHECK_EQUAL(r.month, tm.tm_mon + 1);
        CHECK_EQUAL(r.day, tm.tm_mday);
        CHECK_EQUAL(r.hour, tm.tm_hour);
        CHECK_EQUAL(r.minute, tm.tm_min);
        CHECK_EQUAL(r.second, tm.tm_sec);
    }
}

static void test_12_hours(void)
{
    static const struct {
        int hour;
        uint8_t bcd, binary;
    } hours[] = {
        {0, 0x12, 12},           {1, 0x01, 1},
        {11, 0x11, 11},          {12, 0x12 | 0x80, 12 | 0x80},
        {13, 0x01 | 0x80, 0x81}, {23, 0x11 | 0x80, 11 | 0x80},
    };
    for (int i = 0; i < 6; i++) {
        CHECK_EQUAL(registers_at(hours[i].hour * 3600, 0).hour, hours[i].bcd);
        CHECK_EQUAL(registers_at(hours[i].hour * 3600, RTC_B_BINARY).hour,
                    hours[i].binary);
    }
}

static void test_bcd(void)
{
    struct rtc_registers r = registers_at(1767225599, RTC_B_24_HOURS);
    CHECK_EQUAL(r.century, 0x20); /* 2025-12-31 23:59:59 */
    CHECK_EQUAL(r.year, 0x25);
    CHECK_EQUAL(r.month, 0x12);
    CHECK_EQUAL(r.day, 0x31);
    CHECK_EQUAL(r.hour, 0x23);
    CHECK_EQUAL(r.minute, 0x59);
    CHECK_EQUAL(r.second, 0x59);
}

static void test_century(void)
{
    int64_t seconds;
    struct rtc_registers r = registers_at(1767225600, RTC_B_24_HOURS);
    r.century = 0;
    CHECK_EQUAL(rtc_decode(&r, &seconds), 0);
    CHECK_EQUAL(seconds, 1767225600);
    r.century = 0xff;
    CHECK_EQUAL(rtc_decode(&r, &seconds), 0);
    CHECK_EQUAL(seconds, 1767225600);
    r.century = 0x21;
    CHECK_EQUAL(rtc_decode(&r, &seconds), 0);
    CHECK_EQUAL(seconds, 4922899200);
}

static void refuse(struct rtc_registers r)
{
    int64_t seconds;
    CHECK(rtc_decode(&r, &seconds) < 0);
}

static void test_nonsense(void)
{
    const struct rtc_registers good = registers_at(1767225600, RTC_B_24_HOURS);
    struct rtc_registers r;
    r = good, r.second = 0x60, refuse(r);
    r = good, r.minute = 0x5a, refuse(r);
    r = good, r.hour = 0x24, refuse(r);
    r = good, r.day = 0x00, refuse(r);
    r = good, r.day = 0x32, refuse(r);
    r = good, r.month = 0x13, refuse(r);
    r = good, r.month = 0x00, refuse(r);
    r = good, r.year = 0xff, refuse(r);
    r = good, r.month = 0x02, r.day = 0x29, refuse(r); /* 2026 */
    r = good, r.century = 0x19, r.year = 0x69, refuse(r);
    r = good, r.status_b = 0, r.hour = 0x13, refuse(r);
    r = good, r.status_b = 0, r.hour = 0x80, refuse(r);
    memset(&r, 0xff, sizeof(r)), refuse(r);
}

static void set_chip(int64_t seconds, uint8_t form)
{
    struct rtc_registers r = registers_at(seconds, form);
    memset(cmos, 0, sizeof(cmos));
    cmos[0x00] = r.second, cmos[0x02] = r.minute, cmos[0x04] = r.hour;
    cmos[0x07] = r.day, cmos[0x08] = r.month, cmos[0x09] = r.year;
    cmos[0x0a] = 0x26, cmos[0x0b] = form, cmos[0x32] = r.century;
    updating = 0;
    tear_after = -1;
}

static void test_read(void)
{
    int64_t seconds = 0;
    set_chip(1767225600, RTC_B_24_HOURS);
    updating = 500;
    CHECK_EQUAL(rtc_read(&seconds), 0);
    CHECK_EQUAL(seconds, 1767225600);
    CHECK_EQUAL(updating, 0);
}

/* An update between two register reads: neither half of it may be believed. */
static void test_torn_read(void)
{
    for (int at = 0; at < 20; at++) {
        int64_t seconds = 0;
        set_chip(1767225600 + 30 * 60 + 59, RTC_B_24_HOURS);
        tear_after = at;
        CHECK_EQUAL(rtc_read(&seconds), 0);
        CHECK(seconds == 1767225600 + 31 * 60 ||
              seconds == 1767225600 + 30 * 60 + 59);
    }
}

static void test_absent_chip(void)
{
    int64_t seconds;
    memset(cmos, 0xff, sizeof(cmos));
    tear_after = -1;
    CHECK(rtc_read(&seconds) < 0);
}

static void test_write(void)
{
    for (int i = 0; i < 4; i++) {
        int64_t seconds = 0;
        set_chip(0, forms[i]);
        set_seen = true;
        rtc_write(4922899199);
        CHECK(set_seen);
        CHECK_EQUAL(cmos[0x0b], forms[i]);
        CHECK_EQUAL(rtc_read(&seconds), 0);
        CHECK_EQUAL(seconds, 4922899199);
    }
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"round trip", test_round_trip},
        {"against the C library", test_against_libc},
        {"12 hours", test_12_hours},
        {"BCD", test_bcd},
        {"century", test_century},
        {"nonsense", test_nonsense},
        {"read", test_read},
        {"torn read", test_torn_read},
        {"absent chip", test_absent_chip},
        {"write", test_write},
    };
    return UNIT_RUN(tests);
}
