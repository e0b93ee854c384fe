package io.higuma.envoy;

/**
 * With what the admin listener of a proxy shows itself to the control plane, and knows it by.
 *
 * @param certificate in PEM, for the proxy's address
 * @param key in PEM
 * @param authority in PEM, whose certificates the control plane has
 */
public record AdminIdentity(String certificate, String key, String authority) {
  /** Nothing of the key. */
  @Override
  public String toString() {
    return "AdminIdentity";
  }
}
