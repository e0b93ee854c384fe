package io.higuma.cli;

/** Objects that several tests of the command line start from. */
final class Samples {
  static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: web-0
        labels: {app: web}
      spec:
        containers: [{name: app}]
      status: {podIP: 10.1.0.5}
      """;

  static final String OBJECTS =
      """
      apiVersion: v1
      kind: List
      items:
      - apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec:
          selector: {app: web}
          ports: [{port: 80, targetPort: 8080}]
      - apiVersion: kuma.io/v1alpha1
        kind: Mesh
        metadata: {name: default}
      - apiVersion: serving.knative.dev/v1
        kind: Service
        metadata: {name: other}
        spec: unlike
      """;

  private Samples() {}
}
