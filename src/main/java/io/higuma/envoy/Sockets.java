package io.higuma.envoy;

/** Paths of the sockets of kuma-dp. */
final class Sockets {
  /** A path of a socket may have 107 bytes; kuma-dp cuts all alike. */
  private static final int LONGEST = 98;

  private Sockets() {}

  static String path(String folder, String name) {
    String path = folder + "/" + name;
    return (path.length() > LONGEST ? path.substring(0, LONGEST) : path) + ".sock";
  }
}
