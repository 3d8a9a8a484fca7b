/* SPDX-License-Identifier: MIT
 *
 * Who may do what to files: path search, opening, names, the sticky bit, who may
 * change mode, owner and times, access(2)'s ids, owner and group of new files,
 * programs that run as somebody. It needs root to begin with, and is passed over
 * without; what another user may do is tried in a child that has become one.
 */
#define _GNU_SOURCE
#include "check.h"
#include "place.h"
#include <grp.h>
#include <sys/fsuid.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

#define ALICE 1001
#define BOB 1002
#define STAFF 2001 /* a group that both are in */
#define OTHERS 2002

/* Run `topic` as a user with two groups of his own, in a child. */
static void as(unsigned uid, void (*topic)(void))
{
    gid_t groups[] = {STAFF};
    int status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        check_failures = 0;
        CHECK_EQ(setgroups(1, groups), 0);
        CHECK_EQ(setgid(uid), 0);
        CHECK_EQ(setuid(uid), 0);
        topic();
        _exit(check_status());
    }
    CHECK(pid > 0);
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
}

/* A file or directory of somebody's. */
static void put_owned(const char *name, unsigned uid, unsigned gid,
                      unsigned mode)
{
    put_file(name, "x");
    CHECK_EQ(chown(name, uid, gid), 0);
    CHECK_EQ(chmod(name, mode), 0);
}

static void make_owned(const char *name, unsigned uid, unsigned gid,
                       unsigned mode)
{
    CHECK_EQ(mkdir(name, 0700), 0);
    CHECK_EQ(chown(name, uid, gid), 0);
    CHECK_EQ(chmod(name, mode), 0);
}

/* open(2) gives a descriptor, which is closed again: 0, or -1 with errno. */
static int opens(const char *name, int flags)
{
    int fd = open(name, flags, 0666);

    return fd < 0 ? -1 : close(fd);
}

/* The classes: the first that fits decides, even if another gives more. */

static void alice_opens(void)
{
    CHECK_EQ(opens("alices", O_RDONLY), 0);
    CHECK_ERR(opens("alices", O_WRONLY), EACCES);
    CHECK_ERR(opens("alices", O_RDWR), EACCES);
    CHECK_ERR(opens("alices", O_RDONLY | O_TRUNC), EACCES);
    CHECK_ERR(opens("alices", O_RDONLY | O_TRUNC | O_CREAT), EACCES);
    CHECK_ERR(truncate("alices", 0), EACCES);
    CHECK_ERR(opens("hers-not", O_RDONLY), EACCES); /* though others may */
    CHECK_EQ(opens("staffs", O_RDWR), 0);
    CHECK_EQ(truncate("staffs", 1), 0);
    CHECK_ERR(opens("staffs-not", O_RDONLY), EACCES);
    CHECK_EQ(opens("all", O_RDWR), 0);
    CHECK_ERR(opens("none", O_RDONLY), EACCES);
    CHECK_ERR(opens("none", O_WRONLY), EACCES);
    CHECK_ERR(opens("nothing", O_RDONLY), ENOENT);
    CHECK_ERR(opens("none", O_RDONLY | O_DIRECTORY), ENOTDIR);
    CHECK_ERR(opens("fifo", O_RDWR), EACCES);
    CHECK_ERR(opens("fifo", O_RDONLY | O_NONBLOCK), EACCES);
}

static void check_open(void)
{
    put_owned("alices", ALICE, BOB, 0477);
    put_owned("hers-not", ALICE, BOB, 0077);
    put_owned("staffs", BOB, STAFF, 0060);
    put_owned("staffs-not", BOB, STAFF, 0606);
    put_owned("all", BOB, BOB, 0006);
    put_owned("none", BOB, BOB, 0770);
    CHECK_EQ(mkfifo("fifo", 0600), 0);
    as(ALICE, alice_opens);
    CHECK_EQ(opens("none", O_RDWR), 0); /* root may all */
    CHECK_EQ(chmod("none", 0), 0);
    CHECK_EQ(opens("none", O_RDWR), 0);
    CHECK_EQ(unlink("alices") | unlink("hers-not") | unlink("staffs") |
                 unlink("staffs-not") | unlink("all") | unlink("none") |
                 unlink("fifo"),
             0);
    ok("who opens what");
}

/* Directories: to search is one thing, to list another, to change a third. */

