package io.higuma.service;

import io.higuma.service.AddressClaims.Claim;
import io.higuma.service.AddressView.Entry;
import io.higuma.service.AddressView.Outbound;
import io.higuma.validation.NetworkNames;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** Makes the names of a mesh from what is asked for and from what it has. */
record AddressPlanner(AddressBook book) {
  private static final Logger LOG = Logger.getLogger(AddressPlanner.class);

  /**
   * The names as they have to be. Of two that want the same name at one port the one that has it
   * keeps it.
   *
   * @param claims in an order that does not change by itself
   */
  AddressView plan(AddressView stored, List<Claim> claims) {
    var wanted = new TreeMap<String, SortedMap<Long, Outbound>>();
    for (Claim claim : claims) {
      Outbound outbound = claim.outbound();
      wanted
          .computeIfAbsent(claim.key(), absent -> new TreeMap<>())
          .merge(
              outbound.port(),
              outbound,
              (first, later) -> isStored(stored, claim.key(), later) ? later : first);
    }
    var entries = new TreeMap<String, Entry>();
    wanted.forEach((key, ports) -> {
      Entry before = stored.entries().get(key);
      address(key, before == null ? "" : before.address())
          .ifPresentOrElse(
              address -> entries.put(key, new Entry(address, List.copyOf(ports.values()))),
              () ->
                  LOG.errorv(
                      "No address is left for {0}: make dnsServer.CIDR larger", key.substring(2)));
    });
    return new AddressView(entries);
  }

  private static boolean isStored(AddressView stored, String key, Outbound outbound) {
    Entry before = stored.entries().get(key);
    return before != null && before.outbounds().contains(outbound);
  }

  /** What is an address itself needs no other. */
  private Optional<String> address(String key, String stored) {
    String name = key.substring(2);
    return key.startsWith("1:") && NetworkNames.isIp(name)
        ? Optional.of(name)
        : book.addressOf(key, stored);
  }
}
