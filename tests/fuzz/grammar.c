/* SPDX-License-Identifier: MIT
 *
 * Programs from a grammar, which is text: the files of tests/fuzz/grammar, the
 * first of which says how it is written.
 *
 * Each rule has a cost: how deep its shallowest expansion is. When a program is
 * long or deep enough, only what is cheapest is taken, and so it ends.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

#define DEEP 18
#define LEAST_LONG 500
#define MOST_LONG 5000
#define COST_UNKNOWN 1000

static const char *const paths[] = {
    "tests/fuzz/grammar/statements.txt",  "tests/fuzz/grammar/functions.txt",
    "tests/fuzz/grammar/calls.txt",       "tests/fuzz/grammar/traps.txt",
    "tests/fuzz/grammar/expressions.txt",
};

struct rule;

/* A piece of an alternative: text as it is, or a rule. */
struct piece {
    struct piece *next;
    char *text; /* NULL: a rule */
    size_t size;
    struct rule *rule;
};

struct alternative {
    struct piece *pieces;
    unsigned cost;
};

struct rule {
    struct rule *next;
    char *name;
    struct alternative *alternatives;
    size_t count;
    unsigned cost;
    bool counter; /* <counter>, which has no alternatives */
};

struct generator {
    struct random *random;
    struct listing *out;
    size_t enough; /* characters */
    unsigned depth;
};

static struct rule *rules;

/* ---- Reading ---- */

/* The rule of that name; one without alternatives is made if there is none. */
static struct rule *rule_named(const char *name, size_t size)
{
    struct rule *r = rules;

    while (r && (strlen(r->name) != size || memcmp(r->name, name, size) != 0))
        r = r->next;
    if (r)
        return r;
    r = calloc(1, sizeof *r);
    *r = (struct rule){.next = rules,
                       .name = strndup(name, size),
                       .cost = COST_UNKNOWN};
    r->counter = strcmp(r->name, "counter") == 0;
    rules = r;
    return r;
}

/* How long the name is that <name> at p has; 0: that is no such thing. */
static size_t reference(const char *p, const char *end)
{
    size_t size = 1;

    if (*p != '<')
        return 0;
    while (p + size < end && (islower(p[size]) || p[size] == '_'))
        size++;
    return size > 1 && p + size < end && p[size] == '>' ? size - 1 : 0;
}

static struct piece *piece_new(struct piece ***last)
{
    struct piece *piece = calloc(1, sizeof *piece);

    **last = piece;
    *last = &piece->next;
    return piece;
}

/* The pieces of an alternative. */
static struct piece *parse(const char *p, const char *end)
{
    struct piece *pieces = NULL, **last = &pieces, *piece;

    while (p < end) {
        const char *start = p;
        size_t size = reference(p, end);

        if (size) {
            piece_new(&last)->rule = rule_named(p + 1, size);
            p += size + 2;
            continue;
        }
        do
            p++;
        while (p < end && !reference(p, end));
        piece = piece_new(&last);
        piece->size = (size_t)(p - start);
        piece->text = strndup(start, piece->size);
    }
    return pieces;
}

static void add_alternative(struct rule *r, const struct listing *t)
{
    r->alternatives =
        realloc(r->alternatives, (r->count + 1) * sizeof *r->alternatives);
    r->alternatives[r->count++] =
        (struct alternative){.pieces = parse(t->data, t->data + t->size),
                             .cost = COST_UNKNOWN};
}

/* Add what was collected to the rule, and begin anew. */
static void finish_alternative(struct rule *r, struct listing *t)
{
    if (t->size)
        add_alternative(r, t);
    listing_free(t);
}

static void add_words(struct rule *r, char *line)
{
    for (char *word = strtok(line, " "); word; word = strtok(NULL, " ")) {
        struct listing t = {0};

        listing_add_c(&t, word);
        finish_alternative(r, &t);
    }
}

static bool is_header(const char *line)
{
    return (line[0] == ':' || line[0] == '=') && islower(line[1]);
}