static void alice_searches(void)
{
    struct stat st;
    char text[8];

    CHECK_EQ(stat("search/f", &st), 0);
    CHECK_ERR(stat("search/none", &st), ENOENT);
    CHECK_ERR(opens("search", O_RDONLY | O_DIRECTORY), EACCES);
    CHECK_EQ(chdir("search"), 0);
    CHECK_EQ(chdir(".."), 0);
    CHECK_EQ(opens("list", O_RDONLY | O_DIRECTORY), 0);
    CHECK_ERR(stat("list/f", &st), EACCES);
    CHECK_ERR(stat("list/none", &st), EACCES);
    CHECK_ERR(stat("list/.", &st), EACCES);
    CHECK_ERR(stat("list/..", &st), EACCES);
    CHECK_EQ(stat("list/", &st), 0);
    CHECK_ERR(chdir("list"), EACCES);
    CHECK_ERR(readlink("list/l", text, sizeof text), EACCES);
    CHECK_ERR(access("list/f", F_OK), EACCES);
    int fd = open("list", O_RDONLY);
    CHECK_ERR(fchdir(fd), EACCES);
    CHECK_ERR(openat(fd, "f", O_RDONLY), EACCES);
    CHECK_EQ(close(fd), 0);
    CHECK_EQ(readlink("search/l", text, sizeof text), 1);
}

static void alice_names(void)
{
    CHECK_ERR(opens("search/new", O_WRONLY | O_CREAT), EACCES);
    CHECK_ERR(open("search", O_WRONLY | O_TMPFILE, 0600), EACCES);
    CHECK_EQ(opens("search/f", O_RDONLY | O_CREAT), 0);
    CHECK_ERR(opens("search/f", O_RDONLY | O_CREAT | O_EXCL), EEXIST);
    CHECK_ERR(mkdir("search/new", 0777), EACCES);
    CHECK_ERR(mkdir("search/f", 0777), EEXIST);
    CHECK_ERR(mkfifo("search/new", 0777), EACCES);
    CHECK_ERR(symlink("x", "search/new"), EACCES);
    CHECK_ERR(link("search/f", "search/new"), EACCES);
    CHECK_ERR(unlink("search/f"), EACCES);
    CHECK_ERR(unlink("search/none"), ENOENT);
    CHECK_ERR(rmdir("search/f"), EACCES);
    CHECK_ERR(rename("search/f", "open/f"), EACCES);
    CHECK_EQ(rename("search/f", "search/f"), 0);
    CHECK_ERR(mkdir("write/new", 0777), EACCES); /* w without x */
    CHECK_ERR(mknod("open/dev", S_IFCHR | 0600, makedev(1, 3)), EPERM);
    CHECK_EQ(mkdir("open/new", 0777), 0);
    CHECK_ERR(rename("open/bobs", "open/new/bobs"), EACCES); /* its ".." */
    CHECK_EQ(rename("open/bobs", "open/renamed"), 0);
    CHECK_EQ(rmdir("open/renamed"), 0);
    CHECK_EQ(rmdir("open/new"), 0);
    CHECK_EQ(mknod("open/file", S_IFREG | 0600, 0), 0);
    CHECK_EQ(unlink("open/file"), 0);
}

static void check_directories(void)
{
    make_owned("search", BOB, BOB, 0711);
    make_owned("list", BOB, BOB, 0744);
    make_owned("write", BOB, BOB, 0722);
    make_owned("open", BOB, BOB, 0777);
    make_owned("open/bobs", BOB, BOB, 0755);
    put_owned("search/f", BOB, BOB, 0666);
    put_owned("list/f", BOB, BOB, 0666);
    CHECK_EQ(symlink("f", "search/l") | symlink("f", "list/l"), 0);
    as(ALICE, alice_searches);
    as(ALICE, alice_names);
    CHECK_EQ(unlink("search/f") | unlink("list/f") | unlink("search/l") |
                 unlink("list/l"),
             0);
    CHECK_EQ(rmdir("search") | rmdir("list") | rmdir("write") | rmdir("open"),
             0);
    ok("search, list, change");
}

/* In a sticky directory a name is its owner's. */

static void alice_sticks(void)
{
    CHECK_ERR(unlink("sticky/bobs"), EPERM);
    CHECK_ERR(rename("sticky/bobs", "sticky/new"), EPERM);
    CHECK_ERR(rename("sticky/alices", "sticky/bobs"), EPERM);
    CHECK_ERR(rmdir("sticky/dir"), EPERM);
    CHECK_EQ(rename("sticky/alices", "sticky/hers"), 0);
    CHECK_EQ(unlink("sticky/hers"), 0);
    CHECK_EQ(unlink("hers/bobs"), 0); /* her directory */
}

static void check_sticky(void)
{
    make_owned("sticky", BOB, BOB, 01777);
    make_owned("hers", ALICE, ALICE, 01777);
    put_owned("sticky/bobs", BOB, BOB, 0666);
    put_owned("sticky/alices", ALICE, ALICE, 0600);
    put_owned("hers/bobs", BOB, BOB, 0600);
    make_owned("sticky/dir", BOB, BOB, 0777);
    as(ALICE, alice_sticks);
    CHECK_EQ(rmdir("sticky/dir") | unlink("sticky/bobs"), 0);
    CHECK_EQ(rmdir("sticky") | rmdir("hers"), 0);
    ok("the sticky bit");
}

