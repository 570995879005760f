# Text that is read character by character.
# class: strings
# host: N = 270
# expect: 11568
# expect on hosts: 780840
N = 4
TEXT = "def area(width, height=12): return width * height + 345 - (x1 << 2)\n" * 6


def run():
    total = 0
    for _ in range(N):
        at = words = numbers = others = 0
        while at < len(TEXT):
            char = TEXT[at]
            if char in " \n":
                at += 1
            elif "a" <= char <= "z":
                start = at
                while "a" <= TEXT[at] <= "z" or "0" <= TEXT[at] <= "9":
                    at += 1
                words += at - start
            elif char.isdigit():
                start = at
                while TEXT[at].isdigit():
                    at += 1
                numbers += int(TEXT[start:at])
            else:
                others += 1
                at += 1
        total += 3 * words + numbers + others
    return total
