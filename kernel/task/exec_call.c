/* SPDX-License-Identifier: MIT
 *
 * execve(2) and execveat(2): the process goes on with another program.
 *
 * Everything that can fail comes first: arguments are copied, the file is found,
 * `#!` followed, and the program loaded into a new address space beside the old
 * one. Then the other LWPs are ended, and from there on nothing fails: the new
 * space takes the place of the old one, and the LWP leaves for ring 3 with new
 * registers. So who is refused has lost nothing, also where Linux kills: when a
 * loaded program does not fit into RLIMIT_AS, or is malformed.
 *
 * Not here: what lies in the new space (exec.c), and copying the arguments
 * (exec_arguments.c).
 */
#include "core.h"
#include "fs/file.h"
#include "fs/inode.h"
#include "fs/path.h"
#include "lib/errno.h"
#include "lib/print.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "mm/space.h"
#include "syscall.h"
#include "task/exec.h"
#include "task/exec_arguments.h"
#include "task/executable.h"
#include "task/family.h"
#include "task/futex_pi.h"
#include "task/process.h"
#include "task/process_limit.h"
#include "time/posix_timer.h"
#include "trace/trace.h"
#include "x86/context.h"
#include "x86/cpu.h"
#include "x86/trap.h"

#define SCRIPT_HEAD 256 /* bytes of a script that its first line must fit in */
#define SCRIPTS_MAX 5   /* scripts that are run by scripts */

struct request {
    int directory;
    uint32_t flags;     /* AT_... */
    char *path;         /* as the caller gave it: PATH_MAX bytes */
    const char *name;   /* what the program is told: path, or fd_name */
    char *fd_name;      /* "/dev/fd/N" or "/dev/fd/N/path"; or NULL */
    struct inode *file; /* what is to be loaded */
    struct exec_arguments arguments;
};

/* ---- scripts ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The first one in [at, end) that is blank (or the end, or a NUL), resp. that is
 * not. */
static char *word_end(char *at, char *end)
{
    while (at < end && *at && !is_blank(*at))
        at++;
    return at;
}

static char *skip_blanks(char *at, char *end)
{
    while (at < end && is_blank(*at))
        at++;
    return at;
}

/* The first line of a script, cut into words. */
struct script {
    char head[SCRIPT_HEAD + 1];
    const char *program, *argument; /* in head; argument may be NULL */
};

/* Cut it. 0 or -ENOEXEC. A line that is longer than the head is cut off, but not
 * within the program's name. All that follows the name is one argument. */
static int script_cut(struct script *script)
{
    char *start = script->head + 2, *end = start;

    while (end < script->head + SCRIPT_HEAD - 1 && *end != '\n')
        end++;
    if (*end != '\n') {
        char *name = skip_blanks(start, end);
        if (word_end(name, end) == end && *end && !is_blank(*end))
            return -ENOEXEC;
    }
    while (end > start && is_blank(end[-1]))
        end--;
    *end = '\0';
    char *name = skip_blanks(start, end);
    char *after = word_end(name, end);
    if (name == end)
        return -ENOEXEC;
    script->program = name;
    script->argument = NULL;
    if (*after)
        script->argument = skip_blanks(after, end);
    *after = '\0';
    return 0;
}

/* Would the new program find `name`? Not "/dev/fd/N" of a descriptor that exec
 * closes. */
static bool name_survives(const struct request *request)
{
    return !request->fd_name ||
           fd_cloexec(current_process()->files, request->directory) != 1;
}

/* If the file is a script, put its interpreter in its place. `path` is the
 * script's, name[] gets the interpreter's. 1: done; 0: it is no script; or
 * -errno. */
static int follow_script(struct request *request, const char *path,
                         char name[SCRIPT_HEAD + 1])
{
    struct script script = {0};
    int64_t got = inode_read_kernel(request->file, script.head, SCRIPT_HEAD, 0);

    if (got < 2 || script.head[0] != '#' || script.head[1] != '!')
        return 0;
    int error = script_cut(&script);
    if (!error && path == request->fd_name && !name_survives(request))
        error = -ENOENT;
    if (!error)
        error = exec_arguments_interpret(&request->arguments, path,
                                         script.program, script.argument);
    if (error)
        return error;
    executable_put(request->file);
    request->file = NULL;
    strlcpy(name, script.program, SCRIPT_HEAD + 1);
    error = executable_open(AT_FDCWD, name, 0, &request->file);
    return error ? error : 1;
}

