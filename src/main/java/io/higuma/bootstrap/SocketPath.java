package io.higuma.bootstrap;

/** Unix sockets in the working directory of a kuma-dp, whose names it makes in the same way. */
final class SocketPath {
  /** What fits into an address of a socket, without the suffix. */
  private static final int MAX = 98;

  private SocketPath() {}

  static String admin(String workdir) {
    return of(workdir, "kuma-envoy-admin");
  }

  static String accessLog(String workdir, Proxy proxy) {
    return of(workdir, "kuma-al-" + proxy.name() + "-" + proxy.mesh());
  }

  private static String of(String workdir, String name) {
    String path = workdir.endsWith("/") ? workdir + name : workdir + "/" + name;
    return path.substring(0, Math.min(path.length(), MAX)) + ".sock";
  }
}
