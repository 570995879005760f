# Holds LIVE_MB of small objects and replaces them by others, at random. With EVERY set, memory is collected by hand
# whenever it would have ended, and each collection is measured: for an interpreter that does not tell of its pauses.
import gc
import time

LIVE_MB = 1
EVERY = False


def churn(live, rounds, pauses):
    n = len(live)
    seed = 1
    every = 0
    if pauses is not None:
        # So many rounds fill what is free.
        gc.collect()
        before = gc.mem_alloc()
        gc.disable()
        churn(live, 2000, None)
        every = int(gc.mem_free() * 2000 / (gc.mem_alloc() - before))
        gc.enable()
        gc.collect()
    for i in range(rounds):
        seed = (seed * 1103515245 + 12345) & 0x3FFFFFFF
        live[(seed >> 4) % n] = (i, seed)
        pair = [i, seed]
        if every and i % every == 0:
            start = time.ticks_us()
            gc.collect()
            pauses.append(time.ticks_diff(time.ticks_us(), start))
    return pair


def run():
    n = LIVE_MB * 1024 * 1024 // 40
    live = [None] * n
    for i in range(n):
        live[i] = (i, i + 1)
    pauses = [] if EVERY else None
    churn(live, 2000000, pauses)
    if pauses:
        pauses.sort()
        print("PAUSES", len(pauses), pauses[len(pauses) // 2], pauses[-1], sum(pauses))


run()
