package io.higuma.inject;

import io.higuma.config.ControlPlaneConfig;
import io.higuma.config.InjectorSettings;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Format;
import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Annotations of a pod that injection passes over in silence, as Kuma does, although their user
 * surely meant something. Which these are depends on the settings alone, so the checks are made
 * once.
 */
final class IgnoredValues {
  private static final int MAX_PORT_DIGITS = 5;
  private static final long LARGEST_PORT = 65_535;
  private static final Set<String> IP_FAMILY_MODES = Set.of("", "dualstack", "ipv4");
  private static final Set<String> XDS_VARIANTS = Set.of("GRPC", "DELTA_GRPC");
  private static final Set<String> LOG_LEVELS =
      Set.of("trace", "debug", "info", "warning", "warn", "error", "critical", "off");

  private final List<Check> checks = new ArrayList<>();

  /** Says what is odd about the value of an annotation that is present. */
  @FunctionalInterface
  private interface Oddity {
    Optional<String> of(String value);
  }

  private record Check(MetadataKey<?> key, NoticeReason reason, Oddity oddity) {}

  IgnoredValues(ControlPlaneConfig config, SidecarForm form) {
    InjectorSettings settings = config.injector();
    if (form == SidecarForm.NATIVE) {
      whenTrue(
          Annotations.WAIT_FOR_DATAPLANE_READY,
          "with native sidecars the other containers wait anyway");
      whenTrue(Annotations.INIT_FIRST, "with native sidecars kuma-init always comes first");
    }
    RedirectionMode mode = RedirectionMode.of(settings);
    switch (mode) {
      case ANNOTATIONS -> redirectionByAnnotations(settings);
      case CONFIG_MAP -> redirectionByConfigMap(settings.transparentProxyConfigMap());
    }
    redirection(settings, mode);
    whenFalse(Annotations.TRANSPARENT_PROXYING, "redirection can't be switched off for one pod");
    fixed(
        Annotations.TRANSPARENT_PROXYING_INBOUND_PORT,
        settings.sidecarContainer().redirectPortInbound());
    fixed(
        Annotations.TRANSPARENT_PROXYING_OUTBOUND_PORT,
        settings.sidecarContainer().redirectPortOutbound());
    fixed(Annotations.SIDECAR_UID, settings.sidecarContainer().uid());
    if (settings.cniEnabled()) {
      check(
          Annotations.CNI_NETWORKS,
          NoticeReason.OVERWRITTEN_ANNOTATION,
          value ->
              value.equals("kuma-cni")
                  ? Optional.empty()
                  : Optional.of("is replaced by kuma-cni, which drops the networks that it names"));
    }
    sidecar(settings);
  }

  /** Adds what is odd about these annotations. */
  void collect(Map<String, String> annotations, Consumer<Notice> notices) {
    if (annotations.isEmpty()) {
      return;
    }
    for (Check check : checks) {
      String value = annotations.get(check.key().name());
      if (value != null) {
        check
            .oddity()
            .of(value)
            .ifPresent(odd ->
                notices.accept(
                    new Notice(
                        check.reason(),
                        "annotation %s: \"%s\" %s".formatted(check.key().name(), value, odd))));
      }
    }
  }

  private void redirection(InjectorSettings settings, RedirectionMode mode) {
    check(
        Annotations.EXCLUDE_OUTBOUND_PORTS_FOR_UIDS,
        NoticeReason.DOUBTFUL_VALUE,
        value ->
            UidExclusions.areReadable(value, mode)
                ? Optional.empty()
                : Optional.of(
                    "is not of the form 1001;22:1001;tcp:22,3000-5000:106-108, and kuma-init will refuse it"));
    if (!settings.ebpf().enabled() && !settings.cniEnabled()) {
      check(
          Annotations.EBPF,
          NoticeReason.CONFLICTING_VALUE,
          value ->
              parsed(Annotations.EBPF, value)
                  .filter(enabled -> enabled)
                  .map(yes ->
                      "has kuma-init load eBPF programs, but it stays unprivileged as long as the setting ebpf.enabled is false"));
    }
  }

  private void sidecar(InjectorSettings settings) {
    if (settings.applicationProbeProxyPort() > 0) {
      check(
          Annotations.GATEWAY,
          NoticeReason.CONFLICTING_VALUE,
          value ->
              parsed(Annotations.GATEWAY, value)
                  .filter(gateway -> !gateway)
                  .map(no -> "has the sidecar serve no probes, as on a gateway: remove it"));
    }
    port(Annotations.PROBE_PROXY_PORT);
    port(Annotations.ADMIN_PORT);
    oneOf(Annotations.XDS_TRANSPORT, XDS_VARIANTS);
    oneOf(Annotations.ENVOY_LOG_LEVEL, LOG_LEVELS);
  }

  private void redirectionByAnnotations(InjectorSettings settings) {
    check(
        Annotations.TRANSPARENT_PROXY_CONFIGMAP,
        NoticeReason.IGNORED_ANNOTATION,
        value ->
            Optional.of(
                "has no effect: the setting runtime.kubernetes.injector.transparentProxyConfigMap is empty"));
    if (settings.applicationProbeProxyPort() > 0) {
      whenFalse(
          Annotations.VIRTUAL_PROBES,
          "probes go through the application probe proxy as long as that has a port");
    }
    unreadable(Annotations.DROP_INVALID_PACKETS);
    unreadable(Annotations.IPTABLES_LOGS);
    for (MetadataKey<String> key :
        List.of(Annotations.EXCLUDE_INBOUND_PORTS, Annotations.EXCLUDE_OUTBOUND_PORTS)) {
      check(
          key,
          NoticeReason.DOUBTFUL_VALUE,
          value ->
              isListOfPorts(value)
                  ? Optional.empty()
                  : Optional.of(
                      "is not a list of ports such as 8080,9090, and kuma-init will refuse it"));
    }
    oneOf(Annotations.IP_FAMILY_MODE, IP_FAMILY_MODES);
    port(Annotations.VIRTUAL_PROBES_PORT);
    port(Annotations.BUILTIN_DNS_PORT);
    dnsByAnnotations(settings.builtinDNS());
  }

