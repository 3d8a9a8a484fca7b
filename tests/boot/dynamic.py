# SPDX-License-Identifier: MIT
"""Dynamic programs: Debian's own, unmodified, with their own dynamic linker and
libraries laid over the root, say the same on Convoy as on this machine."""

import os
import re
import shutil
import subprocess

from lib.check import CheckFailed, check, equal
from lib.guest import KERNEL_LINE
from lib.lab import command, ended_well, libraries

ENV = {"PATH": "/usr/bin:/bin"}
MACHINES = ("sim:1", "sim:2")

# What glibc does at its start and in threads, and the linker on demand.
GLIBC_C = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/wait.h>
#include <unistd.h>

static __thread int own = 7;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turned = PTHREAD_COND_INITIALIZER;
static int turn, zeros[5000], data[5000] = {1, [4999] = 2};
static volatile sig_atomic_t seen;

__attribute__((constructor)) static void early(void)
{
    puts("constructor");
}

static void handler(int signal)
{
    seen = signal;
}

static void *body(void *arg)
{
    int me = (int)(long)arg;
    char *text = malloc(100000);

    own += me;
    memset(text, me, 100000);
    pthread_mutex_lock(&lock);
    while (turn != me)
        pthread_cond_wait(&turned, &lock);
    printf("thread %d: %d %d\n", me, own, text[99999]);
    turn++;
    pthread_cond_broadcast(&turned);
    pthread_mutex_unlock(&lock);
    free(text);
    return NULL;
}

static int backwards(const void *a, const void *b)
{
    return *(const int *)b - *(const int *)a;
}

static void libraries(void)
{
#ifdef DYNAMIC
    void *library = dlopen("libz.so.1", RTLD_NOW);
    if (!library)
        puts(dlerror());
    unsigned long (*crc)(unsigned long, const char *, unsigned) =
        library ? (void *)dlsym(library, "crc32") : NULL;
    printf("crc32 %lx\n", crc ? crc(0, "convoy", 6) : 0);
    if (library)
        dlclose(library);
    printf("absent: %d\n", dlopen("libabsent.so", RTLD_NOW) == NULL);
#endif
}

int main(int argc, char **argv)
{
    pthread_t threads[4];
    int status, numbers[] = {3, 1, 4, 1, 5, 9};

    printf("%d %s %s\n", argc, argv[1], getenv("PATH"));
    printf("%d %d %d\n", data[0], data[4999], zeros[4999]);
    printf("page %ld secure %ld random %d\n", getauxval(AT_PAGESZ),
           getauxval(AT_SECURE), getauxval(AT_RANDOM) != 0);
    printf("%.10f %s\n", argc / 3.0, setlocale(LC_ALL, "C"));
    for (long i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, body, (void *)i);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    qsort(numbers, 6, sizeof(int), backwards);
    printf("%d %d own %d\n", numbers[0], numbers[5], own);
    signal(SIGUSR1, handler);
    raise(SIGUSR1);
    printf("signal %d\n", (int)seen);
    libraries();
    fflush(stdout);
    if (fork() == 0)
        _exit(5);
    wait(&status);
    errno = ENOENT;
    printf("child %d %m\n", WEXITSTATUS(status));
    return 3;
}
"""

SCRIPT = r"""
echo $((3 * 4)) "$0" "$1"
for word in one two three; do printf '<%s>' $word; done; echo
printf 'b\nc\na\n' | sort | while read line; do echo "=$line"; done
double() { echo $(($1 * 2)); }
x=$(double 21); echo "x is $x"
case $x in 4*) echo starts with 4;; *) echo no;; esac
cd /usr && pwd; (cd /; pwd); pwd
sort -r <<END
here
a document
END
trap 'echo trapped' USR1; kill -USR1 $$; echo after
false || echo "false: $?"; (exit 9); echo "status $?"
nothing 2>/dev/null; echo "not found: $?"
set -- a "b c" d; echo $# "$2"; shift; echo "$*"
sort /absent 2>/dev/null; echo "sort: $?"
exec sort -n "$DATA/numbers"
"""

PYTHON = """
import math, os, sys, threading
print(1, sys.version_info[:2], math.sqrt(2), "über")
total, lock = [], threading.Lock()
def work(number):
    with lock:
        total.append(sum(range(number * 1000)))
threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(sorted(total))
reader, writer = os.pipe()
if os.fork() == 0:
    os.write(writer, b"from the child")
    os._exit(3)
print(os.read(reader, 100), os.WEXITSTATUS(os.wait()[1]))
try:
    open("/absent")
except OSError as error:
    print(error)
