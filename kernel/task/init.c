/* SPDX-License-Identifier: MIT
 *
 * Pid 1: the program that init= names. It gets what followed `--` on the kernel's
 * command line; when it ends, the run ends with its status.
 */
#include "boot_info.h"
#include "core.h"
#include "fs/file.h"
#include "fs/path.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/space.h"
#include "options.h"
#include "task/exec.h"
#include "task/executable.h"
#include "task/family.h"
#include "task/process.h"
#include "task/sched.h"
#include "trace/trace.h"
#include "x86/context.h"
#include "x86/trap.h"

/* NULL: no memory. The boot is refused then: nothing is given back. */
static struct process *init_create(void)
{
    struct process *process = process_create();

    if (!process)
        return NULL;
    process_init_limits(process);
    process->space = space_create();
    process->files = files_create();
    if (!process->space || !process->files ||
        files_open_console(process->files) < 0)
        return NULL;
    return process;
}

/* argv[0] and the options' arguments. */
static void make_arguments(char *argv[OPTIONS_WORDS_MAX + 2])
{
    size_t count = 0;

    argv[count++] = options.init;
    for (size_t i = 0; i < options.arg_count; i++)
        argv[count++] = options.arg[i];
    argv[count] = NULL;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Load the program; stops the boot if that cannot be done. */
static void load(struct process *process, struct exec *exec)
{
    char *argv[OPTIONS_WORDS_MAX + 2];

    make_arguments(argv);
    *exec = (struct exec){
        .name = options.init,
        .argv = argv,
        .envp = options.env,
        .stack_limit = process->limits[RLIMIT_STACK].soft,
    };
    int error =
        executable_open(AT_FDCWD, options.init, 0, &process->executable);
    if (error == -ENOENT)
        boot_refuse("init=%s: there is no such file in the root archive or "
                    "the boot modules",
                    options.init);
    exec->file = process->executable;
    if (!error)
        error = exec_load(exec, process->space);
    if (error)
        boot_refuse("init=%s: cannot be run (error %d): %s", options.init,
                    -error, exec->why ? exec->why : "no reason given");
}

void process_start_init(void)
{
    struct process *process = init_create();
    struct lwp *lwp = process ? lwp_create(process) : NULL;
    struct exec exec;

    if (!lwp)
        boot_refuse("there is no memory for init");
    load(process, &exec);
    process->pid = lwp->tid;
    strlcpy(lwp->name, base_name(options.init), sizeof(lwp->name));
    struct trap_frame frame = context_program_frame(exec.entry, exec.stack);
    context_prepare_user(lwp, &frame);
    fpu_init_state(lwp);
    lwp->alt_stack.flags = SS_DISABLE;
    list_push_back(&process->lwps, &lwp->siblings);
    process->lwp_count = 1;
    family_add(process, NULL);
    process_put(process);
    if (trace_on) {
        trace(TRACE_TASK_RENAME, lwp->tid, trace_string(lwp->name));
        trace(TRACE_SCHED_EXEC, lwp->tid, trace_string(options.init));
    }
    trace_header()->first_user = core_clock();
    sched_start(lwp);
}
