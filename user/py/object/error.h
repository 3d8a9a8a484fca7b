/* SPDX-License-Identifier: MIT
 *
 * Exceptions: the classes, and how C code raises, asks and clears.
 *
 * A raised exception is an instance, in the thread's `error`; a function that
 * failed returns NULL or -1 with that set. Whoever calls either passes the
 * failure on at once or clears it.
 */
#ifndef PY_ERROR_H
#define PY_ERROR_H

#include <stdarg.h>

#include "object/class.h"
#include "object/object.h"

/* The built-in exceptions and their bases: X(name, base, doc). */
#define EXCEPTIONS(X)                                                          \
    X(SystemExit, BaseException)                                               \
    X(KeyboardInterrupt, BaseException)                                        \
    X(GeneratorExit, BaseException)                                            \
    X(Exception, BaseException)                                                \
    X(StopIteration, Exception)                                                \
    X(ArithmeticError, Exception)                                              \
    X(FloatingPointError, ArithmeticError)                                     \
    X(OverflowError, ArithmeticError)                                          \
    X(ZeroDivisionError, ArithmeticError)                                      \
    X(AssertionError, Exception)                                               \
    X(AttributeError, Exception)                                               \
    X(BufferError, Exception)                                                  \
    X(EOFError, Exception)                                                     \
    X(ImportError, Exception)                                                  \
    X(ModuleNotFoundError, ImportError)                                        \
    X(LookupError, Exception)                                                  \
    X(IndexError, LookupError)                                                 \
    X(KeyError, LookupError)                                                   \
    X(MemoryError, Exception)                                                  \
    X(NameError, Exception)                                                    \
    X(UnboundLocalError, NameError)                                            \
    X(OSError, Exception)                                                      \
    X(BlockingIOError, OSError)                                                \
    X(ChildProcessError, OSError)                                              \
    X(ConnectionError, OSError)                                                \
    X(BrokenPipeError, ConnectionError)                                        \
    X(ConnectionRefusedError, ConnectionError)                                 \
    X(ConnectionResetError, ConnectionError)                                   \
    X(FileExistsError, OSError)                                                \
    X(FileNotFoundError, OSError)                                              \
    X(InterruptedError, OSError)                                               \
    X(IsADirectoryError, OSError)                                              \
    X(NotADirectoryError, OSError)                                             \
    X(PermissionError, OSError)                                                \
    X(ProcessLookupError, OSError)                                             \
    X(TimeoutError, OSError)                                                   \
    X(ReferenceError, Exception)                                               \
    X(RuntimeError, Exception)                                                 \
    X(NotImplementedError, RuntimeError)                                       \
    X(RecursionError, RuntimeError)                                            \
    X(SyntaxError, Exception)                                                  \
    X(IndentationError, SyntaxError)                                           \
    X(TabError, IndentationError)                                              \
    X(SystemError, Exception)                                                  \
    X(TypeError, Exception)                                                    \
    X(ValueError, Exception)                                                   \
    X(UnicodeError, ValueError)                                                \
    X(UnicodeDecodeError, UnicodeError)                                        \
    X(UnicodeEncodeError, UnicodeError)                                        \
    X(Warning, Exception)                                                      \
    X(DeprecationWarning, Warning)                                             \
    X(RuntimeWarning, Warning)                                                 \
    X(UserWarning, Warning)

extern struct type type_BaseException;
#define EXCEPTION_DECLARE(name, base) extern struct type type_##name;
EXCEPTIONS(EXCEPTION_DECLARE)
#undef EXCEPTION_DECLARE

/* One line of a traceback: where the exception passed. */
struct trace_line {
    struct object *code; /* struct code */
    int32_t line;        /* 1-based */
};

/* An exception. OSError keeps errno, strerror and filename, StopIteration
 * value, SystemExit code, SyntaxError msg, filename, lineno, offset, text,
 * KeyError nothing, as ordinary attributes. */
struct exception {
    struct object head;
    struct attributes attributes;
    struct object *args;    /* tuple */
    struct object *cause;   /* __cause__, or NULL */
    struct object *context; /* __context__, or NULL */
    bool suppress_context;
    /* Innermost last-added: lines[0] is where it was raised. */
    struct trace_line *lines;
    uint32_t line_count, line_capacity;
};

/* Raise type(message), message as printf's; what is returned is always NULL.
 * Also understands %R: object_repr of an object, %S: object_str, %T: the type's
 * name of an object, %U: a str object. Without memory it raises MemoryError
 * instead. */
struct object *error_format(struct type *type, const char *format, ...);
/* Raise type(arg). */
struct object *error_raise(struct type *type, struct object *arg);
/* Raise an exception instance, or a class (which is called); sets __context__ to
 * the exception being handled. Anything else: TypeError "exceptions must derive
 * from BaseException". */
struct object *error_raise_object(struct object *exception_or_class);
/* Raise the OSError (or its subclass) for an errno value; filename may be
 * NULL. */
struct object *error_errno(int number, struct object *filename);
/* Raise UnicodeDecodeError or UnicodeEncodeError for the part start..end-1 of
 * bytes or a str; steals it, and it may be NULL: raised. -1. */
int unicode_error_raise(struct type *type, const char *encoding,
                        struct object *object, size_t start, size_t end,
                        const char *reason);
/* What an errno value means, in CPython's words. */
const char *error_strerror(int number);
/* MemoryError: a prepared instance, no allocation. */
struct object *error_memory(void);

/* Add to the raised NameError or AttributeError which name is missing, and in
 * which object (NULL: a NameError's): its attributes name and obj. */
void error_about(struct object *name, struct object *o);

/* Is an exception raised? */
bool error_is_set(void);
/* Is one raised that is an instance of type? */
bool error_matches(struct type *type);
/* Forget the raised exception. */
void error_clear(void);
/* Take the raised exception out: the caller owns it. */
struct object *error_take(void);
/* Put it back (steals). */
void error_restore(struct object *exception);

/* Add a line to the traceback of the raised exception. code: struct code. */
void error_add_line(struct object *code, int32_t line);

/* Write a text on standard error: to sys.stderr if the program has replaced it.
 * What goes wrong is ignored; a raised exception stays. */
void error_write(const char *text, size_t size);
/* Print the exception with its traceback, causes and contexts on standard error,
 * as CPython does ("Traceback (most recent call last):" ...), without the marks
 * under the source lines; a SyntaxError with file, line and caret. */
void error_print(struct object *exception);
/* The same text as a str. */
struct object *error_text(struct object *exception);
/* Print and clear the raised exception, which can go nowhere: "Exception ignored
 * in: " where, an object. */
void error_print_ignored(struct object *where);

#endif
