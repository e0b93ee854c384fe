package io.higuma.xds;

import com.google.protobuf.Struct;
import io.higuma.envoy.ProxyConfig;
import java.util.function.Consumer;

/** Where configurations come from. */
public interface ConfigSource {
  /**
   * Tells the configuration of a proxy now, as soon as there is one, and whenever it changes.
   * Returns at once; called by event loops.
   *
   * @param metadata what the proxy said about itself
   * @param listener takes the newest configuration, on any thread, and returns at once; of several
   *     that come quickly it may pass on the last only
   */
  Watch watch(ProxyId proxy, Struct metadata, Consumer<ProxyConfig> listener);

  /** The listener is told no more once this is closed; a call that has begun may still end. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
