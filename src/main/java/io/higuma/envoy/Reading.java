package io.higuma.envoy;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What of a proxy follows from all but the other Dataplanes of its mesh, which change most often:
 * then none of this is looked at again.
 *
 * @param own the part of its configuration that it shares with nobody
 * @param participants the policies that take part in it
 */
record Reading(
    ProxyFacts proxy,
    PolicyConfs.Outbound policies,
    OutboundSelection selection,
    OutboundTraits traits,
    Unit own,
    List<Participant> participants) {
  /**
   * All that it follows from; the same only where each is the same object, which is quick to see.
   * Not the mesh itself: with it all of its former states would be kept.
   *
   * @param basis of {@link MeshIndex#basis}
   * @param directAccess endpoints that are reached one by one, the one thing of other Dataplanes
   */
  record Key(
      Object basis,
      DataplaneView dataplane,
      NodeMetadata metadata,
      AdminIdentity admin,
      List<String> directAccess) {
    @SuppressWarnings("ReferenceEquality")
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && basis == key.basis
          && dataplane == key.dataplane
          && metadata == key.metadata
          && admin == key.admin
          && directAccess.equals(key.directAccess);
    }

    @Override
    public int hashCode() {
      return Objects.hash(
          System.identityHashCode(basis),
          System.identityHashCode(dataplane),
          System.identityHashCode(metadata),
          System.identityHashCode(admin),
          directAccess);
    }
  }
}
