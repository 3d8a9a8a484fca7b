/* SPDX-License-Identifier: MIT
 *
 * Checks and a runner for unit tests: a line a test, "ok name" or
 * "FAIL name: why". Includes nothing that names struct timespec, so that the
 * kernel's own can be tested.
 */
#ifndef TESTS_HOST_UNIT_H
#define TESTS_HOST_UNIT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const char *unit_name;
static int unit_failures; /* of the present test; the first is printed */

#define CHECK(condition) unit_check((condition), __LINE__, #condition)
#define CHECK_EQUAL(actual, expected)                                          \
    unit_check_equal((uint64_t)(actual), (uint64_t)(expected), __LINE__,       \
                     #actual)
#define CHECK_TEXT(actual, expected)                                           \
    unit_check_text((actual), (expected), __LINE__)

static inline void unit_check(bool holds, int line, const char *what)
{
    if (!holds && unit_failures++ == 0)
        printf("FAIL %s: line %d: not true: %s\n", unit_name, line, what);
}

static inline void unit_check_equal(uint64_t actual, uint64_t expected,
                                    int line, const char *what)
{
    if (actual != expected && unit_failures++ == 0)
        printf("FAIL %s: line %d: %s is %lld, not %lld\n", unit_name, line,
               what, (long long)actual, (long long)expected);
}

static inline void unit_check_text(const char *actual, const char *expected,
                                   int line)
{
    if (strcmp(actual, expected) != 0 && unit_failures++ == 0)
        printf("FAIL %s: line %d: \"%s\", not \"%s\"\n", unit_name, line,
               actual, expected);
}

struct unit_test {
    const char *name;
    void (*run)(void);
};

/* The program's exit status: 1 if any failed. */
static inline int unit_run(const struct unit_test *tests, unsigned count)
{
    int failed = 0;
    for (unsigned i = 0; i < count; i++) {
        unit_name = tests[i].name;
        unit_failures = 0;
        tests[i].run();
        if (unit_failures == 0)
            printf("ok %s\n", unit_name);
        failed += unit_failures != 0;
    }
    return failed != 0;
}

#define UNIT_RUN(tests) unit_run(tests, sizeof(tests) / sizeof((tests)[0]))

/* Pseudo-random numbers, the same in every run: xorshift64. */
static inline uint64_t unit_random(void)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

#endif
