# SPDX-License-Identifier: MIT
# Files, directories, links, modes, archives.
cd /tmp; umask 022; umask; umask -S
mkdir -p a/b/c d; echo one > a/1; echo two > a/b/2; printf 'three' > a/b/c/3
find a | sort; find a -type f -name '[12]' | sort; find a -type d | wc -l
find a -type f | sort | xargs cat; echo
find a -type f -exec wc -c {} + | sort; find a -maxdepth 1 -mindepth 1 | sort
find a -size -3c | sort; find a -newer a/1 -type f | sort | head -1 > /dev/null
ln a/1 hard; ln -s a/1 soft; ln -s nowhere broken; ln -s ../a/b d/up
readlink soft; readlink -f soft; realpath d/up/2; readlink broken
cat soft hard d/up/2; cat broken
test -e broken || echo dangling; test -L broken && echo link
stat -c '%n %F %a %h %s' a a/1 hard soft; stat -L -c '%F %s' soft
stat -c '%i' a/1 hard | uniq | wc -l
cp -a a copy; diff -r a copy && echo equal; echo more >> copy/b/2
diff -rq a copy
cmp a/b/2 copy/b/2; cp a/1 a/b/2 d; ls d; cp a d
cp -r a d/a; ls -R d
mv d/1 d/one; mv d/one d/2 copy; ls copy; mv nothing d
mv -n copy/2 copy/b/2; cat copy/b/2
rm a/1; cat a/1; cat hard; rm -r copy; rm copy; rm -f copy && echo ok; rmdir d
rmdir -p e/f; mkdir e e/f; mkdir e; rmdir -p e/f; ls -d e
touch -d '2001-02-03 04:05:06' old; stat -c '%y %Y' old; date -u -r old
touch -r old new; stat -c %Y new; test old -nt a && echo newer
test old -ot a && echo older
chmod 640 old; stat -c %a old; chmod u+x,g-r,o=w old; stat -c %A old
chmod 4755 old; ls -l old | cut -c1-10; chmod 1777 d; stat -c %a d
chmod -R go-rwx a; find a -exec stat -c '%a %n' {} + | sort -k2
chown 1000:1000 old; stat -c '%u:%g %U:%G' old; chown -R nobody a
stat -c %U a a/b
chgrp student a; stat -c %G a
ls -l old | tr -s ' ' | cut -d' ' -f1,3,4,5; ls -ld a | cut -c1-10
ls -la d | wc -l
ls -1 -F; ls -1 -p | head -3
ls -l soft broken | tr -s ' ' | cut -d' ' -f9-
truncate -s 100000 sparse; stat -c '%s %b' sparse; wc -c < sparse
od sparse | head -2
dd if=/dev/zero of=zeros bs=1k count=5 2>/dev/null; stat -c %s zeros
md5sum zeros
dd if=zeros of=part bs=100 skip=1 count=3 conv=notrunc 2>&1 | head -2
wc -c part
echo 0123456789 | dd bs=1 skip=3 count=4 2>/dev/null; echo
printf abcdef > p; printf XY | dd of=p bs=1 seek=2 conv=notrunc 2>/dev/null
cat p; echo
du -s -k zeros; du -c -h zeros p | tail -1
mktemp -u XXXXXX | wc -c; f=$(mktemp); test -f $f && stat -c %a $f
d=$(mktemp -d); stat -c '%a %F' $d; rm -r $f $d
basename /a/b/c.txt .txt; dirname /a/b/c.txt; basename a/
cd a/b; pwd; cd ..; pwd -P; cd /tmp/d/up; pwd; pwd -P; cd -; cd /tmp
tar cf t.tar a; tar tf t.tar | sort; mkdir x; tar xf t.tar -C x
diff -r a x/a && echo same
tar czf t.tgz a hard soft; tar tzvf t.tgz | tr -s ' ' | cut -d' ' -f1,2,3 | sort
gunzip -t t.tgz && echo fine
tar cf - a | (cd x && rm -r a && tar xf -); diff -r a x/a && echo piped
tar tf t.tgz hard; tar xOzf t.tgz hard; tar cjf - a | tar tjf - | wc -l
gzip -c a/b/2 | zcat; gzip p; ls p*; gunzip p.gz; cat p; echo
bzip2 -k p; bzcat p.bz2; echo; echo text | bzip2 | bunzip2
echo text | lzop | lzop -d 2>&1
echo text | gzip -9 | gunzip; gzip nothing
find a | sort | cpio -o -H newc > a.cpio; cpio -t < a.cpio; (mkdir y; cd y
cpio -id < ../a.cpio); diff -r a y/a && echo cpio
ar r l.ar p hard; ar t l.ar; ar p l.ar hard
rm -rf x y; ls -d x
mkfifo fifo; stat -c '%F %a' fifo; test -p fifo && echo fifo
(echo through > fifo &); cat fifo
mknod null c 1 3; ls -l null | tr -s ' ' | cut -d' ' -f1,5,6
echo gone > null && cat null
ls /nowhere; cat /tmp; echo x > /tmp; cd nowhere; echo x > nowhere/y; mkdir a/b
ln a hardlink
: > ''; cat ''; mkdir ''; long=$(printf %0300d 1); touch $long 2>&1 | tail -c 20
ln -s loop loop; cat loop; touch a/b/2/x; rmdir a; rm a; mv a a/b/a; cp p p
chmod 000 p; cat p
start-stop-daemon -S -p none -c nobody -x /bin/sh -- \
    -c 'cat p; echo x > /tmp/a/z'
chmod 644 p
test -s p; echo $?; test -r p -a -w p -a ! -x p && echo rw
[ -d a -o -f a ] && echo d; [ p -ef p ] && echo self
sync; fsync p; cat /etc/hostname /etc/passwd | head -2; which ls sh
readlink $(which ls)
shred -u old; ls old; unlink hard; ls hard; install 2>&1 | head -1
chattr 2>&1 | head -1
cal 2 2024; ls -i p | wc -w; df /tmp > /dev/null; echo $?
stat -f -c '%s %T' /tmp
cp -s a/b/2 sym; readlink sym; cp -l a/b/2 lnk; stat -c %h lnk; cp -u a/b/2 lnk
cp -p a/b/2 kept; stat -c %a kept
getopt -o ab: -- -a -b x rest; run-parts 2>&1 | head -1
echo 'echo part' > d/part; chmod +x d/part; rm d/2; run-parts d
