package io.higuma.it.envoy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A small network of pods, each a network namespace. A namespace of its own routes between them, so
 * that nothing of this machine's network changes but for one interface, by which pods reach the
 * machine. Runs side by side do not meet. What a run leaves that was killed, the next one removes.
 */
public final class Sandbox implements AutoCloseable {
  /** The default gateway of each pod. */
  private static final String GATEWAY = "169.254.1.1";

  private static final Pattern NAME = Pattern.compile("hgm([0-9a-z]+)x[0-9]+(-.*)?");
  private static final int RADIX = 36;
  private static final String UPLINK = "uplink";

  /** Of the addresses that carriers use, which no pod has. */
  private static final long UPLINKS = 0x64400000L;

  private static final int UPLINK_MASK = 0xFFFFF;
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String name;
  private final Path folder;
  private final String machine;
  private final Map<String, Pod> pods = new LinkedHashMap<>();
  private final Map<String, Path> binaries = new LinkedHashMap<>();

  private int made;

  private Sandbox(String name, Path folder, String machine) {
    this.name = name;
    this.folder = folder;
    this.machine = machine;
  }

  /** Why there can be none here; empty if there can. */
  static Optional<String> obstacle() {
    if (!Files.isExecutable(Path.of("/usr/sbin/ip")) && !Files.isExecutable(Path.of("/sbin/ip"))) {
      return Optional.of("there is no program ip, of iproute2");
    }
    String probe = ownPrefix() + "x0-probe";
    Command.Outcome made = Command.attempt("", List.of("ip", "netns", "add", probe));
    if (made.exitCode() != 0) {
      return Optional.of("network namespaces are not permitted: " + made.output());
    }
    try {
      Command.Outcome loaded =
          Command.attempt(
              Redirection.ofPod().rules(),
              List.of("ip", "netns", "exec", probe, iptables(), "--noflush"));
      return loaded.exitCode() == 0
          ? Optional.empty()
          : Optional.of("redirection by iptables is not permitted: " + loaded.output());
    } finally {
      Command.run("ip", "netns", "del", probe);
    }
  }

  /** Makes one without pods. */
  static Sandbox open() {
    int number = COUNT.incrementAndGet();
    if (number == 1) {
      removeLeftovers();
    }
    String name = ownPrefix() + "x" + number;
    long uplink = UPLINKS + (ProcessHandle.current().pid() * 8 + number & UPLINK_MASK) * 4;
    remove(name); // One of a run that was killed may have had the same number.
    var sandbox = new Sandbox(name, makeFolder(name), address(uplink + 1));
    try {
      sandbox.makeRouter(address(uplink + 2));
      return sandbox;
    } catch (RuntimeException e) {
      sandbox.close();
      throw e;
    }
  }

  private static String ownPrefix() {
    return "hgm" + Long.toString(ProcessHandle.current().pid(), RADIX);
  }

  private static String address(long number) {
    return "%d.%d.%d.%d"
        .formatted(number >> 24 & 255, number >> 16 & 255, number >> 8 & 255, number & 255);
  }

