package io.higuma.envoy;

import io.higuma.api.v1alpha1.MeshSpec.TlsMode;
import java.util.Optional;
import java.util.function.BiConsumer;

/** An inbound, still to be changed: its listener, and the cluster of the workload. */
public final class InboundDraft {
  private final InboundFacts facts;
  private final ListenerDraft listener;
  private final ClusterDraft cluster;
  private final BiConsumer<ListenerDraft, Optional<TlsMode>> chains;
  private Optional<TlsMode> mode;
  private boolean isTlsShaped;

  /**
   * With chains for the mode.
   *
   * @param mode whether TLS is asked for; empty without mTLS
   * @param chains makes the chains of the listener anew for a mode
   */
  InboundDraft(
      InboundFacts facts,
      ListenerDraft listener,
      ClusterDraft cluster,
      Optional<TlsMode> mode,
      BiConsumer<ListenerDraft, Optional<TlsMode>> chains) {
    this.facts = facts;
    this.listener = listener;
    this.cluster = cluster;
    this.chains = chains;
    this.mode = mode;
    chains.accept(listener, mode);
  }

  public InboundFacts facts() {
    return facts;
  }

  public ListenerDraft listener() {
    return listener;
  }

  public ClusterDraft cluster() {
    return cluster;
  }

  /** Says that a policy has something to say of its TLS. */
  public void shapeTls() {
    isTlsShaped = true;
  }

  /** Whether a policy had something to say of its TLS. */
  public boolean isTlsShaped() {
    return isTlsShaped;
  }

  /** Whether TLS is asked for; empty without mTLS. */
  public Optional<TlsMode> mode() {
    return mode;
  }

  /** Makes the filter chains anew for this mode; changes of others to them are lost. */
  public void mode(TlsMode newMode) {
    mode = Optional.of(newMode);
    listener.chains().clear();
    listener.base().clearListenerFilters();
    chains.accept(listener, mode);
  }
}
