/* SPDX-License-Identifier: MIT
 *
 * The least program that fails like this one, nearly: runs of lines are left out,
 * first half of them at once, at last single ones, as long as what remains still
 * fails. (Zeller, Hildebrandt: Simplifying and isolating failure-inducing input,
 * 2002; this is the greedy half of it.)
 */
#include <string.h>
#include <time.h>

#include "tests/fuzz/fuzz.h"

#define MOST_TRIALS 400
#define MOST_SECONDS 60

static size_t count_lines(const struct listing *t)
{
    size_t lines = 0;

    for (size_t i = 0; i < t->size; i++)
        lines += t->data[i] == '\n' || i + 1 == t->size;
    return lines;
}

/* Where a line begins; the end of the text if there is no such line. */
static size_t line_start(const struct listing *t, size_t line)
{
    size_t at = 0;

    while (line-- > 0 && at < t->size) {
        const char *newline = memchr(t->data + at, '\n', t->size - at);

        at = newline ? (size_t)(newline - t->data) + 1 : t->size;
    }
    return at;
}

/* Leave out `count` lines from `line` on, if the rest still fails. */
static bool leave_out(struct program *p, size_t line, size_t count)
{
    size_t start = line_start(&p->text, line);
    size_t end = line_start(&p->text, line + count);
    struct program less = *p;

    less.text = (struct listing){0};
    listing_add(&less.text, p->text.data, start);
    listing_add(&less.text, p->text.data + end, p->text.size - end);
    if (!batch_fails(&less, NULL)) {
        listing_free(&less.text);
        return false;
    }
    listing_free(&p->text);
    p->text = less.text;
    return true;
}

/* What may be spent on one program. */
struct budget {
    unsigned trials;
    time_t end;
};

static bool is_spent(const struct budget *b)
{
    return b->trials >= MOST_TRIALS || time(NULL) >= b->end;
}

/* Try to leave out each run of `count` lines. Has any been? */
static bool pass(struct program *p, size_t count, struct budget *budget)
{
    bool any = false;
    size_t line = count_lines(&p->text);

    line -= line < count ? line : count;
    while (!is_spent(budget)) {
        budget->trials++;
        any |= leave_out(p, line, count);
        if (line == 0)
            break;
        line -= line < count ? line : count;
    }
    return any;
}

void shrink(struct program *program)
{
    size_t count = count_lines(&program->text) / 2;
    struct budget budget = {.end = time(NULL) + MOST_SECONDS};

    while (count > 0 && !is_spent(&budget))
        if (!pass(program, count, &budget) || count > 1)
            count /= 2;
}
