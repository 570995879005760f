# Base64 by hand: bits moved between bytes and letters.
# class: bytes
# host: N = 370
# expect: 1932
# expect on hosts: 179789
N = 4

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def encode(data):
    out = []
    for i in range(0, len(data), 3):
        word = data[i] << 16 | data[i + 1] << 8 | data[i + 2]
        out.append(LETTERS[word >> 18] + LETTERS[word >> 12 & 63] + LETTERS[word >> 6 & 63] + LETTERS[word & 63])
    return "".join(out)


def decode(text, values):
    out = bytearray()
    word = n = 0
    for char in text:
        word = word << 6 | values[char]
        n += 1
        if n == 4:
            out.append(word >> 16)
            out.append(word >> 8 & 255)
            out.append(word & 255)
            word = n = 0
    return bytes(out)


def run():
    values = {}
    for i, letter in enumerate(LETTERS):
        values[letter] = i
    data = bytes(i * 11 & 255 for i in range(300))
    total = 0
    for turn in range(N):
        text = encode(data)
        total += len(text) + ord(text[turn % 400])
        if decode(text, values) != data:
            return -1
    return total
