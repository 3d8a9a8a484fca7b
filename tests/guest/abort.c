/* SPDX-License-Identifier: MIT
 *
 * abort(3) kills by SIGABRT.
 *
 * Expected status: 134
 */
#define _GNU_SOURCE
#include "check.h"

int main(void)
{
    dprintf(1, "aborts\n");
    abort();
}
