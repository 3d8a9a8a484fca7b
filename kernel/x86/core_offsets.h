/* SPDX-License-Identifier: MIT
 *
 * Offsets in struct core that assembly uses: the same as core_offsets.inc.
 */
#ifndef X86_CORE_OFFSETS_H
#define X86_CORE_OFFSETS_H

#define CORE_SELF 0
#define CORE_KERNEL_STACK 8
#define CORE_USER_STACK 16
#define CORE_CURRENT 24
#define CORE_NEED_RESCHED 32

#endif
