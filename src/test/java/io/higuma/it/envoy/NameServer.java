package io.higuma.it.envoy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A DNS server: {@code NameServer ADDRESS PORT [UPSTREAM]}. Each line of its standard input is all
 * that it knows: {@code name=address,address name=…}. For names that it does not know it asks the
 * server upstream; without one they do not exist.
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
  private static final int DNS_PORT = 53;
  private static final int UPSTREAM_MILLIS = 5_000;

  private static final Map<String, List<String>> RECORDS = new ConcurrentHashMap<>();

  private NameServer() {}

  public static void main(String[] args) throws IOException {
    var socket = new DatagramSocket(Integer.parseInt(args[1]), InetAddress.ofLiteral(args[0]));
    Optional<InetAddress> upstream =
        args.length > 2 ? Optional.of(InetAddress.ofLiteral(args[2])) : Optional.empty();
    Thread.ofPlatform().daemon().start(() -> serve(socket, upstream));
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

  private static void serve(DatagramSocket socket, Optional<InetAddress> upstream) {
    while (true) {
      var packet = new DatagramPacket(new byte[MAX_PACKET], MAX_PACKET);
      try {
        socket.receive(packet);
        byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
        Thread.startVirtualThread(() -> reply(socket, packet.getSocketAddress(), query, upstream));
      } catch (IOException e) {
        System.err.println(e);
      }
    }
  }

  private static void reply(
      DatagramSocket socket, SocketAddress client, byte[] query, Optional<InetAddress> upstream) {
    try {
      Optional<byte[]> known = answer(ByteBuffer.wrap(query), upstream.isEmpty());
      byte[] answer = known.isPresent() ? known.get() : forwarded(query, upstream.orElseThrow());
      socket.send(new DatagramPacket(answer, answer.length, client));
    } catch (IOException | RuntimeException e) {
      System.err.println(e);
    }
  }

  private static byte[] forwarded(byte[] query, InetAddress upstream) throws IOException {
    try (var socket = new DatagramSocket()) {
      socket.setSoTimeout(UPSTREAM_MILLIS);
      socket.connect(upstream, DNS_PORT);
      socket.send(new DatagramPacket(query, query.length));
      var answer = new DatagramPacket(new byte[MAX_PACKET], MAX_PACKET);
      socket.receive(answer);
      return Arrays.copyOf(answer.getData(), answer.getLength());
    }
  }

  /**
   * What it knows.
   *
   * @param isLast whether a name that it does not know does not exist
   * @return empty if another is to be asked
   */
  private static Optional<byte[]> answer(ByteBuffer query, boolean isLast) throws IOException {
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
    if (known == null && !isLast) {
      return Optional.empty();
    }
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
    return Optional.of(bytes.toByteArray());
  }
}
