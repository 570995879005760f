# Loops over ranges, one in another.
def run():
    total = 0
    for i in range(60):
        for j in range(1000):
            total ^= i * j
    return total
