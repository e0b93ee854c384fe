package io.higuma.containerpatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads a patched document back as a Kubernetes container: fields that a container does not have
 * are dropped, a wrong type is a mistake, quantities become canonical.
 */
final class ContainerReader {
  private ContainerReader() {}

  static ContainerPatchApplier.Result read(
      ObjectNode document, List<CheckedPatch> patches, PatchTarget target) {
    var mistakes = new ArrayList<String>();
    JsonNode read = ContainerType.CONTAINER.read(document, "", mistakes);
    return mistakes.isEmpty()
        ? new ContainerPatchApplier.Result.Patched((ObjectNode) read)
        : new ContainerPatchApplier.Result.Failed(
            List.of(notAContainer(String.join(", ", mistakes), patches, target)));
  }

  private static Violation notAContainer(
      String reason, List<CheckedPatch> patches, PatchTarget target) {
    String names =
        patches.stream().map(patch -> "\"" + patch.name() + "\"").collect(Collectors.joining(" "));
    return new Violation(
        FieldPath.ROOT,
        "the result of spec.%s of ContainerPatches [%s] is not a container: %s; give each field the type that a container has there"
            .formatted(target.field(), names, reason));
  }
}
