package io.higuma.identity;

import io.higuma.api.v1alpha1.MeshSpec.Mtls;
import io.higuma.envoy.MeshView;
import io.higuma.mesh.AuthorityReader.Enabled;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The authority that signs for each mesh: read when it is first asked for, and when something of it
 * may have changed. For several threads.
 */
public final class MeshSigners {
  private final Function<String, Enabled> reader;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private record Known(@Nullable Mtls section, Enabled enabled) {
    boolean isOf(@Nullable Mtls other) {
      return Objects.equals(section, other);
    }
  }

  /**
   * Knows nothing yet.
   *
   * @param reader by mesh; may wait, and its failure is the asker's
   */
  public MeshSigners(Function<String, Enabled> reader) {
    this.reader = reader;
  }

  /** One reads, others who ask for the same mesh wait for it. */
  Enabled of(MeshView mesh) {
    Mtls section = mesh.spec().mtls();
    Known before = known.get(mesh.name());
    if (before != null && before.isOf(section)) {
      return before.enabled();
    }
    return known
        .compute(
            mesh.name(),
            (name, now) ->
                now != null && now.isOf(section) ? now : new Known(section, reader.apply(name)))
        .enabled();
  }

  /** Its Secrets may be others now. */
  public void changed(String mesh) {
    known.remove(mesh);
  }
}
