package io.higuma.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.resource.MeshObject;
import io.higuma.service.IdentityAuthorities.Reading;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The authority that signs for each MeshIdentity: read when it is first asked for, and when
 * something of it may have changed. For several threads.
 */
public final class IdentitySigners {
  private final Reader reader;
  private final Map<String, Map<String, Known>> known = new ConcurrentHashMap<>();

  private record Known(JsonNode spec, Reading reading) {}

  /** Reads an authority. */
  @FunctionalInterface
  public interface Reader {
    /**
     * May wait, and its failure is the asker's.
     *
     * @param identity display name of the MeshIdentity
     */
    Reading read(String mesh, String identity, JsonNode spec);
  }

  /** Knows nothing yet. */
  public IdentitySigners(Reader reader) {
    this.reader = reader;
  }

  /** One reads, others who ask for the same wait for it. */
  Reading of(MeshObject identity) {
    return known
        .computeIfAbsent(identity.mesh(), mesh -> new ConcurrentHashMap<>())
        .compute(
            identity.name(),
            (name, before) ->
                before != null && before.spec().equals(identity.spec())
                    ? before
                    : new Known(
                        identity.spec(),
                        reader.read(identity.mesh(), identity.displayName(), identity.spec())))
        .reading();
  }

  /** Its Secrets may be others now, or nobody needs them any more. */
  public void changed(String mesh) {
    known.remove(mesh);
  }
}
