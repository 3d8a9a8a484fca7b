# SPDX-License-Identifier: MIT
# The shell's own language.
cd /tmp
x=5; y=$((x * 3 + 1))
echo $y $((x << 2)) $((x % 3)) $((x > 3 ? 10 : 20)) $((0x1f)) $((010))
x=$((x += 2)); echo $x; echo $((7 / 2)) $((-7 / 2)) $((-7 % 3)) $((1 << 62))
(echo $((1 / 0))); echo $?
echo ${x:-none} ${z:-none} ${z:=set} $z ${#z} ${x:+yes}; unset z
echo ${z-unset}; (echo ${z:?is empty}); echo $?
p=/usr/lib/file.tar.gz
echo ${p##*/} ${p#*/} ${p%.*} ${p%%.*} ${p/lib/bin} ${p//l/L} ${p:5:3}
echo "a  b" 'c  $x' a\ \ b "$(echo in "side")" `echo back`
set -- one 'two three' four; echo $# "$2" $*; for w in "$@"; do echo "<$w>"
done; shift; echo $1; set --; echo $#
f() { local v=in; echo "$v $1 $#"; return 3; }; v=out; f a b; echo $? $v
fact() { if [ $1 -le 1 ]; then echo 1; else echo $(($1 * $(fact $(($1 - 1)))))
fi; }; fact 10
i=0; while [ $i -lt 5 ]; do i=$((i + 1)); [ $i = 2 ] && continue
[ $i = 4 ] && break; echo $i; done
until false; do echo once; break; done; for i in a b; do for j in 1 2
do [ $j = 2 ] && continue 2; echo $i$j; done; done
case file.txt in *.c) echo C;; *.txt|*.md) echo text;; *) echo other;; esac
case x in [a-m]) echo low;; [!a-m]) echo high;; esac
if true && ! false; then echo yes; elif false; then echo no; else echo never; fi
false || echo or
(exit 5); echo $?; sh -c 'exit 300'; echo $?; nonexistent; echo $?; /tmp
echo $?; /etc/passwd; echo $?
echo out; echo err >&2; { echo a; echo b >&2; } 2>&1 | sort; (echo sub; cd /
pwd); pwd
echo 1 > f; echo 2 >> f; cat < f; cat f - < f; wc -l < f > n; cat n
echo over >| f; cat f
ls nowhere f 2> errors; cat errors; ls nowhere f > both 2>&1; wc -l < both
ls nowhere 2>&1 > /dev/null | wc -l
exec 3> three; echo to three >&3; exec 3>&-; cat three; echo x >&3
exec 4<> rw; echo first >&4; cat rw; exec 4< rw; read line <&4
echo "read $line"; exec 4<&-
exec 5< f 6> six; cat <&5 >&6; exec 5<&- 6>&-; cat six; set -C; echo no > f
set +C
cat <<END; cat <<'END'; cat <<-END
x is $x, $(echo done), $((1 + 1))
END
x is $x
END
	indented
	END
cat << A; echo between; cat << B
first
A
second
B
read a b rest <<END
one two three four
END
echo "$a/$b/$rest"; printf 'l1\nl2' | while read l; do echo "[$l]"; done
printf 'a\\b\n' | { read r; echo $r; }; printf 'a\\b\n' | { read -r r; echo $r
}
echo a:b:c | { IFS=: read p q r; echo $r $q $p; }
printf 'no newline' | { read n || echo "last: $n"; }
IFS=,; set -- a,b c; v=x,y,z; for w in $v; do echo $w; done; echo "$*"
unset IFS; set --
echo *.none [ef]*; mkdir -p g; touch g/1 g/2 g/.h; echo g/* g/.h*; set -f
echo g/*; set +f; echo g/[!1]; echo ~root ~
alias hi='echo hello'; alias; hi; unalias hi; type cd ls f sh nothing
command -v ls cd; hash -r
eval 'a="x y"; echo $a'; a='echo evaluated'; $a; export E=exported
sh -c 'echo $E'; F=once sh -c 'echo $F'; echo "<$F>"
readonly R=1; (R=2); echo $?; set -u; (echo $undefined); echo $?; set +u
(set -e; false; echo unreached); echo $?
trap 'echo bye' EXIT; (trap 'echo sub' EXIT; echo in); trap - EXIT
trap 'echo got HUP' HUP; kill -HUP $$; trap; trap '' HUP; kill -HUP $$
trap - HUP
sh -c 'trap "echo term; exit 9" TERM; kill $$; echo not'; echo $?
sh -c 'kill -9 $$'; echo $?; sh -c 'kill -SEGV $$'; echo $?
getopts_test() { while getopts ab:c o; do echo "$o $OPTARG"; done
shift $((OPTIND - 1)); echo "$@"; }; getopts_test -a -b val -c rest more
true | false; echo $?; set -o pipefail; false | true; echo $?; set +o pipefail
! true; echo $?
seq 3 | (read a; read b; echo $b $a); echo a b | read c; echo "<$c>"; x=$(seq 3)
echo "$x"; echo $x
echo "nested $(echo "quote $(echo deep)")"; echo $(cat <<END
in a substitution
END
)
[ 1 -eq 1 ] && [ a != b ] && [ -z "" ] && [ -n x ] && echo tests
[[ abc == a* ]] && echo glob; test 2 -gt 10; echo $?; [ a \< b ] && echo less
[ x -eq 1 ]; echo $?; [; echo $?
printf '%s\n' a b c; printf '%d %o %X %e\n' 10 8 255 1.5
printf '%5.2s|%-4d|%+d\n' abc 7 7; printf '%b\n' 'a\tb'; printf %d abc; echo $?
echo $- | tr -d 'a-z'; echo $PPID; echo $0; LINENO=; wait; jobs; times | wc -l
ulimit -n; umask
let z=3+4; echo $z; echo $((z++ + ++z)) $z
echo $((5 & 3 | 8 ^ 1)) $((!0)) $((~5)); echo {a,b}; echo $'tab\tbed'
cd /; cd; pwd; cd /tmp; cd ./../tmp/.; pwd; OLDPWD=/; cd -; cd /tmp
pushd 2>&1 | head -1
(. ./nothing); echo $?; echo 'echo sourced $1; v=changed' > src; . ./src
echo $v; echo 'echo script $0 $@; exit 4' > scr; sh scr a b; echo $?
chmod +x scr; ./scr c; sed -i '1i#!/bin/sh -e' scr; ./scr d; echo $?
printf '#!/bin/cat\nshown\n' > sb; chmod +x sb; ./sb; printf '#!/nowhere\n' > sb
./sb; echo $?; printf '#!/usr/bin/env sh\necho env $#\n' > sb; ./sb 1 2
env -i A=1 B=2 env | sort; env -u HOME sh -c 'echo "<$HOME>"'; printenv HOME
X=1 env | grep ^X; env -i sh -c 'echo $PATH | wc -c'
exec sh -c 'echo replaced; exit 11'
