/* SPDX-License-Identifier: MIT
 *
 * The kernel's command line: what is legal is taken, what is not is refused
 * with its name and what would be legal, and no line whatever does harm.
 *
 * LINK: kernel/options.c kernel/lib/print.c kernel/lib/rbtree.c sched/?*.c
 * LINK: kernel/lib/string.c sim/drive/world.c
 */
#include "lib/errno.h"
#include "options.h"
#include "sched/sched.h"
#include "unit.h"

static char message[256];
static struct options parsed;

static int parse(const char *line)
{
    message[0] = '\0';
    return options_parse(&parsed, line, message, sizeof(message));
}

static void accept(const char *line)
{
    CHECK_EQUAL(parse(line), 0);
    CHECK_TEXT(message, "");
}

static void refuse(const char *line, const char *expected)
{
    CHECK_EQUAL(parse(line), -EINVAL);
    CHECK_TEXT(message, expected);
}

static void test_defaults(void)
{
    accept("");
    CHECK_EQUAL(parsed.cores, 1);
    CHECK_EQUAL(parsed.mhz, 1000);
    CHECK_EQUAL(parsed.quantum, 500);
    CHECK_EQUAL(parsed.latency, 4000);
    CHECK_EQUAL(parsed.hz, 250);
    CHECK(!parsed.timers_jiffies);
    CHECK_TEXT(parsed.sched, "rr");
    CHECK_EQUAL(parsed.preempt, PREEMPT_FAIR);
    CHECK_EQUAL(parsed.balance, BALANCE_STEAL);
    CHECK(parsed.tune[0] == '\0');
    CHECK(!parsed.wakeup_all);
    CHECK_EQUAL(parsed.seed, 0);
    CHECK_EQUAL(parsed.trace_mib, 16);
    CHECK_EQUAL(parsed.strace, 0);
    CHECK_TEXT(parsed.init, "/bin/init");
    CHECK_EQUAL(parsed.env_count + parsed.arg_count, 0);
    CHECK(!parsed.env[0] && !parsed.arg[0]);
}

static void test_each(void)
{
    accept("  cores=sim:64 mhz=10000\tquantum=50 latency=2050 hz=1000 "
           "timers=jiffies sched=fifo preempt=never wakeup=all "
           "seed=4294967295 trace=off init=/a  ");
    CHECK_EQUAL(parsed.cores, 64);
    CHECK_EQUAL(parsed.mhz, 10000);
    CHECK_EQUAL(parsed.quantum, 50);
    CHECK_EQUAL(parsed.latency, 2050);
    CHECK_EQUAL(parsed.hz, 1000);
    CHECK(parsed.timers_jiffies);
    CHECK_TEXT(parsed.sched, "fifo");
    CHECK_EQUAL(parsed.preempt, PREEMPT_NEVER);
    CHECK(parsed.wakeup_all);
    CHECK_EQUAL(parsed.seed, UINT32_MAX);
    CHECK_EQUAL(parsed.trace_mib, 0);
    CHECK_TEXT(parsed.init, "/a");
    accept("trace=2048 wakeup=one preempt=always timers=exact hz=100 strace=1");
    CHECK_EQUAL(parsed.strace, 1);
    CHECK(!parsed.console_serial);
    CHECK_EQUAL(parsed.trace_mib, 2048);
    CHECK_EQUAL(parsed.preempt, PREEMPT_ALWAYS);
    CHECK(!parsed.wakeup_all);
    CHECK(!parsed.cost_linux61);
    accept("cost=linux61");
    CHECK(parsed.cost_linux61);
    accept("cost=none");
    CHECK(!parsed.cost_linux61);
    accept("console=serial");
    CHECK(parsed.console_serial);
    CHECK_EQUAL(parsed.window_rows, 24);
    CHECK_EQUAL(parsed.window_columns, 80);
    accept("tune=a:1,b:2 switches=1:20:3,15:0:1");
    CHECK_TEXT(parsed.tune, "a:1,b:2");
    CHECK_TEXT(parsed.switches, "1:20:3,15:0:1");
    accept("switches=");
    CHECK_TEXT(parsed.switches, "");
    CHECK_TEXT(parsed.tune, "");
    accept("window=1x1000");
    CHECK_EQUAL(parsed.window_rows, 1);
    CHECK_EQUAL(parsed.window_columns, 1000);
}

/* It names every policy that is registered. */
static void refuse_policy(void)
{
    char expected[sizeof(message)] = "option sched=x: legal is ";
    for (unsigned i = 0; i < sched_policies_count; i++) {
        size_t end = strlen(expected);
        snprintf(expected + end, sizeof(expected) - end, "%ssched=%s",
                 i ? " or " : "", sched_policies[i]->name);
    }
    refuse("sched=x", expected);
}

