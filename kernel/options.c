/* SPDX-License-Identifier: MIT
 *
 * The kernel's command line. One table names each option, how its value is
 * read, and what is legal; a wrong word is answered with the table's text.
 * Nothing here touches the machine: the boot code prints the message and stops.
 */
#include "options.h"

#include "lib/errno.h"
#include "lib/print.h"
#include "lib/string.h"
#include "sched/sched.h"

/* Instructions by which latency exceeds quantum: more than the longest section
 * with interrupts off, which every run measures (max_irq_off). */
#define LATENCY_MARGIN 2000
#define LATENCY_MARGIN_COSTS 3500 /* with cost=, and a charge in it: cost.h */

#define SWITCH_DIGITS_MAX 15 /* of a number in switches= */

struct options options;

struct option {
    const char *name;
    /* Read `value` into *options: false if it is malformed or out of range. */
    bool (*parse)(const struct option *option, struct options *options,
                  const char *value);
    const char *legal; /* NULL: a list of the scheduling policies */
    size_t field;      /* for parse_number: offset of a uint32_t */
    uint32_t min, max; /* likewise */
};

/* Where the message about a wrong word goes. */
struct report {
    char *text;
    size_t size;
};

/* A decimal number from `min` to `max` and nothing else. */
static bool read_number(const char *text, uint32_t min, uint32_t max,
                        uint32_t *number)
{
    uint64_t value = 0;
    if (!*text)
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return false;
        value = value * 10 + (uint64_t)(*text - '0');
        if (value > max)
            return false;
    }
    *number = (uint32_t)value;
    return value >= min;
}

static bool parse_number(const struct option *option, struct options *options,
                         const char *value)
{
    uint32_t *number = (uint32_t *)((char *)options + option->field);
    return read_number(value, option->min, option->max, number);
}

static bool parse_cores(const struct option *option, struct options *options,
                        const char *value)
{
    if (strncmp(value, "sim:", 4) != 0)
        return false;
    return parse_number(option, options, value + 4);
}

static bool parse_hz(const struct option *option, struct options *options,
                     const char *value)
{
    if (!parse_number(option, options, value))
        return false;
    return options->hz == 100 || options->hz == 250 || options->hz == 1000;
}

static bool parse_timers(const struct option *option, struct options *options,
                         const char *value)
{
    (void)option;
    options->timers_jiffies = strcmp(value, "jiffies") == 0;
    return options->timers_jiffies || strcmp(value, "exact") == 0;
}

static bool parse_sched(const struct option *option, struct options *options,
                        const char *value)
{
    (void)option;
    if (!sched_policy_find(value))
        return false;
    ksnprintf(options->sched, sizeof(options->sched), "%s", value);
    return true;
}

/* One of `names`: its number. */
static bool parse_word(const char *const names[], uint32_t count,
                       const char *value, uint32_t *number)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(value, names[i]) == 0) {
            *number = i;
            return true;
        }
    }
    return false;
}

static bool parse_balance(const struct option *option, struct options *options,
                          const char *value)
{
    static const char *const names[] = {
        [BALANCE_NONE] = "none",
        [BALANCE_PUSH] = "push",
        [BALANCE_STEAL] = "steal",
    };
    (void)option;
    return parse_word(names, BALANCE_STEAL + 1, value, &options->balance);
}

static bool parse_preempt(const struct option *option, struct options *options,
                          const char *value)
{
    static const char *const names[] = {
        [PREEMPT_FAIR] = "fair",
        [PREEMPT_ALWAYS] = "always",
        [PREEMPT_NEVER] = "never",
    };
    (void)option;
    return parse_word(names, PREEMPT_NEVER + 1, value, &options->preempt);
}

static bool parse_wakeup(const struct option *option, struct options *options,
                         const char *value)
{
    (void)option;
    options->wakeup_all = strcmp(value, "all") == 0;
    return options->wakeup_all || strcmp(value, "one") == 0;
}

static bool parse_cost(const struct option *option, struct options *options,
                       const char *value)
{
    (void)option;
    options->cost_linux61 = strcmp(value, "linux61") == 0;
    return options->cost_linux61 || strcmp(value, "none") == 0;
}

static bool parse_trace(const struct option *option, struct options *options,
                        const char *value)
{
    if (strcmp(value, "off") != 0)
        return parse_number(option, options, value);
    options->trace_mib = 0;
    return true;
}

/* One of the numbers of a list, and what has to stand behind it, which it moves
 * past; the end of the text will do as well if `last`. */
static bool skip_number(const char **text, char behind, bool last)
{
    const char *start = *text;
    while (**text >= '0' && **text <= '9')
        (*text)++;
    if (*text == start || *text - start > SWITCH_DIGITS_MAX)
        return false;
    if (!**text)
        return last;
    return *(*text)++ == behind;
}

