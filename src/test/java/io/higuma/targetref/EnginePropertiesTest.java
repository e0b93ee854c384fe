package io.higuma.targetref;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.resource.ResourceKind;
import io.higuma.targetref.ProxyView.Gateway;
import io.higuma.targetref.ProxyView.Listener;
import io.higuma.targetref.Selection.Shadows;
import io.higuma.targetref.TagRules.Negations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for all policies, tried on many of them; the seed makes each run the same. */
class EnginePropertiesTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<String> VALUES = List.of("a", "b", "c");

  private final Random random = new Random(42);

  @Test
  void mergingIsAssociativeInOrder() {
    for (ResourceKind kind : List.of(ResourceKind.MESH_TIMEOUT, ResourceKind.MESH_HTTP_ROUTE)) {
      for (int i = 0; i < 500; i++) {
        JsonNode one = conf(3);
        JsonNode two = conf(3);
        JsonNode three = conf(3);
        JsonNode left = ConfMerge.of(kind, List.of(one, two)).json();
        JsonNode right = ConfMerge.of(kind, List.of(two, three)).json();
        assertThat(ConfMerge.of(kind, List.of(left, three)))
            .as("%s %s %s", one, two, three)
            .isEqualTo(ConfMerge.of(kind, List.of(one, right)))
            .isEqualTo(ConfMerge.of(kind, List.of(one, two, three)));
      }
    }
  }

  @Test
  void mergingChangesNothingThatItIsGivenAndTheLaterWins() {
    for (int i = 0; i < 500; i++) {
      ObjectNode one = conf(3);
      ObjectNode two = conf(3);
      ObjectNode three = one.deepCopy().put("last", i);
      JsonNode before = two.deepCopy();
      JsonNode merged = ConfMerge.of(ResourceKind.MESH_TIMEOUT, List.of(one, two, three)).json();
      assertThat(merged.path("last").intValue()).isEqualTo(i);
      three
          .properties()
          .forEach(entry -> {
            if (entry.getValue().isValueNode()) {
              assertThat(merged.path(entry.getKey())).isEqualTo(entry.getValue());
            }
          });
      assertThat(two).isEqualTo(before);
    }
  }

  @Test
  void eachValueOfAMergeHasItsOrigin() {
    for (ResourceKind kind : List.of(ResourceKind.MESH_TIMEOUT, ResourceKind.MESH_HTTP_ROUTE)) {
      for (int i = 0; i < 500; i++) {
        List<Item> items = List.of(item(kind, "a"), item(kind, "b"), item(kind, "c"));
        var merged = new Merged(ConfMerge.of(kind, items.stream().map(Item::conf).toList()), items);
        ObjectNode rebuilt = NODES.objectNode();
        for (ValueOrigin value : ValueOrigin.of(merged)) {
          if (!value.path().isEmpty()) {
            put(rebuilt, List.of(value.path().split("[.\\[]")), value.value());
          }
          assertThat(value.item().conf().toString()).contains(value.value().toString());
        }
        assertThat(Conf.of(rebuilt)).as("%s", items).isEqualTo(merged.conf());
      }
    }
  }

  private Item item(ResourceKind kind, String policy) {
    ObjectNode spec = NODES.objectNode();
    ObjectNode conf = conf(3);
    if (kind == ResourceKind.MESH_HTTP_ROUTE) {
      spec.putArray("to").add(conf.has("rules") ? conf : conf.putObject("default"));
    } else {
      spec.putArray("to").addObject().set("default", conf);
    }
    return Policy.of(kind, "default", policy, Map.of(), spec).to().getFirst();
  }

  /** At a path of which {@code 0]} is an index. */
  private static void put(JsonNode in, List<String> path, JsonNode value) {
    String step = path.getFirst();
    boolean isLast = path.size() == 1;
    JsonNode empty = !isLast && path.get(1).endsWith("]") ? NODES.arrayNode() : NODES.objectNode();
    if (in instanceof ArrayNode array) {
      int index = Integer.parseInt(step.substring(0, step.length() - 1));
      if (index == array.size()) {
        array.add(isLast ? value : empty);
      }
      if (!isLast) {
        put(array.get(index), path.subList(1, path.size()), value);
      }
    } else if (in instanceof ObjectNode object) {
      if (isLast) {
        object.set(step, value);
      } else {
        if (!object.has(step)) {
          object.set(step, empty);
        }
        put(object.path(step), path.subList(1, path.size()), value);
      }
    }
  }

  @Test
  void confsAreEqualIfTheirJsonIs() throws Exception {
    var json = new ObjectMapper();
    Conf one = Conf.of(json.readTree("{\"a\": 1, \"b\": [1.50, \"x\"], \"c\": {}}"));
    Conf same = Conf.of(json.readTree("{\"c\": {}, \"b\": [1.5, \"x\"], \"a\": 1.0}"));
    assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).hasToString(same.toString());
    assertThat(one).isNotEqualTo(Conf.of(json.readTree("{\"a\": \"1\"}")));
    assertThat(one.toString()).isEqualTo("{\"a\":1,\"b\":[1.5,\"x\"],\"c\":{}}");
    assertThat(json.readTree(Conf.of(conf(4)).toString())).isNotNull();
  }

  @Test
  void orderIsTotal() {
    var policies = new ArrayList<Policy>();
    for (int i = 0; i < 200; i++) {
      policies.add(policy("p" + i));
    }
    for (int i = 0; i < 50; i++) {
      var sorted = new ArrayList<>(policies);
      sorted.sort(Precedence.OF_POLICIES);
      Collections.shuffle(policies, random);
      var again = new ArrayList<>(policies);
      again.sort(Precedence.OF_POLICIES);
      assertThat(again).isEqualTo(sorted);
    }
    for (Policy one : policies) {
      for (Policy other : policies) {
        int order = Precedence.OF_POLICIES.compare(one, other);
        assertThat(Integer.signum(order))
            .isEqualTo(-Integer.signum(Precedence.OF_POLICIES.compare(other, one)));
        assertThat(order == 0).isEqualTo(one == other);
      }
    }
  }

  @Test
  void filingFindsAllThatLookingAtEachPolicyFinds() {
    var policies = new ArrayList<Policy>();
    for (int i = 0; i < 300; i++) {
      policies.add(policy("p" + i));
    }
    MeshPolicies mesh = MeshPolicies.of(policies);
    var selection = new Selection(List.of());
    int found = 0;
    for (int i = 0; i < 300; i++) {
      ProxyView proxy = proxy("proxy" + i % 3);
      List<Policy> expected =
          mesh.all().stream()
              .filter(each -> selection.of(each, proxy, Shadows.LEFT_OUT).isPresent())
              .toList();
      assertThat(
              mesh.of(proxy).matched(ResourceKind.MESH_TIMEOUT).stream().map(MatchedPolicy::policy))
          .isEqualTo(expected);
      for (Policy each : policies) {
        Optional<Obstacle> obstacle = mesh.obstacle(each, proxy);
        assertThat(obstacle.isEmpty()).as("%s", obstacle).isEqualTo(expected.contains(each));
        obstacle.ifPresent(why -> assertThat(why.sentence()).doesNotContain(": ;").isNotBlank());
      }
      found += expected.size();
    }
    assertThat(found).isGreaterThan(1000);
  }

  @Test
  void theFirstRuleThatContainsAClientHasAllItemsAboutIt() {
    for (int i = 0; i < 400; i++) {
      ObjectNode spec = NODES.objectNode();
      int items = 1 + random.nextInt(5);
      for (int j = 0; j < items; j++) {
        ObjectNode target = spec.withArray("from").addObject().putObject("targetRef");
        target.put("kind", "MeshSubset");
        tags(3).forEach(target.putObject("tags")::put);
        ((ObjectNode) spec.path("from").get(j)).putObject("default").put("action", "Allow" + j);
      }
      Policy policy =
          Policy.of(ResourceKind.MESH_TRAFFIC_PERMISSION, "default", "p", Map.of(), spec);
      var listener = new Listener("main", "10.0.0.1", 80, Map.of());
      TagRules rules =
          MeshPolicies.of(List.of(policy))
              .of(new ProxyView("default", "x", Map.of(), List.of(listener), Optional.empty()))
              .from(ResourceKind.MESH_TRAFFIC_PERMISSION, listener);
      for (int j = 0; j < 20; j++) {
        Map<String, String> client = tags(4);
        List<Item> about =
            policy.from().stream()
                .filter(item -> client.entrySet().containsAll(item.target().tags().entrySet()))
                .toList();
        assertThat(rules.of(client).map(rule -> rule.merged().origins()).orElse(List.of()))
            .as("%s in %s", client, spec)
            .isEqualTo(about);
      }
    }
  }

  @Test
  void manyItemsThatOverlapAreNotDivided() {
    for (Negations negations : Negations.values()) {
      Policy policy = overlapping(12);
      long start = System.nanoTime();
      TagRules rules = TagRules.of(List.of(policy), negations, new Merging());
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
      assertThat(rules.rules()).hasSize(24);
      assertThat(rules.of(Map.of("k0", "a", "k11", "b")).orElseThrow().merged().origins())
          .extracting(Item::index)
          .containsExactly(23);
    }
    assertThat(
            TagRules.of(List.of(overlapping(3)), Negations.ALLOWED, new Merging()).rules().size())
        .isGreaterThan(6);
  }

  /** Each two items have clients in common, but for those with two values of one key. */
  private static Policy overlapping(int keys) {
    ObjectNode spec = NODES.objectNode();
    for (int i = 0; i < keys; i++) {
      for (String value : List.of("a", "b")) {
        ObjectNode item = spec.withArray("from").addObject();
        item.putObject("targetRef").put("kind", "MeshSubset").putObject("tags").put("k" + i, value);
        item.putObject("default").put("action", "Allow");
      }
    }
    return Policy.of(ResourceKind.MESH_TRAFFIC_PERMISSION, "default", "p", Map.of(), spec);
  }

  @Test
  void anItemThatDoesNotSayWhomItIsAboutLetsNobodyInAndRefusesEverybody() throws Exception {
    var json = new ObjectMapper();
    for (String target :
        List.of(
            "",
            "\"targetRef\": \"Mesh\",",
            "\"targetRef\": {\"kind\": 7},",
            "\"targetRef\": {\"kind\": \"Dataplane\"},",
            "\"targetRef\": {\"kind\": \"MeshService\"},",
            "\"targetRef\": {\"kind\": \"MeshSubset\", \"tags\": \"a\"},")) {
      for (String action : List.of("Allow", "AllowWithShadowDeny", "Deny")) {
        JsonNode spec =
            json.readTree(
                "{\"from\": [{%s \"default\": {\"action\": \"%s\"}}]}".formatted(target, action));
        Policy policy =
            Policy.of(ResourceKind.MESH_TRAFFIC_PERMISSION, "default", "p", Map.of(), spec);
        assertThat(policy.from())
            .as("%s %s", target, action)
            .hasSize(action.equals("Deny") ? 1 : 0);
        policy.from().forEach(item -> assertThat(item.target()).isEqualTo(TargetRef.MESH));
      }
    }
  }

  @Test
  void whatIsNoConfSaysNothing() {
    ObjectNode conf = NODES.objectNode().put("x", 1);
    assertThat(
            ConfMerge.of(
                ResourceKind.MESH_TIMEOUT,
                List.of(
                    NODES.textNode("x"),
                    conf,
                    NODES.missingNode(),
                    NODES.arrayNode(),
                    NODES.nullNode())))
        .isEqualTo(Conf.of(conf));
  }

  @Test
  void cliquesCoverAndAreAsLargeAsTheyCanBe() {
    for (int i = 0; i < 200; i++) {
      var sets = new ArrayList<Map<String, String>>();
      for (int j = 0; j < 7; j++) {
        sets.add(tags(3));
      }
      List<Map<String, String>> distinct = sets.stream().distinct().toList();
      var covered = new BitSet();
      for (BitSet clique : Cliques.of(distinct, 2048).orElseThrow()) {
        covered.or(clique);
        List<Map<String, String>> members = clique.stream().mapToObj(distinct::get).toList();
        for (Map<String, String> outside : distinct) {
          boolean fits = members.stream().allMatch(member -> meet(member, outside));
          assertThat(fits).isEqualTo(members.contains(outside));
        }
      }
      assertThat(covered.cardinality()).isEqualTo(distinct.size());
    }
  }

  private static boolean meet(Map<String, String> one, Map<String, String> other) {
    return one.keySet().stream()
        .allMatch(key -> !other.containsKey(key) || other.get(key).equals(one.get(key)));
  }

  private Map<String, String> tags(int most) {
    var tags = new HashMap<String, String>();
    int count = random.nextInt(most + 1);
    for (int i = 0; i < count; i++) {
      tags.put("k" + random.nextInt(4), pick(VALUES));
    }
    return tags;
  }

  private ProxyView proxy(String name) {
    var labels = new HashMap<>(tags(4));
    labels.put("k8s.kuma.io/namespace", pick(VALUES));
    labels.put("kuma.io/zone", pick(VALUES));
    labels.put("kuma.io/origin", pick(List.of("zone", "global")));
    var listeners =
        List.of(
            new Listener("main", "10.0.0.1", 80, tags(3)),
            new Listener("admin", "10.0.0.1", 81, tags(3)));
    Optional<Gateway> gateway =
        random.nextInt(4) > 0
            ? Optional.empty()
            : Optional.of(
                new Gateway(
                    pick(List.of(Gateway.Type.values())), tags(3), Optional.of(pick(VALUES))));
    return new ProxyView("default", name, labels, listeners, gateway);
  }

  private Policy policy(String name) {
    var labels = new HashMap<String, String>();
    labels.put("kuma.io/policy-role", pick(List.of("", "producer", "consumer", "workload-owner")));
    labels.put("kuma.io/origin", pick(List.of("", "zone", "global")));
    labels.put("k8s.kuma.io/namespace", pick(VALUES));
    labels.put("kuma.io/zone", pick(VALUES));
    labels.put("kuma.io/effect", random.nextInt(9) == 0 ? "shadow" : "");
    ObjectNode spec = NODES.objectNode();
    ObjectNode target = spec.putObject("targetRef");
    String kind = pick(List.of("Mesh", "Dataplane", "MeshSubset", "MeshService", "MeshGateway"));
    target.put("kind", kind);
    switch (kind) {
      case "Dataplane" -> {
        if (random.nextBoolean()) {
          tags(2).forEach(target.putObject("labels")::put);
        } else {
          target.put("name", "proxy" + random.nextInt(3));
        }
        target.put("sectionName", pick(List.of("", "admin")));
      }
      case "MeshGateway", "MeshService" -> target.put("name", pick(VALUES));
      case "MeshSubset" -> tags(2).forEach(target.putObject("tags")::put);
      default -> target.putArray("proxyTypes").add(pick(List.of("Sidecar", "Gateway")));
    }
    return Policy.of(ResourceKind.MESH_TIMEOUT, "default", name, labels, spec);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** A field has one type in all confs, as schemas have it. */
  private ObjectNode conf(int depth) {
    ObjectNode conf = NODES.objectNode();
    if (random.nextBoolean()) {
      conf.put("x", random.nextInt(5));
    }
    if (random.nextBoolean() && depth > 0) {
      conf.set("y", conf(depth - 1));
    }
    if (random.nextBoolean()) {
      conf.putArray("appendThings").add(random.nextInt(5));
    }
    if (random.nextBoolean()) {
      conf.putObject("requestRate").put(pick(VALUES), random.nextInt(5));
    }
    if (random.nextBoolean() && depth == 3) {
      rules(conf.putArray("rules"), depth);
    }
    return conf;
  }

  private void rules(ArrayNode rules, int depth) {
    for (int i = random.nextInt(3); i >= 0; i--) {
      ObjectNode rule = rules.addObject();
      rule.putArray("matches").add(random.nextInt(3));
      rule.set("default", conf(depth - 1));
    }
  }
}
