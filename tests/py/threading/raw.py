# SPDX-License-Identifier: MIT
"""_thread: threads and locks as they are below threading."""

import _thread
import io
import sys
import threading

done = _thread.allocate_lock()
done.acquire()
seen = []


def work(*args, **keywords):
    seen.append((args, keywords))
    me = threading.current_thread()
    seen.append((me.name[:5], me.daemon, me.is_alive(),
                 me.ident == _thread.get_ident()))
    done.release()


print(type(_thread.start_new_thread(work, (1, 2), {"key": 3})))
done.acquire()
print(seen)
seen.clear()
ident = _thread.start_new_thread(lambda: (seen.append(_thread.get_ident()),
                                          done.release()), ())
done.acquire()
print(seen == [ident], ident != _thread.get_ident())


def attempt(*args):
    try:
        _thread.start_new_thread(*args)
    except TypeError as error:
        print(error)


attempt()
attempt(work)
attempt(3, ())
attempt(work, [1])
attempt(work, (), [])
print(_thread.error is RuntimeError, _thread.TIMEOUT_MAX ==
      threading.TIMEOUT_MAX, _thread.LockType is type(done))
print(threading.Lock is _thread.allocate_lock, threading.get_ident is
      _thread.get_ident)


def exits():
    try:
        _thread.exit()
    finally:
        done.release()


_thread.start_new_thread(exits, ())
done.acquire()
print("exited")


class Told(io.StringIO):
    """A stderr that says when the last line has come."""

    def write(self, text):
        super().write(text)
        if "ZeroDivisionError" in text:
            done.release()
        return len(text)


sys.stderr = told = Told()
_thread.start_new_thread(lambda: 1 / 0, ())
done.acquire()
sys.stderr = sys.__stderr__
lines = told.getvalue().splitlines()
print(lines[0].split(" at ")[0].split(" 0x")[0], lines[-1])
