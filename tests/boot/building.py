# SPDX-License-Identifier: MIT
"""The build itself: it does nothing twice, gives the same bytes elsewhere,
and its set-up says what it needs."""

import os
import shutil

from lib.case import BUILD, PROJECT
from lib.check import check, contains, equal
from lib.lab import command, make

# What setup.sh calls, for a machine without dpkg.
PLAIN_TOOLS = ("sh", "sed", "awk", "id", "grep", "mktemp", "rm", "printf")


def fake(directory, name, script):
    """A command of our own that the shell finds first."""
    directory.mkdir(exist_ok=True)
    (directory / name).write_text(f"#!/bin/sh\n{script}\n")
    (directory / name).chmod(0o755)


def setup(lab, path):
    """Run mk/setup.sh for a package that is nowhere, with PATH as given."""
    (lab.dir / "list").write_text("# comment\nno-such-package  for a test\n")
    return command(["/bin/sh", PROJECT / "mk" / "setup.sh", lab.dir / "list"],
                   env={"PATH": str(path)})


def test_second_build(lab):
    """A second build does nothing and prints nothing."""
    status, output = make("all")
    equal(status, 0, f"status\n{output}\n")
    status, output = make("all")
    equal(output, "make: Nothing to be done for 'all'.\n", "output")


def test_misspelt_variable(lab):
    """A variable that nobody reads is refused: it would change nothing."""
    status, output = make("help", "CORSE=2", "ARGS=a=1 b=2", "GIL=ticks")
    check(status != 0, "make must fail")
    contains(output, "CORSE=: no such variable; `make help` lists them", "make")
    check("GIL=:" not in output and "a=:" not in output, output)


def test_reproducible(lab):
    """The same sources elsewhere, under another umask and time zone, give
    the same image, byte for byte."""
    tree = lab.dir / "a-directory-with-a-longer-name" / "tree"
    shutil.copytree(PROJECT, tree, symlinks=True, ignore=shutil.
                    ignore_patterns(".git", "build", "__pycache__"))
    status, output = make("build/convoy.boot", cwd=tree, umask=0o077,
                          env={"TZ": "Asia/Tokyo", "LC_ALL": "C"})
    equal(status, 0, f"status\n{output}\n")
    check((tree / "build/convoy.boot").read_bytes()
          == (BUILD / "convoy.boot").read_bytes(), "the images differ")


def test_setup_without_root(lab):
    """Where nothing can be installed, one line says what to install."""
    fake(lab.dir / "bin", "id", "echo 1000")
    fake(lab.dir / "bin", "sudo", "exit 1")
    status, output = setup(lab, f"{lab.dir / 'bin'}:{os.environ['PATH']}")
    equal(output, "set-up: not root and no sudo; run: sudo apt-get install "
          "no-such-package\n", "output")
    equal(status, 1, "status")


def test_setup_without_dpkg(lab):
    """On a system that is not Debian, one line says what is needed."""
    (lab.dir / "bin").mkdir()
    for tool in PLAIN_TOOLS:
        (lab.dir / "bin" / tool).symlink_to(shutil.which(tool))
    status, output = setup(lab, lab.dir / "bin")
    equal(output.count("\n"), 1, f"lines of {output!r}")
    contains(output, "no-such-package", "output")
    equal(status, 1, "status")


def test_setup_installs(lab):
    """What is missing is installed, with its reason shown; the package lists
    are fetched only if it does not work without."""
    fake(lab.dir / "bin", "id", "echo 0")
    fake(lab.dir / "bin", "apt-get",
         f"echo $1 >>{lab.dir}/calls\n"
         f"[ $1 = update ] || [ $(wc -l <{lab.dir}/calls) = 3 ]")
    status, output = setup(lab, f"{lab.dir / 'bin'}:{os.environ['PATH']}")
    equal(status, 0, f"status\n{output}\n")
    contains(output, "no-such-package  for a test", "output")
    equal((lab.dir / "calls").read_text(), "install\nupdate\ninstall\n",
          "calls of apt-get")
