package io.higuma.envoy;

import io.higuma.api.v1alpha1.DataplaneSpec.Inbound;
import io.higuma.api.v1alpha1.DataplaneSpec.IpFamilyMode;
import io.higuma.api.v1alpha1.DataplaneSpec.Networking;
import io.higuma.api.v1alpha1.DataplaneSpec.TransparentProxying;
import io.higuma.api.v1alpha1.MeshSpec.MeshServicesMode;
import io.higuma.envoy.NodeMetadata.IpFamily;
import io.higuma.envoy.NodeMetadata.TransparentProxy;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Works out what a Dataplane and the metadata of its proxy say together. */
final class ProxyReading {
  private static final Set<String> ADMIN_ADDRESSES =
      Set.of("", Addresses.LOOPBACK, "0.0.0.0", Addresses.LOOPBACK6, "::");

  private ProxyReading() {}

  /** What of the metadata no configuration can be made from. */
  static List<Violation> check(NodeMetadata metadata) {
    var found = new ArrayList<Violation>();
    FieldPath root = FieldPath.of("metadata");
    if (!ADMIN_ADDRESSES.contains(metadata.adminAddress())) {
      found.add(
          new Violation(
              root.key("dataplane.admin.address"),
              "must be 127.0.0.1, 0.0.0.0, ::1, :: or empty",
              metadata.adminAddress()));
    }
    if (metadata.adminPort() != 0 && metadata.readinessPort() == 0) {
      found.add(
          new Violation(
              root.key("dataplane.readinessReporter.port"),
              "must be a port as text, because there is an admin port"));
    }
    return List.copyOf(found);
  }

  static ProxyFacts facts(MeshIndex mesh, DataplaneView dataplane, NodeMetadata metadata) {
    Naming naming =
        metadata.has(Feature.UNIFIED_RESOURCE_NAMING)
                && mesh.view().spec().meshServicesMode() == MeshServicesMode.Exclusive
            ? Naming.UNIFIED
            : Naming.LEGACY;
    return new ProxyFacts(
        dataplane,
        metadata,
        inbounds(dataplane.spec().networking()),
        naming,
        transparentProxy(dataplane, metadata),
        Identities.of(mesh, dataplane, naming));
  }

  static List<InboundFacts> inbounds(@Nullable Networking networking) {
    if (networking == null) {
      return List.of();
    }
    var inbounds = new ArrayList<InboundFacts>();
    for (Inbound inbound : networking.inbound()) {
      long workloadPort = inbound.servicePort() == 0 ? inbound.port() : inbound.servicePort();
      if (!Addresses.isPort(inbound.port()) || !Addresses.isPort(workloadPort)) {
        continue; // admission lets none in; one such listener would make Envoy refuse all others
      }
      String address = first(inbound.address(), networking.address(), "");
      String protocol = first(inbound.protocol(), inbound.tags().get(Tags.PROTOCOL), "");
      inbounds.add(
          new InboundFacts(
              first(inbound.name(), Long.toString(inbound.port()), ""),
              address,
              (int) inbound.port(),
              first(inbound.serviceAddress(), address, ""),
              (int) workloadPort,
              Protocol.of(protocol),
              new TreeMap<>(inbound.tags())));
    }
    return inbounds;
  }

  private static String first(@Nullable String one, @Nullable String other, String last) {
    if (one != null && !one.isEmpty()) {
      return one;
    }
    return other != null && !other.isEmpty() ? other : last;
  }

  private static Optional<TransparentProxy> transparentProxy(
      DataplaneView dataplane, NodeMetadata metadata) {
    Optional<TransparentProxy> told =
        metadata.has(Feature.TRANSPARENT_PROXY_IN_METADATA)
            ? metadata.transparentProxy()
            : ofDataplane(dataplane.spec().networking());
    return told.filter(proxy -> proxy.inboundPort() != 0 || proxy.outboundPort() != 0)
        .filter(proxy -> proxy.family() != IpFamily.IPV4 || !Addresses.isIpv6(dataplane.address()));
  }

  private static Optional<TransparentProxy> ofDataplane(@Nullable Networking networking) {
    TransparentProxying told = networking == null ? null : networking.transparentProxying();
    if (told == null) {
      return Optional.empty();
    }
    return Optional.of(
        new TransparentProxy(
            (int) told.redirectPortInbound(),
            (int) told.redirectPortOutbound(),
            true,
            told.ipFamilyMode() == IpFamilyMode.IPv4 ? IpFamily.IPV4 : IpFamily.DUAL_STACK));
  }
}
