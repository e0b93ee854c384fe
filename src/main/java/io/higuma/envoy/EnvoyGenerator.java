package io.higuma.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.api.v1alpha1.MetricsBackend;
import io.higuma.envoy.NodeMetadata.IpFamily;
import io.higuma.envoy.NodeMetadata.TransparentProxy;
import io.higuma.envoy.OutboundTraits.Binding;
import io.higuma.resource.ResourceKind;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes configurations of sidecars. What it made it remembers as long as anybody holds it, so what
 * proxies have in common is made and kept once. Safe for use by many threads.
 */
public final class EnvoyGenerator {
  /** With one of these in the mesh, servers want to know the tags of their callers. */
  private static final Set<ResourceKind> ASKING_FOR_CALLERS =
      Set.of(
          ResourceKind.RATE_LIMIT, ResourceKind.FAULT_INJECTION, ResourceKind.MESH_FAULT_INJECTION);

  private final List<PolicyEffect> effects;
  private final OutboundSets outbounds;
  private final Assembly assembly = new Assembly();
  private final Memo<Reading.Key, Reading> readings = new Memo<>();
  private final Participants participants;
  private final Memo<OwnKey, Unit> owns;
  private final Memo<DnsGenerator.Key, Resource> dns = new Memo<>(DnsGenerator::listener);
  private final Memo<DynamicConfig.Key, Resource> documents = new Memo<>(DynamicConfig::listener);

  /**
   * One that has made nothing yet.
   *
   * @param effects of policies, in any order
   */
  public EnvoyGenerator(GenerationSettings settings, List<PolicyEffect> effects) {
    this.effects = effects.stream().sorted(Comparator.comparingInt(PolicyEffect::order)).toList();
    outbounds = new OutboundSets(new OutboundUnits(settings, this.effects));
    participants = new Participants(this.effects);
    var ownUnits = new OwnUnits(settings, this.effects);
    owns = new Memo<>(ownUnits::make);
  }

