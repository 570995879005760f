# Text that grows by a character at a time.
# class: cliffs
# host: N = 16000
# expect: 769
# expect on hosts: 24615
N = 500


def run():
    text = ""
    for i in range(N):
        text += chr(97 + i % 26)
    data = b""
    for i in range(N // 4):
        data += b"ab"
    return len(text) + text.count("xyz") + len(data)
