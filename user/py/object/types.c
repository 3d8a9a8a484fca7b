/* SPDX-License-Identifier: MIT
 *
 * All built-in types at once: made ready at the start, published in builtins,
 * and forgotten at the end.
 */
#include "object/types.h"

#include "object/container.h"
#include "object/exception.h"
#include "object/instance.h"
#include "object/names.h"

static const struct {
    struct type *type;
    const char *name; /* in builtins; "": none */
} types[] = {
#define TYPE(type, name) {&type_##type, name},
#include "object/types.def"
#undef TYPE
    {&type_BaseException, "BaseException"},
#define EXCEPTION(name, base) {&type_##name, #name},
    EXCEPTIONS(EXCEPTION)
#undef EXCEPTION
        {&type_OSError, "IOError"},
    {&type_OSError, "EnvironmentError"},
};

#define TYPE_COUNT (sizeof(types) / sizeof(types[0]))

int types_ready_all(void)
{
    if (names_make() < 0)
        return -1;
    exceptions_prepare();
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (type_ready(types[i].type) < 0)
            return -1;
    }
    return exceptions_defaults();
}

int types_publish(struct dict *builtins)
{
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (*types[i].name &&
            dict_set_c(builtins, types[i].name, &types[i].type->head) < 0)
            return -1;
    }
    return 0;
}

void types_release_all(void)
{
    exceptions_release();
    for (size_t i = TYPE_COUNT; i-- > 0;)
        type_unready(types[i].type);
    type_lookup_clear();
    names_release();
}
