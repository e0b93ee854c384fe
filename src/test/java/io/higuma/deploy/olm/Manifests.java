package io.higuma.deploy.olm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The folder deploy/.
 *
 * @param objects of deploy/webhook, in the order of the files
 */
public record Manifests(List<HasMetadata> objects) {
  static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private static final Path DEPLOY = Path.of("deploy");
  private static final YAMLMapper YAML = new YAMLMapper();

  public Manifests {
    objects = List.copyOf(objects);
  }

  /** As it is on disk. */
  public static Manifests read() {
    JsonNode files = tree(DEPLOY.resolve("webhook/kustomization.yaml")).path("resources");
    return new Manifests(
        StreamSupport.stream(files.spliterator(), false)
            .map(JsonNode::asText)
            .sorted()
            .flatMap(file -> objects(DEPLOY.resolve("webhook").resolve(file)))
            .toList());
  }

  <T extends HasMetadata> List<T> all(Class<T> kind) {
    return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The only one of its kind. */
  <T extends HasMetadata> T only(Class<T> kind) {
    List<T> found = all(kind);
    if (found.size() != 1) {
      throw new IllegalStateException(
          "deploy/webhook has %d objects of kind %s instead of one"
              .formatted(found.size(), kind.getSimpleName()));
    }
    return found.getFirst();
  }

  /** The configuration of the control plane. */
  JsonNode configuration() {
    try {
      return YAML.readTree(only(ConfigMap.class).getData().get("config.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The image that {@code kubectl apply -k deploy} uses. */
  String image() {
    JsonNode image = tree(DEPLOY.resolve("kustomization.yaml")).at("/images/0");
    return image.path("newName").asText() + ":" + image.path("newTag").asText();
  }

  /** The files of the CRDs, sorted by name. */
  List<Path> crds() {
    Path folder = DEPLOY.resolve("crds");
    return StreamSupport.stream(
            tree(folder.resolve("kustomization.yaml")).path("resources").spliterator(), false)
        .map(file -> folder.resolve(file.asText()))
        .sorted()
        .toList();
  }

  HasMetadata namespace() {
    return objects(DEPLOY.resolve("namespace/namespace.yaml")).findFirst().orElseThrow();
  }

  /** What only OLM needs. */
  <T extends HasMetadata> T olm(String file, Class<T> kind) {
    return kind.cast(objects(DEPLOY.resolve("olm").resolve(file)).findFirst().orElseThrow());
  }

  byte[] icon() {
    try {
      return Files.readAllBytes(DEPLOY.resolve("olm/icon.svg"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode tree(Path file) {
    try {
      return YAML.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<HasMetadata> objects(Path file) {
    try (var text = Files.newInputStream(file)) {
      Object parsed = SERIALIZATION.unmarshal(text);
      return parsed instanceof List<?> several
          ? several.stream().map(HasMetadata.class::cast)
          : Stream.of((HasMetadata) parsed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
