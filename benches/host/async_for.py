# Asynchronous iteration and context, run by hand.
# class: async
# host: N = 35000
# expect: 20200900
# expect on hosts: 2450070315000
N = 100


class Pause:
    def __iter__(self):
        yield 1

    __await__ = __iter__


class Numbers:
    def __init__(self, n):
        self.left = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.left == 0:
            raise StopAsyncIteration
        self.left -= 1
        return self.left


class Lock:
    def __init__(self):
        self.n = 0

    async def __aenter__(self):
        self.n += 1
        return self

    async def __aexit__(self, kind, value, traceback):
        self.n += 1


async def work(lock, n):
    total = 0
    async for i in Numbers(n):
        async with lock as held:
            total += i + held.n % 2
        if i % 4 == 0:
            await Pause()
    return total


def run():
    lock = Lock()
    pauses = total = 0
    for _ in range(4):
        task = work(lock, N)
        while True:
            try:
                pauses += task.send(None)
            except StopIteration as end:
                total += end.value
                break
    return total * 1000 + pauses + lock.n
