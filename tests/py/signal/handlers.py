# SPDX-License-Identifier: MIT
# signal(): names, handlers, what they interrupt.
import os
import signal
import threading
import time


def handler(number, frame):
    print("got", number, number == signal.SIGUSR1,
          threading.current_thread().name)


print(signal.SIGINT, repr(signal.SIGINT), f"{signal.SIGINT:>4}",
      signal.SIGINT == 2, 2 == signal.SIGINT, signal.SIGINT + 128,
      -signal.SIGTERM, signal.Signals(15).name, signal.SIGKILL in {9},
      sorted([signal.SIGTERM, signal.SIGHUP]))
print(repr(signal.SIG_DFL), repr(signal.SIG_IGN), int(signal.SIG_IGN))
print(repr(signal.getsignal(signal.SIGUSR1)),
      signal.getsignal(signal.SIGINT) is signal.default_int_handler)
print(repr(signal.signal(signal.SIGUSR1, handler)),
      signal.getsignal(signal.SIGUSR1) is handler)
os.kill(os.getpid(), signal.SIGUSR1)
signal.raise_signal(signal.SIGUSR1)
print(signal.signal(signal.SIGUSR1, signal.SIG_IGN) is handler)
os.kill(os.getpid(), signal.SIGUSR1)
print(repr(signal.getsignal(signal.SIGUSR1)))
for function in (lambda: signal.signal(9, handler),
                 lambda: signal.signal(99, handler),
                 lambda: signal.signal(0, handler),
                 lambda: signal.signal(2, 5),
                 lambda: signal.getsignal(65),
                 lambda: signal.raise_signal(99),
                 lambda: signal.Signals(99),
                 lambda: signal.set_wakeup_fd(1),
                 lambda: signal.setitimer(99, 1),
                 lambda: signal.pthread_sigmask(99, []),
                 lambda: signal.pthread_sigmask(0, [99]),
                 lambda: signal.pthread_kill(threading.get_ident(), 99)):
    try:
        function()
    except (OSError, TypeError, ValueError) as error:
        print(type(error).__name__, error)
print(signal.strsignal(signal.SIGTERM))


def in_thread():
    """Handlers are set in the main thread, and run there."""
    try:
        signal.signal(signal.SIGUSR1, handler)
    except ValueError as error:
        print(error)
    os.kill(os.getpid(), signal.SIGUSR1)


signal.signal(signal.SIGUSR1, handler)
thread = threading.Thread(target=in_thread)
thread.start()
thread.join()
time.sleep(0.01)

try:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(1)
except KeyboardInterrupt as error:
    print("KeyboardInterrupt", error.args)

# A signal's number arrives at the descriptor, too.
inner, outer = os.pipe()
os.set_blocking(outer, False)
print(signal.set_wakeup_fd(outer))
signal.raise_signal(signal.SIGUSR1)
print(os.read(inner, 10), signal.set_wakeup_fd(-1) == outer)

# Held back, it waits.
print(signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1]))
os.kill(os.getpid(), signal.SIGUSR1)
print(signal.sigpending())
print(repr(signal.sigwait([signal.SIGUSR1])), signal.sigpending())
os.kill(os.getpid(), signal.SIGUSR1)
print("now it is let through")
print(signal.pthread_sigmask(signal.SIG_SETMASK, []))
print("end")
