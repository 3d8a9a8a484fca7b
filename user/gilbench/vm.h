/* SPDX-License-Identifier: MIT
 *
 * A bytecode machine of four instructions: as much of an interpreter as a GIL
 * can tell. It runs one small program, `total += step` in a loop, at some 20
 * machine instructions per bytecode, and touches shared counts at every load,
 * as CPython touches reference counts: with plain increments that only the GIL
 * makes safe.
 */
#ifndef GILBENCH_VM_H
#define GILBENCH_VM_H

#include <stdatomic.h>
#include <stdint.h>

#include "gil/gil.h"

/* VM_OP(name, effect) */
#define VM_OPCODES(VM_OP)                                                      \
    VM_OP(LOAD, "push the value of object arg, count its use")                 \
    VM_OP(ADD, "pop two, push their sum")                                      \
    VM_OP(STORE, "pop into object arg")                                        \
    VM_OP(JUMP_BACK, "go arg instructions back, or end the run")

enum vm_opcode {
#define VM_ENUM(name, effect) VM_##name,
    VM_OPCODES(VM_ENUM)
#undef VM_ENUM
};

struct vm_instruction {
    uint8_t op;    /* enum vm_opcode */
    uint8_t flags; /* enum gil_where: the kinds of safepoint before it */
    uint16_t arg;
};

/* A number with a count of its loads. The count of a shared object is protected
 * by the GIL and by nothing else: a lost update shows that the GIL does not
 * lock. */
struct vm_object {
    int64_t value;
    uint64_t uses;
};

/* Object numbers, as the program's arguments have them. */
enum { VM_TOTAL, VM_STEP, VM_OBJECTS };

/* Bytecodes per iteration of the program. */
#define VM_LOOP 5

/* One thread's interpreter state. */
struct vm {
    struct vm_object *objects[VM_OBJECTS]; /* STEP is shared by all threads */
    struct vm_object total;                /* of this thread alone */
    const atomic_int *stop; /* ends the run at the next jump when not 0 */
    uint64_t executed;      /* bytecodes so far, over all runs */
    uint32_t safepoints;    /* where to call the GIL: enum gil_where, or 0 */
};

/* Make *vm ready to run, with safepoints where the GIL policy wants them. step
 * may be shared with other threads; stop too, and may be NULL. */
void vm_init(struct vm *vm, struct vm_object *step, const atomic_int *stop);

/* Run the program for this many iterations, or until *stop. The caller holds
 * the GIL, and holds it on return. */
void vm_run(struct vm *vm, struct gil_thread *t, uint64_t iterations);

#endif
