# A complex constant is made when the module is imported.
I = 1j


def check():
    return I * I == -1
