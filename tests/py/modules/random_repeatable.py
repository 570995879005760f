# random, as far as it is the same everywhere.
import random

random.seed(1)
values = [random.randint(1, 6) for _ in range(50)]
print(all(1 <= v <= 6 for v in values), len(set(values)) > 3)
random.seed(1)
print(values == [random.randint(1, 6) for _ in range(50)])
print(all(0 <= random.random() < 1 for _ in range(20)), random.choice([7]), random.randrange(5) in range(5), random.randrange(2, 8, 3) in (2, 5))
print(random.getrandbits(8) < 256, 1 <= random.uniform(1, 2) <= 2)
