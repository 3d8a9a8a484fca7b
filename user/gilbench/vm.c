/* SPDX-License-Identifier: MIT
 *
 * The dispatch loop. See vm.h.
 */
#include "vm.h"

#define ANYWHERE GIL_AT_INSTRUCTION
#define LOOP_END (GIL_AT_INSTRUCTION | GIL_AT_JUMP)

/* while True: total += step */
static const struct vm_instruction program[VM_LOOP] = {
    {VM_LOAD, ANYWHERE, VM_TOTAL},
    {VM_LOAD, ANYWHERE, VM_STEP},
    {VM_ADD, ANYWHERE, 0},
    {VM_STORE, ANYWHERE, VM_TOTAL},
    {VM_JUMP_BACK, LOOP_END, VM_LOOP - 1},
};

static const atomic_int never_stop;

void vm_init(struct vm *vm, struct vm_object *step, const atomic_int *stop)
{
    *vm = (struct vm){
        .stop = stop ? stop : &never_stop,
        .safepoints = gil->where,
    };
    vm->objects[VM_TOTAL] = &vm->total;
    vm->objects[VM_STEP] = step;
}

void vm_run(struct vm *vm, struct gil_thread *t, uint64_t iterations)
{
    const struct vm_instruction *next = program;
    int64_t stack[2], *top = stack;

    if (iterations == 0)
        return;
    for (;;) {
        const struct vm_instruction *in = next++;
        struct vm_object *object;

        /* The one place where a GIL policy runs while bytecode does. */
        if (in->flags & vm->safepoints)
            gil_safepoint(t);

        vm->executed++;
        switch ((enum vm_opcode)in->op) {
        case VM_LOAD:
            object = vm->objects[in->arg];
            object->uses++;
            *top++ = object->value;
            break;
        case VM_ADD:
            top--;
            top[-1] += top[0];
            break;
        case VM_STORE:
            object = vm->objects[in->arg];
            object->value = *--top;
            break;
        case VM_JUMP_BACK:
            if (--iterations == 0 ||
                atomic_load_explicit(vm->stop, memory_order_relaxed))
                return;
            next = in - in->arg;
            break;
        }
    }
}
