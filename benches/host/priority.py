# A binary heap in a list, and a queue with two ends.
# class: containers
# host: N = 24000
# expect: 7992663
# expect on hosts: 16570143
from collections import deque

N = 300


def push(heap, item):
    heap.append(item)
    at = len(heap) - 1
    while at > 0:
        above = (at - 1) >> 1
        if heap[above] <= item:
            break
        heap[at] = heap[above]
        at = above
    heap[at] = item


def pop(heap):
    least = heap[0]
    item = heap.pop()
    n = len(heap)
    if n:
        at = 0
        below = 1
        while below < n:
            if below + 1 < n and heap[below + 1] < heap[below]:
                below += 1
            if heap[below] >= item:
                break
            heap[at] = heap[below]
            at = below
            below = 2 * at + 1
        heap[at] = item
    return least


def run():
    heap = []
    recent = deque((), 16)
    x = 1
    for _ in range(N):
        x = (x * 16807) % 2147483647
        push(heap, x & 0xFFFF)
    total = 0
    while heap:
        recent.append(pop(heap))
        if len(recent) == 16:
            total = (total * 31 + recent.popleft()) & 0xFFFFFF
    return total + len(recent)
