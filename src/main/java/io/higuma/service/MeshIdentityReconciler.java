package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshSpec.MeshServicesMode;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.certs.SigningAuthority;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.mesh.MeshSecrets;
import io.higuma.mesh.SecretValue;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import io.higuma.resource.ComputedLabels;
import io.higuma.resource.Kri;
import io.higuma.resource.LabelFacts;
import io.higuma.resource.ResourceKind;
import io.higuma.service.IdentityAuthorities.Reading;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keeps a MeshIdentity whose certificates the control plane issues: its authority, the MeshTrust by
 * which its certificates are believed, and its status. May end at any point, and goes on from
 * there.
 */
public final class MeshIdentityReconciler {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TRUE = "True";
  private static final String FAILURE = "Failure";

  /** What a MeshIdentity without a provider is. */
  static final String PARTIALLY_READY = "PartiallyReady";

  private final IdentitySurroundings surroundings;
  private final MeshSecrets secrets;
  private final IdentityAuthorities authorities;
  private final MeshAuthorityIssuer issuer;
  private final Facts facts;
  private final Writes writes;

  /**
   * What all have in common.
   *
   * @param zone that the control plane serves
   */
  public record Facts(ComputedLabels labels, String zone, InstantSource clock) {}

  public MeshIdentityReconciler(
      IdentitySurroundings surroundings,
      MeshSecrets secrets,
      IdentityAuthorities authorities,
      MeshAuthorityIssuer issuer,
      Facts facts,
      Writes writes) {
    this.surroundings = surroundings;
    this.secrets = secrets;
    this.authorities = authorities;
    this.issuer = issuer;
    this.facts = facts;
    this.writes = writes;
  }

  /** A sentence on one aspect, for the status. */
  private record Condition(String type, String status, String reason, String message) {
    static Condition good(String type, String message) {
      return new Condition(type, TRUE, type, message);
    }

    static Condition bad(String type, String message) {
      return new Condition(type, "False", FAILURE, message);
    }
  }

  /** One at a time: the MeshTrust and the Secrets have one name. */
  public void reconcile(ObjectKey key) {
    surroundings
        .meshIdentity(key)
        .filter(MeshIdentityReconciler::isOurs)
        .ifPresent(identity ->
            surroundings.mesh(meshOf(identity)).ifPresent(mesh -> keep(identity, mesh)));
  }

  /** Whoever else certifies tells of it himself. */
  private static boolean isOurs(GenericKubernetesResource identity) {
    return identity.getMetadata().getDeletionTimestamp() == null
        && WorkloadIdentity.of(spec(identity)).provider() != WorkloadIdentity.Provider.OTHER;
  }

  private static JsonNode spec(GenericKubernetesResource object) {
    return JSON.valueToTree(object.getAdditionalProperties().get("spec"));
  }

  public static String meshOf(GenericKubernetesResource object) {
    String mesh = ObjectMetadata.labels(object).getOrDefault(Labels.MESH.name(), "");
    return mesh.isEmpty() ? MeshSelection.DEFAULT_MESH : mesh;
  }

  private void keep(GenericKubernetesResource identity, Mesh mesh) {
    var conditions = new ArrayList<Condition>();
    WorkloadIdentity says = WorkloadIdentity.of(spec(identity));
    Optional<String> domain = says.trustDomain(mesh.getMetadata().getName(), facts.zone());
    conditions.add(
        domain
            .map(name -> Condition.good("SpiffeIDProvider", "The trust domain is " + name))
            .orElseGet(() ->
                Condition.bad(
                    "SpiffeIDProvider",
                    "spec.spiffeID.trustDomain gives no trust domain: use {{ .Mesh }} and {{ .Zone }}, lower case letters, digits, '.', '-' and '_'")));
    if (mesh.getSpec().meshServicesMode() != MeshServicesMode.Exclusive) {
      conditions.add(
          Condition.bad("Ready", "The mesh needs meshServices.mode Exclusive for identities"));
    } else if (domain.isEmpty()) {
      conditions.add(Condition.bad("Ready", "There is no trust domain"));
    } else if (says.provider() == WorkloadIdentity.Provider.NONE) {
      conditions.add(
          new Condition(
              "Ready",
              "False",
              PARTIALLY_READY,
              "There is no provider: data planes have SPIFFE ids, and no certificates"));
    } else {
      issue(identity, mesh, domain.get(), conditions);
    }
    report(identity, conditions);
  }

