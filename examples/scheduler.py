# Cooperative tasks with nothing but `async`: a scheduler, a queue and virtual time in under a hundred lines.
#
#   micropyrite examples/scheduler.py
#
# A bakery: two bakers share one oven, a shop sells what comes out, and a clock rings at closing time. Time is
# counted, not waited for, so the story is the same at every run.


class Wait:
    """Awaiting one hands `request` to the scheduler and returns its answer."""

    def __init__(self, *request):
        self.request = request

    def __iter__(self):
        return (yield self.request)

    __await__ = __iter__


def sleep(minutes):
    return Wait("sleep", minutes)


class Queue:
    def __init__(self, name):
        self.name = name
        self.items = []
        self.waiting = []

    def put(self, item):
        return Wait("put", self, item)

    def get(self):
        return Wait("get", self)


class Scheduler:
    def __init__(self):
        self.now = 0
        self.count = 0
        self.ready = []
        self.sleeping = []

    def spawn(self, task):
        self.ready.append((task, None))

    def run(self, until):
        while self.ready or self.sleeping:
            if not self.ready:
                self.sleeping.sort(key=lambda entry: entry[:2])
                self.now, _, task = self.sleeping.pop(0)
                if self.now > until:
                    self.now = until
                    return
                self.ready.append((task, None))
            task, answer = self.ready.pop(0)
            try:
                request = task.send(answer)
            except StopIteration:
                continue
            getattr(self, request[0])(task, *request[1:])

    def sleep(self, task, minutes):
        # Tasks that wake at the same time go on in the order in which they fell asleep.
        self.count += 1
        self.sleeping.append((self.now + minutes, self.count, task))

    def put(self, task, queue, item):
        if queue.waiting:
            self.ready.append((queue.waiting.pop(0), item))
        else:
            queue.items.append(item)
        self.ready.append((task, None))

    def get(self, task, queue):
        if queue.items:
            self.ready.append((task, queue.items.pop(0)))
        else:
            queue.waiting.append(task)


def main():
    scheduler = Scheduler()
    oven = Queue("oven")
    shelf = Queue("shelf")
    sold = {}

    def say(who, what):
        print("{:02d}:{:02d} {:6s} {}".format(6 + scheduler.now // 60, scheduler.now % 60, who, what))

    async def baker(name, bread, kneading, baking):
        number = 0
        while True:
            await sleep(kneading)
            place = await oven.get()
            number += 1
            say(name, "puts {} {} into the oven".format(bread, number))
            await sleep(baking)
            await oven.put(place)
            await shelf.put(bread)

    async def shop():
        while True:
            bread = await shelf.get()
            sold[bread] = sold.get(bread, 0) + 1
            say("shop", "sells " + bread)
            await sleep(7)

    async def open_oven():
        await oven.put("the only place")

    scheduler.spawn(open_oven())
    scheduler.spawn(baker("Ada", "rye", 10, 25))
    scheduler.spawn(baker("Ben", "wheat", 8, 15))
    scheduler.spawn(shop())
    scheduler.run(until=180)
    say("clock", "closes the shop: " + ", ".join("{} {}".format(sold[bread], bread) for bread in sorted(sold)))


if __name__ == "__main__":
    main()
