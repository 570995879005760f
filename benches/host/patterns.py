# Regular expressions that repeat, choose and try again; splits and substitutions.
# class: re
# host: N = 2400
# expect: 45280
# expect on hosts: 10867200
import re

N = 10

TEXT = "alpha=1; beta = 22;gamma=;delta= 4444 ;; epsilon=5e5; zeta=aaaaaaaaaaaaaaaab"


def run():
    setting = re.compile(r"^\s*(\w+)\s*=\s*([0-9]+)\s*$")
    split = re.compile(r"\s*;+\s*")
    letters = re.compile(r"(a|b)*b$")
    vowel = re.compile("[aeiou]")
    total = 0
    for _ in range(N):
        for part in split.split(TEXT):
            found = setting.match(part)
            if found:
                total += int(found.group(2)) + len(found.group(1))
        total += len(letters.search(TEXT).group(0))
        total += vowel.sub("*", TEXT).count("*")
    return total
