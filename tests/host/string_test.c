/* SPDX-License-Identifier: MIT
 *
 * The kernel's memory and string functions against the C library's, at all
 * small lengths and alignments. They get other names here: the sanitizers need
 * theirs.
 */
#include "unit.h"

#define memcpy kernel_memcpy
#define memmove kernel_memmove
#define memset kernel_memset
#define memcmp kernel_memcmp
#define strlen kernel_strlen
#define strnlen kernel_strnlen
#define strcmp kernel_strcmp
#define strncmp kernel_strncmp
#define strchr kernel_strchr
#define strrchr kernel_strrchr
#define strlcpy kernel_strlcpy
#include "kernel/lib/string.c"
#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef strlen
#undef strnlen
#undef strcmp
#undef strncmp
#undef strchr
#undef strrchr
#undef strlcpy

#define AREA 96
#define MAX 40 /* the longest length tried */

static unsigned char area[AREA], expected[AREA], source[AREA];

static void fill(unsigned char *bytes)
{
    for (int i = 0; i < AREA; i++)
        bytes[i] = (unsigned char)unit_random();
}

static void check_areas(void)
{
    CHECK(memcmp(area, expected, AREA) == 0);
}

static void test_memcpy(void)
{
    for (int length = 0; length <= MAX; length++) {
        for (int to = 0; to < 9; to++) {
            fill(source);
            fill(area);
            memcpy(expected, area, AREA);
            int from = (int)(unit_random() % 9);
            CHECK(kernel_memcpy(area + to, source + from, (size_t)length) ==
                  area + to);
            memcpy(expected + to, source + from, (size_t)length);
            check_areas();
        }
    }
}

static void test_memmove(void)
{
    for (int length = 0; length <= MAX; length++) {
        for (int step = 0; step < AREA - MAX; step++) {
            int to = step, from = (int)(unit_random() % (AREA - MAX));
            fill(area);
            memcpy(expected, area, AREA);
            kernel_memmove(area + to, area + from, (size_t)length);
            memmove(expected + to, expected + from, (size_t)length);
            check_areas();
        }
    }
}

static void test_memset(void)
{
    for (int length = 0; length <= MAX; length++) {
        for (int to = 0; to < 9; to++) {
            int byte = (int)unit_random();
            fill(area);
            memcpy(expected, area, AREA);
            kernel_memset(area + to, byte, (size_t)length);
            memset(expected + to, byte, (size_t)length);
            check_areas();
        }
    }
}

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

static void test_memcmp(void)
{
    fill(area);
    for (int length = 0; length <= MAX; length++) {
        memcpy(expected, area, AREA);
        CHECK_EQUAL(kernel_memcmp(area, expected, (size_t)length), 0);
        for (int at = 0; at < length; at++) {
            expected[at] ^= 0x81;
            CHECK_EQUAL(sign(kernel_memcmp(area, expected, (size_t)length)),
                        sign(memcmp(area, expected, (size_t)length)));
            expected[at] ^= 0x81;
        }
    }
}

static const char *const strings[] = {
    "", "a", "b", "ab", "abc", "abd", "aba", "\xff", "\x01", "abcabc",
};

#define STRINGS (sizeof(strings) / sizeof(strings[0]))

static void test_compare(void)
{
    for (size_t i = 0; i < STRINGS; i++) {
        for (size_t j = 0; j < STRINGS; j++) {
            const char *a = strings[i], *b = strings[j];
            CHECK_EQUAL(sign(kernel_strcmp(a, b)), sign(strcmp(a, b)));
            for (size_t limit = 0; limit < 8; limit++)
                CHECK_EQUAL(sign(kernel_strncmp(a, b, limit)),
                            sign(strncmp(a, b, limit)));
        }
    }
}

static void test_search(void)
{
    for (size_t i = 0; i < STRINGS; i++) {
        const char *s = strings[i];
        CHECK_EQUAL(kernel_strlen(s), strlen(s));
        for (size_t limit = 0; limit < 8; limit++)
            CHECK_EQUAL(kernel_strnlen(s, limit), strnlen(s, limit));
        for (const char *c = "abcx\xff"; *c; c++) {
            CHECK(kernel_strchr(s, *c) == strchr(s, *c));
            CHECK(kernel_strrchr(s, *c) == strrchr(s, *c));
        }
        CHECK(kernel_strchr(s, '\0') == s + strlen(s));
        CHECK(kernel_strrchr(s, '\0') == s + strlen(s));
    }
}

static void test_strlcpy(void)
{
    char to[4];
    CHECK_EQUAL(kernel_strlcpy(to, "abc", sizeof(to)), 3);
    CHECK_TEXT(to, "abc");
    CHECK_EQUAL(kernel_strlcpy(to, "abcdef", sizeof(to)), 6);
    CHECK_TEXT(to, "abc");
    CHECK_EQUAL(kernel_strlcpy(to, "", 1), 0);
    CHECK_TEXT(to, "");
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"memcpy", test_memcpy},   {"memmove", test_memmove},
        {"memset", test_memset},   {"memcmp", test_memcmp},
        {"compare", test_compare}, {"search", test_search},
        {"strlcpy", test_strlcpy},
    };
    return UNIT_RUN(tests);
}
