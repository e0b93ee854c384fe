package io.higuma.envoy;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.data.dns.v3.DnsTable;
import io.envoyproxy.envoy.data.dns.v3.DnsTable.AddressList;
import io.envoyproxy.envoy.data.dns.v3.DnsTable.DnsEndpoint;
import io.envoyproxy.envoy.data.dns.v3.DnsTable.DnsVirtualDomain;
import io.envoyproxy.envoy.extensions.filters.udp.dns_filter.v3.DnsFilterConfig;
import io.envoyproxy.envoy.extensions.filters.udp.dns_filter.v3.DnsFilterConfig.ServerContextConfig;

/** Names of the mesh, answered by Envoy itself, for a kuma-dp without DNS of its own. */
final class DnsGenerator {
  private static final String FILTER = "envoy.filters.udp.dns_filter";
  private static final int TTL_SECONDS = 30;

  private DnsGenerator() {}

  /** All that the listener follows from. */
  record Key(NameTable names, int port, Naming naming, boolean isPortReused) {}

  static Resource listener(Key key) {
    var table = DnsTable.newBuilder();
    key.names()
        .addresses()
        .forEach((name, addresses) ->
            table.addVirtualDomains(
                DnsVirtualDomain.newBuilder()
                    .setName(name)
                    .setAnswerTtl(Durations.seconds(TTL_SECONDS))
                    .setEndpoint(
                        DnsEndpoint.newBuilder()
                            .setAddressList(AddressList.newBuilder().addAllAddress(addresses)))));
    var config =
        DnsFilterConfig.newBuilder()
            .setStatPrefix("kuma_dns")
            .setServerConfig(ServerContextConfig.newBuilder().setInlineDnsTable(table));
    return new ListenerDraft(
            Origin.DNS,
            Listener.newBuilder()
                .setName(SystemNames.DNS.in(key.naming()))
                .setAddress(Addresses.udp(Addresses.LOOPBACK, key.port()))
                .setTrafficDirection(TrafficDirection.INBOUND)
                .setEnableReusePort(BoolValue.of(key.isPortReused()))
                .addListenerFilters(
                    ListenerFilter.newBuilder()
                        .setName(FILTER)
                        .setTypedConfig(Any.pack(config.build()))))
        .build();
  }
}
