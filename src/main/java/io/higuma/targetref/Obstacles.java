package io.higuma.targetref;

import io.higuma.metadata.Labels;
import io.higuma.targetref.Obstacle.Reason;
import io.higuma.targetref.ProxyView.Gateway;
import io.higuma.targetref.ProxyView.Listener;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * Tells why policies don't select a proxy. It asks {@link Selection} whether they do, and only then
 * looks for the reason, so the two can't contradict each other.
 */
final class Obstacles {
  private static final int MOST_NAMES = 8;

  private final Selection selection;
  private final ProxyView proxy;

  Obstacles(Selection selection, ProxyView proxy) {
    this.selection = selection;
    this.proxy = proxy;
  }

  /** Empty if the policy selects the proxy. */
  Optional<Obstacle> of(Policy policy) {
    if (!policy.mesh().equals(proxy.mesh())) {
      return found(
          Reason.MESH, "it is in mesh %s, the proxy in %s".formatted(policy.mesh(), proxy.mesh()));
    }
    if (selection.of(policy, proxy, Selection.Shadows.LEFT_OUT).isPresent()) {
      return Optional.empty();
    }
    if (policy.effect() == Policy.Effect.SHADOW) {
      return found(
          Reason.SHADOW,
          "its label %s=shadow keeps it from acting".formatted(Labels.EFFECT.name()));
    }
    if (!Selection.isOfZone(policy, proxy)) {
      return found(
          Reason.ZONE,
          "it is of zone %s, the proxy of zone %s".formatted(policy.zone(), shown(proxy.zone())));
    }
    if (!Selection.isOfNamespace(policy, proxy)) {
      return found(Reason.NAMESPACE, namespace(policy));
    }
    return policy
        .target()
        .map(target -> Optional.of(byTarget(policy, target)))
        .orElseGet(() -> found(Reason.KIND, "its spec.targetRef has a kind that does not exist"));
  }

  private static Optional<Obstacle> found(Reason reason, String sentence) {
    return Optional.of(new Obstacle(reason, sentence));
  }

  private String namespace(Policy policy) {
    String role = policy.role().value();
    return policy.namespace().isEmpty()
        ? "its role %s is for one namespace, but it lacks the label %s"
            .formatted(role, Labels.NAMESPACE.name())
        : "its role %s makes it for proxies of namespace %s, and this one is in %s"
            .formatted(role, policy.namespace(), shown(proxy.namespace()));
  }

  private Obstacle byTarget(Policy policy, TargetRef target) {
    boolean isOfOtherType =
        !target.proxyTypes().isEmpty() && !target.proxyTypes().contains(proxy.type());
    return switch (target.kind()) {
      case MESH -> proxyType(target);
      case MESH_SUBSET -> isOfOtherType ? proxyType(target) : tags(target.tags());
      case MESH_SERVICE, MESH_SERVICE_SUBSET -> tags(Selection.serviceTags(target));
      case DATAPLANE -> dataplane(policy, target);
      case MESH_GATEWAY -> gateway(target);
      case MESH_HTTP_ROUTE ->
          new Obstacle(
              Reason.ROUTE,
              "MeshHTTPRoute %s, at which it points, is not there or not for this proxy"
                  .formatted(target.name()));
      case MESH_EXTERNAL_SERVICE, MESH_MULTI_ZONE_SERVICE ->
          new Obstacle(
              Reason.KIND,
              "spec.targetRef of kind %s selects no proxies".formatted(target.kind().text()));
    };
  }

  private Obstacle proxyType(TargetRef target) {
    return new Obstacle(
        Reason.PROXY_TYPE,
        "its proxyTypes are %s, and the proxy is a %s"
            .formatted(String.join(", ", target.proxyTypes()), proxy.type()));
  }

