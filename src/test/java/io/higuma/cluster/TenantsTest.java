package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.higuma.Configs;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.dataplane.OwnTags;
import io.higuma.envoy.DataplaneView;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.Injector;
import io.higuma.inject.OfflineCluster;
import io.higuma.inject.PodDraft;
import io.higuma.inject.SidecarForm;
import io.higuma.metadata.KnownAnnotations;
import io.higuma.metadata.MetadataKey;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import io.higuma.service.DataplaneSelection;
import io.higuma.service.Destination;
import io.higuma.targetref.MeshPolicies;
import io.higuma.targetref.OutboundRules;
import io.higuma.targetref.Policy;
import io.higuma.targetref.ProxyView;
import io.higuma.targetref.ProxyView.Listener;
import io.higuma.xds.ProxyId;
import io.higuma.xds.ServiceAccountAuthentication.ProxyPod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each way by which a user of the namespace {@code shop} may try to reach what is of the namespace
 * {@code bank}, or of the system, and that it leads nowhere.
 */
class TenantsTest {
  private static final String SYSTEM = "kuma-system";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ControlPlaneConfig CONFIG = Configs.defaults();

  private final StoredObjects stored = new StoredObjects(SYSTEM);

  // ---- Annotations and labels of a pod

  @ParameterizedTest
  @ValueSource(
      strings = {
        "theirs",
        "bank/theirs",
        "theirs.bank",
        "../bank/theirs",
        "bank/containerpatches/theirs",
        "own"
      })
  void patchesAreThoseOfTheSystemNamespace(String name) {
    List<ObjectNode> objects =
        List.of(
            object("{kind: Mesh, metadata: {name: default}}"),
            patch("bank", "theirs"),
            patch("shop", "own"),
            patch(SYSTEM, "for-all"));
    // When
    InjectionDecision decision = inject(pod(Map.of("kuma.io/container-patches", name)), objects);
    // Then
    assertThat(decision).isInstanceOf(InjectionDecision.Reject.class);
    assertThat(decision.toString()).contains("container patches are missing", name);
    assertThat(inject(pod(Map.of("kuma.io/container-patches", "for-all")), objects))
        .isInstanceOf(InjectionDecision.Inject.class);
  }

  static Stream<String> annotations() {
    return KnownAnnotations.ALL.stream().map(MetadataKey::name).sorted();
  }

  /** What the SPIRE agent gives a pod is the pod's own identity. */
  private static final String SPIRE =
      "volume {\"csi\":{\"driver\":\"csi.spiffe.io\",\"readOnly\":true}}";

  /** Hostile in a shell, a path, an environment, a YAML document, or an argument. */
  private static final List<String> HOSTILE =
      List.of(
          "../../../etc/shadow",
          "/",
          "$(cat /var/run/secrets/kubernetes.io/serviceaccount/token)",
          "`id`; id && id | id",
          "info --config-path /proc/1/environ",
          "a\n--privileged",
          "PATH=/tmp;LD_PRELOAD=/tmp/x.so;KUMA_CONTROL_PLANE_URL=https://evil.example",
          "{\"kuma.io/service\": \"web_bank_svc_80\"}",
          "hostPath: {path: /}",
          "bank/web",
          "bank",
          "enabled",
          "0",
          "4294967296");

  @ParameterizedTest
  @MethodSource("annotations")
  void noAnnotationReachesBeyondThePod(String annotation) {
    ObjectNode plain = pod(Map.of());
    assertThat(inject(plain, mesh())).isInstanceOf(InjectionDecision.Inject.class);
    for (String value : HOSTILE) {
      ObjectNode pod = pod(Map.of(annotation, value));
      if (inject(pod, mesh()) instanceof InjectionDecision.Inject) {
        Set<String> reach = reach(pod);
        reach.remove(SPIRE);
        assertThat(reach).as("%s: %s", annotation, value).isSubsetOf(reach(plain));
      }
    }
  }

  /** What a pod takes of its node and of other objects, and what programs it runs. */
  private static Set<String> reach(ObjectNode pod) {
    var reach = new TreeSet<String>();
    JsonNode spec = pod.path("spec");
    for (String field : List.of("hostNetwork", "hostPID", "hostIPC", "serviceAccountName")) {
      reach.add(field + " " + spec.path(field));
    }
    spec.path("volumes")
        .forEach(volume -> {
          ObjectNode kind = volume.deepCopy();
          kind.remove("name");
          if (!kind.has("emptyDir")) {
            reach.add("volume " + kind);
          }
        });
    for (String list : List.of("initContainers", "containers")) {
      for (JsonNode container : spec.path(list)) {
        reach.add("image " + container.path("image"));
        reach.add("command " + container.path("command"));
        reach.add("privileged " + container.at("/securityContext/privileged"));
        reach.add("escalation " + container.at("/securityContext/allowPrivilegeEscalation"));
        reach.add("capabilities " + container.at("/securityContext/capabilities"));
        reach.add("devices " + container.path("volumeDevices"));
        reach.add("sources " + container.path("envFrom"));
        container
            .path("env")
            .forEach(one -> {
              JsonNode from = one.path("valueFrom");
              if (from.has("secretKeyRef") || from.has("configMapKeyRef")) {
                reach.add("env " + from);
              }
            });
      }
    }
    return reach;
  }

