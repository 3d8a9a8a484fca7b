/* SPDX-License-Identifier: MIT
 *
 * The modules in Python that are linked in: the files of user/py/lib, made into
 * an array of C by mk/embed.py.
 */
#ifndef PY_LIBRARY_H
#define PY_LIBRARY_H

#include <stddef.h>

struct py_library {
    const char *name; /* of the module; NULL ends the array */
    const char *text; /* UTF-8, ends with 0 */
    size_t size;      /* without that 0 */
};

extern const struct py_library py_libraries[];

#endif
