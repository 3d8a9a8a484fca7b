# SPDX-License-Identifier: MIT
# Tools that work on text, in pipelines.
cd /tmp
seq 1 20 | awk '{print $1 * $1}' | sed -n '/4/p' | sort -rn | head -3
for w in pear apple fig apple pear apple; do echo $w; done > words
sort words | uniq -c | sort -k1,1nr -k2 | awk '{print $2 "=" $1}' | tr '\n' ' '
echo
sort -u words | nl | cut -f2 | rev | tac
tr a-z A-Z < words | paste - - -
grep -n ap words; grep -vc apple words; grep -E '^(fig|pear)$' words | wc -l
echo one two three | sed 's/\(one\) \(two\)/\2 \1/; s/e$/E/'
printf '%s|%5d|%-5s|%05.1f|%x|%c\n' text 42 ab 3.14159 255 z
echo -e 'tab\there\nnew\x41'
echo -n no newline; echo
expand -t 4 <<END
	a	b
END
fold -w 10 <<END
a long line that is folded
END
awk -F: '{ n[$2]++; s[$2] += $3 }
END { for (k in n) print k, n[k], s[k] }' <<END | sort
x:a:1
y:b:2
z:a:3
END
awk 'BEGIN { printf "%d %s %.3f\n", length("four"), toupper("up"), 3.14159 }'
awk 'BEGIN { while (("echo a; echo b" | getline line) > 0) print "got " line }'
awk 'BEGIN { print substr("convoy", 2, 3), index("convoy", "v") }'
awk 'BEGIN { print split("a,b,c", p, ","), p[3] }'
awk 'NR % 2 { next } { gsub(/[aeiou]/, "*"); print NR ": " $0 }' words
sed -e '2d' -e '3{h;d}' -e '$G' words
sed = words | sed 'N; s/\n/ /' | head -2
seq 10 | sed -n '3,5p;7q'
seq 5 | tee copy | wc -c; cmp copy copy && echo same
seq 3 | xargs -n 1 echo item
printf 'a b\0c\0' | xargs -0 -n 1 echo
seq 6 | xargs -n 2 | cut -d ' ' -f 2
seq 100 | tail -n +98; seq 100 | head -n -97
echo 'b a c' | tr ' ' '\n' | sort | paste -s -d,
printf '3 c\n1 a\n2 b\n' | sort -n | while read n l; do echo "$l$n"; done
echo abcdef | cut -c2-4; echo a:b:c | cut -d: -f1,3
od -c words | head -2; od -An -tx1 -N4 words
hexdump -C copy; xxd copy | head -1
md5sum words; sha1sum words; sha256sum words | cut -c1-16
sha512sum words | cut -c1-16
crc32 words
base64 words; base64 words | base64 -d | cmp - words && echo round
uuencode words < words | tail -3
strings -n 4 /bin/busybox | grep -c BusyBox
factor 360 97 1234567; expr 6 \* 7; expr length convoy; expr abc : 'a\(.\)c'
echo '2 k 10 3 / p' | dc; echo 'scale=5; 22/7; sqrt(2); 2^64' | bc
seq -s, 1 2 9; seq -w 8 11
diff -L old -L new words copy; diff -u words words && echo equal
sed 's/fig/kiwi/' words > words2; diff -u -L old -L new words words2 > change
cat change; cp words words3; patch words3 < change
cmp words2 words3 && echo patched
cmp words words2
shuf -i 1-5 | sort | tr -d '\n'; echo
yes | head -3; yes no | head -c 7; echo
unexpand -a <<END
        eight
END
echo 'x  y' | tr -s ' '; echo hello | tr -d l; echo 123 | tr 0-9 a-j
dos2unix < words | wc -c; unix2dos < words | wc -c
printf 'k1 v1\nk2 v2\n' | awk '{ a[$1] = $2 } END { print a["k2"] }'
rev <<END
stressed
END
wc words; wc -l < words; wc -L words
ed words <<END
2s/apple/cherry/
2p
\$a
last
.
w words4
q
END
tail -1 words4
