/* SPDX-License-Identifier: MIT
 *
 * The module builtins: its table. The functions themselves are in the other
 * builtins_*.c, by topic; the types in it come from types.def.
 */
#include "module/builtins.h"
#include "module/file.h"
#include "module/sys.h"
#include "object/types.h"
#include "vm/vm.h"

static const struct method_def functions[] = {
    {"abs", builtins_abs, 1, 1, .doc = "abs(number)"},
    {"all", builtins_all, 1, 1, .doc = "are all items true?"},
    {"any", builtins_any, 1, 1, .doc = "is any item true?"},
    {"ascii", builtins_ascii, 1, 1, .doc = "repr, with escapes"},
    {"bin", builtins_bin, 1, 1, .doc = "bin(int): '0b...'"},
    {"callable", builtins_callable, 1, 1, .doc = "can it be called?"},
    {"chr", builtins_chr, 1, 1, .doc = "the character of a code point"},
    {"compile", builtins_compile, 0, -1, true,
     .doc = "compile(source, filename, mode)"},
    {"delattr", builtins_delattr, 2, 2, .doc = "delattr(object, name)"},
    {"dir", builtins_dir, 0, 1, .doc = "the names of an object's attributes"},
    {"divmod", builtins_divmod, 2, 2, .doc = "(a // b, a % b)"},
    {"eval", builtins_eval, 1, 3, .doc = "eval(expression, globals, locals)"},
    {"exec", builtins_exec, 1, 3, .doc = "exec(program, globals, locals)"},
    {"exit", sys_exit, 0, 1, .doc = "raise SystemExit"},
    {"format", builtins_format, 1, 2, .doc = "format(value, specification)"},
    {"getattr", builtins_getattr, 2, 3,
     .doc = "getattr(object, name[, default])"},
    {"globals", builtins_globals, 0, 0, .doc = "the module's dict"},
    {"hasattr", builtins_hasattr, 2, 2, .doc = "hasattr(object, name)"},
    {"hash", builtins_hash, 1, 1, .doc = "hash(object)"},
    {"hex", builtins_hex, 1, 1, .doc = "hex(int): '0x...'"},
    {"id", builtins_id, 1, 1, .doc = "a number that only this object has"},
    {"input", builtins_input, 0, 1, .doc = "input(prompt): a line of input"},
    {"isinstance", builtins_isinstance, 2, 2,
     .doc = "isinstance(object, class_or_tuple)"},
    {"issubclass", builtins_issubclass, 2, 2,
     .doc = "issubclass(class, class_or_tuple)"},
    {"iter", builtins_iter, 1, 2, .doc = "iter(iterable)"},
    {"len", builtins_len, 1, 1, .doc = "how many items it has"},
    {"locals", builtins_locals, 0, 0, .doc = "the local variables, as a dict"},
    {"max", builtins_max, 0, -1, true, .doc = "the largest"},
    {"min", builtins_min, 0, -1, true, .doc = "the smallest"},
    {"next", builtins_next, 1, 2, .doc = "next(iterator[, default])"},
    {"oct", builtins_oct, 1, 1, .doc = "oct(int): '0o...'"},
    {"open", file_open, 0, -1, true, .doc = "open(file, mode='r')"},
    {"ord", builtins_ord, 1, 1, .doc = "the code point of a character"},
    {"pow", builtins_pow, 0, -1, true, .doc = "pow(base, exp, mod=None)"},
    {"print", builtins_print, 0, -1, true,
     .doc = "print(*values, sep=' ', end='\\n', file=None, flush=False)"},
    {"quit", sys_exit, 0, 1, .doc = "raise SystemExit"},
    {"repr", builtins_repr, 1, 1, .doc = "how the object would be written"},
    {"round", builtins_round, 0, -1, true, .doc = "round(number, ndigits)"},
    {"setattr", builtins_setattr, 3, 3, .doc = "setattr(object, name, value)"},
    {"sorted", builtins_sorted, 0, -1, true,
     .doc = "sorted(iterable, key=None, reverse=False)"},
    {"sum", builtins_sum, 0, -1, true, .doc = "sum(iterable, start=0)"},
    {"vars", builtins_vars, 0, 1, .doc = "an object's __dict__"},
    {"__build_class__", vm_build_class, 2, -1, true,
     .doc = "what a class statement calls"},
    {"__import__", builtins_import, 0, -1, true, .doc = "import a module"},
    {0},
};

static int add_values(struct object *module)
{
    struct dict *dict = ((struct module *)module)->dict;

    if (types_publish(dict) < 0 ||
        dict_set_c(dict, "NotImplemented", NOT_IMPLEMENTED) < 0 ||
        dict_set_c(dict, "Ellipsis", ELLIPSIS) < 0 ||
        dict_set_c(dict, "None", NONE) < 0 ||
        dict_set_c(dict, "False", FALSE) < 0 ||
        dict_set_c(dict, "True", TRUE) < 0 ||
        dict_set_c(dict, "__debug__", TRUE) < 0 ||
        dict_set_c(dict, "IOError", &type_OSError.head) < 0 ||
        dict_set_c(dict, "EnvironmentError", &type_OSError.head) < 0)
        return -1;
    return 0;
}

struct object *module_init_builtins(void)
{
    struct object *module = module_from_methods("builtins", functions);

    if (!module || add_values(module) == 0)
        return module;
    unref(module);
    return NULL;
}
