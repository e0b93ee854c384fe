package io.higuma.certs;

import java.util.Map;
import java.util.Optional;

/**
 * Secrets of the system namespace. All calls wait for the API server; a failure of it is an
 * exception.
 */
public interface SecretStore {
  Optional<StoredSecret> read(String name);

  /**
   * Creates or replaces a Secret, unless somebody else was faster.
   *
   * @param former what {@link #read} gave
   * @return false if the Secret has changed since then; nothing was written
   */
  boolean write(String name, String type, Optional<StoredSecret> former, Map<String, String> data);

  /**
   * A Secret.
   *
   * @param version changes with the content
   * @param data decoded; the text form of this record does not show it
   */
  record StoredSecret(String version, String type, Map<String, String> data) {
    public StoredSecret {
      data = Map.copyOf(data);
    }

    @Override
    public String toString() {
      return "StoredSecret[version " + version + ", keys " + data.keySet() + "]";
    }
  }
}
