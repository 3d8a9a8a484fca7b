/* SPDX-License-Identifier: MIT
 *
 * The kernel's command line: `name=value` words, each name once, then `--`,
 * then the program's environment (NAME=value words, first) and arguments.
 * Double quotes hold a word together; there is no way to write one. One table
 * (options.c) names each option, its legal values and its default.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPTIONS_WORDS_MAX 64

struct options {
    uint32_t cores;   /* cores=sim:N, 1 ... 64; default 1 */
    uint32_t mhz;     /* 1 ... 10000 instructions a microsecond; 1000 */
    uint32_t quantum; /* 50 ... 1000000 instructions; 500 */
    uint32_t latency; /* instructions, >= quantum + 2000, <= 10000000; 4000 */
    uint32_t hz;      /* 100, 250 or 1000; 250 */
    bool timers_jiffies; /* timers=exact|jiffies; exact */
    char sched[16];      /* a registered policy's name (checked by sched); rr */
    uint32_t balance;    /* enum balance: balance=none|push|steal; steal */
    uint32_t preempt;    /* enum preempt: preempt=fair|always|never; fair */
    bool wakeup_all;     /* wakeup=one|all: sleepers at a pipe that an event
                            wakes; one */
    bool cost_linux61;   /* cost=none|linux61: whose costs (cost.h); none */
    uint32_t watchdog;   /* 0 ... 1000000 ms: sched's rules about time; 1000;
                            0: not looked at */
    uint32_t seed;       /* 0: none; any 32-bit number */
    const char *tune;    /* tune=NAME:VALUE,...: the policy's (sched.h); "" */
    const char
        *switches;       /* switches=TID:STEPS:NEXT,...; for sched=forced: "" */
    uint32_t trace_mib;  /* trace=off|N, N = 1 ... 2048; 16 */
    uint32_t strace;     /* strace=0|1: print the programs' calls; 0 */
    bool console_serial; /* console=batch|serial: a person types at it; batch */
    uint32_t window_rows,
        window_columns; /* window=RxC, of the terminal; 24x80 */
    char init[256];     /* absolute path of the program; /bin/init */
    size_t env_count;
    size_t arg_count;
    char *env[OPTIONS_WORDS_MAX + 1]; /* NULL-terminated, in `words` */
    char *arg[OPTIONS_WORDS_MAX + 1]; /* without argv[0]; NULL-terminated */
    char words[4096];
};

enum balance { BALANCE_NONE, BALANCE_PUSH, BALANCE_STEAL };
enum preempt { PREEMPT_FAIR, PREEMPT_ALWAYS, PREEMPT_NEVER };

/* Parse `line`. 0, or -EINVAL with a message in error[size] that names the
 * option, what was found and what is legal. Pure: runs on the host too. */
int options_parse(struct options *options, const char *line, char *error,
                  size_t size);

extern struct options options; /* of this boot; constant after it was parsed */

#endif
