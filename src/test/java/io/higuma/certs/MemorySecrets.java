package io.higuma.certs;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Secrets in memory, with the API server's rule that a stale writer loses. */
final class MemorySecrets implements SecretStore {
  private final Map<String, StoredSecret> secrets = new HashMap<>();
  Runnable beforeNextWrite = () -> {};
  int writes;

  @Override
  public Optional<StoredSecret> read(String name) {
    return Optional.ofNullable(secrets.get(name));
  }

  @Override
  public boolean write(String name, Optional<StoredSecret> former, Content content) {
    Runnable before = beforeNextWrite;
    beforeNextWrite = () -> {};
    before.run();
    if (!read(name).equals(former)) {
      return false;
    }
    var annotations = new HashSet<>(former.map(StoredSecret::annotations).orElse(Set.of()));
    annotations.removeAll(content.done());
    put(name, content.type(), content.data(), annotations);
    return true;
  }

  /** As somebody else does it. */
  void put(String name, String type, Map<String, String> data, Set<String> annotations) {
    writes++;
    secrets.put(name, new StoredSecret(Integer.toString(writes), type, data, annotations));
  }

  void annotate(String name, String annotation) {
    StoredSecret now = read(name).orElseThrow();
    put(name, now.type(), now.data(), Set.of(annotation));
  }

  void delete(String name) {
    secrets.remove(name);
  }
}
