package io.higuma.service;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which name has which address, in all meshes. A name keeps its address while the control plane
 * runs, even when it is gone for a while; no two names share one. Not for several threads.
 */
final class AddressBook {
  private final AddressPool pool;
  private final Map<String, String> addresses = new HashMap<>();
  private final Map<String, String> holders = new HashMap<>();

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