  private void dnsByAnnotations(InjectorSettings.BuiltinDns settings) {
    boolean dns = settings.enabled();
    check(
        Annotations.BUILTIN_DNS,
        NoticeReason.CONFLICTING_VALUE,
        value ->
            parsed(Annotations.BUILTIN_DNS, value)
                .filter(enabled -> enabled != dns)
                .map(enabled ->
                    "changes the redirection only: the sidecar's DNS is %s by the setting builtinDNS.enabled"
                        .formatted(dns ? "on" : "off")));
    long dnsPort = settings.port();
    check(
        Annotations.BUILTIN_DNS_PORT,
        NoticeReason.CONFLICTING_VALUE,
        value ->
            parsed(Annotations.BUILTIN_DNS_PORT, value)
                .filter(port -> port != dnsPort && port <= LARGEST_PORT)
                .map(port ->
                    "changes the redirection only: the sidecar answers DNS at port %d by the setting builtinDNS.port"
                        .formatted(dnsPort)));
  }

  private void redirectionByConfigMap(String configMap) {
    for (MetadataKey<?> key :
        List.of(
            Annotations.BUILTIN_DNS,
            Annotations.BUILTIN_DNS_PORT,
            Annotations.BUILTIN_DNS_LOGGING,
            Annotations.VIRTUAL_PROBES_PORT)) {
      check(
          key,
          NoticeReason.IGNORED_ANNOTATION,
          value ->
              Optional.of(
                  "has no effect: the ConfigMap %s and the settings decide".formatted(configMap)));
    }
    for (MetadataKey<?> key :
        List.of(
            Annotations.EXCLUDE_INBOUND_PORTS,
            Annotations.EXCLUDE_OUTBOUND_PORTS,
            Annotations.EXCLUDE_INBOUND_IPS,
            Annotations.EXCLUDE_OUTBOUND_IPS)) {
      check(
          key,
          NoticeReason.IGNORED_ANNOTATION,
          value ->
              value.isEmpty()
                  ? Optional.of(
                      "has no effect: an empty list does not switch the other exclusions off")
                  : Optional.empty());
    }
    check(
        Annotations.ADMIN_PORT,
        NoticeReason.OVERWRITTEN_ANNOTATION,
        value -> Optional.of("is replaced by the configured port; only the probes follow it"));
  }

  private void whenTrue(MetadataKey<Boolean> key, String why) {
    when(key, true, why);
  }

  private void whenFalse(MetadataKey<Boolean> key, String why) {
    when(key, false, why);
  }

  private void when(MetadataKey<Boolean> key, boolean odd, String why) {
    check(
        key,
        NoticeReason.IGNORED_ANNOTATION,
        value ->
            parsed(key, value).filter(said -> said == odd).map(said -> "has no effect: " + why));
  }

  private void fixed(MetadataKey<Long> key, long configured) {
    check(
        key,
        NoticeReason.IGNORED_ANNOTATION,
        value ->
            isNumber(key, value, configured)
                ? Optional.empty()
                : Optional.of(
                    "has no effect: it is %d for all pods by the settings".formatted(configured)));
  }

  private void unreadable(MetadataKey<Boolean> key) {
    check(
        key,
        NoticeReason.UNREADABLE_VALUE,
        value ->
            parsed(key, value).isPresent()
                ? Optional.empty()
                : Optional.of("can't be read and counts as false: use true or false"));
  }

  private void port(MetadataKey<Long> key) {
    check(
        key,
        NoticeReason.DOUBTFUL_VALUE,
        value ->
            parsed(key, value)
                .filter(port -> port > LARGEST_PORT)
                .map(port -> "is no port: the largest is " + LARGEST_PORT));
  }

  private void oneOf(MetadataKey<String> key, Set<String> allowed) {
    check(
        key,
        NoticeReason.DOUBTFUL_VALUE,
        value ->
            allowed.contains(value)
                ? Optional.empty()
                : Optional.of(
                    "is none of %s"
                        .formatted(
                            allowed.stream().filter(word -> !word.isEmpty()).sorted().toList())));
  }

  private void check(MetadataKey<?> key, NoticeReason reason, Oddity oddity) {
    checks.add(new Check(key, reason, oddity));
  }

  /** As kuma-init reads it: blanks around the ports and empty items do no harm. */
  private static boolean isListOfPorts(String value) {
    int digits = 0;
    boolean ended = false;
    for (int i = 0; i < value.length(); i++) {
      char character = value.charAt(i);
      if (character == ',') {
        digits = 0;
        ended = false;
      } else if (character >= '0' && character <= '9') {
        if (ended || ++digits > MAX_PORT_DIGITS) {
          return false;
        }
      } else if (Character.isWhitespace(character)) {
        ended = digits > 0;
      } else {
        return false;
      }
    }
    return true;
  }

  private static boolean isNumber(MetadataKey<Long> key, String value, long number) {
    return parsed(key, value).filter(read -> read == number).isPresent();
  }

  private static <T> Optional<T> parsed(MetadataKey<T> key, String value) {
    Format<T> format = key.format();
    return format.parse(key.name(), value) instanceof Parsed.Value<T>(var read)
        ? Optional.of(read)
        : Optional.empty();
  }
}
