/* SPDX-License-Identifier: MIT
 *
 * Built-in functions on numbers.
 */
#include "module/builtins.h"

struct object *builtins_abs(struct object *const *args, uint32_t count,
                            struct object *names)
{
    (void)count, (void)names;
    return object_unary(args[0], UNARY_ABS);
}

/* The digits of an int in a base, behind its prefix. */
static struct object *with_prefix(struct object *o, int base,
                                  const char *prefix)
{
    struct object *index = object_index(o), *digits, *result = NULL;
    const char *text;

    if (!index)
        return NULL;
    digits = int_to_text(index, base);
    unref(index);
    if (!digits)
        return NULL;
    text = str_text(digits);
    if (text[0] == '-')
        result = str_format_c("-%s%s", prefix, text + 1);
    else
        result = str_format_c("%s%s", prefix, text);
    unref(digits);
    return result;
}

struct object *builtins_bin(struct object *const *args, uint32_t count,
                            struct object *names)
{
    (void)count, (void)names;
    return with_prefix(args[0], 2, "0b");
}

struct object *builtins_oct(struct object *const *args, uint32_t count,
                            struct object *names)
{
    (void)count, (void)names;
    return with_prefix(args[0], 8, "0o");
}

struct object *builtins_hex(struct object *const *args, uint32_t count,
                            struct object *names)
{
    (void)count, (void)names;
    return with_prefix(args[0], 16, "0x");
}

/* The result of a's __divmod__ or b's __rdivmod__. 1, 0: neither; -1: raised. */
static int special_divmod(struct object *a, struct object *b,
                          struct object **result)
{
    int found = builtins_special(a, "__divmod__", &b, 1, result);

    if (found > 0 && *result == NOT_IMPLEMENTED)
        found = 0;
    if (found == 0)
        found = builtins_special(b, "__rdivmod__", &a, 1, result);
    if (found > 0 && *result == NOT_IMPLEMENTED)
        found = 0;
    return found;
}

struct object *builtins_divmod(struct object *const *args, uint32_t count,
                               struct object *names)
{
    struct object *result = number_divmod(args[0], args[1]);
    int found;

    (void)count, (void)names;
    if (result != NOT_IMPLEMENTED)
        return result;
    found = special_divmod(args[0], args[1], &result);
    if (found == 0)
        error_format(&type_TypeError,
                     "unsupported operand type(s) for divmod(): '%T' and '%T'",
                     args[0], args[1]);
    return found > 0 ? result : NULL;
}

/* pow(a, b, m) where one is no int. */
static struct object *pow_type_error(struct object *const *given)
{
    if (is_float(given[0]) || is_float(given[1]) || is_float(given[2]))
        return error_format(&type_TypeError,
                            "pow() 3rd argument not allowed unless all "
                            "arguments are integers");
    return error_format(&type_TypeError,
                        "unsupported operand type(s) for ** or pow(): '%T', "
                        "'%T', '%T'",
                        given[0], given[1], given[2]);
}

struct object *builtins_pow(struct object *const *args, uint32_t count,
                            struct object *names)
{
    static const char *const parameter_names[] = {"base", "exp", "mod", NULL};
    static const struct parameters parameters = {
        .function = "pow",
        .required = 2,
        .positional = 3,
        .names = parameter_names,
    };
    struct object *given[3];

    if (parameters_bind(&parameters, args, count, names, given) < 0)
        return NULL;
    if (!given[2] || given[2] == NONE)
        return object_binary(given[0], given[1], OP_POW);
    if (!is_int_or_bool(given[0]) || !is_int_or_bool(given[1]) ||
        !is_int_or_bool(given[2]))
        return pow_type_error(given);
    return int_pow_mod(given[0], given[1], given[2]);
}

/* digits may be NULL. */
static struct object *round_value(struct object *value, struct object *digits)
{
    struct object *result;
    int found =
        builtins_special(value, "__round__", &digits, digits ? 1 : 0, &result);

    if (found == 0)
        error_format(&type_TypeError, "type %T doesn't define __round__ method",
                     value);
    return found > 0 ? result : NULL;
}

struct object *builtins_round(struct object *const *args, uint32_t count,
                              struct object *names)
{
    static const char *const parameter_names[] = {"number", "ndigits", NULL};
    static const struct parameters parameters = {
        .function = "round",
        .required = 1,
        .positional = 2,
        .names = parameter_names,
    };
    struct object *given[2];

    if (parameters_bind(&parameters, args, count, names, given) < 0)
        return NULL;
    return round_value(given[0], given[1] == NONE ? NULL : given[1]);
}
