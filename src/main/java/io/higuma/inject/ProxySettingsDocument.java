package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.units.GoDuration;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The transparent proxy's settings as kumactl and kuma-dp read them: a YAML document that is laid
 * over defaults. Keys match in any case, unknown ones are passed over.
 */
final class ProxySettingsDocument {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Pattern PORT = Pattern.compile("0*[0-9]{1,5}");

  /** Sorted, and nothing adds a key or takes one away: so each document is printed as it stands. */
  private static final ObjectNode DEFAULTS = sorted(defaults());

  private final ObjectNode root;
  private final List<Violation> violations;

  private ProxySettingsDocument(ObjectNode root, List<Violation> violations) {
    this.root = root;
    this.violations = violations;
  }

  /** Lays the document over the defaults. */
  static ProxySettingsDocument read(String yaml) {
    var document = new ProxySettingsDocument(DEFAULTS.deepCopy(), new ArrayList<>());
    switch (ProxySettingsYaml.read(yaml)) {
      case ProxySettingsYaml.Empty() -> {}
      case ProxySettingsYaml.Mapping(var given) ->
          document.overlay(document.root, given, FieldPath.ROOT);
      case ProxySettingsYaml.Malformed(var problem) ->
          document.violations.add(new Violation(FieldPath.ROOT, problem));
    }
    return document;
  }

  /** One that can be changed without a change of this, by {@link #root} and {@link #own}. */
  ProxySettingsDocument copy() {
    return new ProxySettingsDocument(shallowCopy(root), violations);
  }

  List<Violation> violations() {
    return List.copyOf(violations);
  }

  /** To be read, and to set what is no section. */
  ObjectNode root() {
    return root;
  }

  /**
   * A section in which to set fields; copies share the others, of which most stay as they are. What
   * a field holds is still shared, so lists are replaced and never added to.
   */
  static ObjectNode own(ObjectNode parent, String section) {
    ObjectNode own = shallowCopy(parent.withObjectProperty(section));
    parent.set(section, own);
    return own;
  }

  static void appendPort(ObjectNode chain, long port) {
    ArrayNode ports = JSON.arrayNode();
    chain.path("excludePorts").forEach(ports::add);
    chain.set("excludePorts", ports.add(ContainerJson.number(port)));
  }

  private static ObjectNode shallowCopy(ObjectNode section) {
    return JSON.objectNode().setAll(section);
  }

  /**
   * Ports in {@code 1..65535} of a comma-separated list; one that is not is named in the message.
   */
  static ArrayNode ports(Stream<String> items, List<Violation> violations, FieldPath at) {
    ArrayNode ports = JSON.arrayNode();
    items
        .flatMap(item -> Stream.of(item.split(",", -1)))
        .map(String::trim)
        .filter(item -> !item.isEmpty())
        .forEach(item -> {
          if (PORT.matcher(item).matches() && isPort(Integer.parseInt(item))) {
            ports.add(Integer.parseInt(item));
          } else {
            violations.add(
                new Violation(
                    at,
                    "value '" + item + "' is not a valid port (uint16 in the range [1, 65535])"));
          }
        });
    return ports;
  }

  private static boolean isPort(long number) {
    return number >= 1 && number <= 65535;
  }

  private void overlay(ObjectNode target, Map<?, ?> given, FieldPath at) {
    var known = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    target.fieldNames().forEachRemaining(name -> known.put(name, name));
    for (Map.Entry<?, ?> entry : given.entrySet()) {
      String name = known.get(String.valueOf(entry.getKey()));
      Object value = entry.getValue();
      if (name == null || value == null) {
        continue;
      }
      if (target.get(name) instanceof ObjectNode section && value instanceof Map<?, ?> entries) {
        overlay(section, entries, at.field(name));
      } else {
        set(target, name, ProxySettingsYaml.leaf(value), at.field(name));
      }
    }
  }

  private void set(ObjectNode target, String name, JsonNode value, FieldPath at) {
    switch (name) {
      case "includePorts", "excludePorts" -> setPorts(target, name, value, at);
      case "port" -> {
        if (value.isIntegralNumber() && isPort(value.longValue())) {
          target.set(name, value);
        } else {
          refuse(at, "must be a port in 1..65535", value);
        }
      }
      case "sleepBetweenRetries" ->
          duration(value)
              .ifPresentOrElse(
                  duration -> target.put(name, GoDuration.format(duration)),
                  () -> refuse(at, "must be a duration such as 2s", value));
      case "excludePortsForUIDs", "excludePortsForIPs", "networks" ->
          setTexts(target, name, value, at);
      case "ipFamilyMode" -> setIpFamilyMode(target, value.asText(), at);
      default -> setScalar(target, name, value, at);
    }
  }

  /** A bare number counts nanoseconds, as in all of Kuma's settings. */
  private static Optional<Duration> duration(JsonNode value) {
    return value.isIntegralNumber()
        ? Optional.of(Duration.ofNanos(value.longValue()))
        : GoDuration.parse(value.asText());
  }

