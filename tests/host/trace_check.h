/* SPDX-License-Identifier: MIT
 *
 * Checks and a runner for the trace decoder's tests: a line a test, "ok name"
 * or "FAIL name: why".
 */
#ifndef TRACE_CHECK_H
#define TRACE_CHECK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

static const char *test_name;
static int checks_failed; /* of the present test */

#define CHECK(condition) check((condition), __LINE__, #condition)
#define CHECK_EQUAL(actual, expected)                                          \
    check_equal((actual), (expected), __LINE__, #actual)

static inline void check(bool holds, int line, const char *what)
{
    if (holds)
        return;
    checks_failed++;
    printf("FAIL %s: line %d: not true: %s\n", test_name, line, what);
}

static inline void check_equal(uint64_t actual, uint64_t expected, int line,
                               const char *what)
{
    if (actual == expected)
        return;
    checks_failed++;
    printf("FAIL %s: line %d: %s is %llu, not %llu\n", test_name, line, what,
           (unsigned long long)actual, (unsigned long long)expected);
}

struct test {
    const char *name;
    void (*run)(void);
};

/* The program's exit status: 1 if any failed. */
static inline int run_tests(const struct test *tests, size_t count)
{
    int failed = 0;

    for (size_t i = 0; i < count; i++) {
        test_name = tests[i].name;
        checks_failed = 0;
        tests[i].run();
        if (checks_failed == 0)
            printf("ok %s\n", test_name);
        failed += checks_failed != 0;
    }
    return failed != 0;
}

#endif
