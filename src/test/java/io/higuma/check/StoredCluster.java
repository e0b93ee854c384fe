package io.higuma.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.resource.ResourceKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An API server of a few objects, as far as checks ask it. */
public final class StoredCluster implements ClusterQuestions {
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final Pattern PATH =
      Pattern.compile(
          "/(?:api/v1|apis/([^/]+)/[^/]+)(?:/namespaces/([^/]+)(?=/))?/([^/?]+)(?:/([^/?]+))?(?:\\?(.*))?");

  private final List<ObjectNode> objects = new ArrayList<>();
  private final Map<String, String> texts = new HashMap<>();
  private final Set<String> forbidden = new HashSet<>();
  private final Set<String> missingRights = new HashSet<>();
  private final Set<String> asked = new HashSet<>();
  private String minor = "33";
  private String trial = "injected";

  /** One that has nothing. */
  public static StoredCluster empty() {
    return new StoredCluster();
  }

  /** One that has all that deploy/ brings, but for the Deployment, with what makes it work. */
  public static StoredCluster installed() {
    var cluster = new StoredCluster();
    String bundle = Base64.getEncoder().encodeToString(pem("ca").getBytes(StandardCharsets.UTF_8));
    for (ObjectNode crd : Packaged.crds()) {
      crd.putObject("status")
          .putArray("conditions")
          .addObject()
          .put("type", "Established")
          .put("status", "True");
      cluster.objects.add(crd);
    }
    for (ObjectNode webhooks : Packaged.webhooks(Packaged.SYSTEM_NAMESPACE)) {
      for (JsonNode webhook : webhooks.path("webhooks")) {
        ((ObjectNode) webhook.path("clientConfig")).put("caBundle", bundle);
        ((ObjectNode) webhook).putArray("rules").addObject().putArray("operations").add("CREATE");
      }
      cluster.objects.add(webhooks);
    }
    ObjectNode secret = JsonNodeFactory.instance.objectNode();
    secret.put("apiVersion", "v1").put("kind", "Secret");
    secret.putObject("metadata").put("name", "kuma-tls-cert").put("namespace", "kuma-system");
    secret
        .putObject("data")
        .put("ca.crt", bundle)
        .put(
            "tls.crt",
            Base64.getEncoder().encodeToString(pem("tls").getBytes(StandardCharsets.UTF_8)))
        .put("tls.key", "bm90IGEga2V5");
    cluster.objects.add(secret);
    return cluster;
  }

