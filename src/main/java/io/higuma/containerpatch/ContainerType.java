package io.higuma.containerpatch;

import static io.higuma.containerpatch.ApiType.Presence.ALWAYS;
import static io.higuma.containerpatch.ApiType.Presence.UNLESS_ZERO;
import static io.higuma.containerpatch.ApiType.Presence.WHEN_GIVEN;
import static io.higuma.containerpatch.ApiType.Scalar.INT32;
import static io.higuma.containerpatch.ApiType.Scalar.INT64;
import static io.higuma.containerpatch.ApiType.Scalar.PORT;
import static io.higuma.containerpatch.ApiType.Scalar.QUANTITY;
import static io.higuma.containerpatch.ApiType.Scalar.TEXT;
import static io.higuma.containerpatch.ApiType.Scalar.TRUTH;

import io.higuma.containerpatch.ApiType.Field;
import io.higuma.containerpatch.ApiType.ListOf;
import io.higuma.containerpatch.ApiType.MapOf;
import io.higuma.containerpatch.ApiType.Presence;
import io.higuma.containerpatch.ApiType.Struct;

/**
 * The fields of a container. The model of the Kubernetes client does not tell when a field is
 * printed, so that they stand here; a test holds the two together.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container">Container</a>
 */
final class ContainerType {
  private static final ApiType TEXTS = new ListOf(TEXT);

  private static final Struct PORTS =
      Struct.of(
          field("containerPort", INT32, ALWAYS),
          field("hostIP", TEXT),
          field("hostPort", INT32),
          field("name", TEXT),
          field("protocol", TEXT));

  private static final Struct VOLUME_MOUNT =
      Struct.of(
          field("mountPath", TEXT, ALWAYS),
          field("mountPropagation", TEXT, WHEN_GIVEN),
          field("name", TEXT, ALWAYS),
          field("readOnly", TRUTH),
          field("recursiveReadOnly", TEXT, WHEN_GIVEN),
          field("subPath", TEXT),
          field("subPathExpr", TEXT));

  static final Struct CONTAINER =
      Struct.of(
          field("args", TEXTS),
          field("command", TEXTS),
          field("env", new ListOf(variable())),
          field("envFrom", new ListOf(variableSource())),
          field("image", TEXT),
          field("imagePullPolicy", TEXT),
          field("lifecycle", lifecycle(), WHEN_GIVEN),
          field("livenessProbe", probe(), WHEN_GIVEN),
          field("name", TEXT, ALWAYS),
          field("ports", new ListOf(PORTS)),
          field("readinessProbe", probe(), WHEN_GIVEN),
          field(
              "resizePolicy",
              new ListOf(
                  Struct.of(
                      field("resourceName", TEXT, ALWAYS), field("restartPolicy", TEXT, ALWAYS)))),
          field("resources", resources(), ALWAYS),
          field("restartPolicy", TEXT, WHEN_GIVEN),
          field("restartPolicyRules", new ListOf(restartRule())),
          field("securityContext", securityContext(), WHEN_GIVEN),
          field("startupProbe", probe(), WHEN_GIVEN),
          field("stdin", TRUTH),
          field("stdinOnce", TRUTH),
          field("terminationMessagePath", TEXT),
          field("terminationMessagePolicy", TEXT),
          field("tty", TRUTH),
          field(
              "volumeDevices",
              new ListOf(
                  Struct.of(field("devicePath", TEXT, ALWAYS), field("name", TEXT, ALWAYS)))),
          field("volumeMounts", new ListOf(VOLUME_MOUNT)),
          field("workingDir", TEXT));

  private ContainerType() {}

  private static Field field(String name, ApiType type) {
    return new Field(name, type, UNLESS_ZERO);
  }

  private static Field field(String name, ApiType type, Presence presence) {
    return new Field(name, type, presence);
  }

  private static Struct variable() {
    Struct keyOfObject =
        Struct.of(
            field("key", TEXT, ALWAYS), field("name", TEXT), field("optional", TRUTH, WHEN_GIVEN));
    Struct keyOfFile =
        Struct.of(
            field("key", TEXT, ALWAYS),
            field("optional", TRUTH, WHEN_GIVEN),
            field("path", TEXT, ALWAYS),
            field("volumeName", TEXT, ALWAYS));
    Struct source =
        Struct.of(
            field("configMapKeyRef", keyOfObject, WHEN_GIVEN),
            field(
                "fieldRef",
                Struct.of(field("apiVersion", TEXT), field("fieldPath", TEXT, ALWAYS)),
                WHEN_GIVEN),
            field("fileKeyRef", keyOfFile, WHEN_GIVEN),
            field(
                "resourceFieldRef",
                Struct.of(
                    field("containerName", TEXT),
                    field("divisor", QUANTITY, ALWAYS),
                    field("resource", TEXT, ALWAYS)),
                WHEN_GIVEN),
            field("secretKeyRef", keyOfObject, WHEN_GIVEN));
    return Struct.of(
        field("name", TEXT, ALWAYS), field("value", TEXT), field("valueFrom", source, WHEN_GIVEN));
  }

