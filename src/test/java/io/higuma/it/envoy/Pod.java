package io.higuma.it.envoy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A network namespace with an address, and the processes that a test started in it. */
public final class Pod implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 5;

  private final String namespace;
  private final String address;
  private final Path folder;
  private final List<Process> processes = new ArrayList<>();
  private @Nullable String nameServer;

  Pod(String namespace, String address, Path folder) {
    this.namespace = namespace;
    this.address = address;
    this.folder = folder;
  }

  public String address() {
    return address;
  }

  /** A folder that every user can write to; goes with the pod. */
  public Path folder() {
    return folder;
  }

  /** Redirects its traffic, as the init container does. */
  public void redirect(Redirection redirection) {
    Command.run(
        redirection.rules(),
        List.of("ip", "netns", "exec", namespace, Sandbox.iptables(), "--noflush"));
  }

  /** What {@code /etc/hosts} says to processes that are started from now on. */
  public void hosts(String text) {
    etc("hosts", text);
  }

  /** The DNS server of processes that are started from now on. */
  public void nameServer(String server) {
    nameServer = server;
    etc("resolv.conf", "nameserver " + server + "\n");
  }

  /** Empty unless it was told. */
  Optional<String> nameServer() {
    return Optional.ofNullable(nameServer);
  }

  private void etc(String file, String text) {
    try {
      Path etc = Files.createDirectories(Path.of("/etc/netns", namespace));
      Files.writeString(etc.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a program to its end, and gives what it prints; fails when the program does. */
  String run(User user, List<String> command) {
    return Command.run("", inside(user, command));
  }

  private List<String> inside(User user, List<String> command) {
    var whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    whole.addAll(user.prefix());
    whole.addAll(command);
    return whole;
  }

  /**
   * Starts a program.
   *
   * @param log of what it prints, in the folder; both kinds of output go there
   */
  public Process start(User user, String log, List<String> command) {
    return start(
        user,
        builder -> builder.redirectErrorStream(true).redirectOutput(folder.resolve(log).toFile()),
        command);
  }

  /** Starts a Java program of the tests, to be talked to; its errors go to a log. */
  Process java(User user, Class<?> main, List<String> arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                copy(main).toString(),
                main.getName()));
    command.addAll(arguments);
    return start(
        user,
        builder -> builder.redirectError(folder.resolve(main.getSimpleName() + ".log").toFile()),
        command);
  }

  /** The classes of a program, where every user can read them. */
  private Path copy(Class<?> main) {
    try {
      Path classes = Path.of(main.getProtectionDomain().getCodeSource().getLocation().getPath());
      Path source = classes.resolve(main.getPackageName().replace('.', '/'));
      Path target = folder.resolve("classes").resolve(main.getPackageName().replace('.', '/'));
      Files.createDirectories(target);
      try (var files = Files.newDirectoryStream(source, main.getSimpleName() + "*.class")) {
        for (Path file : files) {
          Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      return folder.resolve("classes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the output of a process goes. */
  private interface Output {
    void direct(ProcessBuilder builder);
  }

  private Process start(User user, Output output, List<String> command) {
    var builder = new ProcessBuilder(inside(user, command)).directory(folder.toFile());
    output.direct(builder);
    try {
      Process process = builder.start();
      processes.add(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Records what passes its interface from now on. */
  public Capture capture() {
    return new Capture(this);
  }

  /** Ends a process, and waits for it. */
  static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    for (Process process : processes) {
      end(process);
    }
    processes.clear();
  }
}
