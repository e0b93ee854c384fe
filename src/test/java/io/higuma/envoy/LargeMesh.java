package io.higuma.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A mesh of services with endpoints each, as large as one likes. */
public final class LargeMesh {
  public static final GenerationSettings SETTINGS =
      new GenerationSettings("east", List.of("10.0.0.0/8"), 80, "mesh");
  public static final AdminIdentity ADMIN = new AdminIdentity("certificate", "key", "authority");
  public static final NodeMetadata NODE =
      NodeMetadata.of(
          json(
              """
              {"features": ["feature-transparent-proxy-in-dataplane-metadata", "feature-embedded-dns",
                "feature-strict-inbound-ports", "feature-reuse-port"],
               "workdir": "/run/kuma", "dataplane.admin.port": "9901", "dataplane.readinessReporter.port": "9902",
               "dataplane.dns.port": "15053",
               "transparentProxy": {"redirect": {"inbound": {"enabled": true}, "outbound": {"enabled": true},
                 "dns": {"enabled": true}}}}
              """));

  private static final ObjectMapper JSON = new ObjectMapper();

  private LargeMesh() {}

  static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static MeshView of(int services, int endpoints) {
    var dataplanes = new ArrayList<DataplaneView>();
    var objects = new ArrayList<MeshObject>();
    for (int service = 0; service < services; service++) {
      objects.add(service(service));
      for (int endpoint = 0; endpoint < endpoints; endpoint++) {
        dataplanes.add(dataplane(service, endpoint, "Ready"));
      }
    }
    return view(dataplanes, objects);
  }

  private static MeshView view(List<DataplaneView> dataplanes, List<MeshObject> services) {
    return new MeshView(
        "shop",
        read(
            "{\"meshServices\": {\"mode\": \"Exclusive\"}, \"mtls\": {\"enabledBackend\": \"ca\", \"backends\": [{\"name\": \"ca\", \"type\": \"builtin\"}]}}",
            MeshSpec.class),
        dataplanes,
        services,
        List.of(
            policy(
                ResourceKind.MESH_RETRY,
                "{\"to\": [{\"targetRef\": {\"kind\": \"Mesh\"}, \"default\": {\"http\": {\"numRetries\": 3}}}]}")),
        List.of(),
        new TreeMap<>(),
        Set.of());
  }

  static MeshObject policy(ResourceKind kind, String spec) {
    return new MeshObject(
        kind, "shop", "all", new TreeMap<>(Map.of("kuma.io/mesh", "shop")), json(spec), json("{}"));
  }

  /** The same mesh, with one endpoint that no longer serves. */
  public static MeshView without(MeshView mesh, int service, int endpoint) {
    var dataplanes = new ArrayList<>(mesh.dataplanes());
    DataplaneView changed = dataplane(service, endpoint, "NotReady");
    dataplanes.replaceAll(one -> one.name().equals(changed.name()) ? changed : one);
    return new MeshView(
        mesh.name(),
        mesh.spec(),
        dataplanes,
        mesh.services(),
        mesh.policies(),
        mesh.others(),
        mesh.vips(),
        mesh.tlsReadyServices());
  }

  /** The same mesh with one more policy. */
  static MeshView with(MeshView mesh, MeshObject policy) {
    var policies = new ArrayList<>(mesh.policies());
    policies.add(policy);
    return with(mesh, mesh.services(), policies);
  }

  /** The same mesh, with one more label at a service. */
  static MeshView labelled(MeshView mesh, int service, String label, String value) {
    return changed(
        mesh,
        service,
        one -> {
          var labels = new TreeMap<>(one.labels());
          labels.put(label, value);
          return new MeshObject(
              one.kind(), one.mesh(), one.name(), labels, one.spec(), one.status());
        });
  }

  /** The same mesh, with another address of a service. */
  static MeshView readdressed(MeshView mesh, int service, String address) {
    return changed(
        mesh,
        service,
        one ->
            new MeshObject(
                one.kind(),
                one.mesh(),
                one.name(),
                one.labels(),
                one.spec(),
                json("{\"vips\": [{\"ip\": \"%s\"}]}".formatted(address))));
  }

  private static MeshView changed(MeshView mesh, int service, UnaryOperator<MeshObject> how) {
    var services = new ArrayList<>(mesh.services());
    services.replaceAll(one -> one.name().equals("s" + service) ? how.apply(one) : one);
    return with(mesh, services, mesh.policies());
  }

  private static MeshView with(
      MeshView mesh, List<MeshObject> services, List<MeshObject> policies) {
    return new MeshView(
        mesh.name(),
        mesh.spec(),
        mesh.dataplanes(),
        services,
        policies,
        mesh.others(),
        mesh.vips(),
        mesh.tlsReadyServices());
  }

  private static MeshObject service(int number) {
    return new MeshObject(
        ResourceKind.MESH_SERVICE,
        "shop",
        "s" + number,
        new TreeMap<>(Map.of("kuma.io/mesh", "shop", "kuma.io/zone", "east")),
        json(
            "{\"selector\": {\"dataplaneTags\": {\"kuma.io/service\": \"s%d\"}}, \"ports\": [{\"port\": 80, \"targetPort\": 8080, \"appProtocol\": \"http\"}], \"identities\": [{\"type\": \"ServiceTag\", \"value\": \"s%d\"}]}"
                .formatted(number, number)),
        json(
            "{\"vips\": [{\"ip\": \"241.0.%d.%d\"}], \"addresses\": [{\"hostname\": \"s%d.mesh\"}]}"
                .formatted(number / 256, number % 256, number)));
  }

  static DataplaneView dataplane(int service, int endpoint, String state) {
    String spec =
        "{\"networking\": {\"address\": \"10.%d.%d.%d\", \"inbound\": [{\"port\": 8080, \"state\": \"%s\", \"tags\": {\"kuma.io/service\": \"s%d\", \"kuma.io/protocol\": \"http\", \"kuma.io/zone\": \"east\"}}]}}"
            .formatted(service / 256, service % 256, endpoint + 1, state, service);
    return new DataplaneView(
        "shop",
        "s%d-%d".formatted(service, endpoint),
        new TreeMap<>(Map.of("kuma.io/mesh", "shop", "kuma.io/zone", "east")),
        read(spec, DataplaneSpec.class));
  }

  private static <T> T read(String text, Class<T> type) {
    try {
      return JSON.readValue(text, type);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
