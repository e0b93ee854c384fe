package io.higuma;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.config.ConfigFile;
import io.higuma.config.ConfigLoader;
import io.higuma.config.ConfigResult;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatchTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("KUMA_DP_SERVER_PORT", "3");

  @TempDir Path folder;
  private final List<String> log = new ArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Logger logger = Logger.getLogger(ConfigWatch.class.getName());
  private final Handler handler = new Lines();
  private Path file;
  private ConfigWatch watch;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("config.yaml");
    write("diagnostics: {serverPort: 1}\n");
    var read = Optional.of(new ConfigFile(file.toString(), Files.readString(file)));
    var loaded = (ConfigResult.Loaded) ConfigLoader.load(read, ENVIRONMENT);
    watch = new ConfigWatch(read, loaded.changed(), ENVIRONMENT);
    watch.measure(meters);
    logger.addHandler(handler);
  }

  @AfterEach
  void end() {
    logger.removeHandler(handler);
  }

  @Test
  void namesTheSettingsThatNeedARestartOnceAndNoValues() throws IOException {
    write(
        "diagnostics: {serverPort: 77}\ndefaults: {skipMeshCreation: true}\ndpServer: {port: 9}\n");
    watch.sweep();
    assertThat(watch.state()).isEqualTo(ConfigWatch.State.RESTART);
    assertThat(pending("restart")).isEqualTo(1);
    assertThat(log)
        .singleElement()
        .asString()
        .endsWith(
            "has changed; these settings apply after a restart: diagnostics.serverPort, defaults.skipMeshCreation");
  }

  @Test
  void aMistakeIsToldBeforeTheNextStartFailsByIt() throws IOException {
    write("diagnostics: {serverPort: many}\n");
    watch.sweep();
    assertThat(watch.state()).isEqualTo(ConfigWatch.State.INVALID);
    assertThat(pending("invalid")).isEqualTo(1);
    assertThat(pending("restart")).isZero();
    assertThat(log).singleElement().asString().contains("the next start will fail", "serverPort");
  }

  @Test
  void whatIsAsItWasIsNoChange() throws IOException {
    write("# the port\ndiagnostics: {serverPort: 1}\n");
    watch.sweep();
    assertThat(watch.state()).isEqualTo(ConfigWatch.State.SAME);
    assertThat(log).singleElement().asString().contains("no setting differs");
    Files.delete(file);
    watch.sweep();
    assertThat(watch.state()).isEqualTo(ConfigWatch.State.RESTART);
    write("diagnostics: {serverPort: 1}\n");
    watch.sweep();
    assertThat(watch.state()).isEqualTo(ConfigWatch.State.SAME);
  }

  @Test
  void nothingIsSaidWhileNothingChanges() {
    watch.sweep();
    watch.sweep();
    assertThat(log).isEmpty();
    assertThat(watch.state()).isEqualTo(ConfigWatch.State.SAME);
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }

  private double pending(String reason) {
    return meters.get("higuma.config.pending").tag("reason", reason).gauge().value();
  }

  private final class Lines extends Handler {
    @Override
    public void publish(LogRecord line) {
      log.add(ExtLogRecord.wrap(line).getFormattedMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
