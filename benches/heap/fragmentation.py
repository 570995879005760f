# A hundred million allocations of all sizes in a heap of 8 MB that is kept 70 % full: run with `-X heapsize=8M`, and
# with another number of millions as an argument for less. Prints what each tenth has taken; a heap that breaks up
# takes longer and longer, or ends in MemoryError.
import gc
import sys
import time


def fresh(seed):
    kind = seed % 8
    n = (seed >> 3) % 13
    if kind < 2:
        return (seed,) * n
    if kind < 4:
        return [seed] * n
    if kind < 5:
        return {i: seed for i in range(n)}
    if kind < 7:
        return bytes(n * 12)
    if n == 0:
        return bytearray((seed >> 7) % 600)
    return seed * 0.5


def churn(live, rounds, seed):
    n = len(live)
    for _ in range(rounds):
        seed = (seed * 1103515245 + 12345) & 0x3FFFFFFF
        live[(seed >> 13) % n] = fresh(seed >> 5)
    return seed


def fill(part):
    live = []
    seed = 1
    gc.collect()
    end = (gc.mem_alloc() + gc.mem_free()) * part // 100
    while gc.mem_alloc() < end:
        for _ in range(500):
            seed = (seed * 1103515245 + 12345) & 0x3FFFFFFF
            live.append(fresh(seed >> 5))
        gc.collect()
    return live, seed


def run(millions):
    live, seed = fill(70)
    for tenth in range(10):
        start = time.ticks_ms()
        # Most rounds allocate one block or two.
        seed = churn(live, millions * 60000, seed)
        taken = time.ticks_diff(time.ticks_ms(), start)
        gc.collect()
        print(tenth, taken, "ms", gc.mem_alloc(), "bytes in", len(live), "objects")


run(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
