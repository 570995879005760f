def check():
    return __file__
