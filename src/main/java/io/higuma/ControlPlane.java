package io.higuma;

import io.higuma.certs.ClientAuthority;
import io.higuma.config.ChangedSettings;
import io.higuma.config.ConfigFile;
import io.higuma.config.ConfigLoader;
import io.higuma.config.ConfigResult;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.config.HigumaSettings;
import io.higuma.validation.Violation;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The process: {@code run --config-file FILE}, as {@code kuma-cp} has it. It reads the
 * configuration before anything else starts, and starts nothing if there is a mistake in it.
 */
@QuarkusMain
public final class ControlPlane {
  private static final int BAD_USAGE = 2;
  private static final String USAGE = "Usage: run [--config-file FILE]";

  /**
   * The way from here to {@link Wiring}: Quarkus makes its beans itself and takes nothing along but
   * text. Set once, before it starts.
   */
  private static @Nullable Configured loaded;

  /** The operator framework's word for it. */
  private static final String ALL_NAMESPACES = "JOSDK_ALL_NAMESPACES";

  /** What the process was started with. */
  record Configured(
      ControlPlaneConfig config, ChangedSettings settings, Optional<ConfigFile> file) {}

  private ControlPlane() {}

  public static void main(String[] args) {
    Optional<Configured> configured = configure(args, Wiring.environment(), System.err);
    if (configured.isEmpty()) {
      System.exit(BAD_USAGE);
      return;
    }
    loaded = configured.get();
    tellQuarkus(loaded.config());
    Quarkus.run(args);
  }

  /** Its own configuration knows only text; ours wins over its environment variables. */
  private static void tellQuarkus(ControlPlaneConfig config) {
    System.setProperty(
        "quarkus.management.port", Integer.toString(config.diagnostics().serverPort()));
    System.setProperty(
        "quarkus.operator-sdk.concurrent-reconciliation-threads",
        Integer.toString(config.runtime().kubernetes().controllersConcurrency().podController()));
    System.setProperty(
        "quarkus.operator-sdk.controllers.containerpatch.namespaces",
        config.higuma().containerPatches().fromPodNamespace()
            ? ALL_NAMESPACES
            : config.systemNamespace());
    HigumaSettings.Log log = config.higuma().log();
    if (log.isJson()) {
      System.setProperty("quarkus.log.console.json.enabled", "true");
    }
    if (!log.level().equals(HigumaSettings.Log.USUAL_LEVEL)) {
      System.setProperty(
          "quarkus.log.category.\"io.higuma\".level", log.level().toUpperCase(Locale.ROOT));
    }
  }

  static Configured configured() {
    if (loaded == null) {
      throw new IllegalStateException("the process was not started by ControlPlane.main");
    }
    return loaded;
  }

  /** Empty after a mistake, which is then on {@code problems} in full. */
  static Optional<Configured> configure(
      String[] args, Map<String, String> environment, PrintStream problems) {
    Optional<ConfigFile> file;
    try {
      file = file(List.of(args));
    } catch (IllegalArgumentException e) {
      problems.println(e.getMessage());
      problems.println(USAGE);
      return Optional.empty();
    } catch (IOException e) {
      problems.println("The configuration file cannot be read: " + e);
      return Optional.empty();
    }
    return switch (ConfigLoader.load(file, environment)) {
      case ConfigResult.Loaded(var config, var warnings, var changed) -> {
        warnings.forEach(problems::println);
        String authority = config.injector().caCertFile();
        if (!authority.isEmpty() && !Files.isReadable(Path.of(authority))) {
          problems.println(
              "runtime.kubernetes.injector.caCertFile: %s can't be read".formatted(authority));
          yield Optional.empty();
        }
        String clients = config.higuma().webhook().clientCaFile();
        Optional<String> problem =
            clients.isEmpty() ? Optional.empty() : ClientAuthority.problem(Path.of(clients));
        if (problem.isPresent()) {
          problems.println(problem.get());
          yield Optional.empty();
        }
        yield Optional.of(new Configured(config, changed, file));
      }
      case ConfigResult.Invalid(var violations) -> {
        problems.println("The configuration has mistakes:");
        for (Violation violation : violations) {
          problems.println("  " + violation);
        }
        yield Optional.empty();
      }
    };
  }

  private static Optional<ConfigFile> file(List<String> args) throws IOException {
    if (args.isEmpty() || !args.getFirst().equals("run")) {
      throw new IllegalArgumentException("The first argument must be: run");
    }
    List<String> options = args.subList(1, args.size());
    if (options.isEmpty()) {
      return Optional.empty();
    }
    String option = options.getFirst();
    if (options.size() == 2 && (option.equals("--config-file") || option.equals("-c"))) {
      return Optional.of(read(options.get(1)));
    }
    if (options.size() == 1 && option.startsWith("--config-file=")) {
      return Optional.of(read(option.substring("--config-file=".length())));
    }
    throw new IllegalArgumentException("Unknown arguments: " + String.join(" ", options));
  }

  private static ConfigFile read(String name) throws IOException {
    return new ConfigFile(name, Files.readString(Path.of(name)));
  }
}
