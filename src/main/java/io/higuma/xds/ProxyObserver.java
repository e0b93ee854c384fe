package io.higuma.xds;

import java.util.List;

/** Learns what happens on the streams of proxies. */
public interface ProxyObserver {
  ProxyObserver NONE = event -> {};

  /**
   * Called by event loops, so it must not wait; the events of one stream come in their order, from
   * one thread.
   */
  void observe(ProxyEvent event);

  static ProxyObserver all(List<ProxyObserver> observers) {
    var each = List.copyOf(observers);
    return event -> each.forEach(observer -> observer.observe(event));
  }
}