  private static Struct variableSource() {
    Struct object = Struct.of(field("name", TEXT), field("optional", TRUTH, WHEN_GIVEN));
    return Struct.of(
        field("configMapRef", object, WHEN_GIVEN),
        field("prefix", TEXT),
        field("secretRef", object, WHEN_GIVEN));
  }

  private static Struct exec() {
    return Struct.of(field("command", TEXTS));
  }

  private static Struct httpGet() {
    Struct header = Struct.of(field("name", TEXT, ALWAYS), field("value", TEXT, ALWAYS));
    return Struct.of(
        field("host", TEXT),
        field("httpHeaders", new ListOf(header)),
        field("path", TEXT),
        field("port", PORT, ALWAYS),
        field("scheme", TEXT));
  }

  private static Struct tcpSocket() {
    return Struct.of(field("host", TEXT), field("port", PORT, ALWAYS));
  }

  private static Struct probe() {
    return Struct.of(
        field("exec", exec(), WHEN_GIVEN),
        field("failureThreshold", INT32),
        field(
            "grpc",
            Struct.of(field("port", INT32, ALWAYS), field("service", TEXT, WHEN_GIVEN)),
            WHEN_GIVEN),
        field("httpGet", httpGet(), WHEN_GIVEN),
        field("initialDelaySeconds", INT32),
        field("periodSeconds", INT32),
        field("successThreshold", INT32),
        field("tcpSocket", tcpSocket(), WHEN_GIVEN),
        field("terminationGracePeriodSeconds", INT64, WHEN_GIVEN),
        field("timeoutSeconds", INT32));
  }

  private static Struct lifecycle() {
    Struct handler =
        Struct.of(
            field("exec", exec(), WHEN_GIVEN),
            field("httpGet", httpGet(), WHEN_GIVEN),
            field("sleep", Struct.of(field("seconds", INT64, ALWAYS)), WHEN_GIVEN),
            field("tcpSocket", tcpSocket(), WHEN_GIVEN));
    return Struct.of(
        field("postStart", handler, WHEN_GIVEN),
        field("preStop", handler, WHEN_GIVEN),
        field("stopSignal", TEXT, WHEN_GIVEN));
  }

  private static Struct resources() {
    Struct claim = Struct.of(field("name", TEXT, ALWAYS), field("request", TEXT));
    return Struct.of(
        field("claims", new ListOf(claim)),
        field("limits", new MapOf(QUANTITY)),
        field("requests", new MapOf(QUANTITY)));
  }

  private static Struct restartRule() {
    Struct exitCodes =
        Struct.of(field("operator", TEXT, ALWAYS), field("values", new ListOf(INT32)));
    return Struct.of(field("action", TEXT, ALWAYS), field("exitCodes", exitCodes, WHEN_GIVEN));
  }

  private static Struct securityContext() {
    Struct profile =
        Struct.of(field("localhostProfile", TEXT, WHEN_GIVEN), field("type", TEXT, ALWAYS));
    return Struct.of(
        field("allowPrivilegeEscalation", TRUTH, WHEN_GIVEN),
        field("appArmorProfile", profile, WHEN_GIVEN),
        field("capabilities", Struct.of(field("add", TEXTS), field("drop", TEXTS)), WHEN_GIVEN),
        field("privileged", TRUTH, WHEN_GIVEN),
        field("procMount", TEXT, WHEN_GIVEN),
        field("readOnlyRootFilesystem", TRUTH, WHEN_GIVEN),
        field("runAsGroup", INT64, WHEN_GIVEN),
        field("runAsNonRoot", TRUTH, WHEN_GIVEN),
        field("runAsUser", INT64, WHEN_GIVEN),
        field(
            "seLinuxOptions",
            Struct.of(
                field("level", TEXT),
                field("role", TEXT),
                field("type", TEXT),
                field("user", TEXT)),
            WHEN_GIVEN),
        field("seccompProfile", profile, WHEN_GIVEN),
        field(
            "windowsOptions",
            Struct.of(
                field("gmsaCredentialSpec", TEXT, WHEN_GIVEN),
                field("gmsaCredentialSpecName", TEXT, WHEN_GIVEN),
                field("hostProcess", TRUTH, WHEN_GIVEN),
                field("runAsUserName", TEXT, WHEN_GIVEN)),
            WHEN_GIVEN));
  }
}
