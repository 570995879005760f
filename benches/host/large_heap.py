# A large structure that stays while small things come and go: what collections cost.
# class: allocation
# host: N = 15000
# heap: 32m
# expect: 490
# expect on hosts: 112717500
N = 20


def run():
    kept = []
    for i in range(N):
        kept.append({"id": i, "pair": (i, str(i)), "list": [float(i), None, i]})
    total = 0
    for turn in range(N):
        short = [[turn, i] for i in range(12)]
        total += len(short) + kept[turn]["pair"][0]
    return total + sum(len(item["list"]) for item in kept)