/* What there is to tune, the policy knows: sched_init. */
static bool parse_tune(const struct option *option, struct options *options,
                       const char *value)
{
    (void)option;
    options->tune = value;
    return *value != '\0';
}

static bool parse_switches(const struct option *option, struct options *options,
                           const char *value)
{
    (void)option;
    options->switches = value;
    while (*value) {
        if (!skip_number(&value, ':', false) ||
            !skip_number(&value, ':', false) || !skip_number(&value, ',', true))
            return false;
    }
    return true;
}

static bool parse_console(const struct option *option, struct options *options,
                          const char *value)
{
    (void)option;
    options->console_serial = strcmp(value, "serial") == 0;
    return options->console_serial || strcmp(value, "batch") == 0;
}

/* Rows, an x, columns. */
static bool parse_window(const struct option *option, struct options *options,
                         const char *value)
{
    const char *x = strchr(value, 'x');
    char rows[8];
    if (!x || x - value >= (int)sizeof(rows))
        return false;
    ksnprintf(rows, sizeof(rows), "%.*s", (int)(x - value), value);
    return read_number(rows, option->min, option->max, &options->window_rows) &&
           read_number(x + 1, option->min, option->max,
                       &options->window_columns);
}

static bool parse_init(const struct option *option, struct options *options,
                       const char *value)
{
    (void)option;
    if (value[0] != '/' || strlen(value) >= sizeof(options->init))
        return false;
    ksnprintf(options->init, sizeof(options->init), "%s", value);
    return true;
}

#define FIELD(name) offsetof(struct options, name)

static const struct option table[] = {
    {"cores", parse_cores, "cores=sim:N with N = 1...64", FIELD(cores), 1, 64},
    {"mhz", parse_number, "mhz=N with N = 1...10000", FIELD(mhz), 1, 10000},
    {"quantum", parse_number, "quantum=N with N = 50...1000000", FIELD(quantum),
     50, 1000000},
    {"latency", parse_number, "latency=N with N = quantum + 2000...10000000",
     FIELD(latency), 1, 10000000},
    {"hz", parse_hz, "hz=100, hz=250 or hz=1000", FIELD(hz), 100, 1000},
    {"timers", parse_timers, "timers=exact or timers=jiffies", 0, 0, 0},
    {"sched", parse_sched, NULL, 0, 0, 0},
    {"balance", parse_balance, "balance=none, balance=push or balance=steal", 0,
     0, 0},
    {"preempt", parse_preempt, "preempt=fair, preempt=always or preempt=never",
     0, 0, 0},
    {"wakeup", parse_wakeup, "wakeup=one or wakeup=all", 0, 0, 0},
    {"cost", parse_cost, "cost=none or cost=linux61", 0, 0, 0},
    {"watchdog", parse_number, "watchdog=N with N = 0...1000000",
     FIELD(watchdog), 0, 1000000},
    {"seed", parse_number, "seed=N with N = 0...4294967295", FIELD(seed), 0,
     UINT32_MAX},
    {"tune", parse_tune, "tune=NAME:VALUE,...", 0, 0, 0},
    {"switches", parse_switches, "switches=TID:STEPS:NEXT,...", 0, 0, 0},
    {"trace", parse_trace, "trace=off or trace=N with N = 1...2048",
     FIELD(trace_mib), 1, 2048},
    {"strace", parse_number, "strace=0 or strace=1", FIELD(strace), 0, 1},
    {"console", parse_console, "console=batch or console=serial", 0, 0, 0},
    {"window", parse_window,
     "window=ROWSxCOLUMNS, both 1...1000, e.g. window=24x80", 0, 1, 1000},
    {"init", parse_init, "init=PATH, absolute and of at most 255 bytes", 0, 0,
     0},
};

#define TABLE_COUNT (sizeof(table) / sizeof(table[0]))

static void set_defaults(struct options *options)
{
    *options = (struct options){
        .cores = 1,
        .mhz = 1000,
        .quantum = 500,
        .latency = 4000,
        .hz = 250,
        .balance = BALANCE_STEAL,
        .preempt = PREEMPT_FAIR,
        .tune = "",
        .switches = "",
        .watchdog = 1000,
        .trace_mib = 16,
        .window_rows = 24,
        .window_columns = 80,
        .init = "/bin/init",
    };
    ksnprintf(options->sched, sizeof(options->sched), "%s",
              sched_policies[0]->name);
}

/* Append to the report, which stays terminated and is cut where it is full. */
__attribute__((format(printf, 2, 3))) static void say(struct report *report,
                                                      const char *format, ...)
{
    va_list args;
    va_start(args, format);
    size_t length =
        (size_t)kvsnprintf(report->text, report->size, format, args);
    va_end(args);
    if (length >= report->size)
        length = report->size ? report->size - 1 : 0;
    report->text += length;
    report->size -= length;
}