  private static Path makeFolder(String name) {
    try {
      Path folder = Path.of(System.getProperty("java.io.tmpdir"), name);
      // Users in pods find what is theirs in it, and can't look around.
      return Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void makeRouter(String inside) {
    Command.run("ip", "netns", "add", router());
    Command.run(
        "ip", "link", "add", name, "type", "veth", "peer", "name", UPLINK, "netns", router());
    Command.run("ip", "addr", "add", machine + "/30", "dev", name);
    Command.run("ip", "link", "set", name, "up");
    Command.run("ip", "-n", router(), "addr", "add", inside + "/30", "dev", UPLINK);
    Command.run("ip", "-n", router(), "link", "set", UPLINK, "up");
    Command.run(
        "ip", "netns", "exec", router(), "sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward");
    // The machine knows no way to the pods, whose addresses others may use as well.
    Command.run(
        "*nat\n-A POSTROUTING -o uplink -j MASQUERADE\nCOMMIT\n",
        List.of("ip", "netns", "exec", router(), iptables(), "--noflush"));
  }

  private String router() {
    return name + "-router";
  }

  /** The address by which pods reach what listens on this machine. */
  public String machine() {
    return machine;
  }

  /**
   * Makes a pod.
   *
   * @param podName short, of small letters and digits
   * @param address IPv4, of any network
   */
  public Pod pod(String podName, String address) {
    String namespace = name + "-" + podName;
    String end = "p" + made++; // that of a former pod may take a moment to go
    Command.run("ip", "netns", "add", namespace);
    var pod = new Pod(namespace, address, makePodFolder(podName));
    pods.put(podName, pod);
    Command.run(
        "ip", "-n", router(), "link", "add", end, "type", "veth", "peer", "name", "eth0", "netns",
        namespace);
    Command.run("ip", "-n", router(), "addr", "add", GATEWAY + "/32", "dev", end);
    Command.run("ip", "-n", router(), "link", "set", end, "up");
    Command.run("ip", "-n", router(), "route", "replace", address + "/32", "dev", end);
    Command.run("ip", "-n", namespace, "link", "set", "lo", "up");
    Command.run("ip", "-n", namespace, "addr", "add", address + "/32", "dev", "eth0");
    Command.run("ip", "-n", namespace, "link", "set", "eth0", "up");
    Command.run("ip", "-n", namespace, "route", "add", GATEWAY, "dev", "eth0");
    Command.run("ip", "-n", namespace, "route", "add", "default", "via", GATEWAY, "dev", "eth0");
    return pod;
  }

  private Path makePodFolder(String podName) {
    try {
      Path made = Files.createDirectory(folder.resolve(podName));
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxrwxrwx"));
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Envoy of a version that dev/envoy has, where every user can run it. */
  public Path envoy(String version) {
    return binaries.computeIfAbsent(
        version,
        wanted -> {
          Path cached = Path.of(Command.run("dev/envoy", "bin", wanted).lines().toList().getLast());
          Path here = folder.resolve("envoy-" + wanted);
          try {
            return Files.createLink(here, cached);
          } catch (IOException | UnsupportedOperationException e) {
            return copied(cached, here);
          }
        });
  }

  private static Path copied(Path from, Path to) {
    try {
      Files.copy(from, to);
      Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes all pods, with what runs in them. */
  void removePods() {
    pods.forEach((podName, pod) -> {
      pod.close();
      removeNamespace(name + "-" + podName);
      delete(pod.folder());
    });
    pods.clear();
  }

  static String iptables() {
    return Command.run("dev/envoy", "iptables").lines().toList().getLast();
  }

  @Override
  public void close() {
    removePods();
    remove(name);
  }

  /** Of runs that were killed. */
  static void removeLeftovers() {
    var left = new ArrayList<String>();
    for (String namespace : namespaces()) {
      Matcher ours = NAME.matcher(namespace);
      if (ours.matches() && ProcessHandle.of(Long.parseLong(ours.group(1), RADIX)).isEmpty()) {
        left.add(namespace.substring(0, namespace.indexOf('-')));
      }
    }
    left.stream().distinct().forEach(Sandbox::remove);
  }

  private static List<String> namespaces() {
    return Command.run("ip", "netns", "list")
        .lines()
        .map(line -> line.contains(" ") ? line.substring(0, line.indexOf(' ')) : line)
        .filter(namespace -> namespace.contains("-"))
        .toList();
  }

  private static void remove(String sandbox) {
    for (String namespace : namespaces()) {
      if (namespace.startsWith(sandbox + "-")) {
        removeNamespace(namespace);
      }
    }
    // Of a sandbox that got no further than that.
    Command.attempt("", List.of("ip", "link", "del", sandbox));
    delete(Path.of(System.getProperty("java.io.tmpdir"), sandbox));
  }

  private static void removeNamespace(String namespace) {
    Command.run("ip", "netns", "pids", namespace)
        .lines()
        .map(Long::parseLong)
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .forEach(ProcessHandle::destroyForcibly);
    Command.run("ip", "netns", "del", namespace);
    delete(Path.of("/etc/netns", namespace));
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
