# SPDX-License-Identifier: MIT
"""Thread-local data: one name, and each thread has its own value behind it.
Look at mine.value: four threads count in it, and nobody counts for another.

Also what threads are called, who is there, and who need not be waited for.
"""

import threading

THREADS = 4

mine = threading.local()
seen = {}
stay = threading.Event()


def work(number):
    mine.value = number
    for _ in range(1000):
        mine.value += 1         # nobody else's
    seen[threading.current_thread().name] = mine.value


def main():
    mine.value = "the main thread's"
    threads = [threading.Thread(target=work, args=(1000 * n,), name=f"T{n}")
               for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in sorted(seen):
        print(name, "ended with", seen[name])
    print("here still:", mine.value)

    class Settings(threading.local):
        colour = "grey"         # what each thread begins with

    settings = Settings()
    settings.colour = "red"
    thread = threading.Thread(
        target=lambda: print("elsewhere:", settings.colour))
    thread.start()
    thread.join()
    print("here:", settings.colour)

    def wait():
        stay.wait()

    daemon = threading.Thread(target=wait, name="night watch", daemon=True)
    daemon.start()
    daemon.join(timeout=0.001)
    print("alive after join with a timeout:", daemon.is_alive())
    print("who is there:", sorted(t.name for t in threading.enumerate()))
    print("how many:", threading.active_count())
    print("I am", threading.current_thread().name)
    # The program ends although the night watch does not: it is a daemon.


main()
