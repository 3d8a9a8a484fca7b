/* SPDX-License-Identifier: MIT
 *
 * /dev/checks, in the checked image only. A read settles what waits to be
 * handed out again and gives the line
 *     objects=N frames=N failures=N
 * small objects of the heap in use, free frames, and allocations that are still to
 * fail. Writing "list" prints on the console which places in the kernel took the
 * objects. Writing "N MORE" lets the N-th allocation of the machine from now on
 * fail, and MORE after it; 0 stops that.
 */
#ifndef CHECKED_DEVICE_H
#define CHECKED_DEVICE_H

#ifdef CHECKED

extern const struct file_ops checks_file_ops;

#define CHECKED_NODES                                                          \
    {"/dev/checks", S_IFCHR | 0600, DEVICE_NUMBER(10, 250), &checks_file_ops},

#else

#define CHECKED_NODES

#endif
#endif
