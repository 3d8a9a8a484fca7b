/* SPDX-License-Identifier: MIT
 *
 * The module _collections: deque. The rest of collections is in
 * lib/collections.py.
 */
#include "module/module.h"

static const struct method_def no_functions[] = {{0}};

struct object *module_init__collections(void)
{
    struct object *module = module_from_methods("_collections", no_functions);

    if (!module || module_set(module, "deque", &type_deque.head) == 0)
        return module;
    unref(module);
    return NULL;
}
