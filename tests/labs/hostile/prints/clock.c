/* SPDX-License-Identifier: MIT
 *
 * Hostile: it prints what the grader wants to read, and measures nothing.
 */
#include <stdio.h>

int main(void)
{
    for (int number = 1; number <= 10; number++) {
        printf("tick %d %d ms\n", number, number * 20);
        fflush(stdout);
    }
    return 0;
}
