/* SPDX-License-Identifier: MIT
 *
 * The normal image has no tests inside. See ktest.h.
 */
#include "ktest.h"

void ktest_main(void)
{
}
