package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.units.GoDuration;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a MeshIdentity says: which data planes get a SPIFFE id, which one, and who certifies it.
 *
 * @param selected labels of the data planes; empty if it selects none
 * @param trustDomain a template
 * @param path a template; empty is that of where the data plane runs
 * @param lifetime of certificates; empty where it does not say
 */
public record WorkloadIdentity(
    Optional<Map<String, String>> selected,
    String trustDomain,
    String path,
    Provider provider,
    Optional<Duration> lifetime) {
  private static final String TRUST_DOMAIN = "{{ .Mesh }}.{{ .Zone }}.mesh.local";
  private static final String PATH_OF_KUBERNETES = "/ns/{{ .Namespace }}/sa/{{ .ServiceAccount }}";
  private static final String PATH_OF_OTHERS = "/workload/{{ .Workload }}";
  private static final String UNIVERSAL = "universal";

  /** As the standard of SPIFFE has them. */
  private static final Pattern DOMAIN = Pattern.compile("[a-z0-9._-]{1,255}");

  private static final Pattern WHOLE_PATH = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)+");

  /** Who certifies. */
  public enum Provider {
    /** Nobody: there is a SPIFFE id, and no TLS by it. */
    NONE,
    /** The control plane. */
    BUNDLED,
    /** Somebody else. */
    OTHER
  }

  public WorkloadIdentity {
    selected = selected.map(Map::copyOf);
  }

  /** Reads a spec; what is malformed in it counts as absent. */
  public static WorkloadIdentity of(JsonNode spec) {
    JsonNode dataplane = spec.path("selector").path("dataplane");
    Optional<Map<String, String>> selected = Optional.empty();
    if (dataplane.isObject()) {
      var labels = new HashMap<String, String>();
      dataplane
          .path("matchLabels")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      selected = Optional.of(labels);
    }
    JsonNode provider = spec.path("provider");
    return new WorkloadIdentity(
        selected,
        orElse(spec.path("spiffeID").path("trustDomain").asText(""), TRUST_DOMAIN),
        spec.path("spiffeID").path("path").asText(""),
        provider(provider),
        GoDuration.parse(
                provider.path("bundled").path("certificateParameters").path("expiry").asText(""))
            .filter(Duration::isPositive));
  }

  private static Provider provider(JsonNode provider) {
    if (!provider.isObject()) {
      return Provider.NONE;
    }
    return provider.path("type").asText("").equals("Bundled") ? Provider.BUNDLED : Provider.OTHER;
  }

  private static String orElse(String text, String other) {
    return text.isEmpty() ? other : text;
  }

  public boolean selects(Map<String, String> labels) {
    return selected.isPresent() && labels.entrySet().containsAll(selected.get().entrySet());
  }

  /** Empty if the template does not fit, or gives no trust domain. */
  public Optional<String> trustDomain(String mesh, String zone) {
    return rendered(trustDomain, Map.of("Mesh", mesh, "Zone", zone), Map.of())
        .filter(domain -> DOMAIN.matcher(domain).matches());
  }

  /**
   * The SPIFFE id of a data plane; empty if a template does not fit it.
   *
   * @param labels all of the data plane, computed ones included
   */
  public Optional<String> spiffeId(String mesh, String zone, Map<String, String> labels) {
    var fields = new TreeMap<>(Map.of("Mesh", mesh, "Zone", zone));
    put(fields, "Namespace", labels.get(Labels.NAMESPACE.name()));
    put(fields, "ServiceAccount", labels.get(Annotations.SERVICE_ACCOUNT.name()));
    put(fields, "Workload", labels.get(Annotations.WORKLOAD.name()));
    boolean isUniversal = UNIVERSAL.equals(labels.get(Labels.ENVIRONMENT.name()));
    String template = orElse(path, isUniversal ? PATH_OF_OTHERS : PATH_OF_KUBERNETES);
    return trustDomain(mesh, zone)
        .flatMap(domain ->
            rendered(template, fields, labels)
                .filter(rest -> WHOLE_PATH.matcher(rest).matches())
                .map(rest -> "spiffe://" + domain + rest));
  }

  private static void put(
      Map<String, String> fields, String name, @org.jspecify.annotations.Nullable String value) {
    if (value != null && !value.isEmpty()) {
      fields.put(name, value);
    }
  }

  private static Optional<String> rendered(
      String template, Map<String, String> fields, Map<String, String> labels) {
    return switch (new HostnameTemplate(template).fill(fields, labels)) {
      case HostnameTemplate.Result.Hostname(var text) -> Optional.of(text);
      case HostnameTemplate.Result.Failed ignored -> Optional.empty();
    };
  }
}
