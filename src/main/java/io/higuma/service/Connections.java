package io.higuma.service;

import io.higuma.api.v1alpha1.Dataplane;

/** Who knows of the streams of data planes. */
@FunctionalInterface
public interface Connections {
  /** {@link Connection#NONE} if there was never one. */
  Connection of(Dataplane dataplane);
}
