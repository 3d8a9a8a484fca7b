# SPDX-License-Identifier: MIT
# Processes: background, signals, pipes and FIFOs between strangers.
# Whether the shell says `Terminated` depends on who is quicker.
gone() { wait $1; echo $?; }
cd /tmp
sleep 0.2 & gone $! 2> /dev/null; (exit 3) & gone $! 2> /dev/null
false & true & wait
echo $?
sleep 100 & p=$!; kill $p; gone $p 2> /dev/null; kill $p; echo $?
kill -0 $$ && echo alive
sleep 100 & kill -9 $!; gone $! 2> /dev/null; sleep 100 & kill -STOP $!
kill -CONT $!; kill -INT $!; kill $!; gone $! 2> /dev/null
(sleep 0.1; echo late) & echo early; wait; echo end
for i in 3 1 2; do (sleep $i; echo $i) & done; wait
kill -l 15; kill -l | head -1; kill -l TERM; kill nothing; kill -XYZ 1
kill 99999; kill %1
yes | head -1; yes > /dev/full; echo $?; (yes; echo $? >&2) | head -1
seq 100000 | head -1; seq 100000 | tail -1 | cat | cat | cat
(trap '' PIPE; yes; echo status $? >&2) 2>&1 >&3 3>&- | head -1 3>&-
mkfifo f; (cat f > copy; echo reader done) & echo hello > f; wait; cat copy
(echo 1; sleep 0.1; echo 2) > f & cat f; wait; (for i in 1 2 3; do echo $i
done > f) & while read l; do echo "line $l"; done < f; wait
exec 3<> f; echo kept >&3; read l <&3; echo $l; exec 3>&-
mkfifo g; (tr a-z A-Z < f > g) & (cat g) & echo chain > f; wait
trap 'echo usr1' USR1; (sleep 0.1; kill -USR1 $$) & wait; echo "wait gave $?"
wait; trap - USR1
timeout 0.1 sleep 10; echo $?; timeout 5 true; echo $?
timeout -s KILL 0.1 sleep 10; echo $?
timeout 0.1 sh -c 'trap "" TERM; sleep 0.3; echo survived'; echo $?
nohup sh -c 'echo hup ignored; kill -HUP $$; echo still'; nice; nice -n 5 nice
nice -n 5 sh -c 'nice -n 5 nice'; renice 3 $$; nice
setsid sh -c 'echo session'; setsid -w sh -c 'exit 6'; echo $?
setsid -w sh -c 'kill -TERM 0; echo no'; echo $?
(ulimit -n 20; sh -c 'ulimit -n'); ulimit -c; ulimit -s; (ulimit -f 1
dd if=/dev/zero of=big bs=1k count=3 2> /dev/null; echo $?) | cat
stat -c %s big
time -f '%e' true 2>&1 | wc -l; time true 2> t; wc -l < t
start-stop-daemon -S -b -m -p pid -x /bin/sleep -- 50; sleep 0.1
start-stop-daemon -K -p pid && echo stopped
sh -c 'sleep 0.1 & echo orphan; exit'; sleep 0.2; (sleep 0.2 & exec true)
echo x | (sleep 0.05; cat) | (sleep 0.01; cat)
echo outer; (echo inner; (echo innermost; exit 2); echo $?); { echo group; }
(kill -9 $(sh -c 'echo $PPID')); echo $?
cat < /dev/null; head -c 5 /dev/zero | od -An -tx1
head -c 100 /dev/urandom | wc -c; echo x > /dev/null
dd if=/dev/zero bs=65536 count=16 2> /dev/null | wc -c
tail -f copy > tailed & echo more >> copy; sleep 1.5; echo again >> copy
sleep 1.5; kill $!; wait; cat tailed
xargs -P 3 -n 1 sh -c 'sleep 0.$0; echo $0' <<END
3 1 2
END
i=0; while [ $i -lt 20 ]; do (exit $i) & i=$((i + 1)); done; wait; echo reaped
sh -c 'for i in 1 2 3; do sleep 0.0$i & done; wait; echo all'
(while :; do :; done) & kill $!; gone $! 2> /dev/null
sh -c 'while :; do :; done' & sleep 0.01; kill -KILL $!; gone $! 2> /dev/null
seq 3 | while read n; do echo $n; done | sort -r | (read first
echo first $first; cat > /dev/null); echo ${PIPESTATUS:-none}
usleep 1000; sleep 0; sleep 0.01 0.01; sleep x; watch -n 1 -t true & sleep 0.1
kill $!; gone $! 2> /dev/null
flock f2 -c 'echo locked'; (flock 9; echo fd lock) 9> lock; pidof nothing
echo $?; killall nothing; echo $?; sleep 77 & sleep 0.3; killall sleep
gone $! 2> /dev/null