  private void issue(
      GenericKubernetesResource identity, Mesh mesh, String domain, List<Condition> conditions) {
    Reading reading = authority(identity, mesh, domain);
    switch (reading) {
      case Reading.Missing(var sentence) -> {
        conditions.add(Condition.bad("Provider", sentence));
        conditions.add(Condition.bad("Ready", sentence));
      }
      case Reading.Found(var authority) -> {
        conditions.add(Condition.good("Provider", "Certificates can be issued"));
        Optional<String> problem = trust(identity, mesh, domain, authority);
        conditions.add(
            problem
                .map(sentence -> Condition.bad("MeshTrustCreated", sentence))
                .orElseGet(() -> Condition.good("MeshTrustCreated", "Its authority is believed")));
        conditions.add(
            problem
                .map(sentence -> Condition.bad("Ready", sentence))
                .orElseGet(() -> Condition.good("Ready", "Certificates are issued")));
        if (problem.isEmpty()) {
          conditions.add(
              new Condition(
                  KnownIdentity.ISSUED,
                  "True",
                  "Issued",
                  "Data planes have its certificates: whatever happens to Ready, they do not go on without"));
        }
      }
    }
  }

  private Reading authority(GenericKubernetesResource identity, Mesh mesh, String domain) {
    JsonNode spec = spec(identity);
    String name = displayName(identity);
    String meshName = mesh.getMetadata().getName();
    if (IdentityAuthorities.isGenerated(spec)) {
      if (!IdentityAuthorities.bundled(spec).path("insecureAllowSelfSigned").asBoolean()) {
        return new Reading.Missing(
            "provider.bundled.insecureAllowSelfSigned must be true for an authority that is generated");
      }
      make(mesh, name, domain);
    }
    return authorities.read(meshName, name, spec);
  }

  /** The key first: a certificate can be made anew for a key. What is stored wins. */
  private void make(Mesh mesh, String identity, String domain) {
    String name = mesh.getMetadata().getName();
    String ofKey = IdentityAuthorities.keySecret(identity);
    String ofCertificate = IdentityAuthorities.certificateSecret(identity);
    if (secrets.ofMesh(name, ofCertificate).isPresent()) {
      return;
    }
    if (secrets.ofMesh(name, ofKey).isEmpty()) {
      secrets.create(
          mesh, ofKey, new SecretValue(issuer.newKeyPem(MeshAuthorityIssuer.DEFAULT_BITS)));
    }
    secrets
        .ofMesh(name, ofKey)
        .flatMap(key -> certificate(domain, key))
        .ifPresent(pem -> secrets.create(mesh, ofCertificate, pem));
  }

  private Optional<SecretValue> certificate(String domain, SecretValue key) {
    try {
      return Optional.of(
          new SecretValue(
              issuer
                  .forMesh(domain, key.text(), MeshAuthorityIssuer.DEFAULT_LIFETIME)
                  .certificatePem()));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // A key that somebody else put there: the status tells.
    }
  }