/* Mode, owner, times. */

static void alice_changes(void)
{
    struct timespec times[2] = {{1, 0}, {2, 0}};
    int fd = open("bobs", O_RDONLY);

    CHECK_ERR(chmod("bobs", 0777), EPERM);
    CHECK_ERR(fchmod(fd, 0777), EPERM);
    CHECK_EQ(chmod("alices", 0640), 0);
    CHECK_EQ(chmod("alices", 02750), 0); /* not in its group: no S_ISGID */
    CHECK_EQ(stat_of("alices").st_mode & 07777, 0750);
    CHECK_EQ(chown("alices", -1, STAFF), 0);
    CHECK_EQ(chmod("alices", 02750), 0);
    CHECK_EQ(stat_of("alices").st_mode & 07777, 02750);
    CHECK_EQ(chown("alices", ALICE, -1), 0);
    CHECK_EQ(stat_of("alices").st_mode & 07777, 0750);
    CHECK_ERR(chown("alices", BOB, -1), EPERM);
    CHECK_ERR(chown("alices", -1, OTHERS), EPERM);
    CHECK_ERR(chown("bobs", -1, STAFF), EPERM);
    CHECK_ERR(fchown(fd, ALICE, -1), EPERM);
    CHECK_EQ(chown("bobs", -1, -1), 0);
    CHECK_EQ(utimensat(AT_FDCWD, "alices", times, 0), 0);
    CHECK_EQ(stat_of("alices").st_mtime, 2);
    CHECK_ERR(utimensat(AT_FDCWD, "bobs", times, 0), EPERM);
    CHECK_EQ(utimensat(AT_FDCWD, "bobs", NULL, 0), 0); /* she may write it */
    times[0].tv_nsec = times[1].tv_nsec = UTIME_NOW;
    CHECK_EQ(futimens(fd, times), 0);
    times[1].tv_nsec = UTIME_OMIT;
    CHECK_ERR(futimens(fd, times), EPERM);
    times[0].tv_nsec = UTIME_OMIT;
    CHECK_EQ(futimens(fd, times), 0);
    CHECK_ERR(utimensat(AT_FDCWD, "others", NULL, 0), EACCES);
    CHECK_EQ(close(fd), 0);
}

static void check_changes(void)
{
    put_owned("alices", ALICE, OTHERS, 0600);
    put_owned("bobs", BOB, STAFF, 0666);
    put_owned("others", BOB, BOB, 0644);
    as(ALICE, alice_changes);
    CHECK_EQ(unlink("alices") | unlink("bobs") | unlink("others"), 0);
    ok("mode, owner, times");
}

/* A file that is written to, or given away, no longer runs as somebody. */

static void alice_writes(void)
{
    int fd = open("s", O_WRONLY);

    CHECK_EQ(chmod("s", 06755), 0);
    CHECK_EQ(write(fd, "y", 1), 1);
    CHECK_EQ(stat_of("s").st_mode & 07777, 0755);
    CHECK_EQ(chmod("s", 06745), 0); /* S_ISGID without execution stays */
    CHECK_EQ(ftruncate(fd, 0), 0);
    CHECK_EQ(stat_of("s").st_mode & 07777, 02745);
    CHECK_EQ(chmod("s", 04755), 0);
    CHECK_EQ(write(fd, "y", 0), 0);
    CHECK_EQ(stat_of("s").st_mode & 07777, 04755);
    CHECK_EQ(close(fd), 0);
}

static void check_set_id(void)
{
    put_owned("s", ALICE, ALICE, 0755);
    as(ALICE, alice_writes);
    CHECK_EQ(chmod("s", 06755), 0);
    put_file("s", "root");
    CHECK_EQ(stat_of("s").st_mode & 07777, 06755); /* root's writes leave it */
    CHECK_EQ(chown("s", BOB, BOB), 0);
    CHECK_EQ(stat_of("s").st_mode & 07777, 0755);
    CHECK_EQ(unlink("s"), 0);
    ok("set-id bits go");
}

/* Owner and group of what is new. */

