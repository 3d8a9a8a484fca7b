/* SPDX-License-Identifier: MIT
 *
 * What the programs here have in common: some threads do the same work at once,
 * and then somebody looks whether all is well. With the argument `fixed` a program
 * does what it should have done.
 */
#ifndef CREW_H
#define CREW_H

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CREW_MAX 8

/* Is it to do the right thing? */
static inline bool crew_fixed(int argc, char **argv)
{
    return argc > 1 && strcmp(argv[1], "fixed") == 0;
}

/* Run work(0) ... work(count - 1), each in a thread; returns when all have. */
static inline void crew_run(int count, void *(*work)(void *number))
{
    pthread_t threads[CREW_MAX];

    for (long i = 0; i < count; i++) {
        if (pthread_create(&threads[i], NULL, work, (void *)i))
            abort();
    }
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
}

/* Something that takes a while: some five instructions for each of `n`. */
static inline unsigned crew_think(unsigned n)
{
    volatile unsigned sum = 0;

    while (n--)
        sum += n;
    return sum;
}

/* The program's exit status: 0 if `found` is what was `expected`. */
static inline int crew_check(const char *what, long found, long expected)
{
    printf("%s: %ld, expected %ld\n", what, found, expected);
    return found == expected ? 0 : 1;
}

#endif