static void test_messages(void)
{
    refuse("cores=sim:65",
           "option cores=sim:65: legal is cores=sim:N with N = 1...64");
    refuse("mhz=0", "option mhz=0: legal is mhz=N with N = 1...10000");
    refuse("hz=60", "option hz=60: legal is hz=100, hz=250 or hz=1000");
    refuse_policy();
    refuse("tune=", "option tune=: legal is tune=NAME:VALUE,...");
    refuse("switches=1:2:", "option switches=1:2:: legal is "
                            "switches=TID:STEPS:NEXT,...");
    refuse("preempt=", "option preempt=: legal is preempt=fair, "
                       "preempt=always or preempt=never");
    refuse("balance=", "option balance=: legal is balance=none, balance=push "
                       "or balance=steal");
    refuse("wakeup=2", "option wakeup=2: legal is wakeup=one or wakeup=all");
    refuse("trace=0",
           "option trace=0: legal is trace=off or trace=N with N = 1...2048");
    refuse("latency=2499",
           "option latency=2499: legal is latency=N with N = 2500...10000000 "
           "for quantum=500");
    refuse("quantum=5000",
           "option latency=4000: legal is latency=N with N = 7000...10000000 "
           "for quantum=5000");
    refuse("cost=linux61 latency=3999",
           "option latency=3999: legal is latency=N with N = 4000...10000000 "
           "for quantum=500");
    refuse("cost=linux", "option cost=linux: legal is cost=none or "
                         "cost=linux61");
    refuse("seed=1 seed=1",
           "option seed=1: seed= is given twice; legal is once");
    refuse(
        "colour=red",
        "option colour=red: unknown; legal are cores= mhz= quantum= "
        "latency= hz= timers= sched= balance= preempt= wakeup= cost= watchdog= "
        "seed= tune= "
        "switches= trace= strace= console= window= init= and, before the "
        "program's words, --");
    refuse("init=\"/a b", "init=/a b: a double quote is not closed");
}

static void test_tune(void)
{
    static const char *const wrong[] = {
        "turn",        "turn:",          "turn:x",
        "turn:9999",   "turn:20000x",    "turn:10000000001",
        "turns:20000", "turn:20000,x:1", "turn:99999999999999999999",
        ":20000",      ",turn:20000",
    };
    static const char legal[] =
        "legal for sched=rr is turn:10000...10000000000";
    uint64_t before = *sched_rr.turn;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        message[0] = '\0';
        CHECK_EQUAL(sched_tune(&sched_rr, wrong[i], message, sizeof(message)),
                    -EINVAL);
        CHECK(strstr(message, wrong[i]) && strstr(message, legal));
    }
    CHECK_EQUAL(sched_tune(&sched_rr, "turn:12345", message, 8), 0);
    CHECK_EQUAL(*sched_rr.turn, 12345);
    CHECK_EQUAL(sched_tune(&sched_rr, "turn:1", message, 8), -EINVAL);
    CHECK_EQUAL(*sched_rr.turn, 12345);
    CHECK_EQUAL(sched_tune(&sched_fifo, "turn:20000", message, 200), -EINVAL);
    *sched_rr.tunables[0].value = before;
}

static void test_malformed(void)
{
    static const char *const lines[] = {
        "cores",
        "cores=",
        "cores=1",
        "cores=sim",
        "cores=sim:",
        "cores=sim:0",
        "cores=sim:1x",
        "cores=smp",
        "core=sim:1",
        "mhz=-1",
        "mhz=+1",
        "mhz=1.5",
        "mhz=0x10",
        "mhz=10001",
        "mhz=18446744073709551617",
        "quantum=49",
        "quantum=1000001",
        "latency=10000001",
        "hz=250Hz",
        "window=",
        "window=24",
        "window=x80",
        "window=24x",
        "window=0x80",
        "window=24x1001",
        "window=24x80x",
        "window=00000024x80",
        "timers=tick",
        "sched=",
        "sched=rrr",
        "preempt=Fair",
        "wakeup=All",
        "seed=4294967296",
        "trace=on",
        "trace=2049",
        "strace=2",
        "init=bin/x",
        "init=",
        "=",
        "-",
        "---",
        "=1",
    };
    for (unsigned i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        CHECK_EQUAL(parse(lines[i]), -EINVAL);
        CHECK(strstr(message, lines[i]) && strstr(message, "legal"));
    }
}

