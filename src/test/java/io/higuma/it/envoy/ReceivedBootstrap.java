package io.higuma.it.envoy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.grpc_credential.v3.FileBasedMetadataConfig;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.regex_engines.v3.GoogleRE2;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/**
 * The answer to a bootstrap request, read as strictly as kuma-dp does: fields that Envoy's API does
 * not have are an error.
 *
 * @param address of the proxy, by which its readiness is asked for
 */
record ReceivedBootstrap(Bootstrap bootstrap, String address) {
  private static final TypeRegistry TYPES =
      TypeRegistry.newBuilder()
          .add(FileAccessLog.getDescriptor())
          .add(FileBasedMetadataConfig.getDescriptor())
          .add(GoogleRE2.getDescriptor())
          .add(HttpConnectionManager.getDescriptor())
          .add(Router.getDescriptor())
          .add(TcpProxy.getDescriptor())
          .add(HttpProtocolOptions.getDescriptor())
          .add(UpstreamTlsContext.getDescriptor())
          .build();

  /**
   * @throws IllegalStateException if it can't be read
   */
  static ReceivedBootstrap read(String body) {
    try {
      JsonNode answer = new JsonMapper().readTree(body);
      String yaml =
          new String(
              Base64.getDecoder().decode(answer.path("bootstrap").asText()),
              StandardCharsets.UTF_8);
      var bootstrap = Bootstrap.newBuilder();
      JsonFormat.parser()
          .usingTypeRegistry(TYPES)
          .merge(new YAMLMapper().readTree(yaml).toString(), bootstrap);
      return new ReceivedBootstrap(
          bootstrap.build(),
          answer.path("kumaSidecarConfiguration").path("networking").path("address").asText());
    } catch (JsonProcessingException
        | InvalidProtocolBufferException
        | IllegalArgumentException e) {
      throw new IllegalStateException("kuma-dp can't read the bootstrap: " + e.getMessage(), e);
    }
  }

  /** For Envoy, which reads JSON as YAML. */
  String text() {
    try {
      return JsonFormat.printer().usingTypeRegistry(TYPES).print(bootstrap);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where Envoy's admin interface will be. */
  Path adminSocket() {
    return Path.of(bootstrap.getAdmin().getAddress().getPipe().getPath());
  }
}
