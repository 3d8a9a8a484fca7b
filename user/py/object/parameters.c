/* SPDX-License-Identifier: MIT
 *
 * The arguments of C functions that take keywords, sorted into places.
 */
#include <string.h>

#include "object/callable.h"
#include "object/container.h"
#include "object/error.h"
#include "object/text.h"

static uint32_t name_count(const struct parameters *parameters)
{
    uint32_t count = 0;

    while (parameters->names[count])
        count++;
    return count;
}

/* Methods have self as their first parameter, which messages do not count. */
static uint32_t hidden_count(const struct parameters *parameters)
{
    return parameters->names[0] && strcmp(parameters->names[0], "self") == 0;
}

static const char *plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

/* Are there more arguments than places for them? 0; -1: TypeError. */
static int check_counts(const struct parameters *p, uint32_t count,
                        uint32_t keywords)
{
    uint32_t hidden, total, given, positional;

    if (count <= p->positional && !keywords)
        return 0;
    hidden = hidden_count(p);
    total = name_count(p) - hidden;
    given = count + keywords - hidden;
    positional = p->positional - hidden;
    if (given > total && total) {
        error_format(&type_TypeError,
                     "%s() takes %s %u %sargument%s (%u given)", p->function,
                     p->required == name_count(p) ? "exactly" : "at most",
                     total, count == hidden ? "keyword " : "", plural(total),
                     given);
        return -1;
    }
    if (count <= p->positional)
        return 0;
    if (positional == 0)
        error_format(&type_TypeError, "%s() takes no %sarguments", p->function,
                     total ? "positional " : "");
    else
        error_format(&type_TypeError,
                     "%s() takes %s %u positional argument%s (%u given)",
                     p->function,
                     p->required >= p->positional ? "exactly" : "at most",
                     positional, plural(positional), count - hidden);
    return -1;
}

/* The place of a keyword, or -1. */
static int32_t place_find(const struct parameters *p, struct object *keyword)
{
    for (uint32_t i = p->positional_only; p->names[i]; i++)
        if (str_equal_c(keyword, p->names[i]))
            return (int32_t)i;
    return -1;
}

static int bind_keyword(const struct parameters *p, struct object *keyword,
                        struct object *value, struct object **out)
{
    int32_t place = place_find(p, keyword);

    if (place < 0) {
        error_format(&type_TypeError,
                     "'%U' is an invalid keyword argument for %s()", keyword,
                     p->function);
        return -1;
    }
    if (out[place]) {
        error_format(&type_TypeError,
                     "argument for %s() given by name ('%s') and position (%d)",
                     p->function, p->names[place],
                     place + 1 - (int32_t)hidden_count(p));
        return -1;
    }
    out[place] = value;
    return 0;
}

static int missing(const struct parameters *p, uint32_t place, uint32_t count)
{
    uint32_t hidden = hidden_count(p), least = p->positional_only - hidden;

    if (p->required < p->positional_only)
        least = p->required - hidden;
    if (place < p->positional_only)
        error_format(&type_TypeError,
                     "%s() takes at least %u positional argument%s (%u given)",
                     p->function, least, plural(least), count - hidden);
    else
        error_format(&type_TypeError,
                     "%s() missing required argument '%s' (pos %u)",
                     p->function, p->names[place], place + 1 - hidden);
    return -1;
}

int parameters_bind(const struct parameters *parameters,
                    struct object *const *args, uint32_t count,
                    struct object *names, struct object **out)
{
    struct tuple *keywords = (struct tuple *)names;
    uint32_t keyword_count = keywords ? (uint32_t)keywords->count : 0;

    for (uint32_t i = 0; parameters->names[i]; i++)
        out[i] = NULL;
    if (check_counts(parameters, count, keyword_count) < 0)
        return -1;
    for (uint32_t i = 0; i < count; i++)
        out[i] = args[i];
    for (uint32_t i = 0; i < keyword_count; i++)
        if (bind_keyword(parameters, keywords->items[i], args[count + i], out) <
            0)
            return -1;
    for (uint32_t i = 0; i < parameters->required; i++)
        if (!out[i])
            return missing(parameters, i, count);
    return 0;
}
