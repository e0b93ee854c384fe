package io.higuma.admission;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Bodies that no API server sends, and some that a careless or hostile client might. */
final class HostileReviews {
  static final String UID = "705ab4f5-6393-11e8-b7cc-42010a800002";

  private static final String SIGNS = "{}[]\",:0-.etfn\\ ";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** A review of a pod that has everything that injection reads. */
  static final String VALID =
      """
      {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"UID",
       "kind":{"group":"","version":"v1","kind":"Pod"},
       "resource":{"group":"","version":"v1","resource":"pods"},
       "namespace":"shop","operation":"CREATE","userInfo":{"username":"somebody"},"dryRun":false,
       "oldObject":null,"options":{"kind":"CreateOptions"},
       "object":{"apiVersion":"v1","kind":"Pod","metadata":{
         "name":"cart","generateName":"cart-","namespace":"shop",
         "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"cart-7","uid":"u-7","controller":true}],
         "labels":{"app":"cart","kuma.io/sidecar-injection":"enabled","kuma.io/mesh":"default"},
         "annotations":{"kuma.io/sidecar-drain-time":"10s","kuma.io/sidecar-env-vars":"A=1;B=2",
           "kuma.io/service-account-token-volume":"token","kuma.io/container-patches":"louder",
           "traffic.kuma.io/exclude-outbound-ports":"1234"}},
        "spec":{"hostNetwork":false,"os":{"name":"linux"},
         "nodeSelector":{"kubernetes.io/os":"linux"},"serviceAccountName":"cart",
         "securityContext":{"runAsUser":1000},
         "volumes":[{"name":"token","emptyDir":{}}],
         "initContainers":[{"name":"first","image":"first"},
           {"name":"helper","image":"helper","restartPolicy":"Always",
            "ports":[{"name":"web","containerPort":81}],
            "startupProbe":{"tcpSocket":{"port":"web"},"timeoutSeconds":2}}],
         "containers":[{"name":"cart","image":"cart","env":[{"name":"A","value":"1"}],
           "ports":[{"name":"http","containerPort":8080,"protocol":"TCP"}],
           "securityContext":{"runAsUser":1001},
           "volumeMounts":[{"name":"token","mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}],
           "livenessProbe":{"httpGet":{"path":"/live","port":"http","scheme":"HTTPS",
             "httpHeaders":[{"name":"Host","value":"cart"}]},"timeoutSeconds":3},
           "readinessProbe":{"grpc":{"port":9090,"service":"cart"},"periodSeconds":5},
           "startupProbe":{"httpGet":{"path":"up","port":8080}}}]}}}}
      """
          .replace("UID", UID)
          .replaceAll("\n *", "");

  private HostileReviews() {}

  /** One body, with a name for the message of a failure. */
  static final class Body {
    private final String name;
    private final byte[] bytes;

    Body(String name, byte[] bytes) {
      this.name = name;
      this.bytes = bytes;
    }

    static Body of(String name, String text) {
      return new Body(name, text.getBytes(UTF_8));
    }

