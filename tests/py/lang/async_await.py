# Coroutines driven by hand.
class Awaitable:
    def __init__(self, value):
        self.value = value

    def __iter__(self):
        got = yield self.value
        return got

    __await__ = __iter__

async def add(a, b):
    x = await Awaitable(a)
    y = await Awaitable(b)
    return x + y

async def main():
    total = await add(1, 2)
    print("total", total)
    try:
        await fails()
    except ValueError as e:
        print("caught", e)
    async with Manager() as m:
        print("in", m)
    async for x in Numbers(3):
        print("number", x)
    else:
        print("done")
    return "end"

async def fails():
    await Awaitable("before failing")
    raise ValueError("broken")

class Manager:
    async def __aenter__(self):
        await Awaitable("entering")
        return "managed"

    async def __aexit__(self, kind, value, trace):
        await Awaitable("leaving")

class Numbers:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        await Awaitable("next")
        return self.n

coroutine = main()
answer = None
while True:
    try:
        request = coroutine.send(answer)
    except StopIteration as e:
        print("returned", e.value)
        break
    print("request", request)
    answer = request * 10 if isinstance(request, int) else None

async def cancelled():
    try:
        await Awaitable(1)
    finally:
        print("finally")

c = cancelled()
c.send(None)
c.close()
