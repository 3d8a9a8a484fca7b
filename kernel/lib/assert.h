/* SPDX-License-Identifier: MIT
 *
 * kassert: a contract's check that stays in every build. panic: the kernel's
 * last words (registers, backtrace, what ran on each core), then power-off.
 */
#ifndef LIB_ASSERT_H
#define LIB_ASSERT_H

/* Never returns. Prints the formatted text with the panic screen. For kernel bugs
 * only: nothing that a user program does may lead here. */
void panic(const char *format, ...)
    __attribute__((noreturn, cold, format(printf, 1, 2)));

/* Panic unless `condition`; the text gives the values:
 * kassert(n > 0, "n=%d", n). */
#define kassert(condition, format, ...)                                        \
    ((condition) ? (void)0                                                     \
                 : panic("assertion %s: " format, #condition, ##__VA_ARGS__))

#endif
