"""answers.py NAME ADDRESS PORT: a server's application. Answers a line with its own name, and ends the connection."""
import selectors
import socket
import sys

NAME = sys.argv[1].encode() + b'\n'
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind((sys.argv[2], int(sys.argv[3])))
listener.listen(4096)
listener.setblocking(False)
waiting = selectors.DefaultSelector()
waiting.register(listener, selectors.EVENT_READ)


def accept():
    while True:
        try:
            connection, _ = listener.accept()
        except BlockingIOError:
            return
        connection.setblocking(False)
        waiting.register(connection, selectors.EVENT_READ)


def answer(connection):
    try:
        if connection.recv(4096):
            connection.sendall(NAME)
    except OSError as error:
        print(error, flush=True)
    waiting.unregister(connection)
    connection.close()


while True:
    for key, _ in waiting.select():
        if key.fileobj is listener:
            accept()
        else:
            answer(key.fileobj)
