package io.higuma.bootstrap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.grpc_credential.v3.FileBasedMetadataConfig;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.regex_engines.v3.GoogleRE2;
import io.envoyproxy.envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig;
import io.envoyproxy.envoy.extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.higuma.yaml.YamlText;

/** A bootstrap as YAML. It knows the few types that stand in one, since a start should be quick. */
final class BootstrapText {
  private static final double LARGEST_EXACT = 1L << 53;

  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .omittingInsignificantWhitespace()
          .usingTypeRegistry(
              TypeRegistry.newBuilder()
                  .add(DownstreamConnectionsConfig.getDescriptor())
                  .add(FileAccessLog.getDescriptor())
                  .add(FileBasedMetadataConfig.getDescriptor())
                  .add(FixedHeapConfig.getDescriptor())
                  .add(GoogleRE2.getDescriptor())
                  .add(HttpProtocolOptions.getDescriptor())
                  .add(UpstreamTlsContext.getDescriptor())
                  .build());
  private static final ObjectMapper JSON = new ObjectMapper();

  private BootstrapText() {}

  static String yaml(Bootstrap bootstrap) {
    try {
      JsonNode tree = JSON.readTree(PRINTER.print(bootstrap));
      wholeNumbers(tree);
      return YamlText.of(tree);
    } catch (InvalidProtocolBufferException | JsonProcessingException e) {
      throw new IllegalStateException("a bootstrap of our own can be printed", e);
    }
  }

  /**
   * A Struct has floating point numbers only, but a reader of YAML may tell 1.0E9 from 1000000000.
   */
  private static void wholeNumbers(JsonNode tree) {
    if (tree instanceof ObjectNode object) {
      object.properties().forEach(entry -> entry.setValue(whole(entry.getValue())));
    } else if (tree instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, whole(array.get(i)));
      }
    }
  }

  private static JsonNode whole(JsonNode value) {
    wholeNumbers(value);
    if (value.isDouble()
        && value.doubleValue() == Math.rint(value.doubleValue())
        && Math.abs(value.doubleValue()) < LARGEST_EXACT) {
      return LongNode.valueOf(value.longValue());
    }
    return value;
  }
}
