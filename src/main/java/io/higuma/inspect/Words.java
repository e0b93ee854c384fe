package io.higuma.inspect;

import io.higuma.envoy.ProxySurface;
import io.higuma.targetref.Destination;
import io.higuma.targetref.Match;
import io.higuma.targetref.Policy;
import io.higuma.targetref.ProxyView.Listener;
import io.higuma.targetref.TagRule;
import io.higuma.targetref.TargetRef;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What things are called in reports. */
final class Words {
  static final String ALL_CLIENTS = "all clients";

  /** Whom these are for stands in themselves. */
  static final String PERMISSIONS = "permissions";

  private Words() {}

  /** What others wrote is not to write lines or colours of its own. */
  static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  static String name(Policy policy) {
    return policy.namespace().isEmpty()
        ? policy.displayName()
        : policy.displayName() + "." + policy.namespace();
  }

  static String target(Optional<TargetRef> target) {
    return target.map(Words::target).orElse("of an unknown kind");
  }

  static String target(TargetRef target) {
    var words = new ArrayList<String>();
    words.add(target.kind().text());
    if (!target.name().isEmpty()) {
      words.add(
          target.namespace().isEmpty() ? target.name() : target.name() + "." + target.namespace());
    }
    target
        .labels()
        .filter(labels -> !labels.isEmpty())
        .ifPresent(labels -> {
          words.add("labels");
          words.add(pairs(labels));
        });
    if (!target.tags().isEmpty()) {
      words.add("tags");
      words.add(pairs(target.tags()));
    }
    if (!target.section().isEmpty()) {
      words.add("sectionName " + target.section());
    }
    if (!target.proxyTypes().isEmpty()) {
      words.add("proxyTypes " + String.join(",", target.proxyTypes()));
    }
    return String.join(" ", words);
  }

  static String pairs(Map<String, String> pairs) {
    return new TreeMap<>(pairs)
        .entrySet().stream()
            .map(pair -> pair.getKey() + "=" + pair.getValue())
            .collect(Collectors.joining(","));
  }

  static String inbound(Listener listener) {
    String address = listener.address() + ":" + listener.port();
    return listener.section().equals(Integer.toString(listener.port()))
        ? address
        : listener.section() + " " + address;
  }

  static String outbound(ProxySurface.Outbound outbound, String ownZone) {
    return outbound
        .service()
        .map(service -> destination(service, ownZone))
        .orElseGet(() -> pairs(outbound.tags()));
  }

  /**
   * A destination.
   *
   * @param ownZone of whoever asks: it needs no mention
   */
  static String destination(Destination destination, String ownZone) {
    String namespace = destination.namespace();
    String name =
        destination.kind().text()
            + " "
            + destination.name()
            + (namespace.isEmpty() ? "" : "." + namespace)
            + (destination.zone().isEmpty() || destination.zone().equals(ownZone)
                ? ""
                : " of zone " + destination.zone());
    return destination.port() == 0 ? name : name + " port " + port(destination);
  }

  static String port(Destination destination) {
    String number = Integer.toString(destination.port());
    return destination.portName().isEmpty() || destination.portName().equals(number)
        ? number
        : "%s (%s)".formatted(destination.portName(), number);
  }

  static String clients(Match match) {
    if (match.isAny()) {
      return ALL_CLIENTS;
    }
    var words = new ArrayList<String>();
    match
        .spiffeId()
        .ifPresent(id ->
            words.add(
                switch (id.comparison()) {
                  case EXACT -> "SPIFFE id " + id.value();
                  case PREFIX -> "a SPIFFE id that begins with " + id.value();
                }));
    match.sni().ifPresent(sni -> words.add("server name " + sni));
    return "clients with " + String.join(" and ", words);
  }

  static String clients(TagRule rule) {
    if (rule.tags().isEmpty()) {
      return ALL_CLIENTS;
    }
    return "clients with "
        + rule.tags().stream()
            .map(tag ->
                switch (tag.sign()) {
                  case HAS -> tag.key() + "=" + tag.value();
                  case HAS_NOT -> "not " + tag.key() + "=" + tag.value();
                })
            .collect(Collectors.joining(" and "));
  }
}
