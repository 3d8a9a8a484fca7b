/* SPDX-License-Identifier: MIT
 *
 * The system's names: uname(2), /proc/sys/kernel.
 */
#ifndef TASK_NAMES_H
#define TASK_NAMES_H

#define SYSTEM_NAME_MAX 64 /* bytes without the NUL */

/* As Linux's. */
struct utsname {
    char sysname[SYSTEM_NAME_MAX + 1], nodename[SYSTEM_NAME_MAX + 1],
        release[SYSTEM_NAME_MAX + 1], version[SYSTEM_NAME_MAX + 1],
        machine[SYSTEM_NAME_MAX + 1], domainname[SYSTEM_NAME_MAX + 1];
};

/* As they are now. In system_calls.c. */
struct utsname system_names(void);

#endif
