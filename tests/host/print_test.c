/* SPDX-License-Identifier: MIT
 *
 * The kernel's snprintf against the C library's.
 *
 * LINK: kernel/lib/print.c
 */
#include "lib/print.h"
#include "unit.h"

#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-truncation"
#pragma GCC diagnostic ignored "-Wformat-overflow"

/* Both functions with the same arguments: the same text and length. */
#define COMPARE(size, ...)                                                     \
    do {                                                                       \
        char mine[97] = "", theirs[97] = "";                                   \
        memset(mine, '#', 96);                                                 \
        memset(theirs, '#', 96);                                               \
        int a = ksnprintf(mine, size, __VA_ARGS__);                            \
        int b = snprintf(theirs, size, __VA_ARGS__);                           \
        CHECK_EQUAL(a, b);                                                     \
        CHECK_TEXT(mine, theirs);                                              \
        CHECK(memcmp(mine, theirs, sizeof(mine)) == 0);                        \
    } while (0)

static const long values[] = {
    0,   1,   -1,   7,    8,          10,          99,        127,
    128, 255, -128, 4096, 0x7fffffff, -0x7fffffff, INT64_MAX, INT64_MIN,
};

#define VALUES (sizeof(values) / sizeof(values[0]))

static const char *const flags[] = {
    "", "-", "0", "+", " ", "#", "-0", "+0", "0 ", "#0", "#-", "-+",
};

static const char *const widths[] = {"", "1", "5", "24"};
static const char *const precisions[] = {"", ".", ".1", ".4", ".22"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Is the combination undefined in C? */
static bool undefined(const char *flag, char conversion)
{
    if (conversion == 'd')
        return strchr(flag, '#');
    return strchr(flag, '+') || strchr(flag, ' ') ||
           (conversion == 'u' && strchr(flag, '#'));
}

static void compare_integer(const char *format, const char *length, long value)
{
    if (*length == 'l' || *length == 'z')
        COMPARE(96, format, value);
    else
        COMPARE(96, format, (int)value);
}

static void try_integer(const char *flag, const char *width,
                        const char *precision, const char *length)
{
    for (const char *c = "duxXo"; *c; c++) {
        char format[32];
        snprintf(format, sizeof(format), "<%%%s%s%s%s%c>", flag, width,
                 precision, length, *c);
        for (size_t i = 0; i < VALUES; i++) {
            if (!undefined(flag, *c))
                compare_integer(format, length, values[i]);
        }
    }
}

static void test_integers(void)
{
    static const char *const lengths[] = {"", "l", "ll", "z", "h", "hh"};
    for (size_t f = 0; f < COUNT(flags); f++)
        for (size_t w = 0; w < COUNT(widths); w++)
            for (size_t p = 0; p < COUNT(precisions); p++)
                for (size_t l = 0; l < COUNT(lengths); l++)
                    try_integer(flags[f], widths[w], precisions[p], lengths[l]);
}

static void test_strings(void)
{
    COMPARE(96, "%s|%8s|%-8s|%.2s|%8.1s|%.0s", "abc", "abc", "abc", "abc",
            "abc", "abc");
    COMPARE(96, "%*s|%-*s|%.*s|%*.*s", 5, "a", 5, "b", 1, "cd", -4, 2, "efg");
    COMPARE(96, "%c%5c%-5c|%%|%s", 'x', 'y', 'z', "");
    const char unterminated[3] = {'a', 'b', 'c'};
    COMPARE(96, "%.3s", unterminated);
}

static void test_pointer(void)
{
    char text[32];
    ksnprintf(text, sizeof(text), "%p", (void *)0xffff800000001000u);
    CHECK_TEXT(text, "0xffff800000001000");
    ksnprintf(text, sizeof(text), "%p %s", NULL, (char *)NULL);
    CHECK_TEXT(text, "0 (null)");
}

static void test_cut(void)
{
    for (size_t size = 0; size < 12; size++)
        COMPARE(size, "%d and %s", 12345, "more");
    CHECK_EQUAL(ksnprintf(NULL, 0, "%d", 123), 3);
}

static void test_broken_formats(void)
{
    char text[16];
    ksnprintf(text, sizeof(text), "a%");
    CHECK_TEXT(text, "a");
    ksnprintf(text, sizeof(text), "%y-%5");
    CHECK_TEXT(text, "y-");
    CHECK(ksnprintf(text, sizeof(text), "%99999999999d", 1) > 0);
    CHECK_EQUAL(strlen(text), sizeof(text) - 1);
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"integers", test_integers},
        {"strings", test_strings},
        {"pointer", test_pointer},
        {"cut", test_cut},
        {"broken formats", test_broken_formats},
    };
    return UNIT_RUN(tests);
}
