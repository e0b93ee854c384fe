package io.higuma.envoy;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Names of the mesh with their addresses. Most proxies have the same one, so it hashes once. */
final class NameTable {
  static final NameTable EMPTY = new NameTable(Collections.emptySortedMap());

  private final SortedMap<String, List<String>> addresses;
  private final int hash;

  NameTable(SortedMap<String, List<String>> addresses) {
    this.addresses = Collections.unmodifiableSortedMap(addresses);
    hash = addresses.hashCode();
  }

  /** By name. */
  SortedMap<String, List<String>> addresses() {
    return addresses;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof NameTable table
            && hash == table.hash
            && addresses.equals(table.addresses));
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
