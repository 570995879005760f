# A checksum by a table: bytes, and integers at the border of what fits a word.
# class: bytes
# host: N = 2800
# expect: 4252828517
# expect on hosts: 49038359
N = 12


def table():
    rows = []
    for i in range(256):
        for _ in range(8):
            i = (i >> 1) ^ 0xEDB88320 if i & 1 else i >> 1
        rows.append(i)
    return rows


def run():
    rows = table()
    data = bytes(i * 7 & 255 for i in range(512))
    crc = 0xFFFFFFFF
    for _ in range(N):
        for byte in data:
            crc = rows[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF
