package io.higuma.dataplane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.api.v1alpha1.DataplaneSpec.IpFamilyMode;
import io.higuma.api.v1alpha1.DataplaneSpec.ReachableBackends;
import io.higuma.api.v1alpha1.DataplaneSpec.TransparentProxying;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.MetadataReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the pod's traffic is redirected, as injection wrote it into the annotations. */
final class TransparentProxyingSection {
  private static final ObjectReader YAML = new YAMLMapper().readerFor(ReachableBackends.class);

  private TransparentProxyingSection() {}

  /** {@link TransparentProxying#NONE} when the annotations say nothing. */
  static TransparentProxying of(MetadataReader annotations) {
    boolean ports = annotations.read(Annotations.TRANSPARENT_PROXYING, false);
    boolean settings =
        annotations
            .text(Annotations.TRANSPARENT_PROXY_CONFIG)
            .filter(t -> !t.isEmpty())
            .isPresent();
    if (!ports && !settings) {
      return TransparentProxying.NONE;
    }
    return new TransparentProxying(
        ports ? port(annotations, Annotations.TRANSPARENT_PROXYING_INBOUND_PORT, "inbound") : 0,
        ports ? port(annotations, Annotations.TRANSPARENT_PROXYING_OUTBOUND_PORT, "outbound") : 0,
        annotations.read(Annotations.DIRECT_ACCESS_SERVICES, List.of()),
        annotations.read(Annotations.REACHABLE_SERVICES, List.of()),
        ports ? ipFamilyMode(annotations) : IpFamilyMode.UnSpecified,
        reachableBackends(annotations));
  }

  private static long port(MetadataReader annotations, MetadataKey<Long> key, String direction) {
    if (!annotations.has(key)) {
      annotations.refuse(
          key,
          "transparent proxying %s port has to be set in transparent mode".formatted(direction));
    }
    return annotations.read(key, 0L);
  }

  private static IpFamilyMode ipFamilyMode(MetadataReader annotations) {
    String mode = annotations.read(Annotations.IP_FAMILY_MODE, "dualstack");
    return switch (mode) {
      case "" -> IpFamilyMode.UnSpecified;
      case "dualstack" -> IpFamilyMode.DualStack;
      case "ipv4" -> IpFamilyMode.IPv4;
      default -> {
        annotations.refuse(
            Annotations.IP_FAMILY_MODE,
            "invalid ip family mode '%s': use dualstack or ipv4".formatted(mode));
        yield IpFamilyMode.UnSpecified;
      }
    };
  }

  private static @Nullable ReachableBackends reachableBackends(MetadataReader annotations) {
    Optional<String> text = annotations.text(Annotations.REACHABLE_BACKENDS);
    if (text.isEmpty()) {
      return null;
    }
    try {
      JsonNode tree = YAML.readTree(text.get());
      if (tree.isMissingNode() || tree.isNull()) {
        return ReachableBackends.NONE;
      }
      return YAML.readValue(tree);
    } catch (IOException e) {
      return refused(annotations); // a text and a tree know no other mistake than their form
    }
  }

  private static ReachableBackends refused(MetadataReader annotations) {
    annotations.refuse(
        Annotations.REACHABLE_BACKENDS,
        "cannot parse, kuma.io/reachable-backends has invalid format: use refs with a list of kind, name, namespace, port, labels");
    return ReachableBackends.NONE;
  }
}
