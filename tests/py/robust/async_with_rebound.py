# What an `async with` does at its end does not depend on what a global means.
class C:
    async def __aenter__(self): return self
    async def __aexit__(self, t, v, tb): print('exit', t, v); return True
async def f():
    async with C():
        raise KeyError(1)
    for i in range(2):
        async with C():
            continue
    async with C():
        return 5
for BaseException in (ValueError, int, str):
    try:
        f().send(None)
    except StopIteration as e:
        print(e.value)