static void say_legal(struct report *report, const struct option *option)
{
    if (option->legal) {
        say(report, "%s", option->legal);
        return;
    }
    for (unsigned i = 0; i < sched_policies_count; i++) {
        say(report, "%s%s=%s", i == 0 ? "" : " or ", option->name,
            sched_policies[i]->name);
    }
}

static int refuse_value(struct report *report, const struct option *option,
                        const char *word)
{
    say(report, "option %.64s: legal is ", word);
    say_legal(report, option);
    return -EINVAL;
}

static int refuse_unknown(struct report *report, const char *word)
{
    say(report, "option %.64s: unknown; legal are", word);
    for (size_t i = 0; i < TABLE_COUNT; i++)
        say(report, " %s=", table[i].name);
    say(report, " and, before the program's words, --");
    return -EINVAL;
}

/* The option that `word` sets, and its value; NULL if there is none. */
static const struct option *find(const char *word, const char **value)
{
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        size_t length = strlen(table[i].name);
        if (strncmp(word, table[i].name, length) == 0 && word[length] == '=') {
            *value = word + length + 1;
            return &table[i];
        }
    }
    return NULL;
}

/* `seen` has a bit for each entry of the table that has been given. */
static int parse_option(struct options *options, const char *word,
                        uint32_t *seen, struct report *report)
{
    const char *value;
    const struct option *option = find(word, &value);
    if (!option)
        return refuse_unknown(report, word);
    uint32_t bit = 1u << (option - table);
    if (*seen & bit) {
        say(report, "option %.64s: %s= is given twice; legal is once", word,
            option->name);
        return -EINVAL;
    }
    *seen |= bit;
    if (!option->parse(option, options, value))
        return refuse_value(report, option, word);
    return 0;
}

/* What no option can check on its own. */
static int check_together(const struct options *options, struct report *report)
{
    uint32_t margin =
        options->cost_linux61 ? LATENCY_MARGIN_COSTS : LATENCY_MARGIN;
    if (options->latency >= options->quantum + margin)
        return 0;
    say(report,
        "option latency=%u: legal is latency=N with N = %u...10000000 "
        "for quantum=%u",
        options->latency, options->quantum + margin, options->quantum);
    return -EINVAL;
}

/* Is `word` NAME=value, NAME being a C identifier? */
static bool is_assignment(const char *word)
{
    const char *at = word;
    while (*at == '_' || (*at >= 'A' && *at <= 'Z') ||
           (*at >= 'a' && *at <= 'z') ||
           (*at >= '0' && *at <= '9' && at > word))
        at++;
    return at > word && *at == '=';
}

/* The environment first; from the first word that is no assignment on,
 * arguments. */
static int add_program_word(struct options *options, char *word,
                            struct report *report)
{
    bool env = options->arg_count == 0 && is_assignment(word);
    char **list = env ? options->env : options->arg;
    size_t *count = env ? &options->env_count : &options->arg_count;
    if (*count == OPTIONS_WORDS_MAX) {
        say(report, "%.64s: one word too many after --; legal are %u %s", word,
            OPTIONS_WORDS_MAX, env ? "NAME=value" : "arguments");
        return -EINVAL;
    }
    list[(*count)++] = word;
    return 0;
}

/* Copy the next word of *from to *to, NUL-terminated and without its quotes;
 * both move past it. 1, 0 if there is no further one, -EINVAL if a quote stays
 * open. */
static int next_word(const char **from, char **to)
{
    const char *in = *from;
    char *out = *to;
    while (*in == ' ' || *in == '\t')
        in++;
    if (!*in)
        return 0;
    bool quoted = false;
    for (; *in && (quoted || (*in != ' ' && *in != '\t')); in++) {
        if (*in == '"')
            quoted = !quoted;
        else
            *out++ = *in;
    }
    *out++ = '\0';
    *from = in;
    *to = out;
    return quoted ? -EINVAL : 1;
}

/* The words never need more room than the line does: each is followed by a
 * space or by the line's end. */
static int parse_words(struct options *options, const char *line,
                       struct report *report)
{
    char *free = options->words;
    uint32_t seen = 0;
    bool program = false;
    for (;;) {
        char *word = free;
        int found = next_word(&line, &free);
        int error = 0;
        if (found == 0)
            return 0;
        if (found < 0) {
            say(report, "%.64s: a double quote is not closed", word);
            return found;
        }
        if (program)
            error = add_program_word(options, word, report);
        else if (strcmp(word, "--") == 0)
            program = true;
        else
            error = parse_option(options, word, &seen, report);
        if (error)
            return error;
    }
}

int options_parse(struct options *options, const char *line, char *error,
                  size_t size)
{
    struct report report = {error, size};
    set_defaults(options);
    if (strlen(line) >= sizeof(options->words)) {
        say(&report, "the command line is too long; legal are %u bytes",
            (unsigned)sizeof(options->words) - 1);
        return -EINVAL;
    }
    int result = parse_words(options, line, &report);
    return result ? result : check_together(options, &report);
}
