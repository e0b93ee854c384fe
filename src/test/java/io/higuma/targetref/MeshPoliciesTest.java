package io.higuma.targetref;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.Golden;
import io.higuma.resource.ResourceKind;
import io.higuma.targetref.ProxyView.Gateway;
import io.higuma.targetref.ProxyView.Listener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Policies and proxies in, and out comes all that the engine says. */
class MeshPoliciesTest {
  private static final Golden GOLDEN = Golden.of(MeshPoliciesTest.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  static Stream<Path> scenarios() {
    return GOLDEN.scenarios().stream();
  }

  @AfterAll
  static void everyFileIsUsed() {
    GOLDEN.assertEveryFileUsed();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void policiesSayWhatTheGoldenFileSays(Path scenario) {
    // Given
    List<Policy> policies =
        GOLDEN.objects(scenario.resolve("in-policies.yaml")).stream()
            .map(MeshPoliciesTest::policy)
            .toList();
    ObjectNode world = GOLDEN.objects(scenario.resolve("in-world.yaml")).getFirst();
    var shuffled = new ArrayList<>(policies);
    Collections.shuffle(shuffled, new Random(1));
    // When
    ObjectNode said = said(MeshPolicies.of(policies), world);
    // Then
    GOLDEN.assertMatches(scenario.resolve("out-rules.yaml"), said);
    assertThat(said(MeshPolicies.of(shuffled), world)).as("in another order").isEqualTo(said);
  }

  @Test
  void proxiesWithTheSamePoliciesHaveTheIdenticalRules() {
    // Given
    List<Policy> policies =
        GOLDEN.objects(GOLDEN.scenarios().getFirst().resolve("in-policies.yaml")).stream()
            .map(MeshPoliciesTest::policy)
            .toList();
    MeshPolicies mesh = MeshPolicies.of(policies);
    // When
    ProxyPolicies one = mesh.of(plainProxy("one"));
    ProxyPolicies other = mesh.of(plainProxy("other"));
    // Then
    assertThat(one.outbound(ResourceKind.MESH_TIMEOUT))
        .isSameAs(other.outbound(ResourceKind.MESH_TIMEOUT));
    var backend = new Destination(TargetKind.MESH_SERVICE, "backend", Map.of(), "http", 80);
    assertThat(one.outbound(ResourceKind.MESH_TIMEOUT).of(backend))
        .isSameAs(other.outbound(ResourceKind.MESH_TIMEOUT).of(backend));
  }

  private static ProxyView plainProxy(String name) {
    return new ProxyView("default", name, Map.of(), List.of(), Optional.empty());
  }

  static Policy policy(ObjectNode object) {
    return Policy.of(
        ResourceKind.of(object.path("type").asText()).orElseThrow(),
        "default",
        object.path("name").asText(),
        texts(object.path("labels")),
        object.path("spec"));
  }

  private static ObjectNode said(MeshPolicies mesh, ObjectNode world) {
    ObjectNode said = JsonNodeFactory.instance.objectNode();
    for (JsonNode json : world.path("proxies")) {
      ProxyView proxy = proxy(json);
      ObjectNode ofProxy = said.putObject(proxy.name());
      ProxyPolicies policies = mesh.of(proxy);
      policies
          .matched()
          .forEach((kind, matched) ->
              matched.forEach(match -> ofProxy.withArray("selected").add(line(match, proxy))));
      for (ResourceKind kind : policies.matched().keySet()) {
        outbound(policies, kind, world, ofProxy);
        proxy.listeners().forEach(listener -> inbound(policies, kind, listener, ofProxy));
        merged(ofProxy, kind.kind() + " single", policies.single(kind));
      }
    }
    return said;
  }

  private static String line(MatchedPolicy match, ProxyView proxy) {
    String of = match.policy().kind().kind() + " " + match.policy().name();
    return match.listeners().size() == proxy.listeners().size()
        ? of
        : of + " only " + match.listeners().stream().map(Listener::section).toList();
  }

  private static void outbound(
      ProxyPolicies policies, ResourceKind kind, ObjectNode world, ObjectNode out) {
    OutboundRules rules = policies.outbound(kind);
    for (JsonNode json : world.path("destinations")) {
      var destination =
          new Destination(
              TargetKind.of(json.path("kind").asText()).orElseThrow(),
              json.path("name").asText(),
              texts(json.path("labels")),
              json.path("portName").asText(""),
              json.path("port").asInt());
      String to = "%s:%d".formatted(destination.name(), destination.port());
      merged(out, kind.kind() + " to " + to, rules.of(destination));
    }
    for (JsonNode json : world.path("tags")) {
      merged(out, kind.kind() + " to " + json, rules.ofTags(texts(json)));
    }
    if (world.has("hostnames")) {
      rules
          .byHostnames()
          .forEach((hosts, group) -> merged(out, kind.kind() + " of " + hosts, group.ofMesh()));
    }
  }

  private static void inbound(
      ProxyPolicies policies, ResourceKind kind, Listener listener, ObjectNode out) {
    String at = kind.kind() + " at " + listener.section();
    InboundRules rules = policies.inbound(kind, listener);
    rules.matched().forEach(rule -> merged(out, at + " for " + text(rule.match()), rule.merged()));
    merged(out, at, rules.others());
    policies
        .from(kind, listener)
        .rules()
        .forEach(rule -> merged(out, at + " from " + text(rule), rule.merged()));
    policies
        .fromWithoutNegations(kind, listener)
        .rules()
        .forEach(rule -> merged(out, at + " without negations from " + text(rule), rule.merged()));
  }

  private static String text(Match match) {
    return match
            .spiffeId()
            .map(id -> id.comparison().name().toLowerCase(Locale.ROOT) + " " + id.value() + " ")
            .orElse("")
        + match.sni().map("sni "::concat).orElse("");
  }

  private static String text(TagRule rule) {
    return rule.tags().stream()
        .map(tag -> (tag.isWanted() ? "" : "!") + tag.key() + "=" + tag.value())
        .toList()
        .toString();
  }

  private static void merged(ObjectNode out, String key, Merged merged) {
    if (!merged.isEmpty()) {
      ObjectNode node = out.putObject(key);
      node.set("conf", merged.conf().json());
      merged
          .origins()
          .forEach(item -> node.withArray("origins").add(item.policy().name() + " " + item.path()));
    }
  }

  private static ProxyView proxy(JsonNode json) {
    var listeners = new ArrayList<Listener>();
    for (JsonNode one : json.path("listeners")) {
      listeners.add(
          new Listener(
              one.path("section").asText(),
              one.path("address").asText("10.0.0.1"),
              one.path("port").asInt(),
              texts(one.path("tags"))));
    }
    Optional<Gateway> gateway =
        Optional.of(json.path("gateway"))
            .filter(JsonNode::isObject)
            .map(one ->
                new Gateway(
                    Gateway.Type.valueOf(one.path("type").asText()),
                    texts(one.path("tags")),
                    Optional.ofNullable(one.path("meshGateway").textValue())));
    return new ProxyView(
        "default", json.path("name").asText(), texts(json.path("labels")), listeners, gateway);
  }

  private static Map<String, String> texts(JsonNode map) {
    return map.isObject() ? JSON.convertValue(map, TEXTS) : Map.of();
  }
}
