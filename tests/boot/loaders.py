# SPDX-License-Identifier: MIT
"""Both ways of booting: QEMU's -kernel, and GRUB from an ISO image."""

import shutil

from lib.case import PROJECT
from lib.check import check, contains, equal
from lib.lab import ISO, command, ended_well, guest_path
import cpio

GRUB_CFG = """\
set timeout=0
menuentry "test" {
    multiboot /boot/convoy.boot init=/bin/hello -- GREETING=salve a b
    module /boot/files.cpio
    boot
}
"""


def make_iso(lab):
    """An ISO that boots the guest program hello; as make iso does it."""
    tree = lab.dir / "iso"
    (tree / "boot" / "grub").mkdir(parents=True)
    shutil.copy(PROJECT / "build" / "convoy.boot", tree / "boot")
    cpio.make_module(tree / "boot" / "files.cpio",
                     {"/bin/hello": guest_path("hello")})
    (tree / "boot" / "grub" / "grub.cfg").write_text(GRUB_CFG)
    status, output = command(["grub-mkrescue", "-d", "/usr/lib/grub/i386-pc",
                              "-o", lab.dir / "test.iso", tree])
    check(status == 0, output)
    return lab.dir / "test.iso"


def test_same_console(lab):
    """The same program prints the same bytes however it was booted."""
    iso = lab.boot(iso=make_iso(lab))
    direct = lab.boot_guest("hello", env={"GREETING": "salve"},
                            args=["a", "b"])
    contains(ended_well(direct).console, "argv[2] b", "console")
    equal(ended_well(iso).console, direct.console, "console with GRUB")


def test_iso_as_made(lab):
    """build/convoy.iso boots to the same end as -kernel without options."""
    iso = lab.boot(iso=ISO)
    direct = lab.boot()
    check(direct.kind in ("poweroff", "refused"), direct.error)
    equal(iso.kind, direct.kind, "end")
    equal(iso.console, direct.console, "console")
