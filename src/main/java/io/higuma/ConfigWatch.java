package io.higuma;

import io.higuma.config.ChangedSettings;
import io.higuma.config.ConfigFile;
import io.higuma.config.ConfigLoader;
import io.higuma.config.ConfigResult;
import io.higuma.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Says when the file of settings is no longer what the process was started with: settings are read
 * once, so whoever changes them has to restart it, and learns here whether that would work.
 */
final class ConfigWatch {
  private static final Logger LOG = Logger.getLogger(ConfigWatch.class);

  private final Optional<ConfigFile> atStart;
  private final ChangedSettings running;
  private final Map<String, String> environment;
  private String last;
  private volatile State state = State.SAME;

  enum State {
    SAME,
    RESTART,
    INVALID
  }

  /**
   * @param atStart the file as it was read; there is nothing to watch without one
   * @param running what came of it
   * @param environment which wins over the file and does not change
   */
  ConfigWatch(
      Optional<ConfigFile> atStart, ChangedSettings running, Map<String, String> environment) {
    this.atStart = atStart;
    this.running = running;
    this.environment = Map.copyOf(environment);
    last = atStart.map(ConfigFile::text).orElse("");
  }

  void measure(MeterRegistry registry) {
    Metric.CONFIG_PENDING.gauge(registry, this, of -> of.state == State.RESTART ? 1 : 0, "restart");
    Metric.CONFIG_PENDING.gauge(registry, this, of -> of.state == State.INVALID ? 1 : 0, "invalid");
  }

  State state() {
    return state;
  }

  /** Looks at the file. To be called every second or so, by one thread. */
  void sweep() {
    atStart.ifPresent(file -> {
      String text;
      try {
        text = Files.readString(Path.of(file.name()));
      } catch (IOException e) {
        text = ""; // A start fails for it, or has nothing but defaults.
      }
      if (!text.equals(last)) {
        last = text;
        look(new ConfigFile(file.name(), text));
      }
    });
  }

  private void look(ConfigFile file) {
    switch (ConfigLoader.load(Optional.of(file), environment)) {
      case ConfigResult.Loaded(var config, var warnings, var changed) -> {
        List<String> keys = running.differences(changed);
        state = keys.isEmpty() ? State.SAME : State.RESTART;
        if (keys.isEmpty()) {
          LOG.infov("{0} has changed, but no setting differs from what is in use", file);
        } else {
          LOG.warnv(
              "{0} has changed; these settings apply after a restart: {1}",
              file, String.join(", ", keys));
        }
        warnings.forEach(LOG::warn);
      }
      case ConfigResult.Invalid(var violations) -> {
        state = State.INVALID;
        LOG.warnv(
            "{0} has changed and has mistakes, so the next start will fail: {1}",
            file, violations.stream().map(Object::toString).collect(Collectors.joining("; ")));
      }
    }
  }
}
