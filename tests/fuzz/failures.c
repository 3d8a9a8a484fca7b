/* SPDX-License-Identifier: MIT
 *
 * Every allocation fails once.
 */
#include "tests/fuzz/fuzz.h"
bool failures_run(const char *path, uint64_t stride)
{
    (void)path, (void)stride;
    return false;
}
