package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Pod;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.metadata.Annotations;
import java.util.List;
import java.util.Objects;

/** Which updates are worth work: between two states of an object, what somebody depends on. */
final class Differences {
  private Differences() {}

  /** Numbers and state change with every pod; names and addresses do not depend on them. */
  static boolean isKnownDifferently(MeshService before, MeshService after) {
    return !ObjectMetadata.labels(before).equals(ObjectMetadata.labels(after))
        || !ObjectMetadata.annotations(before).equals(ObjectMetadata.annotations(after))
        || !before.getStatus().addresses().equals(after.getStatus().addresses())
        || !before.getStatus().hostnameGenerators().equals(after.getStatus().hostnameGenerators())
        || !before.getStatus().vips().equals(after.getStatus().vips());
  }

  /** More than its status; a Mesh of the same name may be another one. */
  static boolean saysSomethingElse(Mesh before, Mesh after) {
    return !Objects.equals(before.getMetadata().getUid(), after.getMetadata().getUid())
        || !Objects.equals(before.getSpec(), after.getSpec())
        || movesBetweenMeshes(before, after);
  }

  /** The status of a node changes every few minutes, its addresses hardly ever. */
  static boolean changesAddress(Node before, Node after) {
    return !addresses(before).equals(addresses(after));
  }

  private static List<NodeAddress> addresses(Node node) {
    return node.getStatus() == null ? List.of() : node.getStatus().getAddresses();
  }

  static boolean movesBetweenMeshes(HasMetadata before, HasMetadata after) {
    return !ObjectMetadata.labels(before).equals(ObjectMetadata.labels(after))
        || !ObjectMetadata.annotations(before).equals(ObjectMetadata.annotations(after));
  }

  static boolean becomesGateway(Pod before, Pod after) {
    String gateway = Annotations.GATEWAY.name();
    return ObjectMetadata.annotations(before).containsKey(gateway)
        != ObjectMetadata.annotations(after).containsKey(gateway);
  }
}