    byte[] bytes() {
      return bytes;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Prefixes of a valid review, down to none of it. */
  static Stream<Body> truncated() {
    return truncated(VALID);
  }

  /** The same with another review. */
  static Stream<Body> truncated(String review) {
    byte[] valid = review.getBytes(UTF_8);
    return IntStream.range(0, valid.length)
        .mapToObj(
            length -> new Body("the first " + length + " bytes", Arrays.copyOf(valid, length)));
  }

  /** Each node of a valid review in turn becomes something else, or goes. */
  static Stream<Body> wrongTypes() {
    return wrongTypes(VALID);
  }

  /** The same with another review. */
  static Stream<Body> wrongTypes(String valid) {
    return pointers(tree(valid)).stream().flatMap(at -> wrongAt(valid, at));
  }

  private static Stream<Body> wrongAt(String valid, JsonPointer at) {
    Stream<Body> replaced =
        replacements().entrySet().stream()
            .map(replacement ->
                Body.of(
                    at + " is " + replacement.getKey(),
                    replaced(tree(valid), at, replacement.getValue()).toString()));
    return Stream.concat(
        replaced, Stream.of(Body.of(at + " is gone", removed(tree(valid), at).toString())));
  }

  private static Map<String, JsonNode> replacements() {
    ObjectNode object = NODES.objectNode();
    object.putObject("name").put("name", 1);
    return Map.ofEntries(
        Map.entry("null", NODES.nullNode()),
        Map.entry("0", NODES.numberNode(0)),
        Map.entry("-1", NODES.numberNode(-1)),
        Map.entry("5678", NODES.numberNode(5678)),
        Map.entry("5678.0", NODES.numberNode(5678.0)),
        Map.entry("a fraction", NODES.numberNode(1.5)),
        Map.entry("2^63", NODES.numberNode(new java.math.BigInteger("9223372036854775808"))),
        Map.entry("true", NODES.booleanNode(true)),
        Map.entry("false", NODES.booleanNode(false)),
        Map.entry("an empty text", NODES.textNode("")),
        Map.entry("a text", NODES.textNode("yes")),
        Map.entry("a text with signs", NODES.textNode("a\u0000\n\u001b[31m\"/~1\u2028é")),
        Map.entry("an empty list", NODES.arrayNode()),
        Map.entry("a list of null", NODES.arrayNode().add(NODES.nullNode())),
        Map.entry("a list of a number", NODES.arrayNode().add(1)),
        Map.entry("a list of a list", NODES.arrayNode().add(NODES.arrayNode())),
        Map.entry("a list of an object", NODES.arrayNode().add(NODES.objectNode())),
        Map.entry("an empty object", NODES.objectNode()),
        Map.entry("an object", object));
  }

  /** What is wrong with the text itself. */
  static Stream<Body> malformed() {
    return Stream.of(
            Stream.of(
                Body.of("nothing", ""),
                Body.of("white space", " \n\t "),
                Body.of("null", "null"),
                Body.of("a list", "[" + VALID + "]"),
                Body.of("a number", "1"),
                Body.of("a text", "\"AdmissionReview\""),
                Body.of("a NaN for a root", "NaN"),
                Body.of("no JSON", "apiVersion: admission.k8s.io/v1\nkind: AdmissionReview\n"),
                Body.of("HTML", "<html><body>hello</body></html>"),
                Body.of("a mark of order", "\ufeff" + VALID),
                Body.of("garbage behind it", VALID + "garbage"),
                Body.of("a second review behind it", VALID + VALID),
                Body.of("a closing brace behind it", VALID + "}"),
                Body.of("zeros behind it", VALID + "\0\0\0\0"),
                Body.of("comments", "/* hello */" + VALID),
                Body.of("single quotes", VALID.replace('"', '\'')),
                Body.of("trailing commas", VALID.replace("}", ",}")),
                new Body("another encoding", VALID.getBytes(UTF_16)),
                new Body("compressed", gzip(VALID.getBytes(UTF_8))),
                new Body("zeros", new byte[1000])),
            invalidText(),
            numbers(),
            duplicates())
        .flatMap(all -> all);
  }

  private static Stream<Body> invalidText() {
    Map<String, byte[]> sequences =
        Map.of(
            "a lone continuation byte", new byte[] {(byte) 0x80},
            "an overlong slash", new byte[] {(byte) 0xC0, (byte) 0xAF},
            "an encoded surrogate", new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            "a point beyond the last",
                new byte[] {(byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
            "half a character", new byte[] {(byte) 0xE2, (byte) 0x82},
            "a byte of no encoding", new byte[] {(byte) 0xFF},
            "an unescaped control character", new byte[] {1},
            "an escaped lone high surrogate", "\\ud800".getBytes(UTF_8),
            "an escaped lone low surrogate", "\\udc00".getBytes(UTF_8),
            "half an escape", "\\u00".getBytes(UTF_8));
    return sequences.entrySet().stream()
        .flatMap(sequence ->
            Stream.of("cart", "shop", "default", "/live", "louder", UID, "AdmissionReview")
                .map(text ->
                    new Body(
                        sequence.getKey() + " in " + text,
                        VALID
                            .replace(text, text + new String(sequence.getValue(), ISO_8859_1))
                            .getBytes(ISO_8859_1))));
  }

  private static Stream<Body> numbers() {
    return Stream.of(
            "1e999999",
            "-1e999999",
            "1e-999999",
            "1E+2147483648",
            "9".repeat(400),
            "9".repeat(5_000),
            "-" + "9".repeat(400),
            "0." + "3".repeat(5_000),
            "1e" + "9".repeat(999),
            "NaN",
            "Infinity",
            "-Infinity",
            "-0",
            "007",
            "0x1F",
            "1_000",
            "+1",
            ".5",
            "1.",
            "1e",
            "-")
        .flatMap(number ->
            Stream.of(
                    "\"runAsUser\":1001",
                    "\"containerPort\":8080",
                    "\"port\":9090",
                    "\"port\":\"http\"",
                    "\"timeoutSeconds\":3",
                    "\"periodSeconds\":5",
                    "\"dryRun\":false",
                    "\"hostNetwork\":false")
                .map(field ->
                    Body.of(
                        field + " becomes " + abbreviated(number),
                        VALID.replace(
                            field, field.substring(0, field.indexOf(':') + 1) + number))));
  }

  private static Stream<Body> duplicates() {
    return pointers(tree(VALID)).stream()
        .filter(at -> at.last() != null && !at.last().mayMatchElement())
        .map(at -> {
          String field = "\"" + at.last().getMatchingProperty() + "\":";
          return Body.of(
              field + " twice", VALID.replace(field, field + "{\"other\":[1]}," + field));
        });
  }

  /** Reviews that are large or deep. */
  static Stream<Body> extreme() {
    return Stream.of(
        Body.of("100,000 lists", "[".repeat(100_000)),
        Body.of("100,000 objects", "{\"a\":".repeat(100_000)),
        Body.of("lists in a pod", inSpec("\"x\":" + "[".repeat(100_000) + "]".repeat(100_000))),
        Body.of(
            "objects in a pod",
            inSpec("\"x\":" + "{\"a\":".repeat(99_999) + "1" + "}".repeat(99_999))),
        Body.of("199 levels in a pod", inSpec("\"x\":" + "[".repeat(190) + "]".repeat(190))),
        Body.of("a long key", inSpec("\"" + "k".repeat(60_000) + "\":1")),
        Body.of("a long value", inSpec("\"x\":\"" + "v".repeat(1 << 20) + "\"")),
        Body.of("a long uid", VALID.replace(UID, "u".repeat(1 << 20))),
        Body.of("a long version", VALID.replace("admission.k8s.io/v1", "v".repeat(1 << 20))),
        Body.of("a long namespace", VALID.replace("\"shop\"", "\"" + "n".repeat(1 << 20) + "\"")),
        Body.of("a long name", VALID.replace("\"cart\"", "\"" + "n".repeat(1 << 20) + "\"")),
        Body.of("a long mesh", VALID.replace("\"default\"", "\"" + "m".repeat(1 << 20) + "\"")),
        Body.of("a long switch", VALID.replace("\"enabled\"", "\"" + "é\n".repeat(1 << 18) + "\"")),
        Body.of("a long duration", VALID.replace("10s", "1h".repeat(1 << 18))),
        Body.of("a long number in a duration", VALID.replace("10s", "9".repeat(1 << 18) + "s")),
        Body.of("many variables", VALID.replace("A=1;B=2", "A=1;".repeat(1 << 16) + "B=2")),
        Body.of("many patches", VALID.replace("louder", "a,".repeat(1 << 17))),
        Body.of("one patch often", VALID.replace("louder", "louder,".repeat(1 << 17))),
        Body.of("many ports", VALID.replace("1234", "1,".repeat(1 << 17) + "1")),
        Body.of("many spaces", " ".repeat(1 << 20) + VALID),
        Body.of(
            "many unknown annotations",
            VALID.replace(
                "\"annotations\":{",
                "\"annotations\":{"
                    + IntStream.range(0, 20_000)
                        .mapToObj(i -> "\"kuma.io/sidecar-env-" + i + "\":\"a\",")
                        .collect(Collectors.joining()))),
        Body.of(
            "many unknown sizes",
            VALID.replace(
                "\"annotations\":{",
                "\"annotations\":{"
                    + IntStream.range(0, 20_000)
                        .mapToObj(i -> "\"sidecar.higuma.io/memory-limi" + i + "\":\"a\",")
                        .collect(Collectors.joining()))),
        Body.of(
            "many long unknown annotations",
            VALID.replace(
                "\"annotations\":{",
                "\"annotations\":{"
                    + IntStream.range(0, 2_000)
                        .mapToObj(i -> "\"kuma.io/" + "a".repeat(2_000) + i + "\":\"a\",")
                        .collect(Collectors.joining()))),
        Body.of("many labels", VALID.replace("\"app\":\"cart\"", labels(20_000, "\"v\""))),
        Body.of("many labels of no text", VALID.replace("\"app\":\"cart\"", labels(20_000, "1"))),
        Body.of(
            "many long labels",
            VALID.replace("\"app\":\"cart\"", labels(100, "\"" + "v".repeat(10_000) + "\""))),
        Body.of("many containers", containers(20_000, "{\"name\":\"c\"}")),
        Body.of(
            "many containers with probes",
            containers(20_000, "{\"name\":\"c\",\"livenessProbe\":{\"httpGet\":{\"port\":1}}}")),
        Body.of(
            "many containers with the sidecar's user",
            containers(20_000, "{\"name\":\"c\",\"securityContext\":{\"runAsUser\":5678}}")),
        Body.of(
            "many containers with the sidecar's port",
            containers(20_000, "{\"name\":\"c\",\"livenessProbe\":{\"grpc\":{\"port\":9001}}}")),
        Body.of(
            "many sidecars of the user's",
            VALID.replace(
                "\"initContainers\":[",
                "\"initContainers\":["
                    + "{\"name\":\"i\",\"restartPolicy\":\"Always\",\"livenessProbe\":{\"httpGet\":{\"port\":1}}},"
                        .repeat(20_000))),
        Body.of(
            "many named ports",
            VALID.replace(
                "\"ports\":[{\"name\":\"http\"",
                "\"ports\":["
                    + "{\"name\":\"p\",\"containerPort\":1},".repeat(20_000)
                    + "{\"name\":\"http\"")),
        Body.of("many containers of no object", containers(20_000, "1")),
        Body.of(
            "many volumes",
            VALID.replace("\"volumes\":[", "\"volumes\":[" + "{\"name\":\"v\"},".repeat(20_000))));
  }

  /** Several random changes of bytes in a valid review. */
  static Body mutated(RandomGenerator random, int number) {
    return mutated(random, number, VALID);
  }

  /** The same with another review. */
  static Body mutated(RandomGenerator random, int number, String valid) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(valid.getBytes(UTF_8));
    for (int change = random.nextInt(1, 6); change > 0; change--) {
      byte[] before = bytes.toByteArray();
      int at = random.nextInt(before.length);
      int to = Math.min(before.length, at + random.nextInt(40));
      bytes.reset();
      switch (random.nextInt(5)) {
        case 0 -> { // another byte
          before[at] = (byte) random.nextInt(256);
          bytes.writeBytes(before);
        }
        case 1 -> { // a part is gone
          bytes.write(before, 0, at);
          bytes.write(before, to, before.length - to);
        }
        case 2 -> { // a part twice
          bytes.write(before, 0, to);
          bytes.write(before, at, before.length - at);
        }
        case 3 -> { // one sign of JSON for another
          before[at] = (byte) SIGNS.charAt(random.nextInt(SIGNS.length()));
          bytes.writeBytes(before);
        }
        default -> { // a part somewhere else
          int other = random.nextInt(before.length);
          bytes.write(before, 0, other);
          bytes.write(before, at, to - at);
          bytes.write(before, other, before.length - other);
        }
      }
    }
    return new Body("mutation " + number, bytes.toByteArray());
  }

  /** Several random changes of nodes, so that it is still JSON. */
  static Body rearranged(RandomGenerator random, int number) {
    return rearranged(random, number, VALID);
  }

  /** The same with another review. */
  static Body rearranged(RandomGenerator random, int number, String valid) {
    JsonNode review = tree(valid);
    var done = new ArrayList<String>();
    List<JsonNode> strange = List.copyOf(replacements().values());
    for (int change = random.nextInt(1, 6); change > 0; change--) {
      List<JsonPointer> pointers = pointers(review);
      JsonPointer at = pointers.get(random.nextInt(pointers.size()));
      JsonNode value =
          switch (random.nextInt(3)) {
            case 0 -> strange.get(random.nextInt(strange.size())).deepCopy();
            case 1 -> review.at(pointers.get(random.nextInt(pointers.size()))).deepCopy();
            default -> tree(valid).at(at).deepCopy();
          };
      review = replaced(review, at, value);
      done.add(at.toString());
      if (pointers.size() > 1_000) {
        break; // It has grown enough.
      }
    }
    return Body.of("rearrangement " + number + " of " + done, review.toString());
  }

  static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String inSpec(String fields) {
    return VALID.replace("\"spec\":{", "\"spec\":{" + fields + ",");
  }

  private static String containers(int number, String container) {
    return VALID.replace("\"containers\":[", "\"containers\":[" + (container + ",").repeat(number));
  }

  private static String labels(int number, String value) {
    return IntStream.range(0, number)
        .mapToObj(i -> "\"l" + i + "\":" + value)
        .collect(Collectors.joining(","));
  }

  private static String abbreviated(String text) {
    return text.length() <= 20 ? text : text.substring(0, 10) + "… of " + text.length();
  }

  private static byte[] gzip(byte[] bytes) {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** Where each node of a tree is, its root left out. */
  private static List<JsonPointer> pointers(JsonNode tree) {
    var found = new ArrayList<JsonPointer>();
    collect(tree, JsonPointer.empty(), found);
    return found;
  }

  private static void collect(JsonNode node, JsonPointer at, List<JsonPointer> found) {
    if (!at.matches()) {
      found.add(at);
    }
    node.properties()
        .forEach(entry -> collect(entry.getValue(), at.appendProperty(entry.getKey()), found));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      collect(node.get(i), at.appendIndex(i), found);
    }
  }

  private static JsonNode replaced(JsonNode tree, JsonPointer at, JsonNode value) {
    switch (tree.at(at.head())) {
      case ObjectNode parent -> parent.set(at.last().getMatchingProperty(), value);
      case ArrayNode parent -> parent.set(at.last().getMatchingIndex(), value);
      default -> throw new IllegalStateException("nothing at " + at);
    }
    return tree;
  }

  private static JsonNode removed(JsonNode tree, JsonPointer at) {
    ContainerNode<?> parent = (ContainerNode<?>) tree.at(at.head());
    if (parent instanceof ObjectNode object) {
      object.remove(at.last().getMatchingProperty());
    } else if (parent instanceof ArrayNode array) {
      array.remove(at.last().getMatchingIndex());
    }
    return tree;
  }
}
