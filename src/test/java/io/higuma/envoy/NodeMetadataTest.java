package io.higuma.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.higuma.envoy.NodeMetadata.IpFamily;
import io.higuma.envoy.NodeMetadata.TransparentProxy;
import org.junit.jupiter.api.Test;

class NodeMetadataTest {
  @Test
  void nothingIsReadAsDefaults() {
    NodeMetadata metadata = NodeMetadata.of(LargeMesh.json("{}"));
    assertThat(metadata.features()).isEmpty();
    assertThat(metadata.adminPort()).isZero();
    assertThat(metadata.isIpv6Enabled()).isTrue();
    assertThat(metadata.transparentProxy()).isEmpty();
  }

  @Test
  void portsAreText() {
    NodeMetadata metadata =
        NodeMetadata.of(
            LargeMesh.json(
                "{\"dataplane.admin.port\": \"9901\", \"dataplane.dns.port\": 53, \"dataplane.readinessReporter.port\": \"many\"}"));
    assertThat(metadata.adminPort()).isEqualTo(9901);
    assertThat(metadata.dnsPort()).as("a number").isZero();
    assertThat(metadata.readinessPort()).as("no number").isZero();
  }

  @Test
  void redirectionCountsWithItsFeatureOnly() {
    String redirect =
        "\"transparentProxy\": {\"ipFamilyMode\": \"ipv4\", \"redirect\": {\"inbound\": {\"enabled\": false}, \"outbound\": {\"port\": 1}, \"dns\": {\"enabled\": true}}}";
    assertThat(NodeMetadata.of(LargeMesh.json("{" + redirect + "}")).transparentProxy()).isEmpty();
    String feature = "\"features\": [\"feature-transparent-proxy-in-dataplane-metadata\", \"new\"]";
    assertThat(NodeMetadata.of(LargeMesh.json("{" + feature + "," + redirect + "}")).transparentProxy())
        .contains(new TransparentProxy(0, 1, true, IpFamily.IPV4));
    assertThat(NodeMetadata.of(LargeMesh.json("{" + feature + "}")).transparentProxy())
        .contains(new TransparentProxy(15006, 15001, false, IpFamily.DUAL_STACK));
  }

  @Test
  void aStructIsReadLikeJson() throws InvalidProtocolBufferException {
    String json = "{\"dataplane.admin.port\": \"9901\", \"ipv6Enabled\": false, \"workdir\": \"/w\"}";
    var struct = Struct.newBuilder();
    JsonFormat.parser().merge(json, struct);
    assertThat(NodeMetadata.of(struct.build())).isEqualTo(NodeMetadata.of(LargeMesh.json(json)));
  }
}