  private Obstacle dataplane(Policy policy, TargetRef target) {
    if (proxy.isBuiltinGateway()) {
      return new Obstacle(
          Reason.BUILTIN_GATEWAY, "targetRef of kind Dataplane is never for builtin gateways");
    }
    if (target.labels().isPresent()) {
      List<String> unmet = unmet(target.labels().get(), proxy.labels(), String::equals);
      if (!unmet.isEmpty()) {
        return new Obstacle(Reason.LABELS, "its targetRef.labels differ: " + joined(unmet));
      }
    } else if (!target.isOfAll()) {
      List<String> unmet = unmetName(policy, target);
      if (!unmet.isEmpty()) {
        return new Obstacle(Reason.NAME, "its targetRef wants " + joined(unmet));
      }
    }
    return new Obstacle(
        Reason.SECTION_NAME,
        "its targetRef.sectionName is %s, and the proxy has %s"
            .formatted(target.section(), sections()));
  }

  private List<String> unmetName(Policy policy, TargetRef target) {
    String namespace = target.namespace().isEmpty() ? policy.namespace() : target.namespace();
    var unmet = new ArrayList<String>();
    addUnmet("name", target.name(), proxy.name(), unmet);
    addUnmet("namespace", namespace, proxy.namespace(), unmet);
    addUnmet("zone", policy.zone(), proxy.zone(), unmet);
    return unmet;
  }

  private static void addUnmet(String what, String wanted, String is, List<String> unmet) {
    if (!wanted.equals(is)) {
      unmet.add("%s %s, and the proxy has %s".formatted(what, shown(wanted), shown(is)));
    }
  }

  private Obstacle tags(Map<String, String> wanted) {
    var all = new ArrayList<Map<String, String>>();
    proxy.listeners().forEach(listener -> all.add(listener.tags()));
    proxy
        .gateway()
        .filter(gateway -> gateway.type() == Gateway.Type.DELEGATED)
        .ifPresent(gateway -> all.add(gateway.tags()));
    // That which comes nearest is what the user will have meant.
    return all.stream()
        .map(tags -> unmet(wanted, tags, (want, value) -> want.equals("*") || want.equals(value)))
        .min(Comparator.comparingInt(Collection::size))
        .map(unmet ->
            new Obstacle(Reason.TAGS, "no inbound has all tags it wants: " + joined(unmet)))
        .orElseGet(
            () -> new Obstacle(Reason.TAGS, "it selects by tags, and the proxy has no inbound"));
  }

  private Obstacle gateway(TargetRef target) {
    Optional<String> bound =
        proxy.isBuiltinGateway() ? proxy.gateway().flatMap(Gateway::meshGateway) : Optional.empty();
    if (!proxy.isBuiltinGateway()) {
      return new Obstacle(
          Reason.MESH_GATEWAY,
          "it is for builtin gateways of MeshGateway %s, and the proxy is none"
              .formatted(target.name()));
    }
    return bound.filter(target.name()::equals).isPresent()
        ? tags(target.tags())
        : new Obstacle(
            Reason.MESH_GATEWAY,
            "it is for MeshGateway %s, and the proxy belongs to %s"
                .formatted(target.name(), bound.orElse("none")));
  }

  private static List<String> unmet(
      Map<String, String> wanted, Map<String, String> is, BiPredicate<String, String> suits) {
    return wanted.entrySet().stream()
        .filter(entry ->
            !is.containsKey(entry.getKey())
                || !suits.test(entry.getValue(), is.getOrDefault(entry.getKey(), "")))
        .sorted(Map.Entry.comparingByKey())
        .map(entry ->
            "it wants %s=%s, and the proxy has %s"
                .formatted(
                    entry.getKey(),
                    entry.getValue(),
                    is.containsKey(entry.getKey()) ? is.get(entry.getKey()) : "none"))
        .toList();
  }

  private static String joined(List<String> parts) {
    return String.join("; ", parts);
  }

  private String sections() {
    if (proxy.listeners().isEmpty()) {
      return "no inbound";
    }
    String names =
        proxy.listeners().stream()
            .limit(MOST_NAMES)
            .map(Obstacles::section)
            .collect(Collectors.joining(", "));
    return proxy.listeners().size() > MOST_NAMES ? names + " and others" : names;
  }

  private static String section(Listener listener) {
    return listener.section().equals(Integer.toString(listener.port()))
        ? listener.section()
        : "%s (port %d)".formatted(listener.section(), listener.port());
  }

  private static String shown(String name) {
    return name.isEmpty() ? "none" : name;
  }
}
