package io.higuma.envoy;

import io.higuma.mesh.DataSource;

/** A secret that a proxy needs for something outside of the mesh. Its values are not in here. */
public sealed interface OutsideSecret {
  /** By which Envoy knows it. */
  String name();

  /** Who signed the server's certificate. */
  record Authority(String name, DataSource certificate) implements OutsideSecret {}

  /** What is shown to the server. */
  record Identity(String name, DataSource certificate, DataSource key) implements OutsideSecret {}
}