static void alice_makes(void)
{
    struct stat st;

    CHECK_EQ(opens("open/f", O_WRONLY | O_CREAT), 0);
    st = stat_of("open/f");
    CHECK_EQ(st.st_uid, ALICE);
    CHECK_EQ(st.st_gid, ALICE);
    CHECK_EQ(st.st_mode, S_IFREG | 0644);
    CHECK_EQ(opens("group/f", O_WRONLY | O_CREAT), 0);
    CHECK_EQ(stat_of("group/f").st_gid, OTHERS);
    CHECK_EQ(mkdir("group/d", 0777), 0);
    CHECK_EQ(stat_of("group/d").st_gid, OTHERS);
    CHECK_EQ(stat_of("group/d").st_mode, S_IFDIR | 02755);
    CHECK_EQ(mknod("group/x", S_IFREG | 02755, 0), 0);
    CHECK_EQ(stat_of("group/x").st_mode, S_IFREG | 0755);
    CHECK_EQ(symlink("f", "group/l"), 0);
    CHECK_EQ(stat_of("group/l").st_uid, ALICE);
    CHECK_EQ(stat_of("group/l").st_gid, OTHERS);
    /* A new file is open as was asked, whatever its mode. */
    int fd = open("open/sealed", O_RDWR | O_CREAT, 0);
    CHECK(fd >= 0);
    CHECK_EQ(write(fd, "x", 1), 1);
    CHECK_EQ(close(fd), 0);
    CHECK_ERR(opens("open/sealed", O_RDWR | O_CREAT), EACCES);
}

static void check_new(void)
{
    make_owned("open", BOB, BOB, 0777);
    make_owned("group", BOB, OTHERS, 02777);
    as(ALICE, alice_makes);
    CHECK_EQ(setfsgid(STAFF), 0);
    CHECK_EQ(setfsuid(BOB), 0);
    CHECK_EQ(mkdir("open/bobs", 0700), 0);
    CHECK_EQ(setfsuid(0), BOB);
    CHECK_EQ(setfsgid(0), STAFF);
    CHECK_EQ(stat_of("open/bobs").st_uid, BOB);
    CHECK_EQ(stat_of("open/bobs").st_gid, STAFF);
    CHECK_EQ(unlink("open/f") | unlink("open/sealed") | rmdir("open/bobs") |
                 unlink("group/f") | unlink("group/x") | unlink("group/l") |
                 rmdir("group/d"),
             0);
    CHECK_EQ(rmdir("open") | rmdir("group"), 0);
    ok("owner and group of new files");
}

/* access(2) asks for the real user, unless AT_EACCESS. */

static void alice_asks(void)
{
    CHECK_EQ(access("alices", R_OK), 0);
    CHECK_ERR(access("alices", R_OK | W_OK), EACCES);
    CHECK_ERR(access("alices", X_OK), EACCES);
    CHECK_ERR(access("closed/f", F_OK), EACCES);
}

static void check_access(void)
{
    put_owned("alices", ALICE, ALICE, 0400);
    put_owned("bobs", BOB, BOB, 0600);
    make_owned("closed", BOB, BOB, 0700);
    put_owned("closed/f", BOB, BOB, 0666);
    as(ALICE, alice_asks);
    CHECK_EQ(setresuid(ALICE, 0, 0), 0);
    CHECK_ERR(access("bobs", R_OK), EACCES);
    CHECK_EQ(opens("bobs", O_RDWR), 0);
    CHECK_ERR(access("closed/f", F_OK), EACCES);
    CHECK_EQ(faccessat(AT_FDCWD, "closed/f", R_OK, AT_EACCESS), 0);
    CHECK_EQ(setresuid(0, BOB, 0), 0);
    CHECK_EQ(access("alices", R_OK), 0);
    CHECK_ERR(syscall(439, AT_FDCWD, "alices", R_OK, AT_EACCESS), EACCES);
    CHECK_EQ(setresuid(0, 0, 0), 0);
    CHECK_EQ(unlink("closed/f") | rmdir("closed") | unlink("alices") |
                 unlink("bobs"),
             0);
    ok("access by the real ids");
}

/* To run a program takes its x, and no r. */

static void alice_runs(void)
{
    char *const none[] = {NULL};

    CHECK_ERR(execve("read", none, none), EACCES);
    CHECK_ERR(execve("group", none, none), EACCES);
    CHECK_ERR(execve("run", none, none), ENOEXEC); /* it gets that far */
    CHECK_ERR(execve("closed/run", none, none), EACCES);
}

static void check_exec(void)
{
    char *const none[] = {NULL};

    put_owned("read", BOB, BOB, 0644);
    put_owned("group", BOB, BOB, 0654);
    put_owned("run", BOB, BOB, 0711);
    make_owned("closed", BOB, BOB, 0700);
    put_owned("closed/run", BOB, BOB, 0777);
    as(ALICE, alice_runs);
    CHECK_ERR(execve("read", none, none), EACCES);
    CHECK_ERR(execve("group", none, none), ENOEXEC);
    CHECK_EQ(unlink("closed/run") | rmdir("closed") | unlink("run") |
                 unlink("group") | unlink("read"),
             0);
    ok("who runs what");
}

int main(void)
{
    if (geteuid() != 0)
        return 0;
    place_enter("permission");
    CHECK_EQ(chmod(".", 0777), 0);
    check_open();
    check_directories();
    check_sticky();
    check_changes();
    check_set_id();
    check_new();
    check_access();
    check_exec();
    place_leave();
    return check_status();
}