sys.exit(4)
"""
PYTHON_PACKAGES = ("collections", "encodings", "importlib", "json",
                   "lib-dynload", "re")
YEAR_OF_BOOT = 1767225600  # the machine's clock begins with 2026


def on_linux(words, env):
    """(status, output) of a program here, as Lab.boot runs it there."""
    done = subprocess.run(words, cwd="/", env=env, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=60, check=False)
    status = done.returncode
    return status if status >= 0 else 128 - status, done.stdout.decode()


def same(lab, words, files, env=None):
    """The program WORDS says the same in a machine with FILES, and ends with
    the same status."""
    words = [str(word) for word in words]
    env = {**ENV, **(env or {})}
    status, output = on_linux(words, env)
    for cores in MACHINES:
        result = lab.boot(init=words[0], args=words[1:], env=env, files=files,
                          options={"cores": cores})
        equal(KERNEL_LINE.sub("", result.console), output,
              f"output of {words} on {cores}")
        ended_well(result, status)
    return output


def test_linkings(lab):
    """A program of glibc's, with threads, linked in four ways: dynamic at any
    place or at its own, static at any place or at its own."""
    for name, flags in (("pie", ["-pie", "-DDYNAMIC"]),
                        ("fixed", ["-no-pie", "-DDYNAMIC"]),
                        ("static_pie", ["-static-pie"]),
                        ("static", ["-static"])):
        program = lab.compile(name, GLIBC_C, "gcc", "-O1", *flags)
        files = {str(program): program}
        if "-DDYNAMIC" in flags:
            files |= libraries(program, "/usr/bin/python3")
        output = same(lab, [program, "argument"], files)
        check("thread 3: 10 3\n" in output, "no threads", output=output)


def test_dash(lab):
    """dash with a script: pipelines, substitution, here-documents, traps, and
    sort as a further program."""
    (lab.dir / "script").write_text(SCRIPT)
    (lab.dir / "numbers").write_text("10\n9\n-3\n1e2\n")
    files = libraries("/bin/dash", "/usr/bin/sort") | {
        "/usr/bin/sort": "/usr/bin/sort", "/bin/dash": "/bin/dash",
        str(lab.dir / "script"): lab.dir / "script",
        str(lab.dir / "numbers"): lab.dir / "numbers"}
    output = same(lab, ["/bin/dash", lab.dir / "script", "argument"], files,
                  {"DATA": str(lab.dir)})
    check(output.endswith("-3\n1e2\n9\n10\n"), "no end", output=output)


def test_ls(lab):
    """ls, which is linked with three libraries, lists a directory."""
    place = lab.dir / "place"
    (place / "below").mkdir(parents=True)
    (place / "file").write_text("twelve bytes")
    (place / "below" / "other").write_text("")
    (place / "below" / "run").write_text("#!/bin/sh\n")
    (place / "below" / "run").chmod(0o755)
    (place / "link").symlink_to("file")
    files = {"/bin/ls": "/bin/ls"} | libraries("/bin/ls")
    for path in (place / "file", place / "link", place / "below" / "other",
                 place / "below" / "run"):
        os.utime(path, 2 * (YEAR_OF_BOOT,), follow_symlinks=False)
        files[str(path)] = path
    output = same(lab, ["/bin/ls", "-RF", place, "/absent"], files)
    check("run*" in output, "no mark", output=output)
    output = same(lab, ["/bin/ls", "-lgo", "--time-style=+%Y", place / "file",
                        place / "link", place / "below" / "run"], files)
    check("12 2026 /" in output, "no time", output=output)


def python_files(python):
    """What CPython needs of its library for a start and for threads."""
    _, output = command([python, "-c", "import os; print(os.__file__)"])
    top = os.path.dirname(output.strip())
    files = {}
    for folder in ("", *PYTHON_PACKAGES):
        for name in os.listdir(os.path.join(top, folder)):
            if name.endswith((".py", ".so")):
                path = os.path.join(top, folder, name)
                files[path] = os.path.realpath(path)
    return files


def test_python(lab):
    """Debian's CPython runs a program with threads, a child and a pipe."""
    python = shutil.which("python3", path="/usr/bin")
    if not python:
        raise CheckFailed("there is no /usr/bin/python3")
    program = os.path.realpath(python)
    (lab.dir / "program.py").write_text(PYTHON)
    files = {program: program, str(lab.dir / "program.py"):
             lab.dir / "program.py"}
    files |= libraries(program) | python_files(program)
    output = same(lab, [program, "-I", "-B", lab.dir / "program.py"], files)
    check("from the child" in output, "no child", output=output)


def test_same_addresses(lab):
    """Nothing is put at random places: two runs see the same addresses, and
    those that the manual names."""
    program = lab.compile("where", r"""
        #include <stdio.h>
        #include <sys/auxv.h>
        extern char __executable_start[];
        int main(void)
        {
            printf("start %p\nlinker %lx\nprintf %p\n",
                   (void *)__executable_start, getauxval(AT_BASE), printf);
            return 0;
        }
        """, "gcc", "-pie")
    files = {str(program): program} | libraries(program)
    runs = [lab.boot(init=str(program), files=files).console
            for _ in range(2)]
    equal(runs[0], runs[1], "addresses")
    base = int(re.search(r"linker (\w+)", runs[0])[1], 16)
    check("start 0x555555554000\n" in runs[0], "start", output=runs[0])
    check(0x7ffff7f00000 < base < 0x7ffff7fff000, "linker", base=hex(base))


def test_stack_rights(lab):
    """Whether the stack may be executed is what the program's file says."""
    for name, flag, status in (("may", "execstack", 42),
                               ("may_not", "noexecstack", 139)):
        program = lab.compile(name, r"""
            #include <string.h>
            int main(void)
            {
                char code[] = "\xb8\x2a\0\0\0\xc3"; /* mov $42, %eax; ret */
                int (*volatile answer)(void) = (int (*)(void))code;
                return answer();
            }
            """, "gcc", "-static", "-z", flag)
        same(lab, [program], {str(program): program})
        equal(on_linux([program], ENV)[0], status, f"status with {flag}")


def test_missing_linker(lab):
    """Without its dynamic linker a program cannot be run: the boot says so."""
    program = lab.compile("alone", "int main(void) { return 0; }", "gcc")
    result = lab.boot(program=program)
    check("cannot be run (error 2)" in result.console, "refusal",
          console=result.console)
