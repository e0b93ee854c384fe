package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.Configs;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.workload.SampleCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An injector with some settings, in a cluster that has what {@link io.higuma.workload.SamplePod}s
 * refer to.
 *
 * @param number from 0, in the order of the settings
 * @param name of the settings in settings.yaml
 */
public record InjectorVariant(int number, String name, ControlPlaneConfig config) {
  private static final Path SETTINGS =
      Path.of("src/test/resources/io/higuma/workload/settings.yaml");

  public static List<InjectorVariant> all() {
    var yaml = new YAMLMapper();
    var variants = new ArrayList<InjectorVariant>();
    try {
      for (Map.Entry<String, JsonNode> settings : yaml.readTree(SETTINGS.toFile()).properties()) {
        ControlPlaneConfig config = Configs.of(yaml.writeValueAsString(settings.getValue()));
        variants.add(new InjectorVariant(variants.size(), settings.getKey(), config));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(variants);
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
