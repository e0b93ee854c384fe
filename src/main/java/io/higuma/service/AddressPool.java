package io.higuma.service;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gives out the addresses of a network one after the other. What it has given it never gives again,
 * even when its holder is gone: clients may remember it. Not for several threads.
 */
final class AddressPool {
  private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.|$)){4}");

  private final long lowest;
  private final long last;

  /** Of those that may still come: all before {@link #next} are never given again. */
  private final Set<Long> used = new HashSet<>();

  private final Map<String, String> pending = new HashMap<>();
  private long next;

  /**
   * @param cidr an IPv4 network such as {@code 241.0.0.0/8}
   * @throws IllegalArgumentException if it is none
   */
  AddressPool(String cidr) {
    int slash = cidr.indexOf('/');
    int prefix = slash < 0 ? -1 : Integer.parseInt(cidr.substring(slash + 1));
    if (prefix < 0 || prefix > 32) {
      throw new IllegalArgumentException(cidr + " is no IPv4 network such as 241.0.0.0/8");
    }
    long size = 1L << (32 - prefix);
    long network = number(cidr.substring(0, slash)) & -size;
    // The first is the network's own and the last its broadcast address, but in the smallest.
    lowest = size > 2 ? network + 1 : network;
    next = lowest;
    last = size > 2 ? network + size - 2 : network + size - 1;
  }

  /** Whether the address is one of those that are given out here. */
  boolean contains(String address) {
    return isIpv4(address) && number(address) >= lowest && number(address) <= last;
  }

  /** Somebody has these already. */
  void use(List<String> addresses) {
    for (String address : addresses) {
      if (isIpv4(address) && number(address) >= next) {
        used.add(number(address));
      }
    }
  }

  /**
   * An address for a holder; the same one until it is {@link #settled}. Empty if all are given.
   *
   * @param holder any text that tells it from others
   */
  Optional<String> give(String holder) {
    String before = pending.get(holder);
    if (before != null) {
      return Optional.of(before);
    }
    while (next <= last && used.remove(next)) {
      next++;
    }
    if (next > last) {
      return Optional.empty();
    }
    String address = text(next++);
    pending.put(holder, address);
    return Optional.of(address);
  }

  /** The holders have their addresses for good, or are gone. */
  void settled(Set<String> waiting) {
    pending.keySet().retainAll(waiting);
  }

  /** The holder is gone for good; its address is not given again. */
  void forget(String holder) {
    pending.remove(holder);
  }

  private static boolean isIpv4(String address) {
    return IPV4.matcher(address).matches();
  }

  private static long number(String address) {
    byte[] bytes = Inet4Address.ofLiteral(address).getAddress();
    return ByteBuffer.wrap(bytes).getInt() & 0xFFFF_FFFFL;
  }

  private static String text(long number) {
    try {
      return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt((int) number).array())
          .getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // Four bytes are an address.
    }
  }
}
