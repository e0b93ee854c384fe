package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which service of a kind has which host names.
 *
 * @param zone the local one, for services that name none
 */
record HostnameEvaluation(String zone, InstantSource clock) {
  private static final String GENERATED = "Generated";
  private static final String HOSTNAME_GENERATOR = "HostnameGenerator";

  /**
   * What has to change in a service.
   *
   * @param patch a merge patch
   */
  record Change(Destination service, ObjectNode patch) {}

  /** A host name in a mesh. */
  private record Claim(String mesh, String hostname) {}

  /** What came of one generator for one service; no hostname if it failed. */
  private record Outcome(String generator, String hostname, String reason, String message) {}

  /**
   * The services whose host names have to change, the oldest first.
   *
   * @param generators of this kind
   */
  List<Change> changes(List<HostnameGenerator> generators, List<Destination> services) {
    List<HostnameGenerator> first =
        generators.stream().sorted(HostnameGenerator.BY_PRECEDENCE).toList();
    List<Destination> oldest = services.stream().sorted(Destination.BY_AGE).toList();
    Map<Claim, ObjectKey> claims = new HashMap<>();
    Map<ObjectKey, List<Outcome>> outcomes = new HashMap<>();
    for (HostnameGenerator generator : first) {
      for (Destination service : oldest) {
        if (service.matches(generator.matchLabels())) {
          outcomes
              .computeIfAbsent(service.key(), key -> new ArrayList<>())
              .add(outcome(generator, service, claims));
        }
      }
    }
    var changes = new ArrayList<Change>();
    for (Destination service : oldest) {
      ObjectNode patch = patch(service, outcomes.getOrDefault(service.key(), List.of()));
      if (!patch.isEmpty()) {
        changes.add(new Change(service, patch));
      }
    }
    return changes;
  }

  private Outcome outcome(
      HostnameGenerator generator, Destination service, Map<Claim, ObjectKey> claims) {
    return switch (generator.template().render(fields(service), service.labels())) {
      case HostnameTemplate.Result.Failed(var reason) ->
          new Outcome(generator.coreName(), "", "TemplateError", reason);
      case HostnameTemplate.Result.Hostname(var hostname) -> {
        ObjectKey owner =
            claims.computeIfAbsent(new Claim(service.mesh(), hostname), claim -> service.key());
        yield owner.equals(service.key())
            ? new Outcome(generator.coreName(), hostname, GENERATED, "")
            : new Outcome(
                generator.coreName(),
                "",
                "Collision",
                "%s is the host name of %s".formatted(hostname, owner));
      }
    };
  }

  private Map<String, String> fields(Destination service) {
    String own = service.label(Labels.ZONE.name());
    var fields = new TreeMap<String, String>();
    fields.put("Name", service.key().name());
    fields.put("DisplayName", service.label(Annotations.DISPLAY_NAME.name()));
    fields.put("Namespace", service.label(Labels.NAMESPACE.name()));
    fields.put("Mesh", service.mesh());
    fields.put("Zone", own.isEmpty() ? zone : own);
    return fields;
  }

  private ObjectNode patch(Destination service, List<Outcome> outcomes) {
    List<Outcome> sorted =
        outcomes.stream().sorted(Comparator.comparing(Outcome::generator)).toList();
    ArrayNode addresses = JsonNodeFactory.instance.arrayNode();
    service.hostnames().stream()
        .filter(address -> !HOSTNAME_GENERATOR.equals(address.path("origin").asText()))
        .forEach(addresses::add);
    ArrayNode generators = JsonNodeFactory.instance.arrayNode();
    for (Outcome outcome : sorted) {
      if (!outcome.hostname().isEmpty()) {
        ObjectNode address = addresses.addObject();
        address.put("hostname", outcome.hostname()).put("origin", HOSTNAME_GENERATOR);
        address.putObject("hostnameGeneratorRef").put("coreName", outcome.generator());
      }
      generators.add(generator(outcome, service.generators()));
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    if (!equal(addresses, service.hostnames())) {
      patch.withObject("/status").set("addresses", addresses);
    }
    if (!equal(generators, service.generators())) {
      patch.withObject("/status").set("hostnameGenerators", generators);
    }
    return patch;
  }

  private ObjectNode generator(Outcome outcome, List<JsonNode> before) {
    ObjectNode generator = JsonNodeFactory.instance.objectNode();
    generator.putObject("hostnameGeneratorRef").put("coreName", outcome.generator());
    String status = outcome.hostname().isEmpty() ? "False" : "True";
    ObjectNode condition = generator.putArray("conditions").addObject();
    condition
        .put("type", GENERATED)
        .put("status", status)
        .put("reason", outcome.reason())
        .put("message", outcome.message());
    before.stream()
        .filter(one ->
            one.path("hostnameGeneratorRef").path("coreName").asText().equals(outcome.generator()))
        .flatMap(one -> one.path("conditions").valueStream())
        .filter(one -> one.path("type").asText().equals(GENERATED))
        .filter(one -> one.path("status").asText().equals(status))
        .map(one -> one.path("lastTransitionTime").asText(""))
        .findFirst()
        .ifPresentOrElse(
            time -> {
              if (!time.isEmpty()) {
                condition.put("lastTransitionTime", time);
              }
            },
            () ->
                condition.put(
                    "lastTransitionTime",
                    clock.instant().truncatedTo(ChronoUnit.SECONDS).toString()));
    return generator;
  }

  private static boolean equal(ArrayNode wanted, List<JsonNode> stored) {
    return wanted.valueStream().toList().equals(stored);
  }
}
