/* SPDX-License-Identifier: MIT
 *
 * Who loads which module.
 *
 * THE PROBLEM. A module is in sys.modules before its program has run (modules
 * may import each other in a circle), and while it runs other threads may run. A
 * thread that finds it there must not use it yet.
 *
 * THE PROTOCOL. A module knows the thread that loads it (`loader`), and a thread
 * the module that it waits for (`awaited`). Whoever imports a module that
 * another thread is loading waits until a load has ended, and looks again.
 *
 * WHY IT DOES NOT HANG. Before it waits, a thread follows loader and awaited from
 * one to the other. If the way leads back to itself it does not wait, and goes on
 * with a module that is half done, as in a circle of imports in one thread. All of
 * that is protected by the GIL, so that of several threads in a circle the last
 * one finds it. No end of a load is missed: it is counted with the GIL held, and
 * the count that a thread waits to see changed was read with the GIL held.
 *
 * A forked child has one thread. What the others were loading nobody will finish:
 * their modules stay as they are, and nobody waits for them.
 */
#include "module/load.h"

#include <limits.h>

#include "module/futex.h"
#include "object/container.h"
#include "vm/vm.h"

/* How many loads have ended: a futex. Changes with the GIL held. */
static _Atomic uint32_t loads_ended;

void load_begin(struct module *module)
{
    module->loader = thread_self->number;
}

void load_end(struct module *module)
{
    module->loader = 0;
    loads_ended++;
    futex_wake(&loads_ended, INT_MAX, FUTEX_OF_PROCESS);
}

static void wait_for_an_end(void)
{
    uint32_t before = loads_ended;

    thread_block();
    while (loads_ended == before)
        futex_wait(&loads_ended, before, NULL, FUTEX_OF_PROCESS);
    thread_unblock();
}

/* What the thread with this number waits for, or NULL. */
static const struct module *awaited_by(uint32_t number)
{
    for (const struct thread *t = thread_list; t; t = t->next)
        if (t->number == number)
            return t->awaited;
    return NULL;
}

/* Would the caller wait for itself? */
static bool leads_to_us(const struct module *module)
{
    while (module && module->loader) {
        if (module->loader == thread_self->number)
            return true;
        module = awaited_by(module->loader);
    }
    return false;
}

bool load_await(struct module *module)
{
    bool waited = false;

    ref(&module->head);
    while (module->loader && !leads_to_us(module)) {
        thread_self->awaited = module;
        wait_for_an_end();
        thread_self->awaited = NULL;
        waited = true;
    }
    unref(&module->head);
    return waited;
}

void load_after_fork(void)
{
    struct object *name, *module;
    uint32_t position = 0;

    thread_self->awaited = NULL;
    while (dict_next(vm_modules, &position, &name, &module))
        if (type_of(module) == &type_module &&
            ((struct module *)module)->loader != thread_self->number)
            ((struct module *)module)->loader = 0;
}
