package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.yaml.YamlText;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the printer of our own against one that a YAML library does the work of. */
class ProxySettingsTextTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int DOCUMENTS = 3_000;
  private static final int TEXTS = 20_000;

  /** As people write them, and such as readers of YAML take for something else. */
  private static final List<String> TEXTS_OF_INTEREST =
      List.of(
          "",
          "5678",
          "0644",
          "1-3",
          "80:10",
          "tcp:22:1",
          "udp:53:1000-2000",
          "10.1.0.5",
          "10.0.0.0/8",
          "::1",
          "fe80::/10",
          "::",
          ":",
          "a:",
          "a: b",
          "-",
          "-a",
          "- a",
          "...",
          "....",
          "---",
          "yes",
          "No",
          "null",
          "~",
          ".inf",
          "1e3",
          "2001-01-01",
          " a",
          "a ",
          "*",
          "#a",
          "a #b",
          "%",
          "@a",
          "'a'",
          "\"a\"",
          "a,b",
          "[a]",
          "a\nb",
          "a\n",
          "\ta",
          "é",
          "\u2028",
          "a\ufeff",
          "/usr/sbin/iptables-legacy");

  private static final String CHARACTERS = "aZ09./:_- -:.,#'\"\n!é";

  @Test
  void everyDocumentIsPrintedAsByTheLibrary() {
    var random = new Random(20261123);
    for (int i = 0; i < DOCUMENTS; i++) {
      ProxySettingsDocument document = ProxySettingsDocument.read("");
      change(document.root(), random);
      assertThat(document.print()).isEqualTo(byTheLibrary(document.root()));
    }
  }

  @Test
  void everyTextIsPrintedAsByTheLibrary() {
    var random = new Random(20261124);
    for (int i = 0; i < TEXTS; i++) {
      assertPrintedAsByTheLibrary(text(random));
    }
    TEXTS_OF_INTEREST.forEach(ProxySettingsTextTest::assertPrintedAsByTheLibrary);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "REDIRECT: {Outbound: {excludeportsforips: [10.0.0.0/8, '::1'], port: 16001}}",
        "retry: {sleepBetweenRetries: 90s}\nebpf: {enabled: true}\nlog: {enabled: true}",
        "iptablesExecutables: {ip6tables: /sbin/ip6tables}\ncomments: {disabled: true}",
        "redirect: {vnet: {networks: ['eth0:10.0.0.0/8', 'a, b']}}"
      })
  void whatIsReadKeepsTheOrder(String yaml) {
    ProxySettingsDocument document = ProxySettingsDocument.read(yaml);
    assertThat(document.violations()).isEmpty();
    assertThat(document.print()).isEqualTo(byTheLibrary(document.root()));
  }

  private static void assertPrintedAsByTheLibrary(String text) {
    ProxySettingsDocument document = ProxySettingsDocument.read("");
    document
        .root()
        .withObjectProperty("redirect")
        .withObjectProperty("outbound")
        .withArrayProperty("excludePortsForIPs")
        .add(text);
    document.root().withObjectProperty("retry").put("sleepBetweenRetries", text);
    document.root().put("kumaDPUser", text);
    assertThat(document.print()).as(text).isEqualTo(byTheLibrary(document.root()));
  }

  private static String text(Random random) {
    var text = new StringBuilder();
    for (int left = random.nextInt(6); left > 0; left--) {
      text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
    }
    return text.toString();
  }

  /** Any field becomes another of its type. */
  private static void change(ObjectNode section, Random random) {
    for (Map.Entry<String, JsonNode> field : section.properties()) {
      switch (field.getValue()) {
        case ObjectNode inner -> change(inner, random);
        case ArrayNode list -> fill(list, random);
        case JsonNode flag when flag.isBoolean() ->
            field.setValue(JSON.booleanNode(random.nextBoolean()));
        case NumericNode ignored -> field.setValue(JSON.numberNode(random.nextInt(65536)));
        default -> {
          if (random.nextInt(3) == 0) {
            field.setValue(JSON.textNode(anyText(random)));
          }
        }
      }
    }
  }

  private static void fill(ArrayNode list, Random random) {
    for (int left = random.nextInt(3); left > 0; left--) {
      if (random.nextBoolean()) {
        list.add(random.nextInt(65536));
      } else {
        list.add(anyText(random));
      }
    }
  }

  private static String anyText(Random random) {
    return TEXTS_OF_INTEREST.get(random.nextInt(TEXTS_OF_INTEREST.size()));
  }

  private static String byTheLibrary(ObjectNode root) {
    ObjectNode printed = root.deepCopy();
    for (String flag :
        List.of("cniMode", "dropInvalidPackets", "dryRun", "storeFirewalld", "verbose")) {
      dropIfFalse(printed, flag);
    }
    if (!printed.path("comments").path("disabled").asBoolean()) {
      printed.remove("comments");
    }
    dropUnlessEnabled(printed, "log");
    dropUnlessEnabled(printed, "ebpf");
    ObjectNode redirect = printed.withObjectProperty("redirect");
    if (redirect.path("vnet").path("networks").isEmpty()) {
      redirect.remove("vnet");
    }
    for (String direction : List.of("inbound", "outbound")) {
      ObjectNode chain = redirect.withObjectProperty(direction);
      dropIfFalse(chain, "insertRedirectInsteadOfAppend");
      for (String list :
          List.of("includePorts", "excludePorts", "excludePortsForUIDs", "excludePortsForIPs")) {
        if (chain.path(list).isEmpty()) {
          chain.remove(list);
        }
      }
    }
    ObjectNode executables = printed.withObjectProperty("iptablesExecutables");
    executables.removeIf(path -> path.asText().isEmpty());
    if (executables.isEmpty()) {
      printed.remove("iptablesExecutables");
    }
    return YamlText.of(sorted(printed));
  }

  private static void dropIfFalse(ObjectNode object, String field) {
    if (!object.path(field).asBoolean()) {
      object.remove(field);
    }
  }

  private static void dropUnlessEnabled(ObjectNode object, String field) {
    if (!object.path(field).path("enabled").asBoolean()) {
      object.remove(field);
    }
  }

  private static JsonNode sorted(JsonNode node) {
    if (!(node instanceof ObjectNode object)) {
      return node;
    }
    ObjectNode ordered = JSON.objectNode();
    object.properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> ordered.set(entry.getKey(), sorted(entry.getValue())));
    return ordered;
  }
}
