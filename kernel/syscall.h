/* SPDX-License-Identifier: MIT
 *
 * The handlers' prototypes, made from syscall.def. Each runs with interrupts on
 * and no lock held, on the calling LWP's kernel stack, and may sleep.
 */
#ifndef SYSCALL_H
#define SYSCALL_H

#include <stdint.h>

#define SYSCALL(number, name, parameters) int64_t sys_##name parameters;
#include "syscall.def"
#undef SYSCALL

#endif
