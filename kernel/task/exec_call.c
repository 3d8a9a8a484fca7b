/* SPDX-License-Identifier: MIT
 *
 * execve(2) and execveat(2): the process goes on with another program.
 *
 * Everything that can fail comes first: arguments are copied, the file is opened,
 * `#!` followed, and the program loaded into a new address space beside the old
 * one. Then the other LWPs are ended, and from there on nothing fails: the new
 * space takes the place of the old one, and the LWP leaves for ring 3 with new
 * registers. Not here: what lies in the new space (exec.c).
 */
#include "core.h"
#include "fs/file.h"
#include "fs/inode.h"
#include "fs/path.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "mm/space.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/exec.h"
#include "task/family.h"
#include "task/process.h"
#include "trace/trace.h"
#include "x86/context.h"
#include "x86/cpu.h"
#include "x86/trap.h"

#define SCRIPT_HEAD 256 /* bytes of a script that its first line must fit in */
#define SCRIPTS_MAX 5   /* scripts that are run by scripts */

/* argv or envp, copied. */
struct strings {
    char **at; /* [count], and room for the NULL behind */
    size_t count, room;
    uint64_t bytes; /* with the pointers */
};

struct request {
    char *path;        /* as the caller gave it: PATH_MAX bytes */
    struct file *file; /* what is to be loaded */
    struct strings argv, envp;
    char *text; /* a buffer for one string */
    size_t text_size;
};

/* ---- strings ---- */

