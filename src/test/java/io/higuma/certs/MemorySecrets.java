package io.higuma.certs;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

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
  public boolean write(
      String name, String type, Optional<StoredSecret> former, Map<String, String> data) {
    Runnable before = beforeNextWrite;
    beforeNextWrite = () -> {};
    before.run();
    if (!read(name).equals(former)) {
      return false;
    }
    writes++;
    secrets.put(name, new StoredSecret(Integer.toString(writes), type, data));
    return true;
  }
}
