package io.higuma.service;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which name has which address, in all meshes. A name keeps its address for hours when it is gone,
 * so that it has the same when it comes back; no two names share one. Not for several threads.
 */
final class AddressBook {
  /** Longer than rollouts and most outages take. */
  private static final Duration REMEMBERED = Duration.ofHours(6);

  private final AddressPool pool;
  private final Map<String, String> addresses = new HashMap<>();
  private final Map<String, String> holders = new HashMap<>();

  /** When names were first found to be in no mesh. */
  private final Map<String, Instant> absentSince = new HashMap<>();

  /**
   * @param network whose addresses are given to new names
   */
  AddressBook(String network) {
    pool = new AddressPool(network);
  }

  /** Takes over what is stored. */
  void learn(AddressView view) {
    view.entries().forEach((key, entry) -> keep(key, entry.address()));
  }

  /**
   * Forgets names that no mesh has had for hours: clusters are long-lived, and names of previews
   * and the like come and go. To be called now and then.
   *
   * @param stored the names that some mesh has
   */
  void forget(Set<String> stored, Instant now) {
    absentSince.keySet().removeAll(stored);
    for (String key : List.copyOf(addresses.keySet())) {
      if (!stored.contains(key)
          && absentSince.computeIfAbsent(key, absent -> now).plus(REMEMBERED).compareTo(now) <= 0) {
        absentSince.remove(key);
        String address = addresses.remove(key);
        holders.remove(address, key);
        pool.forget(key);
      }
    }
    // An address that was moved to another name is nobody's.
    holders.values().removeIf(holder -> !stored.contains(holder) && !addresses.containsKey(holder));
  }

  /** How many names are known. */
  int size() {
    return addresses.size();
  }

  /** Whether the name may have this address. */
  private boolean keep(String key, String address) {
    if (address.isEmpty() || !holders.computeIfAbsent(address, free -> key).equals(key)) {
      return false;
    }
    addresses.putIfAbsent(key, address);
    pool.use(List.of(address));
    return true;
  }

  /**
   * The address of a name; empty if all are given.
   *
   * @param stored what it has in its mesh; may be empty
   */
  Optional<String> addressOf(String key, String stored) {
    if (keep(key, stored)) {
      return Optional.of(stored);
    }
    String known = addresses.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<String> given = pool.give(key);
    given.ifPresent(address -> keep(key, address));
    return given;
  }
}
