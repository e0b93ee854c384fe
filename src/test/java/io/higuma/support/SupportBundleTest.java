package io.higuma.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.check.ClusterQuestions;
import io.higuma.check.Known;
import io.higuma.check.StoredCluster;
import io.higuma.explain.ApiObjects.UnreachableException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupportBundleTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2027-01-01T12:00:00Z"));
  private static final String OBJECTS =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: cp-0, namespace: kuma-system, labels: {app: kuma-control-plane}}
      spec: {containers: [{name: control-plane, env: [{name: DB_PASSWORD, value: hidden}]}]}
      status: {containerStatuses: [{name: control-plane, restartCount: 1}]}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: kuma-control-plane-config, namespace: kuma-system},
        data: {config.yaml: "mode: zone\\nstore: {password: hidden}"}}
      ---
      {apiVersion: kuma.io/v1alpha1, kind: Mesh, metadata: {name: default},
        spec: {mtls: {backends: [{conf: {cert: {inline: hidden}}}]}}}
      """;

  private static List<BundleFile> collect(ClusterQuestions api) {
    return SupportBundle.collect(api, "kuma-system", "higuma 1", CLOCK);
  }

  private static StoredCluster cluster() {
    return StoredCluster.installed()
        .with(OBJECTS)
        .text("/api/v1/namespaces/kuma-system/pods/cp-0/log", "started\npassword=hidden\n")
        .text("/api/v1/namespaces/kuma-system/pods/cp-0:5680/proxy/metrics", "up 1\n");
  }

  private static String content(List<BundleFile> files, String path) {
    return files.stream()
        .filter(file -> file.path().equals(path))
        .map(BundleFile::content)
        .findFirst()
        .orElseThrow(() -> new AssertionError(path + " is not among " + files));
  }

  @Test
  void hasWhatHelpsAndNothingSecret() {
    StoredCluster cluster = cluster();
    List<BundleFile> files = collect(cluster);
    assertThat(files.getFirst().path()).isEqualTo("manifest.yaml");
    assertThat(files.stream().skip(1).map(BundleFile::path)).isSorted();
    assertThat(files)
        .extracting(BundleFile::path)
        .contains(
            "check.txt",
            "check.yaml",
            "control-plane/pods.yaml",
            "crds.yaml",
            "mesh/meshes.yaml",
            "replicas/cp-0/control-plane.log",
            "replicas/cp-0/control-plane.previous.log",
            "replicas/cp-0/metrics.txt",
            "version.yaml",
            "webhooks/mutating.yaml");
    assertThat(content(files, "replicas/cp-0/control-plane.log"))
        .isEqualTo("started\npassword=<redacted>\n");
    assertThat(content(files, "control-plane/configmap.yaml")).contains("mode: zone");
    assertThat(content(files, "manifest.yaml"))
        .contains("path: crds.yaml", "what: replicas/cp-0/ready.txt", "why: there is none");
    assertThat(files)
        .allSatisfy(file ->
            assertThat(file.content()).doesNotContain("hidden", "bm90IGEga2V5", "BEGIN CERT"));
    assertThat(cluster.asked()).noneMatch(path -> path.contains("/secrets"));
  }

  @Test
  void twoOfTheSameClusterAreTheSame() {
    assertThat(collect(cluster())).isEqualTo(collect(cluster()));
  }

  @Test
  void whatIsForbiddenStopsNothing() {
    List<BundleFile> files = collect(cluster().forbid("pods", "meshes"));
    assertThat(content(files, "manifest.yaml"))
        .contains("what: mesh/meshes.yaml", "meshes is forbidden: User");
    assertThat(files).extracting(BundleFile::path).contains("webhooks/mutating.yaml");
    assertThat(collect(cluster().forbid("*")))
        .extracting(BundleFile::path)
        .startsWith("manifest.yaml", "check.txt");
  }

  @Test
  void aClusterThatGoesAwayLeavesWhatWasRead() {
    StoredCluster stored = cluster();
    var lost = new Lost(stored);
    List<BundleFile> files = collect(lost);
    assertThat(content(files, "manifest.yaml")).contains("gone away", "what: check");
    assertThat(content(files, "version.yaml")).contains("v1.33.0");
    assertThatThrownBy(() -> collect(new Absent())).isInstanceOf(UnreachableException.class);
  }

  /** Tells its version, and then nothing. */
  private record Lost(ClusterQuestions api) implements ClusterQuestions {
    @Override
    public Answer get(String path) {
      if (path.equals("/version")) {
        return api.get(path);
      }
      throw new UnreachableException("gone away");
    }

    @Override
    public List<Answer> post(String path, List<ObjectNode> bodies) {
      throw new UnreachableException("gone away");
    }

    @Override
    public Known<String> text(String path) {
      throw new UnreachableException("gone away");
    }
  }

  private record Absent() implements ClusterQuestions {
    @Override
    public Answer get(String path) {
      throw new UnreachableException("not there");
    }

    @Override
    public List<Answer> post(String path, List<ObjectNode> bodies) {
      throw new UnreachableException("not there");
    }

    @Override
    public Known<String> text(String path) {
      throw new UnreachableException("not there");
    }
  }
}
