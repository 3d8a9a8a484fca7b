# SPDX-License-Identifier: MIT
# Who, where, when; names, limits, time.
id; id -u; id -un; id nobody; id -g student; groups; whoami; hostname; uname -s
uname -n; uname -m
start-stop-daemon -S -p none -c nobody:nogroup -x /bin/sh -- -c 'id
    kill -9 1; hostname x; renice -n -5 $$'
date -u -d @0; date -u -d @1700000000 '+%Y-%m-%d %H:%M:%S %j %a %b'
date -u -d '2024-02-29 12:00' +%s; TZ=UTC-2 date -d @0; date -d nonsense
cal 12 1999; expr 1 + 2; sleep 0.01; nproc > /dev/null; arch; tty; test -t 0
echo $?; stty; echo $?
a=$(date +%s); sleep 1; b=$(date +%s)
[ $((b - a)) -ge 1 ] && [ $((b - a)) -le 2 ] && echo a second
which -a sh; ls /sbin | wc -l; cat /etc/group; env | sort | grep -v ^_; pwd
echo $PATH $HOME
test -c /dev/null && cd /dev && ls -l null zero full | tr -s ' ' |
    cut -d' ' -f1,5,6,10; cd /
echo full > /dev/full; cat /dev/null; echo a > /dev/tty
ls -ld /dev/shm /tmp /root | cut -c1-10
echo shm > /dev/shm/a; cat /dev/shm/a; ls /dev/shm
mktemp -p /dev/shm -u | wc -c
mkpasswd -m md5 -S abcdefgh word; ipcalc -n 10.1.2.3/8; rev /etc/hostname
ascii | head -3; mim 2>&1 | head -1
openvt 2>&1 | head -1; mesg 2>&1 | head -1; nologin; echo $?
hwclock 2>&1 | wc -l; taskset -p $$ | cut -d: -f1 | cut -d' ' -f1,3-
taskset 1 sh -c 'echo pinned'
busybox | head -1 | cut -d' ' -f1,2; busybox --list | wc -l; busybox nothing
busybox ls -d /; ln -s /bin/busybox /tmp/cat; echo by name | /tmp/cat
sh --help 2>&1 | head -3 | tail -1
reboot --nothing 2>&1 | head -1; modprobe nothing; echo $?
who; w 2>&1 | tail -1; last | tail -1
script=$(mktemp); echo 'echo temp' > $script; sh $script; rm $script; crontab -l
echo $?; ulimit -a | wc -l; ulimit -H -n
