package io.higuma.identity;

import io.higuma.mesh.AuthorityReader.Enabled;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The authority that signs for each mesh: read when it is first asked for, and when something of it
 * may have changed. For several threads.
 */
public final class MeshSigners {
  private final Function<String, Enabled> reader;
  private final Map<String, Enabled> known = new ConcurrentHashMap<>();

  /**
   * Knows nothing yet.
   *
   * @param reader by mesh; may wait, and its failure is the asker's
   */
  public MeshSigners(Function<String, Enabled> reader) {
    this.reader = reader;
  }

  /** One reads, others who ask for the same mesh wait for it. */
  public Enabled of(String mesh) {
    Enabled found = known.get(mesh);
    return found == null ? known.computeIfAbsent(mesh, reader) : found;
  }

  /** Its backends or its Secrets may be others now. */
  public void changed(String mesh) {
    known.remove(mesh);
  }
}