  private void setPorts(ObjectNode target, String name, JsonNode value, FieldPath at) {
    List<JsonNode> items = value.isArray() ? value.valueStream().toList() : List.of(value);
    if (items.stream().allMatch(JsonNode::isValueNode)) {
      target.set(name, ports(items.stream().map(item -> item.asText("")), violations, at));
    } else {
      refuse(at, "must be a list of ports", value);
    }
  }

  private void setTexts(ObjectNode target, String name, JsonNode value, FieldPath at) {
    if (!value.isArray() || value.valueStream().anyMatch(item -> !item.isValueNode())) {
      refuse(at, "must be a list of texts", value);
      return;
    }
    ArrayNode texts = target.putArray(name);
    value.forEach(item -> texts.add(item.asText("")));
  }

  private void setIpFamilyMode(ObjectNode target, String mode, FieldPath at) {
    if (isIpFamilyMode(mode)) {
      target.put("ipFamilyMode", mode.isEmpty() ? "dualstack" : mode);
    } else {
      violations.add(new Violation(at, mode + ": must be one of 'dualstack' or 'ipv4'"));
    }
  }

  static boolean isIpFamilyMode(String mode) {
    return mode.isEmpty() || mode.equalsIgnoreCase("dualstack") || mode.equalsIgnoreCase("ipv4");
  }

  private void setScalar(ObjectNode target, String name, JsonNode value, FieldPath at) {
    JsonNode fallback = target.path(name);
    boolean fits =
        (fallback.isBoolean() && value.isBoolean())
            || (fallback.isNumber() && value.isIntegralNumber())
            || (fallback.isTextual() && value.isValueNode());
    if (!fits) {
      refuse(at, "must be " + demanded(fallback), value);
      return;
    }
    target.set(name, fallback.isTextual() ? JSON.textNode(value.asText()) : value);
  }

  private void refuse(FieldPath at, String message, JsonNode found) {
    violations.add(
        found.isValueNode() ? new Violation(at, message, found) : new Violation(at, message));
  }

  private static String demanded(JsonNode fallback) {
    return switch (fallback.getNodeType()) {
      case BOOLEAN -> "true or false, without quotes";
      case NUMBER -> "a whole number, without quotes";
      case STRING -> "a text";
      default -> "a section with key: value lines";
    };
  }

  /** The document as the annotation holds it: sorted keys, and only what is not off or empty. */
  String print() {
    return ProxySettingsText.of(root);
  }

  private static ObjectNode defaults() {
    ObjectNode root = JSON.objectNode();
    root.put("kumaDPUser", "").put("ipFamilyMode", "dualstack");
    ObjectNode redirect = root.putObject("redirect");
    addChain(redirect.putObject("inbound"), 15006);
    addChain(redirect.putObject("outbound"), 15001);
    redirect
        .putObject("dns")
        .put("enabled", false)
        .put("port", 15053)
        .put("captureAll", false)
        .put("skipConntrackZoneSplit", false)
        .put("resolvConfigPath", "/etc/resolv.conf");
    redirect.putObject("vnet").putArray("networks");
    root.putObject("ebpf")
        .put("enabled", false)
        .put("instanceIP", "")
        .put("instanceIPEnvVarName", "")
        .put("bpffsPath", "/run/kuma/bpf")
        .put("cgroupPath", "/sys/fs/cgroup")
        .put("programsSourcePath", "/tmp/kuma-ebpf")
        .put("tcAttachIface", "");
    for (String flag :
        List.of("dropInvalidPackets", "verbose", "dryRun", "storeFirewalld", "cniMode")) {
      root.put(flag, false);
    }
    root.putObject("log").put("enabled", false).put("level", 7);
    root.put("wait", 5).put("waitInterval", 0);
    root.putObject("retry").put("maxRetries", 4).put("sleepBetweenRetries", "2s");
    ObjectNode executables = root.putObject("iptablesExecutables");
    for (String tool : List.of("iptables", "ip6tables")) {
      executables.put(tool, "").put(tool + "-save", "").put(tool + "-restore", "");
    }
    root.putObject("comments").put("disabled", false);
    return root;
  }

  private static void addChain(ObjectNode chain, int port) {
    chain.put("enabled", true).put("port", port).put("insertRedirectInsteadOfAppend", false);
    for (String list :
        List.of("includePorts", "excludePorts", "excludePortsForUIDs", "excludePortsForIPs")) {
      chain.putArray(list);
    }
  }

  private static ObjectNode sorted(ObjectNode object) {
    ObjectNode ordered = JSON.objectNode();
    object.properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry ->
            ordered.set(
                entry.getKey(),
                entry.getValue() instanceof ObjectNode section
                    ? sorted(section)
                    : entry.getValue()));
    return ordered;
  }
}
