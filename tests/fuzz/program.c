/* SPDX-License-Identifier: MIT
 *
 * Which program belongs to a seed. Of ten seeds, seven get one of the grammar's
 * programs as it is, two get one that is damaged, and one gets a file's text,
 * damaged, which is compiled only: who knows what it would do.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/fuzz/fuzz.h"

#define OF 10
#define GENERATED 7
#define FROM_FILE 9

static char **corpus; /* absolute paths: a child goes elsewhere */
static int corpus_size;

void program_corpus(char *const *paths, int count)
{
    corpus = calloc((size_t)count + 1, sizeof *corpus);
    corpus_size = count;
    for (int i = 0; i < count; i++) {
        corpus[i] = realpath(paths[i], NULL);
        if (!corpus[i]) {
            perror(paths[i]);
            exit(2);
        }
    }
}

struct program program_make(uint64_t seed)
{
    struct random random = {seed};
    uint64_t kind = seed % OF;
    struct program p = {.seed = seed, .damaged = kind >= GENERATED};

    if (kind >= FROM_FILE && corpus_size) {
        p.text =
            listing_read(corpus[random_below(&random, (uint64_t)corpus_size)]);
        p.compile_only = true;
    } else {
        grammar_generate(&random, &p.text);
    }
    if (p.damaged)
        mutate(&random, &p.text);
    return p;
}
