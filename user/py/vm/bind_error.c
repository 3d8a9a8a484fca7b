/* SPDX-License-Identifier: MIT
 *
 * What is wrong with the arguments of a call of a Python function, in CPython's
 * words.
 */
#include "compile/code.h"
#include "object/container.h"
#include "object/error.h"
#include "object/text.h"
#include "vm/bind.h"

static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

static struct object *parameter_name(const struct function *function,
                                     uint32_t index)
{
    return ((struct tuple *)function->code->local_names)->items[index];
}

/* " positional argument", or, where keyword-only arguments were given, how many
 * of each: what stands before "were given". */
static struct object *given_text(const struct function *function,
                                 struct object *const *locals, uint32_t given)
{
    const struct code *code = function->code;
    uint32_t keywords = 0;

    for (uint32_t i = 0; i < code->keyword_only; i++)
        keywords += locals[code->positional + i] != NULL;
    if (!keywords)
        return str_format_c("%u %s", given, given == 1 ? "was" : "were");
    return str_format_c(
        "%u positional argument%s (and %u keyword-only argument%s) were", given,
        plural(given), keywords, plural(keywords));
}

int bind_too_many(struct function *function, struct object *const *locals,
                  uint32_t given)
{
    uint32_t most = function->code->positional;
    uint64_t defaults =
        function->defaults ? ((struct tuple *)function->defaults)->count : 0;
    struct object *text = given_text(function, locals, given);

    if (!text)
        return -1;
    if (defaults)
        error_format(&type_TypeError,
                     "%U() takes from %u to %u positional arguments but %U "
                     "given",
                     function->qualname, most - (uint32_t)defaults, most, text);
    else
        error_format(&type_TypeError,
                     "%U() takes %u positional argument%s but %U given",
                     function->qualname, most, plural(most), text);
    unref(text);
    return -1;
}

/* Is the parameter neither bound nor provided with a default? */
static bool is_missing(struct function *function, struct object *const *locals,
                       uint32_t index)
{
    struct dict *defaults = function->keyword_defaults;

    return !locals[index] &&
           (index < function->code->positional || !defaults ||
            !dict_get_str(defaults, parameter_name(function, index)));
}

/* Put "'a', 'b', and 'c'" into text. Returns how many, or -1. */
static int missing_list(struct function *function, struct object *const *locals,
                        uint32_t from, uint32_t to, struct text *text)
{
    int count = 0, done = 0;

    for (uint32_t i = from; i < to; i++)
        count += is_missing(function, locals, i);
    for (uint32_t i = from; i < to; i++) {
        const char *separator = count == 2 ? " and " : ", ";

        if (!is_missing(function, locals, i))
            continue;
        if (count > 2 && done == count - 1)
            separator = ", and ";
        if ((done && text_add_c(text, separator) < 0) ||
            text_add_c(text, "'") < 0 ||
            text_add_object(text, parameter_name(function, i)) < 0 ||
            text_add_c(text, "'") < 0)
            return -1;
        done++;
    }
    return count;
}

int bind_missing(struct function *function, struct object *const *locals,
                 uint32_t from, uint32_t to, const char *kind)
{
    struct text text = {0};
    int count = missing_list(function, locals, from, to, &text);
    struct object *list;

    if (count < 0) {
        text_discard(&text);
        return -1;
    }
    list = text_finish(&text);
    if (!list)
        return -1;
    error_format(&type_TypeError, "%U() missing %d required %s argument%s: %U",
                 function->qualname, count, kind, plural((uint64_t)count),
                 list);
    unref(list);
    return -1;
}

/* Is a keyword the name of a positional-only parameter? */
static bool is_positional_only(const struct function *function,
                               struct object *keyword)
{
    for (uint32_t i = 0; i < function->code->positional_only; i++)
        if (str_equal(parameter_name(function, i), keyword))
            return true;
    return false;
}

/* Put the keywords that name positional-only parameters, in the order of those,
 * into text: "a, b". Returns how many, or -1. */
static int positional_only_list(const struct function *function,
                                const struct tuple *names, struct text *text)
{
    int count = 0;

    for (uint32_t i = 0; i < function->code->positional_only; i++) {
        struct object *parameter = parameter_name(function, i);
        bool found = false;

        for (uint32_t k = 0; k < names->count; k++)
            found |= str_equal(names->items[k], parameter);
        if (!found)
            continue;
        if ((count && text_add_c(text, ", ") < 0) ||
            text_add_object(text, parameter) < 0)
            return -1;
        count++;
    }
    return count;
}

int bind_unexpected(struct function *function, struct object *keyword,
                    struct object *names)
{
    struct text text = {0};
    struct object *list;

    if (!is_positional_only(function, keyword)) {
        error_format(&type_TypeError,
                     "%U() got an unexpected keyword argument '%U'",
                     function->qualname, keyword);
        return -1;
    }
    if (positional_only_list(function, (struct tuple *)names, &text) < 0) {
        text_discard(&text);
        return -1;
    }
    list = text_finish(&text);
    if (!list)
        return -1;
    error_format(&type_TypeError,
                 "%U() got some positional-only arguments passed as keyword "
                 "arguments: '%U'",
                 function->qualname, list);
    unref(list);
    return -1;
}
