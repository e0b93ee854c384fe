package io.higuma.inject;

import io.higuma.config.InjectorSettings;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.MetadataReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Annotations that another one of the same pod, or the setting in its place, leaves without effect.
 * Injection passes over them in silence, as Kuma does.
 */
final class OverruledAnnotations {
  private final List<Rule> rules = new ArrayList<>();

  /**
   * One annotation has its effect only with a certain value of another.
   *
   * @param fallback the other's value where the pod does not have it
   * @param odd what becomes of the annotation when the other has not the value that it needs
   */
  private record Rule(
      MetadataKey<?> key,
      MetadataKey<Boolean> other,
      boolean fallback,
      boolean needed,
      NoticeReason reason,
      String odd) {
    boolean isBroken(MetadataReader annotations) {
      return annotations.has(key) && annotations.read(other, fallback) != needed;
    }
  }

  OverruledAnnotations(InjectorSettings settings) {
    for (MetadataKey<?> key :
        List.of(Annotations.EXCLUDE_INBOUND_PORTS, Annotations.EXCLUDE_INBOUND_IPS)) {
      ignored(
          key, Annotations.GATEWAY, false, false, "inbound traffic of a gateway stays as it is");
    }
    rules.add(
        new Rule(
            Annotations.TOKEN_VOLUME,
            Annotations.SPIRE_SUPPORT,
            settings.spire().enabled(),
            false,
            NoticeReason.CONFLICTING_VALUE,
            "keeps the SPIRE socket out of the sidecar: do without one of the two"));
    switch (RedirectionMode.of(settings)) {
      case ANNOTATIONS -> byAnnotations(settings);
      case CONFIG_MAP -> {} // The ConfigMap has a say in what is on.
    }
  }

  private void byAnnotations(InjectorSettings settings) {
    for (MetadataKey<?> key :
        List.of(
            Annotations.EBPF_BPFFS_PATH,
            Annotations.EBPF_CGROUP_PATH,
            Annotations.EBPF_TC_ATTACH_IFACE,
            Annotations.EBPF_PROGRAMS_SOURCE_PATH,
            Annotations.EBPF_INSTANCE_IP_VARIABLE)) {
      ignored(key, Annotations.EBPF, settings.ebpf().enabled(), true, "eBPF does not redirect");
    }
    ignored(
        Annotations.BUILTIN_DNS_LOGGING,
        Annotations.BUILTIN_DNS,
        settings.builtinDNS().enabled(),
        true,
        "DNS queries are not redirected");
  }

  private void ignored(
      MetadataKey<?> key,
      MetadataKey<Boolean> other,
      boolean fallback,
      boolean needed,
      String why) {
    rules.add(
        new Rule(
            key,
            other,
            fallback,
            needed,
            NoticeReason.IGNORED_ANNOTATION,
            "has no effect: " + why));
  }

  /** Adds what is odd about these annotations. */
  void collect(Map<String, String> annotations, Consumer<Notice> notices) {
    if (annotations.isEmpty()) {
      return;
    }
    var reader = new MetadataReader(annotations);
    for (Rule rule : rules) {
      if (rule.isBroken(reader)) {
        notices.accept(
            new Notice(
                rule.reason(),
                "annotation %s: \"%s\" %s"
                    .formatted(rule.key().name(), reader.text(rule.key()).orElse(""), rule.odd())));
      }
    }
  }
}
