package io.higuma.cluster;

import io.higuma.policystatus.ProgrammedPolicies;
import io.higuma.xds.ProxyEvent;
import io.higuma.xds.ProxyMetadata;
import io.higuma.xds.Subscription;
import org.jboss.logging.Logger;

/**
 * What has been seen of a stream. Immutable.
 *
 * @param policies how far those of the proxy are
 */
record ObservedStream(Subscription subscription, ProgrammedPolicies policies) {
  private static final Logger LOG = Logger.getLogger(ObservedStream.class);

  static ObservedStream begin(ProxyEvent.Connected event, String instance) {
    ProxyMetadata metadata = ProxyMetadata.of(event.metadata());
    if (!metadata.leftOut().isEmpty()) {
      LOG.warnv(
          "A proxy says more of itself than its DataplaneInsight takes, the largest fields are left out; proxy={0} bytes={1} fields={2}",
          event.proxy(), event.metadata().getSerializedSize(), metadata.leftOut());
    }
    return new ObservedStream(
        Subscription.begin(event, metadata, instance), ProgrammedPolicies.NONE);
  }

  /** After an event of this stream; an equal one if nothing is other than before. */
  ObservedStream after(ProxyEvent event) {
    ProgrammedPolicies now =
        switch (event) {
          case ProxyEvent.Progressed(var stream, var proxy, var at, var participants, var open) ->
              policies.progressed(participants, open);
          case ProxyEvent.Accepted accepted -> policies.accepted(accepted.type());
          case ProxyEvent.Rejected rejected -> policies.rejected(rejected.type(), rejected.error());
          case ProxyEvent.Connected ignored -> policies;
          case ProxyEvent.Sent ignored -> policies;
          case ProxyEvent.Disconnected ignored -> policies;
        };
    return new ObservedStream(subscription.after(event), now);
  }
}
