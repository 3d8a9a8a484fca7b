# SPDX-License-Identifier: MIT
# What /proc says of processes, pipes and FIFOs.
# Whether the shell says `Terminated` depends on who is quicker.
gone() { wait $1; echo $?; }
cd /tmp
ps -o pid,ppid,comm,args | head -2; ps | wc -l
cat /proc/1/comm; tr '\0' ' ' < /proc/1/cmdline; echo; readlink /proc/1/exe
readlink /proc/self/cwd; readlink /proc/self/root; ls /proc/self/fd | head -3
sleep 77 & p=$!
until grep -q sleep /proc/$p/comm && grep -q 'S (s' /proc/$p/status; do :; done
grep -E '^(Name|State|Tgid|Pid|Uid)' /proc/$p/status | grep -v id
grep -c . /proc/$p/maps | grep -vc '^0$'; cut -d' ' -f2,3 /proc/$p/stat
kill -STOP $p; sleep 0.1; cut -d' ' -f2,3 /proc/$p/stat
ps -o stat,args | grep '[7]7'
kill -CONT $p; sleep 0.1; cut -d' ' -f3 /proc/$p/stat; kill $p
gone $p 2> /dev/null
ls /proc/$p 2>&1 | grep -c 'No such'
sh -c 'while :; do :; done' & p=$!; sleep 0.1; cut -d' ' -f3 /proc/$p/stat
kill $p; gone $p 2> /dev/null
sh -c 'sleep 0 & exec sleep 88' & p=$!
until ps -o ppid,stat,comm | grep Z | grep -q "^ *$p "; do :; done
kill $p; gone $p 2> /dev/null
# An unnamed pipe has the same name on both sides, a FIFO its path.
sleep 5 | sleep 6 & sleep 0.3
for p in $(pidof sleep)
do readlink /proc/$p/fd/1; readlink /proc/$p/fd/0; done | sort | uniq -c |
    grep -c ' 2 pipe:'; killall sleep; wait
mkfifo fifo; sleep 7 > fifo & sleep 8 < fifo & sleep 0.3
for p in $(pidof sleep)
do readlink /proc/$p/fd/1; readlink /proc/$p/fd/0; done | grep fifo
killall sleep; wait; echo $?
ls -l /proc/self/fd 2> /dev/null | grep -c pipe
echo | ls -l /proc/self/fd 2> /dev/null | grep -c pipe
sleep 77 & sleep 0.3; pidof sleep | wc -w; killall sleep
gone $! 2> /dev/null
test -r /proc/uptime && test -r /proc/meminfo && test -r /proc/loadavg &&
    echo all
grep -c '^cpu' /proc/stat | grep -vc '^0$'
grep -c tmpfs /proc/mounts | grep -vc '^0$'
free | head -1; uptime | grep -c 'load average'; cat /proc/sys/kernel/ostype
ls /proc/nothing /proc/1/nothing; echo x > /proc/1/comm 2>/dev/null
cat /proc/99999/stat
rm /proc/1/stat; mkdir /proc/x; touch /proc/y; cd /proc/self && pwd; cd /tmp
(exec 3< /etc/passwd; readlink /proc/self/fd/3; sh -c 'cat <&3' | head -1)
echo through a link > /proc/self/fd/1; echo x | cat /dev/stdin /dev/fd/0
readlink /dev/fd
cat <<END > /dev/stdout
here
END
