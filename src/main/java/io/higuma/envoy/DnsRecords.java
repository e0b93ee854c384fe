package io.higuma.envoy;

import io.higuma.envoy.NodeMetadata.IpFamily;
import io.higuma.resource.MeshObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which names lead to which addresses. */
final class DnsRecords {
  private DnsRecords() {}

  /**
   * Those that a proxy answers.
   *
   * @param reached addresses of its outbounds
   */
  static SortedMap<String, List<String>> of(MeshIndex mesh, Set<String> reached, IpFamily family) {
    var records = new TreeMap<String, List<String>>();
    for (MeshObject service : mesh.services()) {
      List<String> names = Vips.names(service);
      Vips.of(service).stream()
          .filter(reached::contains)
          .forEach(vip -> names.forEach(name -> add(records, name, vip, family)));
    }
    byName(mesh, reached).forEach((name, vip) -> add(records, name, vip, family));
    return records;
  }

  /** Who asked for a name expressly gets it, before the value of the tag that is called so. */
  private static Map<String, String> byName(MeshIndex mesh, Set<String> reached) {
    var byName = new TreeMap<String, String>();
    for (LegacyVip vip : mesh.vips()) {
      if (reached.contains(vip.address())) {
        vip.names().forEach(name -> byName.put(name, vip.address()));
      }
    }
    return byName;
  }

  private static void add(
      Map<String, List<String>> records, String name, String vip, IpFamily family) {
    List<String> addresses = records.computeIfAbsent(name, absent -> new ArrayList<>());
    addresses.add(vip);
    if (family != IpFamily.IPV4 && !Addresses.isIpv6(vip)) {
      addresses.add(mapped(vip));
    }
  }

  /** The same in IPv6: {@code 240.0.0.1} gives {@code ::ffff:f000:1}. */
  static String mapped(String ipv4) {
    String[] bytes = ipv4.split("\\.", -1);
    return "::ffff:%x:%x"
        .formatted(
            Integer.parseInt(bytes[0]) * 256 + Integer.parseInt(bytes[1]),
            Integer.parseInt(bytes[2]) * 256 + Integer.parseInt(bytes[3]));
  }
}
