package io.higuma.certs;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** What clients of ours have to trust at this time, as PEM; empty until there is a certificate. */
public final class CurrentTrust implements Supplier<String>, Consumer<ServingPair> {
  private volatile String pem = "";

  @Override
  public void accept(ServingPair pair) {
    pem = pair.trustPem();
  }

  @Override
  public String get() {
    return pem;
  }
}
