/* SPDX-License-Identifier: MIT
 *
 * The system call fuzzer's parts: which calls there are (calls.c), what they are
 * given (values.c), and what must not come back from them (values.c).
 */
#ifndef CONVOY_FUZZ_H
#define CONVOY_FUZZ_H

#include "tests/guest/convoy.h"
#include <stdbool.h>

#define CALLS_MAX 512
#define ARGUMENTS 6

/* What an argument is, by its name in kernel/syscall.def. */
enum kind {
    KIND_NUMBER,
    KIND_ADDRESS, /* of a structure, of a buffer */
    KIND_PLACE,   /* an address of the address space itself */
    KIND_PATH,
    KIND_FD,
    KIND_PID,
    KIND_SIGNAL,
    KIND_SIZE,
};

/* Values that get a call further than most numbers do. */
struct hint {
    const char *call; /* part of its name */
    const char *argument;
    int count;
    long values[8];
};

struct call {
    int number;
    const char *name;
    int arguments;
    enum kind kinds[ARGUMENTS + 1];
    const struct hint *hints[ARGUMENTS]; /* or NULL */
};

extern struct call calls[CALLS_MAX];
extern int calls_count;

/* Read kernel/syscall.def. */
void calls_init(void);

/* Shared by all processes of a run. */
struct shared {
    long done, wanted;           /* calls */
    long made[CALLS_MAX];        /* by index in `calls` */
    long good[CALLS_MAX];        /* that gave no error */
    long errors[CALLS_MAX][134]; /* by errno */
    long unknown;                /* of numbers that are not in the list */
    long leaks;                  /* words that a program must not see */
    char leak[80];               /* the first */
};

extern struct shared *shared;

/* One caller: a thread and what it passes. */
struct caller {
    uint64_t state;   /* of its numbers */
    bool root;        /* it may do more, so it is given less */
    uint64_t *arena;  /* ARENA_PAGES of its own, the last one closed */
    uint64_t *before; /* what they held before the call */
};

#define ARENA_PAGES 4
#define PLAYGROUND ((char *)0x200000000ul) /* mapped, unmapped, protected */
#define PLAYGROUND_PAGES 64
#define HIGHEST_FD 200

uint64_t draw(struct caller *caller);

/* Fill the arena, and arguments for `call`; then make harmless what would end the
 * machine, or take from the program what it needs to go on. */
void values_draw(struct caller *caller, const struct call *call,
                 long a[ARGUMENTS]);
void values_tame(struct caller *caller, long number, long a[ARGUMENTS]);

/* Has the call left something in the arena that belongs to the kernel? */
void values_check(struct caller *caller, const char *name);

#endif
