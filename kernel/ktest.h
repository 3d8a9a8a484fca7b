/* SPDX-License-Identifier: MIT
 *
 * Tests that run inside the kernel: only in the test image (tests/kernel/), where
 * ktest_main never returns. In the normal image it is empty (ktest_none.c).
 */
#ifndef KTEST_H
#define KTEST_H

void ktest_main(void);

#endif