  /** What keeps the authority from being believed; empty if nothing does. */
  private Optional<String> trust(
      GenericKubernetesResource identity, Mesh mesh, String domain, SigningAuthority authority) {
    if (IdentityAuthorities.bundled(spec(identity))
        .path("meshTrustCreation")
        .asText("")
        .equals("Disabled")) {
      return Optional.empty(); // Whoever says so makes one.
    }
    ObjectKey key = ObjectKey.of(identity);
    Optional<GenericKubernetesResource> stored = surroundings.meshTrust(key);
    Optional<String> foreign =
        stored
            .map(MeshIdentityReconciler::meshOf)
            .filter(owner -> !owner.equals(mesh.getMetadata().getName()));
    if (foreign.isPresent()) {
      return Optional.of(
          "MeshTrust %s is of mesh %s: make a MeshIdentity of another name"
              .formatted(key.name(), foreign.get()));
    }
    JsonNode before = stored.map(MeshIdentityReconciler::spec).orElseGet(JSON::createObjectNode);
    String other = before.path("trustDomain").asText(domain);
    if (!other.equals(domain)) {
      return Optional.of(
          "MeshTrust %s is of trust domain %s, and spec.spiffeID.trustDomain gives %s: set it back, or make a MeshIdentity of another name"
              .formatted(key.name(), other, domain));
    }
    GeneratedObject wanted =
        new GeneratedObject(
            ResourceKind.MESH_TRUST,
            key,
            facts
                .labels()
                .of(
                    ResourceKind.MESH_TRUST,
                    Map.of(Labels.MESH.name(), mesh.getMetadata().getName()),
                    LabelFacts.of(mesh.getMetadata().getName(), key.namespace())),
            List.of(),
            trustFields(identity, mesh, domain, bundles(before, authority.rootsPem())));
    if (stored.isEmpty()) {
      writes.create(wanted.object());
    } else {
      wanted.patch(stored.get()).ifPresent(patch -> writes.patch(stored.get(), patch));
    }
    return Optional.empty();
  }

  /** Those that are believed stay: their certificates may be about still. */
  private static ArrayNode bundles(JsonNode before, String rootsPem) {
    ArrayNode bundles = JsonNodeFactory.instance.arrayNode();
    boolean isThere = false;
    for (JsonNode bundle : before.path("caBundles")) {
      bundles.add(bundle);
      isThere |= bundle.path("pem").path("value").asText("").strip().equals(rootsPem.strip());
    }
    if (!isThere) {
      bundles.addObject().put("type", "Pem").putObject("pem").put("value", rootsPem);
    }
    return bundles;
  }

  private ObjectNode trustFields(
      GenericKubernetesResource identity, Mesh mesh, String domain, ArrayNode bundles) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.putObject("spec").put("trustDomain", domain).set("caBundles", bundles);
    String kri =
        new Kri(
                ResourceKind.MESH_IDENTITY.shortName().orElse(""),
                mesh.getMetadata().getName(),
                ObjectMetadata.labels(identity).getOrDefault(Labels.ZONE.name(), ""),
                Objects.requireNonNullElse(identity.getMetadata().getNamespace(), ""),
                displayName(identity),
                "")
            .toString();
    fields.putObject("status").putObject("origin").put("kri", kri);
    return fields;
  }

  private static String displayName(GenericKubernetesResource object) {
    String name = ObjectMetadata.annotations(object).get(Annotations.DISPLAY_NAME.name());
    return name == null || name.isEmpty() ? object.getMetadata().getName() : name;
  }

  private void report(GenericKubernetesResource identity, List<Condition> conditions) {
    JsonNode before =
        JSON.valueToTree(identity.getAdditionalProperties().get("status")).path("conditions");
    ArrayNode after = JsonNodeFactory.instance.arrayNode();
    for (JsonNode one : before) {
      if (conditions.stream().noneMatch(each -> isOf(each, one))) {
        after.add(one);
      }
    }
    for (Condition condition : conditions) {
      after.add(
          JsonNodeFactory.instance
              .objectNode()
              .put("type", condition.type())
              .put("status", condition.status())
              .put("reason", condition.reason())
              .put("message", condition.message())
              .put(
                  "lastTransitionTime",
                  ConditionTime.of(before, condition.type(), condition.status(), facts.clock())));
    }
    if (!sorted(before).equals(sorted(after))) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.putObject("status").set("conditions", after);
      writes.patch(identity, patch);
    }
  }

  private static boolean isOf(Condition condition, JsonNode stored) {
    return condition.type().equals(stored.path("type").asText(""));
  }

  private static Map<String, JsonNode> sorted(JsonNode conditions) {
    var byType = new TreeMap<String, JsonNode>();
    conditions.forEach(one -> byType.put(one.path("type").asText(""), one));
    return byType;
  }
}
