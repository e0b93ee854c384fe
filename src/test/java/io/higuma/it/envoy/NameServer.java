package io.higuma.it.envoy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The DNS server in a sidecar, on a loopback address: {@code NameServer PORT}. Each line of its
 * standard input is all that it knows: {@code name=address,address name=…}. Names that it does not
 * know do not exist.
 */
final class NameServer {
  private static final int HEADER = 12;
  private static final int TYPE_A = 1;
  private static final int CLASS_IN = 1;
  private static final int TTL_SECONDS = 30;
  private static final int ANSWER = 0x8580; // a response, authoritative, recursion wanted and had
  private static final int NO_SUCH_NAME = 3;
  private static final int NAME_OF_QUESTION = 0xC00C;
  private static final int MAX_PACKET = 4096;
  private static final int BYTE = 0xFF;

  private static final Map<String, List<String>> RECORDS = new ConcurrentHashMap<>();

  private NameServer() {}

  public static void main(String[] args) throws IOException {
    var socket = new DatagramSocket(Integer.parseInt(args[0]), InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofPlatform().daemon().start(() -> serve(socket));
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("listening");
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      Map<String, List<String>> records =
          Stream.of(line.split(" ", -1))
              .map(word -> word.split("=", 2))
              .filter(parts -> parts.length == 2)
              .collect(
                  Collectors.toMap(
                      parts -> parts[0].toLowerCase(Locale.ROOT),
                      parts -> List.of(parts[1].split(",", -1))));
      RECORDS.putAll(records);
      RECORDS.keySet().retainAll(records.keySet());
      System.out.println("known");
    }
  }

  private static void serve(DatagramSocket socket) {
    var packet = new DatagramPacket(new byte[MAX_PACKET], MAX_PACKET);
    while (true) {
      try {
        packet.setLength(MAX_PACKET);
        socket.receive(packet);
        byte[] answer = answer(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException | RuntimeException e) {
        System.err.println(e);
      }
    }
  }

  private static byte[] answer(ByteBuffer query) throws IOException {
    int id = query.getShort() & 0xFFFF;
    query.position(HEADER);
    var labels = new ArrayList<String>();
    for (int length = query.get() & BYTE; length > 0; length = query.get() & BYTE) {
      byte[] label = new byte[length];
      query.get(label);
      labels.add(new String(label, StandardCharsets.US_ASCII));
    }
    int type = query.getShort();
    query.getShort();
    byte[] question = new byte[query.position() - HEADER];
    query.get(HEADER, question);
    List<String> known = RECORDS.get(String.join(".", labels).toLowerCase(Locale.ROOT));
    var addresses = new ArrayList<byte[]>();
    if (known != null && type == TYPE_A) {
      for (String address : known) {
        if (!address.contains(":")) {
          addresses.add(InetAddress.ofLiteral(address).getAddress());
        }
      }
    }
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeShort(id);
    out.writeShort(ANSWER | (known == null ? NO_SUCH_NAME : 0));
    out.writeShort(1);
    out.writeShort(addresses.size());
    out.writeInt(0);
    out.write(question);
    for (byte[] address : addresses) {
      out.writeShort(NAME_OF_QUESTION);
      out.writeShort(TYPE_A);
      out.writeShort(CLASS_IN);
      out.writeInt(TTL_SECONDS);
      out.writeShort(address.length);
      out.write(address);
    }
    return bytes.toByteArray();
  }
}
