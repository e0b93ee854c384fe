package io.higuma.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.certs.PemCertificates;
import io.higuma.inject.InjectedPods;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.InjectionPolicy;
import io.higuma.inject.Names;
import io.higuma.inject.NamespaceMetadata;
import io.higuma.inject.PodDraft;
import io.higuma.inject.PodShape;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Whether the pods of the mesh have their sidecar, and one that works. Pods are handed in one by
 * one and not kept.
 */
final class PodCheck implements Check {
  private static final String CHECK = "pods";

  /** So long a sidecar may take to become ready. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final InjectionPolicy policy;
  private final Map<String, NamespaceMetadata> namespaces;
  private final Optional<PemCertificates> served;
  private final Instant now;

  private final Map<String, Boolean> trusted = new HashMap<>();
  private final Map<String, List<String>> missing = new TreeMap<>();
  private final Map<String, List<String>> broken = new TreeMap<>();
  private final Map<String, List<String>> untrusting = new TreeMap<>();
  private Known<ClusterReader.Extent> extent = new Known.Denied<>("not read");
  private int injected;

  /**
   * @param policy of the control plane
   * @param served the certificates that sidecars have to believe; empty if these are not known
   */
  PodCheck(
      InjectionPolicy policy,
      Map<String, NamespaceMetadata> namespaces,
      Optional<PemCertificates> served,
      Instant now) {
    this.policy = policy;
    this.namespaces = Map.copyOf(namespaces);
    this.served = served;
    this.now = now;
  }

  void extent(Known<ClusterReader.Extent> read) {
    extent = read;
  }

  /** Takes in a pod. Those that are ending, or have ended, do not count. */
  void add(ObjectNode pod) {
    String phase = pod.path("status").path("phase").asText("");
    boolean isGoing =
        phase.equals("Succeeded")
            || phase.equals("Failed")
            || pod.path("metadata").has("deletionTimestamp");
    boolean isStatic = pod.path("metadata").path("annotations").has("kubernetes.io/config.mirror");
    if (isGoing || isStatic || !PodShape.check(pod).isEmpty()) {
      return;
    }
    PodDraft draft = PodDraft.of(pod);
    String namespace = pod.path("metadata").path("namespace").asText();
    String name = Words.name(pod);
    if (InjectedPods.isInjected(draft)) {
      injected++;
      trouble(pod, draft).ifPresent(why -> note(broken, namespace, "%s (%s)".formatted(name, why)));
      if (!trustsUs(draft)) {
        note(untrusting, namespace, name);
      }
    } else if (policy.decide(
            draft, namespace, namespaces.getOrDefault(namespace, NamespaceMetadata.BARE))
        instanceof InjectionDecision.Inject) {
      note(missing, namespace, name);
    }
  }

  private static void note(Map<String, List<String>> places, String namespace, String what) {
    places.computeIfAbsent(namespace, key -> new ArrayList<>()).add(what);
  }

  /** What keeps the containers that injection added from doing their work. */
  private Optional<String> trouble(ObjectNode pod, PodDraft draft) {
    List<String> ours =
        InjectedPods.added(draft).stream().map(one -> one.path("name").asText()).toList();
    Instant since = instant(pod.path("status").path("startTime").asText("")).orElse(now);
    if (since.plus(PATIENCE).isAfter(now)) {
      return Optional.empty();
    }
    return Stream.of("initContainerStatuses", "containerStatuses")
        .flatMap(field -> pod.path("status").path(field).valueStream())
        .filter(status -> ours.contains(status.path("name").asText()))
        .flatMap(status -> trouble(status).stream())
        .findFirst();
  }

  private static Optional<String> trouble(JsonNode status) {
    String name = status.path("name").asText();
    JsonNode state = status.path("state");
    String waiting = state.path("waiting").path("reason").asText("");
    boolean failed = state.path("terminated").path("exitCode").asInt(0) != 0;
    if (failed) {
      return Optional.of(
          "%s ended with code %d"
              .formatted(name, state.path("terminated").path("exitCode").asInt()));
    }
    if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
      return Optional.of("%s: %s".formatted(name, waiting));
    }
    boolean isSidecar = !name.equals(Names.INIT) && !name.equals(Names.VALIDATION);
    return isSidecar && state.has("running") && !status.path("ready").asBoolean()
        ? Optional.of(name + " is not ready")
        : Optional.empty();
  }

  /** As far as that is known. */
  private boolean trustsUs(PodDraft draft) {
    return served.isEmpty()
        || InjectedPods.added(draft).stream()
            .flatMap(container -> container.path("env").valueStream())
            .filter(one -> one.path("name").asText().equals(Names.CA_CERTIFICATE_VARIABLE))
            .map(one -> one.path("value").asText(""))
            .filter(pem -> !pem.isEmpty())
            .allMatch(pem -> trusted.computeIfAbsent(pem, this::vouches));
  }

  private boolean vouches(String pem) {
    try {
      return PemCertificates.of(pem).vouchFor(served.orElseThrow());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public List<Finding> findings() {
    if (extent instanceof Known.Denied<ClusterReader.Extent>(var why)) {
      return List.of(Finding.skipped(CHECK, "the pods of the mesh are not known", why));
    }
    var findings = new ArrayList<Finding>();
    missing.forEach((namespace, names) ->
        findings.add(
            Finding.warning(
                CHECK,
                "namespace %s: %d pods run without the sidecar that they should have: %s"
                    .formatted(namespace, names.size(), Words.some(names)),
                "higuma explain pod/%s -n %s".formatted(names.getFirst(), namespace))));
    broken.forEach((namespace, names) ->
        findings.add(
            Finding.error(
                CHECK,
                "namespace %s: %d pods have a sidecar that does not work: %s"
                    .formatted(namespace, names.size(), Words.some(names)),
                "kubectl describe pod -n %s; docs/debugging.md".formatted(namespace))));
    untrusting.forEach((namespace, names) ->
        findings.add(
            Finding.error(
                CHECK,
                "namespace %s: %d pods do not trust the authority of the control plane, and can't connect again: %s"
                    .formatted(namespace, names.size(), Words.some(names)),
                "kubectl rollout restart deployment -n " + namespace)));
    if (findings.isEmpty()) {
      findings.add(Finding.ok(CHECK, "%d pods have a sidecar that works".formatted(injected)));
    }
    if (extent instanceof Known.Value<ClusterReader.Extent>(var read) && !read.complete()) {
      findings.add(
          Finding.skipped(
              CHECK, "further pods", "only %d were looked at".formatted(read.objects())));
    }
    return findings;
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