  static String pem(String name) {
    try {
      return Files.readString(
          Path.of("src/test/resources/io/higuma/check/CertificatesOfTests", name + ".crt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds objects; one of the same kind and name goes. */
  public StoredCluster with(String yaml) {
    try (var documents = YAML.readerFor(ObjectNode.class).<ObjectNode>readValues(yaml)) {
      documents.readAll().forEach(this::with);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  StoredCluster with(ObjectNode object) {
    objects.removeIf(one -> key(one).equals(key(object)));
    objects.add(object);
    return this;
  }

  StoredCluster without(String kind, String name) {
    objects.removeIf(one -> key(one).endsWith(" " + name) && key(one).startsWith(kind + " "));
    return this;
  }

  /** Changes what is stored. */
  ObjectNode stored(String kind, String name) {
    return objects.stream()
        .filter(one -> key(one).startsWith(kind + " ") && key(one).endsWith(" " + name))
        .findFirst()
        .orElseThrow();
  }

  public StoredCluster text(String path, String text) {
    texts.put(path, text);
    return this;
  }

  /** Refuses each request for these, or all for {@code *}. */
  public StoredCluster forbid(String... plurals) {
    forbidden.addAll(List.of(plurals));
    return this;
  }

  /** Whom reviews are about may not do this to that: {@code patch meshes}. */
  StoredCluster missingRight(String verb, String resource) {
    missingRights.add(verb + " " + resource);
    return this;
  }

  StoredCluster minor(String version) {
    minor = version;
    return this;
  }

  /**
   * What becomes of a pod on trial.
   *
   * @param outcome {@code injected}, {@code plain}, or the message that it is refused with
   */
  StoredCluster trial(String outcome) {
    trial = outcome;
    return this;
  }

  /** The paths that were asked for. */
  public Set<String> asked() {
    return Set.copyOf(asked);
  }

  @Override
  public Answer get(String path) {
    asked.add(path);
    if (path.equals("/version")) {
      return new Answer.Found(
          object().put("major", "1").put("minor", minor).put("gitVersion", "v1." + minor + ".0"));
    }
    Matcher parts = PATH.matcher(path);
    if (!parts.matches()) {
      return new Answer.Found(object());
    }
    String plural = parts.group(3);
    if (forbidden.contains(plural) || forbidden.contains("*")) {
      return denied(plural);
    }
    List<ObjectNode> found =
        objects.stream()
            .filter(one -> plural(one).equals(plural))
            .filter(one -> parts.group(2) == null || parts.group(2).equals(of(one, "namespace")))
            .filter(one -> selected(one, parts.group(5)))
            .toList();
    if (parts.group(4) != null) {
      return found.stream()
          .filter(one -> of(one, "name").equals(parts.group(4)))
          .findFirst()
          .<Answer>map(one -> new Answer.Found(one.deepCopy()))
          .orElseGet(Answer.Missing::new);
    }
    ObjectNode list = object();
    ArrayNode items = list.putArray("items");
    found.forEach(one -> items.add(one.deepCopy()));
    return new Answer.Found(list);
  }

  @Override
  public List<Answer> post(String path, List<ObjectNode> bodies) {
    return bodies.stream().map(body -> post(path, body)).toList();
  }

  private Answer post(String path, ObjectNode body) {
    if (forbidden.contains("*")) {
      return denied(path.replaceAll("\\?.*|.*/(?=[^/?]+)", ""));
    }
    if (path.contains("dryRun=All")) {
      return switch (trial) {
        case "plain" -> new Answer.Found(body);
        case "injected" -> {
          ((ObjectNode) body.path("metadata").path("annotations"))
              .put("kuma.io/sidecar-injected", "true");
          ((ArrayNode) body.path("spec").path("containers"))
              .addObject()
              .put("name", "kuma-sidecar");
          yield new Answer.Found(body);
        }
        default -> new Answer.Denied(trial);
      };
    }
    JsonNode asks = body.path("spec").path("resourceAttributes");
    String right = asks.path("verb").asText() + " " + asks.path("resource").asText();
    body.putObject("status").put("allowed", !missingRights.contains(right));
    return new Answer.Found(body);
  }

  @Override
  public Known<String> text(String path) {
    asked.add(path);
    for (Map.Entry<String, String> text : texts.entrySet()) {
      if (path.startsWith(text.getKey())) {
        return new Known.Value<>(text.getValue());
      }
    }
    return new Known.Denied<>("there is none");
  }

  private static Answer denied(String plural) {
    return new Answer.Denied("%s is forbidden: User \"ann\" cannot read it".formatted(plural));
  }

  private static boolean selected(ObjectNode object, String query) {
    if (query == null || !query.startsWith("labelSelector=")) {
      return true;
    }
    String[] wanted =
        URLDecoder.decode(query, StandardCharsets.UTF_8)
            .replaceAll("labelSelector=|&.*", "")
            .split("=", 2);
    return object.path("metadata").path("labels").path(wanted[0]).asText("").equals(wanted[1]);
  }

  private static String plural(ObjectNode object) {
    String kind = object.path("kind").asText();
    return ResourceKind.of(kind)
        .map(ResourceKind::plural)
        .orElseGet(() -> kind.toLowerCase(Locale.ROOT) + "s");
  }

  private static String key(ObjectNode object) {
    return "%s %s %s"
        .formatted(object.path("kind").asText(), of(object, "namespace"), of(object, "name"));
  }

  private static String of(ObjectNode object, String field) {
    return object.path("metadata").path(field).asText("");
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
