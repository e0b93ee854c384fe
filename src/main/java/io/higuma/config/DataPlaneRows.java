package io.higuma.config;

import java.util.List;
import java.util.stream.Stream;

/** The rows of {@link Settings} on serving data planes, and on what a sidecar starts with. */
final class DataPlaneRows {
  private static final SettingsSection ROOT = new SettingsSection("", "KUMA_");

  private DataPlaneRows() {}

  static List<Setting<?>> all() {
    return Stream.of(server(), bootstrap(), xds()).flatMap(List::stream).toList();
  }

  private static List<Setting<?>> server() {
    var server = ROOT.in("dpServer", "DP_SERVER");
    var authentication = server.in("authn", "AUTHN");
    return List.of(
        server.port(
            "port",
            "PORT",
            5678,
            "Port where data planes reach the control plane; part of the URL that sidecars get."),
        ROOT.in("diagnostics", "DIAGNOSTICS")
            .port("serverPort", "SERVER_PORT", 5680, "Port of health checks and metrics."),
        authentication
            .in("dpProxy", "DP_PROXY")
            .text(
                "type",
                "TYPE",
                "",
                "How sidecars prove who they are: by the token of their service account, or not at all; empty is serviceAccountToken.")
            .checked(Check.oneOf("", "serviceAccountToken", "none"))
            .unlikeKuma("Kuma has dpToken too."),
        authentication
            .in("zoneProxy", "ZONE_PROXY")
            .text(
                "type",
                "TYPE",
                "",
                "How zone proxies prove who they are: by the token of their service account, or not at all; empty is serviceAccountToken.")
            .checked(Check.oneOf("", "serviceAccountToken", "none"))
            .unlikeKuma("Kuma has zoneToken too."));
  }

  private static List<Setting<?>> bootstrap() {
    var bootstrap = new SettingsSection("bootstrapServer.params.", "KUMA_BOOTSTRAP_SERVER_PARAMS_");
    return List.of(
        bootstrap.text(
            "adminAddress", "ADMIN_ADDRESS", "127.0.0.1", "Address of Envoy's admin interface."),
        bootstrap.port("adminPort", "ADMIN_PORT", 9901, "Port of Envoy's admin interface."),
        bootstrap.text(
            "adminAccessLogPath",
            "ADMIN_ACCESS_LOG_PATH",
            "/dev/null",
            "File where Envoy logs requests to its admin interface."),
        bootstrap.flag(
            "envoyAdminUnixSocket",
            "ENVOY_ADMIN_UNIX_SOCKET",
            true,
            "Whether Envoy's admin interface is a Unix socket instead of a port."),
        bootstrap.port(
            "readinessPort",
            "READINESS_PORT",
            9902,
            "Port where a sidecar says whether it is ready, when the admin interface is a Unix socket."),
        bootstrap.text(
            "xdsHost",
            "XDS_HOST",
            "",
            "Host where Envoy reaches the control plane; empty is the one that the sidecar asked for its bootstrap."),
        bootstrap.port(
            "xdsPort",
            "XDS_PORT",
            0,
            "Port where Envoy reaches the control plane; 0 is the value of dpServer.port."),
        bootstrap
            .duration(
                "xdsConnectTimeout",
                "XDS_CONNECT_TIMEOUT",
                "1s",
                "Time that Envoy waits for a connection to the control plane.")
            .checked(Check.positive()),
        bootstrap
            .number(
                "xdsGrpcMaxReceiveMessageBytes",
                "XDS_GRPC_MAX_RECEIVE_MESSAGE_BYTES",
                4 << 20,
                "The largest message from the control plane, in bytes, that Envoy takes where it reads its token from a file.")
            .checked(Check.atLeast(1)),
        bootstrap.text(
            "corefileTemplatePath",
            "COREFILE_TEMPLATE_PATH",
            "",
            "File with a template for the configuration of CoreDNS in sidecars; empty is the sidecar's own."));
  }

  private static List<Setting<?>> xds() {
    var server = ROOT.in("xdsServer", "XDS_SERVER");
    var dataplane = ROOT.in("metrics", "METRICS").in("dataplane", "DATAPLANE");
    return List.of(
        server
            .duration(
                "nackBackoff",
                "NACK_BACKOFF",
                "5s",
                "Time after which a sidecar gets what it rejected again, when nothing else has changed it before.")
            .checked(Check.positive()),
        server
            .duration(
                "dataplaneStatusFlushInterval",
                "DATAPLANE_STATUS_FLUSH_INTERVAL",
                "10s",
                "Time between two writes of the same DataplaneInsight.")
            .checked(Check.positive()),
        dataplane
            .number(
                "subscriptionLimit",
                "SUBSCRIPTION_LIMIT",
                2,
                "How many streams of a sidecar its DataplaneInsight tells of.")
            .checked(Check.atLeast(1)),
        dataplane
            .duration(
                "idleTimeout",
                "IDLE_TIMEOUT",
                "5m",
                "Time after which a stream counts as ended when the control plane that served it says no more about it.")
            .checked(Check.positive()));
  }
}
