/* SPDX-License-Identifier: MIT
 *
 * The locks of _thread: Lock and RLock as Python code sees them.
 */
#ifndef PY_LOCK_H
#define PY_LOCK_H

#include "object/object.h"

/* A new lock, free. */
struct object *lock_new(void);

/* threading.TIMEOUT_MAX, in seconds: longer waits are refused. */
#define LOCK_TIMEOUT_MAX 9223372036.0

#endif