  /** The effects of all policies that there are. */
  public static List<PolicyEffect> allEffects() {
    return ServiceLoader.load(PolicyEffect.class, EnvoyGenerator.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  /**
   * The configuration of a sidecar.
   *
   * @param admin with what it shows itself to the control plane
   */
  public Generated generate(
      MeshIndex mesh, DataplaneView dataplane, NodeMetadata metadata, AdminIdentity admin) {
    List<Violation> violations = ProxyReading.check(metadata);
    if (!violations.isEmpty()) {
      return new Generated.Refused(violations);
    }
    Reading reading =
        readings.of(
            new Reading.Key(
                mesh.basis(),
                dataplane,
                metadata,
                admin,
                DirectAccessGenerator.endpoints(mesh, dataplane)),
            key -> read(mesh, key));
    Unit shared =
        outbounds.of(
            new OutboundSets.Key(
                mesh,
                reading.policies(),
                reading.selection(),
                reading.traits(),
                Addresses.isIpv6(dataplane.address())
                    ? Cluster.DnsLookupFamily.AUTO
                    : Cluster.DnsLookupFamily.V4_ONLY));
    ProxyFacts proxy = reading.proxy();
    return new Generated.Config(
        assembly.of(shared, reading, answers(proxy, shared)), proxy, shared.secrets());
  }

  private Reading read(MeshIndex mesh, Reading.Key key) {
    ProxyFacts proxy = ProxyReading.facts(mesh, key.dataplane(), key.metadata());
    PolicyConfs policies = mesh.confs().of(proxy);
    return new Reading(
        proxy,
        policies.outbound(),
        OutboundSelection.of(mesh, proxy),
        traits(mesh, proxy, policies),
        owns.of(ownKey(mesh, proxy, policies, key)),
        participants.of(policies.all()));
  }

  private OwnKey ownKey(MeshIndex mesh, ProxyFacts proxy, PolicyConfs policies, Reading.Key key) {
    var inboundConfs = new ArrayList<Map<ResourceKind, InboundConf>>();
    for (InboundFacts inbound : proxy.inbounds()) {
      var confs = new HashMap<ResourceKind, InboundConf>();
      for (PolicyEffect effect : effects) {
        InboundConf conf = policies.inbound(effect.kind(), inbound);
        if (!conf.isEmpty()) {
          confs.put(effect.kind(), conf);
        }
      }
      inboundConfs.add(confs);
    }
    var networking = mesh.view().spec().networking();
    var outbound = networking == null ? null : networking.outbound();
    return new OwnKey(
        proxy,
        inboundConfs,
        policies.single(),
        outbound == null || !Objects.equals(outbound.passthrough(), false),
        prometheus(mesh.view().spec(), proxy),
        proxy.transparentProxy().isEmpty() ? List.of() : key.directAccess(),
        key.admin());
  }

  private static Optional<JsonNode> prometheus(MeshSpec mesh, ProxyFacts proxy) {
    MeshSpec.Metrics metrics = mesh.metrics();
    if (metrics == null || metrics.enabledBackend() == null) {
      return Optional.empty();
    }
    MetricsBackend override = proxy.dataplane().spec().metrics();
    return metrics.backends().stream()
        .filter(backend -> metrics.enabledBackend().equals(backend.name()))
        .filter(backend -> MetricsBackend.PROMETHEUS.equals(backend.type()))
        .findFirst()
        .map(backend -> merged(backend.conf(), override));
  }

  private static JsonNode merged(@Nullable JsonNode conf, @Nullable MetricsBackend override) {
    var merged = JsonNodeFactory.instance.objectNode();
    if (conf != null) {
      conf.properties().forEach(field -> merged.set(field.getKey(), field.getValue()));
    }
    if (override != null && override.conf() != null) {
      override.conf().properties().forEach(field -> merged.set(field.getKey(), field.getValue()));
    }
    return merged;
  }

  private OutboundTraits traits(MeshIndex mesh, ProxyFacts proxy, PolicyConfs policies) {
    boolean isRedirected =
        proxy.transparentProxy().isPresent() && !proxy.metadata().has(Feature.BIND_OUTBOUNDS);
    var single = new HashMap<ResourceKind, Conf>(policies.single());
    single
        .keySet()
        .removeIf(kind ->
            effects.stream()
                .noneMatch(effect -> effect.kind() == kind && effect.isSingleInOutbounds()));
    return new OutboundTraits(
        mesh.settings().zone(),
        isRedirected ? Binding.REDIRECTED : Binding.BOUND,
        proxy.naming(),
        proxy.metadata().isIpv6Enabled(),
        proxy.tls(),
        names(proxy),
        probeTags(mesh.view(), proxy),
        callerTags(mesh.view(), proxy),
        single);
  }

  private static Optional<String> probeTags(MeshView mesh, ProxyFacts proxy) {
    return mesh.policies().stream().anyMatch(one -> one.kind() == ResourceKind.MESH_HEALTH_CHECK)
        ? Optional.of(tags(proxy))
        : Optional.empty();
  }

  private static Optional<String> callerTags(MeshView mesh, ProxyFacts proxy) {
    boolean isAsked =
        mesh.policies().stream().anyMatch(one -> ASKING_FOR_CALLERS.contains(one.kind()))
            || mesh.others().stream().anyMatch(one -> ASKING_FOR_CALLERS.contains(one.kind()));
    return isAsked ? Optional.of(tags(proxy)) : Optional.empty();
  }

  /** All of a proxy in one text: {@code &kuma.io/service=web,web-admin&&version=v1&}. */
  private static String tags(ProxyFacts proxy) {
    var tags = new TreeMap<String, Set<String>>();
    proxy
        .inbounds()
        .forEach(inbound ->
            inbound
                .tags()
                .forEach((key, value) ->
                    tags.computeIfAbsent(key, absent -> new TreeSet<>()).add(value)));
    var networking = proxy.dataplane().spec().networking();
    if (networking != null && networking.gateway() != null) {
      networking
          .gateway()
          .tags()
          .forEach((key, value) -> tags.computeIfAbsent(key, absent -> new TreeSet<>()).add(value));
    }
    var header = new StringBuilder();
    tags.forEach((key, values) ->
        header.append('&').append(key).append('=').append(String.join(",", values)).append('&'));
    return header.toString();
  }

  /** For which addresses the proxy answers DNS. */
  private static Optional<IpFamily> names(ProxyFacts proxy) {
    return proxy.metadata().has(Feature.BIND_OUTBOUNDS)
        ? Optional.empty()
        : proxy
            .transparentProxy()
            .filter(TransparentProxy::isDnsEnabled)
            .map(TransparentProxy::family);
  }

  private List<Resource> answers(ProxyFacts proxy, Unit shared) {
    NodeMetadata metadata = proxy.metadata();
    if (names(proxy).isEmpty()) {
      return List.of();
    }
    if (metadata.has(Feature.EMBEDDED_DNS)) {
      return List.of(
          documents.of(
              new DynamicConfig.Key(
                  shared.names(),
                  DynamicConfig.labels(proxy.dataplane()),
                  metadata.workdir(),
                  proxy.systemNaming())));
    }
    return metadata.dnsPort() == 0
        ? List.of()
        : List.of(
            dns.of(
                new DnsGenerator.Key(
                    shared.names(),
                    metadata.dnsPort(),
                    proxy.systemNaming(),
                    metadata.has(Feature.REUSE_PORT))));
  }
}
