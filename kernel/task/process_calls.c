/* SPDX-License-Identifier: MIT
 *
 * System calls about the calling LWP and its process: section 2 of the manual.
 */
#include "core.h"
#include "lib/errno.h"
#include "mm/layout.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/process.h"
#include "x86/cpu.h"

int64_t sys_getpid(void)
{
    return current_process()->pid;
}

int64_t sys_gettid(void)
{
    return current_lwp()->tid;
}

int64_t sys_set_tid_address(uint64_t address)
{
    current_lwp()->clear_child_tid = address;
    return current_lwp()->tid;
}

enum { ARCH_SET_GS = 0x1001, ARCH_SET_FS, ARCH_GET_FS, ARCH_GET_GS };

int64_t sys_arch_prctl(int code, uint64_t address)
{
    struct lwp *lwp = current_lwp();

    if ((code == ARCH_SET_FS || code == ARCH_SET_GS) && address >= USER_TOP)
        return -EPERM;
    switch (code) {
    case ARCH_SET_FS:
        lwp->fs_base = address;
        cpu_write_msr(MSR_FS_BASE, address);
        return 0;
    case ARCH_SET_GS:
        lwp->gs_base = address;
        cpu_write_msr(MSR_KERNEL_GS_BASE, address);
        return 0;
    case ARCH_GET_FS:
        return copy_to_user(address, &lwp->fs_base, sizeof(lwp->fs_base));
    case ARCH_GET_GS:
        return copy_to_user(address, &lwp->gs_base, sizeof(lwp->gs_base));
    default:
        return -EINVAL;
    }
}

int64_t sys_getcpu(uint64_t cpu, uint64_t node)
{
    uint32_t id = this_core()->id;

    if (cpu && user_write32(cpu, id))
        return -EFAULT;
    return node && user_write32(node, 0) ? -EFAULT : 0;
}

/* Linux's kinds of barrier are for programs that run on many cores at once. */
int64_t sys_membarrier(int command, uint32_t flags, int cpu)
{
    (void)command, (void)flags, (void)cpu;
    return -ENOSYS;
}

int64_t sys_rseq(uint64_t area, uint32_t length, int flags, uint32_t signature)
{
    (void)area, (void)length, (void)flags, (void)signature;
    return -ENOSYS;
}
