# stdin: look
# stdin: take lamp
# stdin: go north
# stdin: dance
# stdin: go south
# stdin: inventory
# stdin: quit
# A small adventure: classes, dicts, standard input. A program rather than a feature.
import sys

class Room:
    def __init__(self, name, text, things=()):
        self.name = name
        self.text = text
        self.things = list(things)
        self.exits = {}

class Game:
    def __init__(self):
        hall = Room("hall", "Dust everywhere.", ["lamp"])
        cave = Room("cave", "It is dark.")
        hall.exits["north"] = cave
        cave.exits["south"] = hall
        self.room = hall
        self.bag = []
        self.over = False

    def do_look(self):
        return "{}: {} {}".format(self.room.name, self.room.text, ", ".join(self.room.things) or "nothing")

    def do_go(self, where):
        if where not in self.room.exits:
            return "no way " + where
        self.room = self.room.exits[where]
        return self.do_look()

    def do_take(self, thing):
        self.room.things.remove(thing)
        self.bag.append(thing)
        return "taken"

    def do_inventory(self):
        return " ".join(self.bag) or "empty"

    def do_quit(self):
        self.over = True
        return "bye"

    def command(self, line):
        verb, *rest = line.split()
        method = getattr(self, "do_" + verb, None)
        if method is None:
            return "what is {}?".format(verb)
        return method(*rest)

game = Game()
for line in sys.stdin:
    print(game.command(line))
    if game.over:
        break
