# A machine shop: workers of several classes take jobs from queues that are linked lists.
# class: objects
# host: N = 34000
# expect: ([75, 78, 82], [11, 1, 0])
# expect on hosts: ([8991, 8994, 8997], [10, 1, 1])
N = 300


class Job:
    def __init__(self, number, work):
        self.number = number
        self.work = work
        self.next = None


class Queue:
    def __init__(self):
        self.first = None
        self.last = None
        self.length = 0

    def put(self, job):
        job.next = None
        if self.last is None:
            self.first = job
        else:
            self.last.next = job
        self.last = job
        self.length += 1

    def take(self):
        job = self.first
        self.first = job.next
        if self.first is None:
            self.last = None
        self.length -= 1
        return job


class Worker:
    speed = 1

    def __init__(self, source, target):
        self.source = source
        self.target = target
        self.done = 0

    def effort(self, job):
        return self.speed

    def turn(self):
        if self.source.length == 0:
            return
        job = self.source.take()
        job.work -= self.effort(job)
        if job.work > 0:
            self.source.put(job)
        else:
            job.work = job.number % 7 + 2
            self.done += 1
            self.target.put(job)


class Fast(Worker):
    speed = 3


class Moody(Worker):
    def __init__(self, source, target):
        super().__init__(source, target)
        self.mood = 0

    def effort(self, job):
        self.mood = (self.mood + job.number) % 5
        return 1 + self.mood // 2


def run():
    queues = [Queue() for _ in range(3)]
    for number in range(12):
        queues[number % 3].put(Job(number, number % 5 + 1))
    workers = [
        Worker(queues[0], queues[1]),
        Fast(queues[1], queues[2]),
        Moody(queues[2], queues[0]),
    ]
    for _ in range(N):
        for worker in workers:
            worker.turn()
    return [worker.done for worker in workers], [queue.length for queue in queues]
