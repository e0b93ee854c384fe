package io.higuma.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The cluster that {@link SamplePod}s are made for. */
public final class SampleCluster {
  /** Its pods get sidecars. */
  public static final String NAMESPACE = "shop";

  private SampleCluster() {}

  /** Meshes, ContainerPatches and what else the pods refer to. */
  public static List<ObjectNode> objects() {
    try (var documents =
        new YAMLMapper()
            .readerFor(ObjectNode.class)
            .<ObjectNode>readValues(RealPods.FOLDER.resolve("cluster.yaml").toFile())) {
      return documents.readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
