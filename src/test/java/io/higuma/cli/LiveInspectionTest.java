package io.higuma.cli;

import static io.higuma.cli.Outcome.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.higuma.explain.ApiObjects;
import io.higuma.inspect.DataplaneReport;
import io.higuma.inspect.PolicyInspection;
import io.higuma.resource.ResourceKind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveInspectionTest {
  private static final String OBJECTS =
      """
      {apiVersion: kuma.io/v1alpha1, kind: Mesh, metadata: {name: retail},
        spec: {mtls: {enabledBackend: ca-1, backends: [{name: ca-1, type: builtin}]}}}
      ---
      {apiVersion: kuma.io/v1alpha1, kind: Dataplane, mesh: retail,
        metadata: {name: web-0, namespace: shop, labels: {app: web}},
        spec: {networking: {address: 10.0.0.1, inbound: [{port: 8080, name: http, tags: {kuma.io/service: web}}],
          outbound: [{port: 7000, tags: {kuma.io/service: cart}}]}}}
      ---
      {apiVersion: kuma.io/v1alpha1, kind: Dataplane, mesh: retail,
        metadata: {name: cart-0, namespace: shop, labels: {app: cart}},
        spec: {networking: {address: 10.0.0.2, inbound: [{port: 8080, tags: {kuma.io/service: cart}}]}}}
      ---
      {apiVersion: kuma.io/v1alpha1, kind: Dataplane, mesh: retail,
        metadata: {name: cart-1, namespace: shop, labels: {app: cart}},
        spec: {networking: {address: 10.0.0.3, inbound: [{port: 8080, tags: {kuma.io/service: cart}}]}}}
      ---
      apiVersion: kuma.io/v1alpha1
      kind: DataplaneInsight
      mesh: retail
      metadata:
        name: web-0
        namespace: shop
        annotations:
          higuma.io/policies: '{"refused":[{"type":"listener","error":"no such\\nfilter","policies":""}]}'
      status:
        metadata: {dataplane.proxyType: dataplane}
        subscriptions:
        - {id: a, controlPlaneInstanceId: cp-0, connectTime: "2026-01-01T10:00:00Z", disconnectTime: "2026-01-01T11:00:00Z", status: {}}
        - id: b
          controlPlaneInstanceId: cp-1
          connectTime: "2026-01-01T12:00:00Z"
          version: {kumaDp: {version: 2.14.3}, envoy: {version: 1.38.2}}
          status:
            lastUpdateTime: "2026-01-01T12:30:00Z"
            total: {responsesSent: "9", responsesAcknowledged: "7", responsesRejected: "1"}
            cds: {responsesSent: "3", responsesAcknowledged: "3"}
            eds: {}
            lds: {responsesSent: "3", responsesAcknowledged: "1", responsesRejected: "1"}
            rds: {}
        mTLS:
          certificateExpirationTime: "2026-01-02T12:00:00Z"
          lastCertificateRegeneration: "2026-01-01T12:00:00Z"
          certificateRegenerations: 2
          issuedBackend: ca-1
          supportedBackends: [ca-1]
      ---
      apiVersion: kuma.io/v1alpha1
      kind: MeshTimeout
      metadata: {name: slow, namespace: shop, labels: {kuma.io/mesh: retail}}
      spec:
        targetRef: {kind: Dataplane, labels: {app: web}}
        to: [{targetRef: {kind: Mesh}, default: {connectionTimeout: 9s}}]
      status:
        conditions: [{type: Programmed, status: "False", reason: Refused, message: "1 of 1 proxies refused it"}]
        proxies:
          matched: 1
          programmed: 0
          refused: 1
          refusals: [{namespace: shop, name: web-0, type: cluster, error: "bad\\u001b[31m timeout"}]
      ---
      apiVersion: kuma.io/v1alpha1
      kind: MeshTimeout
      metadata: {name: other, namespace: bank, labels: {kuma.io/mesh: vault}}
      spec: {to: [{targetRef: {kind: Mesh}, default: {connectionTimeout: 9s}}]}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: retail.ca-builtin-key, namespace: kuma-system}, data: {value: c2VjcmV0}}
      """;

  private static LiveInspection of(ApiObjects api) {
    return new LiveInspection(api, "kuma-system", "shop", Optional.empty());
  }

  private static DataplaneReport dataplane(ApiObjects api, String name) throws InputException {
    return of(api).dataplane(name, List.of(PrintedType.values()));
  }

  @Test
  void tellsHowItStandsWithAProxy() throws Exception {
    String text = dataplane(new StoredInMemory(OBJECTS), "web-0").text();
    assertThat(text)
        .startsWith(
            """
            Dataplane web-0.shop of mesh retail
              Connected since 2026-01-01T12:00:00Z to cp-1
              kuma-dp 2.14.3, Envoy 1.38.2
              Certificate of backend ca-1 until 2026-01-02T12:00:00Z, made 2026-01-01T12:00:00Z, renewed 1 times
              Responses    sent  acknowledged  rejected
                clusters       3             3         0
                endpoints      0             0         0
                listeners      3             1         1  not all answered
                routes         0             0         0
                total          9             7         1  not all answered
              Rejects listener: no such filter

            Policies of Dataplane web-0.shop in mesh retail
            """)
        .contains(
            "1. slow.shop (consumer, targetRef Dataplane labels app=web)",
            "To kuma.io/service=cart:\n    connectionTimeout: 9s  <- slow.shop spec.to[0]",
            "other.bank of mesh vault: it is in mesh vault, the proxy in retail");
  }

  @Test
  void itsConfigurationIsWhatTheControlPlaneMakes() throws Exception {
    DataplaneReport report = dataplane(new StoredInMemory(OBJECTS), "web-0");
    String json = new ObjectMapper().writeValueAsString(report);
    assertThat(json)
        .contains("\"kind\":\"DataplaneInspection\"", "\"connectTimeout\":\"9s\"")
        .contains("inbound:10.0.0.1:8080", "10.0.0.3")
        .doesNotContain("BEGIN", "c2VjcmV0");
    DataplaneReport endpoints =
        of(new StoredInMemory(OBJECTS)).dataplane("web-0", List.of(PrintedType.endpoints));
    assertThat(String.valueOf(endpoints.configuration()))
        .startsWith("{\"endpoints\":")
        .contains("10.0.0.2", "10.0.0.3")
        .doesNotContain("clusters");
  }

  @Test
  void aProxyMayNeverHaveBeenConnected() throws Exception {
    DataplaneReport report = dataplane(new StoredInMemory(OBJECTS), "cart-0");
    assertThat(report.configuration()).isNull();
    assertThat(report.text())
        .contains("Not connected, and no control plane has written that it ever was")
        .contains(
            "Not known\n",
            "its configuration, and all its outbounds: no control plane has written what the proxy")
        .contains(
            "slow.shop: its targetRef.labels differ: it wants app=web, and the proxy has cart");
  }

  @Test
  void aProxyMayHaveGone() throws Exception {
    String gone =
        OBJECTS.replace(
            "connectTime: \"2026-01-01T12:00:00Z\"",
            "connectTime: \"2026-01-01T12:00:00Z\"\n    disconnectTime: \"2026-01-01T13:00:00Z\"");
    assertThat(dataplane(new StoredInMemory(gone), "web-0").text())
        .contains(
            "Not connected: its stream to cp-1 lasted from 2026-01-01T12:00:00Z to 2026-01-01T13:00:00Z");
  }

  @Test
  void tellsWhatAPolicyComesTo() throws Exception {
    PolicyInspection report =
        of(new StoredInMemory(OBJECTS)).policy(ResourceKind.MESH_TIMEOUT, "slow");
    assertThat(report.text())
        .startsWith(
            """
            MeshTimeout slow.shop of mesh retail (consumer, targetRef Dataplane labels app=web)
              It selects 1 connected proxies, is programmed on 0, and refused by 1
              Programmed False (Refused): 1 of 1 proxies refused it
                web-0.shop refuses cluster: bad [31m timeout

            For 1 Dataplanes:
              web-0.shop: to kuma.io/service=cart

            Not for 2 Dataplanes:
              2, for example cart-0.shop: its targetRef.labels differ: it wants app=web, and the proxy has cart
            """);
    assertThat(report.unknown()).anyMatch(sentence -> sentence.startsWith("all outbounds of 2 "));
    assertThat(new ObjectMapper().writeValueAsString(report))
        .contains("\"kind\":\"PolicyInspection\"", "\"refused\":1", "\"reason\":\"LABELS\"");
  }

  @Test
  void tellsWhereElseThereIsOne() throws Exception {
    var api = new StoredInMemory(OBJECTS);
    assertThatThrownBy(() -> of(api).policy(ResourceKind.MESH_TIMEOUT, "other"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "MeshTimeout shop/other: there is no such object; there is one in namespace bank: give -n bank");
    assertThatThrownBy(() -> dataplane(api, "nothing"))
        .isInstanceOf(InputException.class)
        .hasMessage("Dataplane shop/nothing: there is no such object in the cluster");
  }

  @Test
  void tellsWhatMayNotBeRead() throws Exception {
    assertThatThrownBy(() -> dataplane(new StoredInMemory(OBJECTS).without("dataplanes"), "web-0"))
        .isInstanceOf(InputException.class)
        .hasMessage("Dataplane shop/web-0: may not be read: dataplanes is forbidden");
    assertThatThrownBy(() -> dataplane(new StoredInMemory(OBJECTS).without("meshes"), "web-0"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Mesh retail can't be read: Mesh retail (meshes is forbidden)");
    DataplaneReport report =
        dataplane(
            new StoredInMemory(OBJECTS).without("dataplaneinsights").without("meshtimeouts"),
            "web-0");
    assertThat(report.unknown())
        .contains(
            "whether it is connected (dataplaneinsights is forbidden)",
            "which objects of kind MeshTimeout there are (meshtimeouts is forbidden)");
  }

  @Test
  void tellsThatItsMeshIsNotThere() throws Exception {
    assertThatThrownBy(() ->
            dataplane(new StoredInMemory(OBJECTS.replace("name: retail}", "name: x}")), "web-0"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no Mesh retail");
  }

  @Test
  void tellsThatNoControlPlaneIsReady() throws Exception {
    String down =
        """
        {apiVersion: apps/v1, kind: Deployment, metadata: {name: kuma-control-plane, namespace: kuma-system},
          status: {conditions: [{type: Available, status: "False"}]}}
        ---
        """;
    assertThat(dataplane(new StoredInMemory(down + OBJECTS), "web-0").unknown())
        .anyMatch(sentence -> sentence.startsWith("what is so now: no control plane is ready"));
  }

  @Test
  void refusesWhatIsNoKindAndNoName() {
    assertUsage(
        run("", "inspect", "policy", "meshtimeoutt", "a"),
        "\"meshtimeoutt\" is no kind of policy. There are MeshAccessLog, MeshCircuitBreaker");
    assertUsage(run("", "inspect", "policy", "mt", "../x"), "\"../x\" is no name of an object");
    assertUsage(run("", "inspect", "dataplane", "a", "-n", "A"), "\"A\" is no name of a namespace");
    assertUsage(run("", "inspect", "dataplane"), "Missing required parameter: 'NAME'");
    assertUsage(run("", "inspect"), "inspect dataplane NAME, or inspect policy KIND NAME");
    assertUsage(
        run("", "inspect", "dataplane", "a", "--type=clusters", "-otext"), "-o yaml or -o json");
  }

  @Test
  void tellsThatThereIsNoCluster() {
    Outcome outcome = run("", "inspect", "dataplane", "a", "--kubeconfig=missing.config");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err())
        .isEqualTo("higuma: missing.config: there is no such kubeconfig, or it may not be read\n");
    assertThat(outcome.out()).isEmpty();
  }

  private static void assertUsage(Outcome outcome, String sentence) {
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains(sentence);
  }
}