static void test_program_words(void)
{
    accept("mhz=1 -- GIL=ticks _x9=a=b \"NOTE=two words\" cores=sim:99 run "
           "LATE=1 -- \"\" 3=4");
    CHECK_EQUAL(parsed.env_count, 4);
    CHECK_TEXT(parsed.env[0], "GIL=ticks");
    CHECK_TEXT(parsed.env[1], "_x9=a=b");
    CHECK_TEXT(parsed.env[2], "NOTE=two words");
    CHECK_TEXT(parsed.env[3], "cores=sim:99");
    CHECK(!parsed.env[4]);
    CHECK_EQUAL(parsed.arg_count, 5);
    CHECK_TEXT(parsed.arg[0], "run");
    CHECK_TEXT(parsed.arg[1], "LATE=1");
    CHECK_TEXT(parsed.arg[2], "--");
    CHECK_TEXT(parsed.arg[3], "");
    CHECK_TEXT(parsed.arg[4], "3=4");
    CHECK(!parsed.arg[5]);
    accept("--");
    CHECK_EQUAL(parsed.env_count + parsed.arg_count, 0);
}

static void test_limits(void)
{
    static char line[5000];
    memset(line, ' ', sizeof(line) - 1);
    CHECK_EQUAL(parse(line), -EINVAL);
    line[4095] = '\0';
    accept(line);
    memset(line, 'a', 4095);
    memcpy(line, "-- ", 3);
    accept(line);
    CHECK_EQUAL(strlen(parsed.arg[0]), 4092);
    strcpy(line, "--");
    for (int i = 0; i < OPTIONS_WORDS_MAX; i++)
        strcat(line, " w");
    accept(line);
    CHECK_EQUAL(parsed.arg_count, OPTIONS_WORDS_MAX);
    CHECK(!parsed.arg[OPTIONS_WORDS_MAX]);
    strcat(line, " last");
    refuse(line, "last: one word too many after --; legal are 64 arguments");
    memset(line, 'b', 300);
    memcpy(line, "init=/", 6);
    line[5 + 255] = '\0';
    accept(line);
    strcat(line, "b");
    CHECK_EQUAL(parse(line), -EINVAL);
}

/* The message is terminated and stays in its room, whatever that is. */
static void test_short_message(void)
{
    for (size_t size = 0; size < 200; size++) {
        char text[201];
        memset(text, '#', sizeof(text));
        CHECK_EQUAL(options_parse(&parsed, "sched=none", text, size), -EINVAL);
        CHECK(size == 0 || memchr(text, '\0', size));
        CHECK_EQUAL(text[size], '#');
    }
}

/* Every word lies in `words`, the lists end with NULL, numbers are in range. */
static void check_parsed(void)
{
    CHECK(parsed.cores >= 1 && parsed.cores <= 64);
    CHECK(parsed.latency >= parsed.quantum + 2000);
    CHECK(parsed.env_count <= OPTIONS_WORDS_MAX &&
          !parsed.env[parsed.env_count]);
    CHECK(parsed.arg_count <= OPTIONS_WORDS_MAX &&
          !parsed.arg[parsed.arg_count]);
    for (size_t i = 0; i < parsed.arg_count; i++) {
        const char *word = parsed.arg[i];
        CHECK(word >= parsed.words &&
              word + strlen(word) < parsed.words + sizeof(parsed.words));
    }
}

static const char *random_piece(void)
{
    static const char *const pieces[] = {
        "cores=sim:", "mhz=",    "quantum=",
        "latency=",   "hz=",     "timers=jiffies",
        "sched=rr",   "wakeup=", "seed=",
        "trace=",     "init=/",  "1",
        "64",         "250",     "99999999999999999999",
        "\"",         " ",       " ",
        " ",          "--",      " -- ",
        "=",          "A=b",     "\t",
        "\xff",       "x",       "%s%n",
        "off",
    };
    return pieces[unit_random() % (sizeof(pieces) / sizeof(pieces[0]))];
}

static void test_random_lines(void)
{
    unsigned accepted = 0;
    for (int round = 0; round < 100000; round++) {
        char line[600] = "";
        for (unsigned n = unit_random() % 24; n > 0; n--)
            strcat(line, random_piece());
        if (parse(line) == 0) {
            accepted++;
            check_parsed();
        } else {
            CHECK(message[0]);
        }
    }
    CHECK(accepted > 1000);
}

static void test_random_bytes(void)
{
    for (int round = 0; round < 100000; round++) {
        char line[64];
        unsigned length = (unsigned)(unit_random() % sizeof(line));
        for (unsigned i = 0; i < length; i++)
            line[i] = (char)(unit_random() >> 13);
        line[length] = '\0';
        if (parse(line) == 0)
            check_parsed();
        else
            CHECK(message[0]);
    }
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"defaults", test_defaults},
        {"each option", test_each},
        {"messages", test_messages},
        {"tune", test_tune},
        {"malformed", test_malformed},
        {"program words", test_program_words},
        {"limits", test_limits},
        {"short message", test_short_message},
        {"random lines", test_random_lines},
        {"random bytes", test_random_bytes},
    };
    return UNIT_RUN(tests);
}
