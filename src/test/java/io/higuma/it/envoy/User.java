package io.higuma.it.envoy;

import java.util.List;

/** Whom a process in a pod runs as: redirection tells the proxy by that. */
enum User {
  ROOT(0),
  APPLICATION(1000),
  PROXY(5678);

  private final int id;

  User(int id) {
    this.id = id;
  }

  int id() {
    return id;
  }

  /** The beginning of a command. */
  List<String> prefix() {
    String number = Integer.toString(id);
    return List.of("setpriv", "--reuid", number, "--regid", number, "--clear-groups");
  }
}