/* Room for one more and the NULL. 0 or -ENOMEM. */
static int strings_grow(struct strings *strings)
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
static int strings_insert(struct strings *strings, size_t index,
                          const char *text, size_t length)
{
    strings->bytes += length + 1 + sizeof(char *);
    if (strings->bytes > EXEC_STRINGS_MAX)
        return -E2BIG;
    char *copy = kmalloc(length + 1);
    if (!copy || strings_grow(strings)) {
        kfree(copy);
        return -ENOMEM;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    for (size_t i = strings->count++; i > index; i--)
        strings->at[i] = strings->at[i - 1];
    strings->at[index] = copy;
    return 0;
}

static void strings_remove_first(struct strings *strings)
{
    strings->bytes -= strlen(strings->at[0]) + 1 + sizeof(char *);
    kfree(strings->at[0]);
    for (size_t i = 1; i <= strings->count; i++)
        strings->at[i - 1] = i < strings->count ? strings->at[i] : NULL;
    strings->count--;
}

static void strings_free(struct strings *strings)
{
    for (size_t i = 0; i < strings->count; i++)
        kfree(strings->at[i]);
    kfree(strings->at);
}

/* The string at `from` into request->text: its length, -EFAULT, -E2BIG, -ENOMEM.
 * The buffer is small until one does not fit. */
static int64_t read_string(struct request *request, uint64_t from)
{
    int64_t length =
        copy_string_from_user(request->text, from, request->text_size);

    if (length != -ENAMETOOLONG)
        return length;
    if (request->text_size == EXEC_STRING_MAX)
        return -E2BIG;
    kfree(request->text);
    request->text_size = EXEC_STRING_MAX;
    request->text = kmalloc(request->text_size);
    return request->text ? read_string(request, from) : -ENOMEM;
}

/* Copy the vector of strings at `vector` (0: none). 0 or -errno. */
static int read_strings(struct request *request, struct strings *strings,
                        uint64_t vector)
{
    int error = strings_grow(strings);

    for (uint64_t from = 1; vector && !error; vector += sizeof(from)) {
        if (copy_from_user(&from, vector, sizeof(from)))
            return -EFAULT;
        if (!from)
            break;
        int64_t length = read_string(request, from);
        if (length < 0)
            return (int)length;
        error = strings_insert(strings, strings->count, request->text,
                               (size_t)length);
    }
    return error;
}

/* ---- the file ---- */

/* In place of request->file the one at `path`, which the buffer keeps. */
static int open_program(struct request *request, int directory,
                        const char *path)
{
    if (request->file)
        file_put(request->file);
    request->file = NULL;
    int error =
        file_open_at(directory, path, O_RDONLY | O_EXECUTE, &request->file);
    if (error)
        return error;
    const struct inode *inode = request->file->inode;
    return inode && inode_is(inode, S_IFREG) ? 0 : -EACCES;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Take the next word of the line at *line: its start, NUL-terminated, or NULL.
 * `whole`: up to the end of the line, but for blanks there. */
static char *next_word(char **line, bool whole)
{
    char *start = *line, *end;

    while (is_blank(*start))
        start++;
    if (!*start)
        return NULL;
    if (whole) {
        for (end = start + strlen(start); is_blank(end[-1]); end--)
            ;
    } else {
        for (end = start; *end && !is_blank(*end); end++)
            ;
    }
    *line = *end ? end + 1 : end;
    *end = '\0';
    return start;
}

/* The script `path` is run by `program` with `argument` (or NULL): argv becomes
 * program, argument, path and what followed argv[0]. */
static int insert_interpreter(struct request *request, const char *path,
                              const char *program, const char *argument)
{
    struct strings *argv = &request->argv;

    strings_remove_first(argv);
    int error = strings_insert(argv, 0, path, strlen(path));
    if (!error && argument)
        error = strings_insert(argv, 0, argument, strlen(argument));
    if (!error)
        error = strings_insert(argv, 0, program, strlen(program));
    return error;
}

/* If the file is a script, put its interpreter in its place. *name is the path by
 * which it was found, and gets the interpreter's. 1: done; 0: it is no script. */
static int follow_script(struct request *request, char name[SCRIPT_HEAD])
{
    char head[SCRIPT_HEAD + 1] = "";
    int64_t got = file_read_kernel(request->file, head, SCRIPT_HEAD, 0);

    if (got < 0)
        return (int)got;
    if (head[0] != '#' || head[1] != '!')
        return 0;
    char *end = strchr(head, '\n'), *line = head + 2;
    if (end)
        *end = '\0';
    char *program = next_word(&line, false);
    /* A line that is cut off must at least hold the whole program's name. */
    if (!program || (!end && got == SCRIPT_HEAD && !*line))
        return -ENOEXEC;
    char *argument = next_word(&line, true);
    int error = insert_interpreter(request, name[0] ? name : request->path,
                                   program, argument);
    if (!error)
        error = open_program(request, AT_FDCWD, program);
    strlcpy(name, program, SCRIPT_HEAD);
    return error ? error : 1;
}

static int follow_scripts(struct request *request)
{
    char name[SCRIPT_HEAD] = "";

    for (int depth = 0; depth <= SCRIPTS_MAX; depth++) {
        int result = follow_script(request, name);
        if (result <= 0)
            return result;
    }
    return -ELOOP;
}

/* ---- the new program ---- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void reset_process(struct process *process, struct lwp *lwp,
                          const char *path)
{
    spin_lock(&process->lock);
    strlcpy(process->path, path, sizeof(process->path));
    process->credentials.user.saved = process->credentials.user.effective;
    process->credentials.group.saved = process->credentials.group.effective;
    process->prctl.not_dumpable = process->prctl.keep_capabilities = false;
    spin_unlock(&process->lock);
    memset(lwp->name, 0, sizeof(lwp->name));
    strlcpy(lwp->name, base_name(path), sizeof(lwp->name));
    if (!trace_on)
        return;
    trace(TRACE_TASK_RENAME, lwp->tid, trace_string(lwp->name));
    trace(TRACE_SCHED_EXEC, lwp->tid, trace_string(path));
}

/* What of the LWP belonged to the old program. */
static void reset_lwp(struct lwp *lwp, uint64_t entry, uint64_t stack)
{
    lwp->alt_stack = (struct signal_stack){.flags = SS_DISABLE};
    lwp->fs_base = lwp->gs_base = 0;
    cpu_write_msr(MSR_FS_BASE, 0);
    cpu_write_msr(MSR_KERNEL_GS_BASE, 0);
    fpu_forget(lwp);
    fpu_init_state(lwp);
    *lwp->frame = context_program_frame(entry, stack);
    lwp->frame->vector = TRAP_NONE;
    lwp_attend(lwp); /* so that all registers are loaded */
}

/* The point of no return lies behind process_end_others. */
static int become(struct request *request, struct space *space, uint64_t entry,
                  uint64_t stack)
{
    struct process *process = current_process();
    struct lwp *lwp = current_lwp();
    int error = process_end_others();

    if (error)
        return error;
    lwp_leave_space(lwp);
    if (lwp->tid != process->pid)
        lwp_take_tid(lwp, process->pid);
    process_change_space(process, space);
    family_executed(process);
    files_close_on_exec(process->files);
    process_reset_actions(process);
    process->prctl.not_dumpable = false;
    process->prctl.keep_capabilities = false;
    reset_lwp(lwp, entry, stack);
    reset_process(process, lwp, request->path);
    return 0;
}

static int load_and_become(struct request *request)
{
    struct space *space = space_create();
    uint64_t entry, stack;
    const char *why;

    if (!space)
        return -ENOMEM;
    int error = exec_load(request->file, request->path, request->argv.at,
                          request->envp.at, space, &entry, &stack, &why);
    if (!error)
        error = become(request, space, entry, stack);
    if (error)
        space_put(space);
    return error;
}

/* argv and envp of an opened file. An empty argv gets one empty string, as with
 * Linux, so that programs need not look. */
static int execute(struct request *request, uint64_t argv, uint64_t envp)
{
    int error = read_strings(request, &request->argv, argv);

    if (!error && !request->argv.count)
        error = strings_insert(&request->argv, 0, "", 0);
    if (!error)
        error = read_strings(request, &request->envp, envp);
    if (!error)
        error = follow_scripts(request);
    return error ? error : load_and_become(request);
}

static void request_free(struct request *request)
{
    if (request->file)
        file_put(request->file);
    strings_free(&request->argv);
    strings_free(&request->envp);
    kfree(request->text);
    kfree(request->path);
}

int64_t sys_execve(uint64_t path, uint64_t argv, uint64_t envp)
{
    struct request request = {.text_size = PAGE_SIZE};
    int error = path_from_user(path, &request.path);

    if (error)
        return error;
    request.text = kmalloc(request.text_size);
    error = request.text ? 0 : -ENOMEM;
    if (!error)
        error = open_program(&request, AT_FDCWD, request.path);
    if (!error)
        error = execute(&request, argv, envp);
    request_free(&request);
    return error;
}
