package io.higuma.service;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.api.v1alpha1.MeshServiceSpec;
import io.higuma.api.v1alpha1.MeshServiceSpec.Selector;
import io.higuma.api.v1alpha1.MeshServiceStatus;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.dataplane.StoredForm;
import io.higuma.metadata.Labels;
import io.higuma.resource.CoreName;
import io.higuma.resource.LabelFacts;
import io.higuma.resource.NameHash;
import io.higuma.resource.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How a MeshService of a Service looks. */
record MeshServiceForm(MeshServiceSettings settings, Service service, String mesh) {
  private static final int MAX_NAME = 63;

  /** Of a dash and a hash. */
  private static final int SUFFIX = 11;

  /** For all pods of a Service with an address of its own. */
  MeshService ofAddress(String clusterIp) {
    MeshService made = common(service.getMetadata().getName(), Map.of(), service, "false");
    made.setSpec(spec(selectorOfService()));
    made.setStatus(MeshServiceStatus.ofAddresses(List.of(clusterIp)));
    return made;
  }

  /** For one pod of a headless Service. */
  MeshService ofPod(PodEndpoints.Target target) {
    Pod pod = target.pod();
    var own = new TreeMap<String, String>();
    for (var copied : List.of(Labels.POD_NAME.name(), Labels.POD_INDEX.name())) {
      String value = ObjectMetadata.labels(pod).get(copied);
      if (value != null) {
        own.put(copied, value);
      }
    }
    MeshService made = common(nameOf(pod), own, pod, "true");
    var dataplane = new CoreName(pod.getMetadata().getName(), pod.getMetadata().getNamespace());
    made.setSpec(spec(Selector.ofName(dataplane.toString())));
    made.setStatus(MeshServiceStatus.ofAddresses(target.addresses()));
    return made;
  }

  private String nameOf(Pod pod) {
    String name = pod.getMetadata().getName();
    String of = service.getMetadata().getName();
    String namespace = service.getMetadata().getNamespace();
    return name.length() + SUFFIX > MAX_NAME
        ? name.substring(0, MAX_NAME - SUFFIX) + "-" + NameHash.of(of, namespace, name)
        : name + "-" + NameHash.of(of, namespace);
  }

  private MeshService common(
      String name, Map<String, String> own, HasMetadata owner, String headless) {
    var base = new TreeMap<>(ObjectMetadata.labels(service));
    base.putAll(own);
    base.put(Labels.MESH.name(), mesh);
    base.put(Labels.MESH_SERVICE_OF.name(), service.getMetadata().getName());
    base.put(Labels.MANAGED_BY.name(), GeneratedObject.MANAGER);
    base.put(Labels.ENVIRONMENT.name(), "kubernetes");
    base.put(Labels.HEADLESS_SERVICE.name(), headless);
    String namespace = service.getMetadata().getNamespace();
    Map<String, String> labels =
        new TreeMap<>(
            settings.labels().of(ResourceKind.MESH_SERVICE, base, LabelFacts.of(mesh, namespace)));
    var made = new MeshService();
    made.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(namespace)
            .withName(name)
            .withLabels(labels)
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion(owner.getApiVersion())
                    .withKind(owner.getKind())
                    .withName(owner.getMetadata().getName())
                    .withUid(owner.getMetadata().getUid())
                    .build())
            .build());
    return StoredForm.metadata(made);
  }

  private MeshServiceSpec spec(Selector selector) {
    return new MeshServiceSpec(selector, ServicePortRules.served(service), List.of(), null);
  }

  private Selector selectorOfService() {
    Map<String, String> selector = service.getSpec().getSelector();
    var wanted = new TreeMap<String, String>(selector == null ? Map.of() : selector);
    wanted.put(Labels.NAMESPACE.name(), service.getMetadata().getNamespace());
    return switch (settings.selection()) {
      case BY_TAGS -> Selector.ofTags(wanted);
      case BY_LABELS -> Selector.ofLabels(wanted);
    };
  }
}
