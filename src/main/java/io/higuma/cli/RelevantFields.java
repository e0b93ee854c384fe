package io.higuma.cli;

import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.ServiceStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;

/**
 * The fields that the conversion of Pods looks at. To prepare for all the others, of which a Pod
 * has hundreds, takes Jackson longer than all the rest of the command does.
 */
final class RelevantFields {
  private RelevantFields() {}

  static ObjectMapper reader() {
    return new ObjectMapper()
        .addMixIn(ObjectMeta.class, OfMetadata.class)
        .addMixIn(PodSpec.class, OfPod.class)
        .addMixIn(Container.class, OfContainer.class)
        .addMixIn(Probe.class, OfProbe.class)
        .addMixIn(PodStatus.class, OfPodStatus.class)
        .addMixIn(ContainerStatus.class, OfContainerStatus.class)
        .addMixIn(ServiceSpec.class, OfService.class)
        .addMixIn(ServiceStatus.class, OfServiceStatus.class)
        .addMixIn(NodeStatus.class, OfNodeStatus.class)
        .addMixIn(ReplicaSet.class, OfOwner.class)
        .addMixIn(Job.class, OfOwner.class);
  }

  @JsonIncludeProperties({
    "name",
    "namespace",
    "uid",
    "labels",
    "annotations",
    "ownerReferences",
    "deletionTimestamp"
  })
  private interface OfMetadata {}

  @JsonIncludeProperties({"containers", "initContainers", "nodeName", "serviceAccountName"})
  private interface OfPod {}

  @JsonIncludeProperties({
    "name",
    "ports",
    "restartPolicy",
    "livenessProbe",
    "readinessProbe",
    "startupProbe"
  })
  private interface OfContainer {}

  @JsonIncludeProperties("httpGet")
  private interface OfProbe {}

  @JsonIncludeProperties({"phase", "reason", "podIP", "containerStatuses", "initContainerStatuses"})
  private interface OfPodStatus {}

  @JsonIncludeProperties({"name", "ready"})
  private interface OfContainerStatus {}

  @JsonIncludeProperties({"type", "clusterIP", "selector", "ports"})
  private interface OfService {}

  @JsonIncludeProperties("loadBalancer")
  private interface OfServiceStatus {}

  @JsonIncludeProperties("addresses")
  private interface OfNodeStatus {}

  @JsonIncludeProperties({"apiVersion", "kind", "metadata"})
  private interface OfOwner {}
}
