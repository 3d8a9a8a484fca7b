/* SPDX-License-Identifier: MIT
 *
 * Copying argv and envp. What they may take together is limited from the first
 * string on, so that nobody fills the kernel's memory with them.
 */
#include "task/exec_arguments.h"

#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "mm/uaccess.h"
#include "task/exec.h"

/* Room for one more and the NULL. 0 or -ENOMEM. */
static int strings_grow(struct exec_strings *strings)
{
    if (strings->count + 1 < strings->room)
        return 0;
    size_t room = strings->room ? strings->room * 2 : 32;
    char **at = kzalloc(room * sizeof(*at));
    if (!at)
        return -ENOMEM;
    if (strings->at)
        memcpy(at, strings->at, strings->count * sizeof(*at));
    kfree(strings->at);
    strings->at = at;
    strings->room = room;
    return 0;
}

/* Insert a copy of text[length] before string `index`. 0, -ENOMEM, -E2BIG. */
static int insert(struct exec_arguments *arguments,
                  struct exec_strings *strings, size_t index, const char *text,
                  size_t length)
{
    uint64_t bytes = length + 1 + sizeof(char *);

    if (bytes > arguments->left)
        return -E2BIG;
    char *copy = kmalloc(length + 1);
    if (!copy || strings_grow(strings)) {
        kfree(copy);
        return -ENOMEM;
    }
    arguments->left -= bytes;
    memcpy(copy, text, length);
    copy[length] = '\0';
    for (size_t i = strings->count++; i > index; i--)
        strings->at[i] = strings->at[i - 1];
    strings->at[index] = copy;
    return 0;
}

static void remove_first(struct exec_arguments *arguments)
{
    struct exec_strings *strings = &arguments->argv;

    arguments->left += strlen(strings->at[0]) + 1 + sizeof(char *);
    kfree(strings->at[0]);
    for (size_t i = 1; i <= strings->count; i++)
        strings->at[i - 1] = i < strings->count ? strings->at[i] : NULL;
    strings->count--;
}

static void strings_free(struct exec_strings *strings)
{
    for (size_t i = 0; i < strings->count; i++)
        kfree(strings->at[i]);
    kfree(strings->at);
}

/* The string at `from` into the buffer: its length, -EFAULT, -E2BIG, -ENOMEM. The
 * buffer is small until one does not fit. */
static int64_t read_string(struct exec_arguments *arguments, uint64_t from)
{
    int64_t length =
        copy_string_from_user(arguments->text, from, arguments->text_size);

    if (length != -ENAMETOOLONG)
        return length;
    if (arguments->text_size == EXEC_STRING_MAX)
        return -E2BIG;
    kfree(arguments->text);
    arguments->text_size = EXEC_STRING_MAX;
    arguments->text = kmalloc(arguments->text_size);
    return arguments->text ? read_string(arguments, from) : -ENOMEM;
}

static int read_strings(struct exec_arguments *arguments,
                        struct exec_strings *strings, uint64_t vector)
{
    int error = strings_grow(strings);

    for (uint64_t from = 1; vector && !error; vector += sizeof(from)) {
        if (copy_from_user(&from, vector, sizeof(from)))
            return -EFAULT;
        if (!from)
            break;
        int64_t length = read_string(arguments, from);
        if (length < 0)
            return (int)length;
        error = insert(arguments, strings, strings->count, arguments->text,
                       (size_t)length);
    }
    return error;
}

int exec_arguments_read(struct exec_arguments *arguments, uint64_t argv,
                        uint64_t envp, uint64_t most)
{
    arguments->left = most;
    arguments->text_size = PAGE_SIZE;
    arguments->text = kmalloc(arguments->text_size);
    if (!arguments->text)
        return -ENOMEM;
    int error = read_strings(arguments, &arguments->argv, argv);
    if (!error && !arguments->argv.count)
        error = insert(arguments, &arguments->argv, 0, "", 0);
    return error ? error : read_strings(arguments, &arguments->envp, envp);
}

int exec_arguments_interpret(struct exec_arguments *arguments, const char *path,
                             const char *program, const char *argument)
{
    struct exec_strings *argv = &arguments->argv;

    remove_first(arguments);
    int error = insert(arguments, argv, 0, path, strlen(path));
    if (!error && argument)
        error = insert(arguments, argv, 0, argument, strlen(argument));
    if (!error)
        error = insert(arguments, argv, 0, program, strlen(program));
    return error;
}

void exec_arguments_free(struct exec_arguments *arguments)
{
    strings_free(&arguments->argv);
    strings_free(&arguments->envp);
    kfree(arguments->text);
}