static int follow_scripts(struct request *request)
{
    char name[SCRIPT_HEAD + 1];
    const char *path = request->name;

    for (int depth = 0; depth <= SCRIPTS_MAX; depth++, path = name) {
        int result = follow_script(request, path, name);
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

/* The ids with which the file runs: its owner's, if it says so (S_ISUID), and
 * nothing forbids it. */
static struct credentials new_credentials(const struct process *process,
                                          const struct inode *inode)
{
    struct credentials ids = process->credentials;
    bool group_runs = inode->mode & S_IXGRP; /* S_ISGID means something else */

    if (!process->prctl.no_new_privs && inode->mode & S_ISUID)
        ids.user.effective = inode->uid;
    if (!process->prctl.no_new_privs && inode->mode & S_ISGID && group_runs)
        ids.group.effective = inode->gid;
    ids.user.saved = ids.user.file = ids.user.effective;
    ids.group.saved = ids.group.file = ids.group.effective;
    return ids;
}

/* The process gets what is the program's; the old one's file is the result, to be
 * put. */
static struct inode *reset_process(struct process *process,
                                   struct request *request,
                                   const struct exec *exec)
{
    spin_lock(&process->lock);
    struct inode *old = process->executable;
    process->executable = request->file;
    request->file = NULL;
    process->credentials = exec->ids;
    process->prctl.not_dumpable = exec->secure;
    process->prctl.keep_capabilities = false;
    if (exec->secure)
        process->prctl.parent_death_signal = 0;
    spin_unlock(&process->lock);
    return old;
}

static void rename_lwp(struct lwp *lwp, const char *path)
{
    lwp_rename(lwp, base_name(path));
    if (trace_on)
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
static int become(struct request *request, const struct exec *exec,
                  struct space *space)
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
    futex_pi_begin(lwp);
    posix_timers_release(process);
    family_executed(process);
    files_close_on_exec(process->files);
    process_reset_actions(process);
    executable_put(reset_process(process, request, exec));
    reset_lwp(lwp, exec->entry, exec->stack);
    rename_lwp(lwp, request->name);
    return 0;
}

static int load_and_become(struct request *request)
{
    const struct process *process = current_process();
    struct exec exec = {
        .file = request->file,
        .name = request->name,
        .argv = request->arguments.argv.at,
        .envp = request->arguments.envp.at,
        .ids = new_credentials(process, request->file),
        .stack_limit = process->limits[RLIMIT_STACK].soft,
    };
    struct space *space = space_create();

    if (!space)
        return -ENOMEM;
    exec.secure = exec.ids.user.effective != exec.ids.user.real ||
                  exec.ids.group.effective != exec.ids.group.real;
    int error = exec_load(&exec, space);
    if (!error)
        error = become(request, &exec, space);
    if (error)
        space_put(space);
    return error;
}

/* ---- the calls ---- */

/* What the program is told that it is called: the path, if it can be found by
 * that; otherwise where its descriptor, or the directory's, is to be found. */
static int choose_name(struct request *request)
{
    const char *path = request->path;

    request->name = path;
    if (request->directory == AT_FDCWD || *path == '/')
        return 0;
    request->fd_name = kmalloc(PATH_MAX);
    if (!request->fd_name)
        return -ENOMEM;
    size_t length = ksnprintf(request->fd_name, PATH_MAX, "/dev/fd/%d%s%s",
                              request->directory, *path ? "/" : "", path);
    request->name = request->fd_name;
    return length < PATH_MAX ? 0 : -ENAMETOOLONG;
}

static int execute(struct request *request, uint64_t argv, uint64_t envp)
{
    uint64_t stack = current_process()->limits[RLIMIT_STACK].soft;
    int error = choose_name(request);

    if (!error)
        error = executable_open(request->directory, request->path,
                                request->flags, &request->file);
    if (!error)
        error = exec_arguments_read(&request->arguments, argv, envp,
                                    exec_strings_max(stack) -
                                        strlen(request->name) - 1);
    if (!error)
        error = follow_scripts(request);
    return error ? error : load_and_become(request);
}

int64_t sys_execveat(int directory, uint64_t path, uint64_t argv, uint64_t envp,
                     uint32_t flags)
{
    struct request request = {.directory = directory, .flags = flags};

    int error = path_from_user(path, &request.path);
    if (error)
        return error;
    if (!process_limit_allows_exec())
        error = -EAGAIN;
    else if (flags & ~(uint32_t)(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW))
        error = -EINVAL;
    else
        error = execute(&request, argv, envp);
    executable_put(request.file);
    exec_arguments_free(&request.arguments);
    kfree(request.fd_name);
    kfree(request.path);
    return error;
}

int64_t sys_execve(uint64_t path, uint64_t argv, uint64_t envp)
{
    return sys_execveat(AT_FDCWD, path, argv, envp, 0);
}
