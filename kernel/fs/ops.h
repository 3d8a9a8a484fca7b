/* SPDX-License-Identifier: MIT
 *
 * The operations of files that have a name: file->inode is what was opened.
 */
#ifndef FS_OPS_H
#define FS_OPS_H

#include "fs/file.h"

extern const struct file_ops regular_file_ops;   /* regular.c */
extern const struct file_ops directory_file_ops; /* directory.c */

#endif
