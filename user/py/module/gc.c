/* SPDX-License-Identifier: MIT
 *
 * The module gc, for programs that call it: there is no collector of cycles to
 * be controlled.
 */
#include "module/module.h"

static bool enabled = true;

static struct object *gc_collect(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    (void)args, (void)count, (void)names;
    return small_from(0);
}

static struct object *gc_enable(struct object *const *args, uint32_t count,
                                struct object *names)
{
    (void)args, (void)count, (void)names;
    enabled = true;
    return NONE;
}

static struct object *gc_disable(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    (void)args, (void)count, (void)names;
    enabled = false;
    return NONE;
}

static struct object *gc_isenabled(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    (void)args, (void)count, (void)names;
    return bool_from(enabled);
}

static const struct method_def functions[] = {
    {"collect", gc_collect, 0, 1, .doc = "0: nothing is ever collected"},
    {"enable", gc_enable, 0, 0, .doc = "has no effect but on isenabled()"},
    {"disable", gc_disable, 0, 0, .doc = "has no effect but on isenabled()"},
    {"isenabled", gc_isenabled, 0, 0, .doc = "what was said last"},
    {0},
};

struct object *module_init_gc(void)
{
    enabled = true;
    return module_from_methods("gc", functions);
}