static void read_file(const char *path)
{
    struct listing file = listing_read(path), alternative = {0};
    struct rule *rule = NULL;
    bool words = false;
    char *rest = file.data, *line;

    while ((line = strsep(&rest, "\n"))) {
        if (line[0] == '#' || !line[0])
            continue;
        if (line[0] != ' ' && line[0] != '|')
            finish_alternative(rule, &alternative);
        if (is_header(line)) {
            rule = rule_named(line + 1, strlen(line + 1));
            words = line[0] == '=';
        } else if (words) {
            add_words(rule, line);
        } else {
            if (alternative.size)
                listing_add_c(&alternative, "\n");
            listing_add_c(&alternative, line + (line[0] == '|'));
        }
    }
    finish_alternative(rule, &alternative);
    listing_free(&file);
}

/* One more than what its dearest piece costs. */
static unsigned alternative_cost(const struct alternative *a)
{
    unsigned most = 0;

    for (const struct piece *p = a->pieces; p; p = p->next)
        if (p->rule && p->rule->cost > most)
            most = p->rule->cost;
    return most + 1;
}

/* Is anything cheaper than was known? */
static bool costs_improve(void)
{
    bool improved = false;

    for (struct rule *r = rules; r; r = r->next)
        for (size_t i = 0; i < r->count; i++) {
            struct alternative *a = &r->alternatives[i];

            a->cost = alternative_cost(a);
            if (a->cost >= r->cost)
                continue;
            r->cost = a->cost;
            improved = true;
        }
    return improved;
}

void grammar_read(void)
{
    rule_named("counter", strlen("counter"))->cost = 0;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        read_file(paths[i]);
    while (costs_improve())
        ;
    for (struct rule *r = rules; r; r = r->next)
        if (r->cost == COST_UNKNOWN) {
            fprintf(stderr, "grammar: <%s> has no end\n", r->name);
            exit(2);
        }
}

/* ---- Generating ---- */

static void expand(struct generator *g, const struct rule *r, unsigned indent);

/* One of those that cost no more than `most`. */
static const struct alternative *choose(struct generator *g,
                                        const struct rule *r, unsigned most)
{
    size_t fit = 0, wanted;

    for (size_t i = 0; i < r->count; i++)
        fit += r->alternatives[i].cost <= most;
    wanted = random_below(g->random, fit);
    for (size_t i = 0;; i++)
        if (r->alternatives[i].cost <= most && wanted-- == 0)
            return &r->alternatives[i];
}

/* Add text; what follows a newline is indented. */
static void add_indented(struct generator *g, const char *text, size_t size,
                         unsigned indent)
{
    for (size_t i = 0; i < size; i++) {
        listing_add(g->out, text + i, 1);
        for (unsigned n = 0; text[i] == '\n' && n < indent; n++)
            listing_add_c(g->out, " ");
    }
}

/* How far the text's last line is indented. */
static unsigned indentation(const struct listing *t)
{
    size_t start = t->size;
    unsigned indent = 0;

    while (start > 0 && t->data[start - 1] != '\n')
        start--;
    while (start + indent < t->size && t->data[start + indent] == ' ')
        indent++;
    return indent;
}

static void expand(struct generator *g, const struct rule *r, unsigned indent)
{
    bool enough = g->depth > DEEP || g->out->size > g->enough;
    char name[sizeof "n4294967295"];

    if (r->counter) {
        sprintf(name, "n%u", indent);
        listing_add_c(g->out, name);
        return;
    }
    g->depth++;
    for (const struct piece *p =
             choose(g, r, enough ? r->cost : COST_UNKNOWN)->pieces;
         p; p = p->next) {
        if (p->rule)
            expand(g, p->rule, p->rule->counter ? indent : indentation(g->out));
        else
            add_indented(g, p->text, p->size, indent);
    }
    g->depth--;
}

void grammar_generate(struct random *r, struct listing *t)
{
    struct generator g = {.random = r,
                          .out = t,
                          .enough = LEAST_LONG +
                                    random_below(r, MOST_LONG - LEAST_LONG)};

    expand(&g, rule_named("program", strlen("program")), 0);
    listing_add_c(t, "\n");
}
