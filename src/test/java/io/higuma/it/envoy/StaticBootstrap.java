package io.higuma.it.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.certs.CertificateAuthority;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.certs.SigningAuthority;
import io.higuma.certs.WorkloadIssuer;
import io.higuma.certs.WorkloadKeys;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes of what {@code higuma envoy-config} prints a bootstrap that has all of it, so that Envoy
 * can validate it without a control plane: endpoints stand in their clusters, secrets are made up
 * and stand beside them.
 */
public final class StaticBootstrap {
  private static final String SECRET_PLACEHOLDER = "<cert>";
  private static final String KAFKA = "envoy.filters.network.kafka_broker";
  private static final String TRUST_BUNDLE = "system_trust_bundle";
  private static final List<String> AUTHORITIES =
      List.of("mesh_ca:", "system_mtls_ca_", "ALL", "external_ca:");

  private final String authorityPem;
  private final WorkloadIssuer.Identity identity;

  public StaticBootstrap() {
    var random = new SecureRandom();
    var authorities = new MeshAuthorityIssuer(InstantSource.system(), random);
    CertificateAuthority made =
        authorities.forMesh("default", authorities.newKeyPem(2048), Duration.ofDays(1));
    authorityPem = made.certificatePem();
    identity =
        new WorkloadIssuer(InstantSource.system(), random)
            .issue(
                new WorkloadIssuer.Order(
                    SigningAuthority.ofPem(authorityPem, made.keyPem()),
                    List.of("spiffe://default/web"),
                    Duration.ofHours(1),
                    WorkloadKeys.P256));
  }

  /**
   * The bootstrap as JSON.
   *
   * @param configuration with the lists {@code clusters}, {@code endpoints}, {@code listeners} and
   *     {@code secrets}
   */
  public String of(JsonNode configuration) {
    ObjectNode bootstrap = JsonNodeFactory.instance.objectNode();
    bootstrap.putObject("node").put("id", "default.web").put("cluster", "web");
    ObjectNode regex = bootstrap.putObject("defaultRegexEngine");
    regex.put("name", "envoy.regex_engines.google_re2");
    regex
        .putObject("typedConfig")
        .put("@type", "type.googleapis.com/envoy.extensions.regex_engines.v3.GoogleRE2");
    ObjectNode resources = bootstrap.putObject("staticResources");
    resources.set("clusters", clusters(configuration));
    resources.set("listeners", standing(configuration.path("listeners")));
    ArrayNode secrets = resources.putArray("secrets");
    configuration.path("secrets").forEach(name -> secrets.add(secret(name.asText())));
    return bootstrap.toPrettyString();
  }

  private ArrayNode clusters(JsonNode configuration) {
    Map<String, JsonNode> endpoints = new HashMap<>();
    for (JsonNode one : configuration.path("endpoints")) {
      endpoints.put(one.path("clusterName").asText(), one);
    }
    ArrayNode clusters = standing(configuration.path("clusters"));
    for (JsonNode one : clusters) {
      if (one instanceof ObjectNode cluster && cluster.path("type").asText().equals("EDS")) {
        String name = cluster.path("name").asText();
        cluster.put("type", "STATIC").remove("edsClusterConfig");
        JsonNode assignment = endpoints.get(name);
        if (assignment == null) {
          throw new IllegalStateException("there are no endpoints for cluster " + name);
        }
        cluster.set("loadAssignment", assignment.deepCopy());
      }
    }
    return clusters;
  }

  /** A copy that asks no control plane for secrets. */
  private ArrayNode standing(JsonNode resources) {
    ArrayNode copy = JsonNodeFactory.instance.arrayNode();
    resources.forEach(resource -> copy.add(standing("", resource.deepCopy())));
    return copy;
  }

  private JsonNode standing(String key, JsonNode node) {
    if (node instanceof ObjectNode object) {
      if (object.path("sdsConfig").has("ads")) {
        object.remove("sdsConfig");
      }
      object
          .properties()
          .forEach(field ->
              field.setValue(
                  standing(
                      field.getKey().startsWith("inline")
                          ? key + "/" + field.getKey()
                          : field.getKey(),
                      field.getValue())));
    } else if (node instanceof ArrayNode array) {
      removeContrib(array);
      for (int i = 0; i < array.size(); i++) {
        array.set(i, standing(key, array.get(i)));
      }
    } else if (node.asText().equals(SECRET_PLACEHOLDER)) {
      return JsonNodeFactory.instance.textNode(madeUp(key));
    }
    return node;
  }

  /** Filters that Envoys for tests are built without: Envoy has them as contributions only. */
  private static void removeContrib(ArrayNode filters) {
    for (int i = filters.size() - 1; i >= 0; i--) {
      if (filters.get(i).path("name").asText().equals(KAFKA)) {
        filters.remove(i);
      }
    }
  }

  /**
   * @param key the name of the field, and of the form that its value has
   */
  private String madeUp(String key) {
    String pem =
        key.startsWith("privateKey")
            ? identity.keyPem()
            : key.startsWith("certificateChain") ? identity.chainPem() : authorityPem;
    return key.endsWith("inlineBytes") ? base64(pem) : pem;
  }

  private JsonNode secret(String name) {
    ObjectNode secret = JsonNodeFactory.instance.objectNode().put("name", name);
    if (name.equals(TRUST_BUNDLE)) {
      ObjectNode validator =
          secret.putObject("validationContext").putObject("customValidatorConfig");
      validator.put("name", "envoy.tls.cert_validator.spiffe");
      ObjectNode config = validator.putObject("typedConfig");
      config.put(
          "@type",
          "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig");
      config
          .putArray("trustDomains")
          .addObject()
          .put("name", "default")
          .putObject("trustBundle")
          .put("inlineBytes", base64(authorityPem));
    } else if (AUTHORITIES.stream().anyMatch(name::startsWith)) {
      secret
          .putObject("validationContext")
          .putObject("trustedCa")
          .put("inlineBytes", base64(authorityPem));
    } else {
      ObjectNode certificate = secret.putObject("tlsCertificate");
      certificate.putObject("certificateChain").put("inlineBytes", base64(identity.chainPem()));
      certificate.putObject("privateKey").put("inlineBytes", base64(identity.keyPem()));
    }
    return secret;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
