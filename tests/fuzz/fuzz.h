/* SPDX-License-Identifier: MIT
 *
 * py_fuzz: what its files have in common. Programs are made from numbers (seeds)
 * and run in the interpreter in a child of the process that watches.
 *
 * listing.c      texts that grow, pseudo-random numbers
 * grammar.c   a program from the grammar
 * mutate.c    a program, damaged
 * program.c   the program that belongs to a seed
 * machine.c   run one program in this process
 * leaks.c     what was lost, as against what only refers to itself
 * child.c     processes to run them in
 * batch.c     run many, in children; tell which one a child died of
 * shrink.c    the least program that fails like this one
 * failures.c  refuse each of a program's allocations once
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* ---- listing.c ---- */

/* A text that grows; all zeroes is empty. Behind its end lies a 0 that size
 * doesn't count. */
struct listing {
    char *data;
    size_t size, capacity;
};

void listing_add(struct listing *t, const char *data, size_t size);
void listing_add_c(struct listing *t, const char *data);
/* Put data in the place of the `size` bytes at `start`. data may be a part of
 * the text itself. */
void listing_replace(struct listing *t, size_t start, size_t size,
                     const char *data, size_t data_size);
void listing_free(struct listing *t);
/* A whole file; the caller frees it. Ends the program if it can't be read. */
struct listing listing_read(const char *path);

struct random {
    uint64_t state;
};

/* A number in 0..below-1; below > 0. */
uint64_t random_below(struct random *r, uint64_t below);

/* ---- grammar.c ---- */

/* Read the grammar. Ends the program if it is wrong. */
void grammar_read(void);
/* Add a program to *t. */
void grammar_generate(struct random *r, struct listing *t);

/* ---- mutate.c ---- */

/* Damage a program in one to four places. */
void mutate(struct random *r, struct listing *t);

/* ---- program.c ---- */

struct program {
    uint64_t seed;
    struct listing text;
    bool damaged; /* it may then mean anything, an endless loop too */
    bool compile_only;
    bool ends; /* it is known to, and may use more memory */
};

/* Name the files of which programs are made by damaging them. */
void program_corpus(char *const *paths, int count);
/* The program of a seed; the caller frees its text. */
struct program program_make(uint64_t seed);

/* ---- machine.c ---- */

/* How a child ends that was not killed by what it found. */
enum ending {
    ENDING_DONE,
    ENDING_LEAK = 70, /* something was lost */
    ENDING_CUT,       /* the program didn't end in time */
    ENDING_START,     /* the interpreter didn't start */
};

/* Choose the GIL, one for each SEEDS_PER_CHILD seeds, and the limits. Once in a
 * process. */
void machine_prepare(uint64_t seed);
/* False: no memory. */
bool machine_start(void);
/* Run a program; its exit status. May end the process with ENDING_CUT. */
int machine_run(const struct program *program);
/* End the interpreter. */
void machine_end(void);

/* ---- leaks.c ---- */

/* Where the process's static variables begin and end: the linker's. */
extern char __data_start[], _end[];

/* Look at the blocks that are still in use when the interpreter has ended: how
 * many were lost, which is to say that the others do not refer to them as often
 * as their counts say. They are printed. Objects that refer to each other are
 * not lost: there is no collector of cycles. All are then
 * forgotten. */
uint64_t leaks_find(void);

/* ---- child.c ---- */

/* A file in memory, for what a child prints as errors. */
int child_errors(void);
/* Fork. The child has no input and no output but errors. */
pid_t child_start(int errors);
/* In a child: it is killed by a signal unless this is called again in time, or
 * it ends. `ends`: its program is known to end, so that to be cut off is a
 * failure; then only a hang takes too long, however busy the host is. */
void child_watch(bool ends);
/* Add the end of the errors to *report, which may be NULL; close the file. */
void child_report(int errors, struct listing *report);

/* ---- batch.c ---- */

#define SEEDS_PER_CHILD 512

struct tally {
    uint64_t programs, cut, failures;
};

/* Run the programs of `count` seeds from `first` on; print each failure with its
 * program, made small. */
void batch_run(uint64_t first, uint64_t count, struct tally *tally);
/* Run a program in a child. Is it a failure? What was printed as an error is
 * added to *report, which may be NULL. */
bool batch_fails(const struct program *program, struct listing *report);

/* ---- shrink.c ---- */

/* Make a failing program as small as is easily done. */
void shrink(struct program *program);

/* ---- failures.c ---- */

/* Which allocations are refused: each stride-th of `count`, from the first-th. */
struct failures {
    uint64_t first, count, stride;
};

/* Run the program in the file once for each of these allocations, which is
 * refused; those of the interpreter's start are counted first if `start`, else
 * not at all. Prints what went wrong, and a line with the figures. True: all went
 * well. */
bool failures_run(const char *path, const struct failures *which, bool start);

#endif