  // ---- Dataplanes

  @ParameterizedTest
  @CsvSource({
    "kuma.io/service, web_bank_svc_80",
    "kuma.io/service, web_bank_svc",
    "kuma.io/service, web_kuma-system_svc_5678",
    "kuma.io/service-name, web_bank_svc",
  })
  void aDataplaneSpeaksForNoServiceOfAnotherNamespace(String tag, String service) {
    for (String form :
        List.of(
            "{networking: {address: 10.0.0.1, inbound: [{port: 80, tags: {%s: %s, k8s.kuma.io/namespace: bank, v: one}}]}}",
            "{networking: {address: 10.0.0.1, gateway: {type: BUILTIN, tags: {%s: %s, k8s.kuma.io/namespace: bank, v: one}}}}")) {
      DataplaneView view = stored.view(dataplane("{}", "{}", form.formatted(tag, service)));
      assertThat(tags(view)).containsExactly(Map.of("k8s.kuma.io/namespace", "shop", "v", "one"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"web_shop_svc_80", "web_shop_svc", "edge", "my_own_name", "a_bank_svc_x"})
  void namesOfItsOwnStay(String service) {
    Dataplane dataplane =
        dataplane(
            "{}",
            "{}",
            "{networking: {inbound: [{port: 80, tags: {kuma.io/service: %s, k8s.kuma.io/namespace: shop}}]}}"
                .formatted(service));
    assertThat(OwnTags.of(dataplane)).isSameAs(dataplane.getSpec());
    assertThat(stored.view(dataplane).spec()).isSameAs(dataplane.getSpec());
  }

  @Test
  void aDataplaneIsBehindNoMeshServiceOfAnotherNamespace() {
    Dataplane dataplane =
        dataplane(
            "{k8s.kuma.io/namespace: bank, app: web}",
            "{}",
            "{networking: {inbound: [{port: 80, tags: {k8s.kuma.io/namespace: bank, app: web, kuma.io/service: web_bank_svc_80}}]}}");
    for (String selector :
        List.of(
            "dataplaneTags: {app: web, k8s.kuma.io/namespace: bank}",
            "dataplaneTags: {kuma.io/service: web_bank_svc_80}",
            "dataplaneLabels: {matchLabels: {app: web, k8s.kuma.io/namespace: bank}}")) {
      assertThat(DataplaneSelection.matches(meshService("bank", selector), dataplane))
          .as(selector)
          .isFalse();
    }
    assertThat(
            DataplaneSelection.matches(
                meshService("shop", "dataplaneTags: {app: web, k8s.kuma.io/namespace: shop}"),
                dataplane))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    // annotation, service account of the pod, that in certificates
    "payments, web, web",
    "'', web, web",
    "payments, '', ''",
    "web, web, web",
  })
  void theServiceAccountIsThatOfThePod(String claimed, String ofPod, String expected) {
    String annotations =
        claimed.isEmpty() ? "{}" : "{k8s.kuma.io/service-account: %s}".formatted(claimed);
    DataplaneView view = stored.view(dataplane("{}", annotations, "{networking: {}}"));
    ProvenPods pods =
        ProvenPods.of((namespace, name) ->
            ofPod.isEmpty() || !namespace.equals("shop") || !name.equals("web-1")
                ? Optional.empty()
                : Optional.of(new ProxyPod("uid", "default", ofPod)));
    // When
    DataplaneView truth = pods.truth(new ProxyId("default", "web-1.shop"), view);
    // Then
    assertThat(truth.labels().getOrDefault("k8s.kuma.io/service-account", "")).isEqualTo(expected);
    assertThat(truth.labels()).containsEntry("k8s.kuma.io/namespace", "shop");
    if (claimed.equals(ofPod)) {
      assertThat(truth).isSameAs(view);
    }
    assertThat(ProvenPods.NONE.truth(new ProxyId("default", "web-1.shop"), view)).isSameAs(view);
  }

  // ---- Services and host names

  @Test
  void aMeshServiceHasNoHostNameOfAnotherNamespace() {
    MeshService service = meshService("shop", "dataplaneTags: {app: web}");
    service.getMetadata().setLabels(Map.of("k8s.kuma.io/namespace", "bank"));
    assertThat(Destination.of(service).inItsNamespace(SYSTEM).labels())
        .containsEntry("k8s.kuma.io/namespace", "shop");
    service.getMetadata().setNamespace(SYSTEM);
    assertThat(Destination.of(service).inItsNamespace(SYSTEM).labels())
        .as("what is synced is where it was")
        .containsEntry("k8s.kuma.io/namespace", "bank");
  }

  // ---- Policies

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Of the proxies
        "{targetRef: {kind: Mesh}, default: {}, rules: [{default: {}}]}",
        "{targetRef: {kind: Dataplane}, rules: [{default: {}}]}",
        "{targetRef: {kind: Dataplane, labels: {app: web}}, rules: [{default: {}}]}",
        "{targetRef: {kind: Dataplane, name: web-1, namespace: bank}, rules: [{default: {}}]}",
        "{targetRef: {kind: MeshSubset, tags: {k8s.kuma.io/namespace: bank}}, from: [{targetRef: {kind: Mesh}, default: {}}]}",
        "{targetRef: {kind: MeshService, name: web_bank_svc_80}, from: [{targetRef: {kind: Mesh}, default: {}}]}",
        "{targetRef: {kind: MeshGateway, name: edge}, to: [{targetRef: {kind: Mesh}, default: {}}]}",
        // Of what they call
        "{to: [{targetRef: {kind: Mesh}, default: {}}]}",
        "{to: [{targetRef: {kind: MeshService, name: db, namespace: bank}, default: {}}]}",
        "{to: [{targetRef: {kind: MeshService, name: db_bank_svc_80}, default: {}}]}",
        "{to: [{targetRef: {kind: MeshService, labels: {app: db}}, default: {}}]}",
        "{to: [{targetRef: {kind: MeshMultiZoneService, name: db}, default: {}}]}",
        "{to: [{targetRef: {kind: MeshExternalService, name: bank}, default: {}}]}",
        "{to: [{targetRef: {kind: MeshHTTPRoute, name: r, namespace: bank}, default: {}}]}",
      })
  void aPolicySelectsNoProxyOfAnotherNamespace(String spec) {
    for (ResourceKind kind : ResourceKind.values()) {
      if (kind.role() != ResourceKind.Role.POLICY) {
        continue;
      }
      for (String labels :
          List.of(
              "{}",
              "{k8s.kuma.io/namespace: bank}",
              "{kuma.io/policy-role: system}",
              "{kuma.io/policy-role: producer}",
              "{kuma.io/origin: global, kuma.io/policy-role: system, k8s.kuma.io/namespace: kuma-system}",
              "{kuma.io/zone: '', kuma.io/origin: global}")) {
        assertThat(MeshPolicies.of(List.of(policy(kind, labels, spec))).of(theirs()).matched())
            .as("%s %s %s", kind, labels, spec)
            .isEmpty();
      }
    }
  }

  @Test
  void theSameInTheSystemNamespaceDoes() {
    MeshObject object =
        stored.of(
            ResourceKind.MESH_TIMEOUT,
            generic(
                "{apiVersion: kuma.io/v1alpha1, kind: MeshTimeout, metadata: {name: p, namespace: %s}, spec: {targetRef: {kind: Mesh}, to: [{targetRef: {kind: Mesh}, default: {}}]}}"
                    .formatted(SYSTEM)));
    assertThat(MeshPolicies.of(List.of(policy(object))).of(theirs()).matched()).isNotEmpty();
  }

  /** A producer's policy reaches the clients of its own services, and says nothing of others'. */
  @ParameterizedTest
  @ValueSource(strings = {"name: db", "name: db, namespace: shop", "name: db_shop_svc_80"})
  void aProducersPolicyIsAboutItsOwnServices(String target) {
    var rules = timeoutsSeenFromElsewhere(target);
    assertThat(rules.of(service("db", "shop")).isEmpty()).isFalse();
    assertThat(rules.of(service("db", "bank")).isEmpty()).isTrue();
    assertThat(rules.ofTags(Map.of("kuma.io/service", "db_bank_svc_80")).isEmpty()).isTrue();
    assertThat(rules.ofTags(Map.of("kuma.io/service", "db")).isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name: db, namespace: bank",
        "name: db_bank_svc_80",
        "name: db_bank_svc",
        "name: db_bank_svc_80, namespace: shop",
        "name: payments-of-another-company",
      })
  void nobodySpeaksForServicesOfOthers(String target) {
    var rules = timeoutsSeenFromElsewhere(target);
    assertThat(rules.of(service("db", "bank")).isEmpty()).isTrue();
    for (String tag : List.of("db_bank_svc_80", "db_bank_svc", "payments-of-another-company")) {
      assertThat(rules.ofTags(Map.of("kuma.io/service", tag)).isEmpty()).as(tag).isTrue();
    }
  }

  private OutboundRules timeoutsSeenFromElsewhere(String target) {
    Policy policy =
        policy(
            ResourceKind.MESH_TIMEOUT,
            "{kuma.io/policy-role: system}",
            "{to: [{targetRef: {kind: MeshService, %s}, default: {connectionTimeout: 1s}}]}"
                .formatted(target));
    return MeshPolicies.of(List.of(policy)).of(theirs()).outbound(ResourceKind.MESH_TIMEOUT);
  }

  private static io.higuma.targetref.Destination service(String name, String namespace) {
    return new io.higuma.targetref.Destination(
        io.higuma.targetref.TargetKind.MESH_SERVICE,
        name,
        Map.of("k8s.kuma.io/namespace", namespace),
        "http",
        80);
  }

  private Policy policy(ResourceKind kind, String labels, String spec) {
    return policy(
        stored.of(
            kind,
            generic(
                "{apiVersion: kuma.io/v1alpha1, kind: %s, metadata: {name: p, namespace: shop, labels: %s}, spec: %s}"
                    .formatted(kind.kind(), labels, spec))));
  }

  private static Policy policy(MeshObject object) {
    return Policy.of(object.kind(), object.mesh(), object.name(), object.labels(), object.spec());
  }

  private static ProxyView theirs() {
    return new ProxyView(
        "default",
        "web-1",
        Map.of("k8s.kuma.io/namespace", "bank", "app", "web", "kuma.io/origin", "zone"),
        List.of(
            new Listener(
                "http",
                "10.0.0.9",
                80,
                Map.of("kuma.io/service", "web_bank_svc_80", "k8s.kuma.io/namespace", "bank"))),
        Optional.empty());
  }

  // ---- Making of objects

  private static List<Map<String, String>> tags(DataplaneView view) {
    var networking = Objects.requireNonNull(view.spec().networking());
    var all = new ArrayList<Map<String, String>>();
    networking.inbound().forEach(inbound -> all.add(inbound.tags()));
    if (networking.gateway() != null) {
      all.add(networking.gateway().tags());
    }
    return all;
  }

  private static Dataplane dataplane(String labels, String annotations, String spec) {
    return Serialization.unmarshal(
        "---\n{apiVersion: kuma.io/v1alpha1, kind: Dataplane, mesh: default, metadata: {name: web-1, namespace: shop, labels: %s, annotations: %s}, spec: %s}"
            .formatted(labels, annotations, spec),
        Dataplane.class);
  }

  private static MeshService meshService(String namespace, String selector) {
    return Serialization.unmarshal(
        "---\n{apiVersion: kuma.io/v1alpha1, kind: MeshService, metadata: {name: web, namespace: %s}, spec: {selector: {%s}}}"
            .formatted(namespace, selector),
        MeshService.class);
  }

  private static GenericKubernetesResource generic(String yaml) {
    return Serialization.unmarshal("---\n" + yaml, GenericKubernetesResource.class);
  }

  private static ObjectNode object(String yaml) {
    GenericKubernetesResource object =
        generic("{apiVersion: kuma.io/v1alpha1, " + yaml.substring(1));
    return JSON.valueToTree(object);
  }

  private static ObjectNode patch(String namespace, String name) {
    return object(
        "{kind: ContainerPatch, metadata: {name: %s, namespace: %s}, spec: {sidecarPatch: [{op: add, path: /tty, value: 'true'}]}}"
            .formatted(name, namespace));
  }

  private static List<ObjectNode> mesh() {
    return List.of(object("{kind: Mesh, metadata: {name: default}}"));
  }

  private static ObjectNode pod(Map<String, String> annotations) {
    ObjectNode pod = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = pod.putObject("metadata").put("name", "web").put("namespace", "shop");
    metadata.putObject("labels").put("kuma.io/sidecar-injection", "enabled");
    ObjectNode texts = metadata.putObject("annotations");
    new TreeMap<>(annotations).forEach(texts::put);
    pod.putObject("spec")
        .put("serviceAccountName", "web")
        .putArray("containers")
        .addObject()
        .put("name", "web")
        .put("image", "registry.example/web:1");
    return pod;
  }

  private static InjectionDecision inject(ObjectNode pod, List<ObjectNode> objects) {
    return Injector.of(CONFIG, SidecarForm.CLASSIC, () -> "", new OfflineCluster(objects, SYSTEM))
        .inject(PodDraft.of(pod), "shop");
  }
}
