# Coroutines in turns, by a scheduler of a few lines.
# class: async
# host: N = 6200
# expect: 71470
# expect on hosts: 771158470
N = 50


class Turn:
    def __iter__(self):
        yield

    __await__ = __iter__


async def work(n, results):
    total = 0
    for i in range(n):
        total += i
        await Turn()
    results.append(total)


async def twice(n, results):
    await work(n, results)
    await work(n + 1, results)


def run():
    results = []
    tasks = [twice(N + i, results) for i in range(20)]
    while tasks:
        going = []
        for task in tasks:
            try:
                task.send(None)
                going.append(task)
            except StopIteration:
                pass
        tasks = going
    return sum(results)
