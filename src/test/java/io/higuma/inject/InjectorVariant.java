package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.Configs;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.workload.SampleCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An injector with some settings, in a cluster that has what {@link io.higuma.workload.SamplePod}s
 * refer to.
 *
 * @param name of the settings in settings.yaml
 */
public record InjectorVariant(String name, ControlPlaneConfig config) {
  private static final Path SETTINGS =
      Path.of("src/test/resources/io/higuma/workload/settings.yaml");

  public static List<InjectorVariant> all() {
    var yaml = new YAMLMapper();
    try {
      return yaml.readTree(SETTINGS.toFile()).properties().stream()
          .map(entry -> new InjectorVariant(entry.getKey(), config(yaml, entry)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ControlPlaneConfig config(YAMLMapper yaml, Map.Entry<String, JsonNode> entry) {
    try {
      return Configs.of(yaml.writeValueAsString(entry.getValue()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Injector injector() {
    return Injector.of(
        config,
        config.experimental().sidecarContainers() ? SidecarForm.NATIVE : SidecarForm.CLASSIC,
        () -> "-----BEGIN CERTIFICATE-----\n",
        new OfflineCluster(SampleCluster.objects(), config.systemNamespace()));
  }

  @Override
  public String toString() {
    return name;
  }
}
