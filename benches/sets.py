# A set of pairs that grows from its border.
# class: cliffs
# host: N = 6000
# expect: 5952164
# expect on hosts: 16456164
N = 2000


def run():
    seen = {(0, 0)}
    border = [(0, 0)]
    n = 0
    while border and n < N:
        beyond = []
        for x, y in border:
            for dx, dy in ((1, 0), (0, 1), (-1, 0), (0, -1)):
                place = (x + dx, y + dy)
                n += 1
                if place not in seen and (place[0] * place[1]) % 7 != 3:
                    seen.add(place)
                    beyond.append(place)
        border = beyond
    return len(seen) * 10000 + n
