package io.higuma.certs;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
  boolean write(String name, Optional<StoredSecret> former, Content content);

  /**
   * What is to be in a Secret.
   *
   * @param data not encoded; the text form of this record does not show it
   * @param done annotations to take away
   */
  record Content(String type, Map<String, String> data, Set<String> done) {
    public Content {
      data = Map.copyOf(data);
      done = Set.copyOf(done);
    }

    @Override
    public String toString() {
      return "Content[type %s, keys %s]".formatted(type, data.keySet());
    }
  }

  /**
   * A Secret.
   *
   * @param version changes with the content
   * @param data decoded; the text form of this record does not show it
   * @param annotations the keys of its annotations
   */
  record StoredSecret(
      String version, String type, Map<String, String> data, Set<String> annotations) {
    public StoredSecret {
      data = Map.copyOf(data);
      annotations = Set.copyOf(annotations);
    }

    @Override
    public String toString() {
      return "StoredSecret[version " + version + ", keys " + data.keySet() + "]";
    }
  }
}
