# Writes all that passes an interface to standard output: watch.py INTERFACE
import os
import socket
import sys

ALL_PROTOCOLS = socket.htons(3)
packets = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, ALL_PROTOCOLS)
packets.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
packets.bind((sys.argv[1], 0))
os.write(1, b"listening\n")
while True:
    os.write(1, packets.recv(1 << 16))
