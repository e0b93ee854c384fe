package io.higuma.envoy;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The resources of one type in a configuration; never changes. Most proxies have the same ones, so
 * what each stream would have to find out of them is found out once. Safe for use by many threads.
 */
public final class Resources {
  public static final Resources NONE = new Resources(Collections.emptySortedMap());

  private static final int VERSION_BYTES = 16;

  private final SortedMap<String, Resource> named;
  private volatile @Nullable String version;
  private volatile @Nullable Difference last;

  /**
   * What was found out last.
   *
   * @param before may go: others would have each state that there ever was
   */
  private record Difference(WeakReference<Resources> before, List<Resource> changed) {}

  private Resources(SortedMap<String, Resource> named) {
    this.named = Collections.unmodifiableSortedMap(named);
  }

  /** Of those of one name the last. */
  public static Resources of(Collection<Resource> all) {
    return NONE.with(all);
  }

  /** With more of them; one of the same name takes the place of its like. */
  public Resources with(Collection<Resource> more) {
    if (more.isEmpty()) {
      return this;
    }
    var all = new TreeMap<>(named); // of what is sorted, in linear time
    more.forEach(resource -> all.put(resource.name(), resource));
    return new Resources(all);
  }

  /** By name, sorted. */
  public SortedMap<String, Resource> named() {
    return named;
  }

  /** Equal for equal resources, whenever and by whichever instance they are made. */
  public String version() {
    String known = version;
    if (known == null) {
      known = hash();
      version = known;
    }
    return known;
  }

  private String hash() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (Resource resource : named.values()) {
        sha256.update(resource.name().getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
        sha256.update(resource.version().getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(sha256.digest(), 0, VERSION_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Each Java platform has SHA-256", e);
    }
  }

  /** Those that the other one has not, or in another version; sorted by name. */
  @SuppressWarnings("ReferenceEquality") // what is shared need not be looked at
  public List<Resource> changedSince(Resources before) {
    if (this == before) {
      return List.of();
    }
    Difference known = last;
    if (known != null && known.before.refersTo(before)) {
      return known.changed;
    }
    var changed = new ArrayList<Resource>();
    for (Resource resource : named.values()) {
      Resource former = before.named.get(resource.name());
      if (former != resource && (former == null || !former.version().equals(resource.version()))) {
        changed.add(resource);
      }
    }
    List<Resource> result = List.copyOf(changed);
    last = new Difference(new WeakReference<>(before), result);
    return result;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Resources resources && version().equals(resources.version()));
  }

  @Override
  public int hashCode() {
    return version().hashCode();
  }

  @Override
  public String toString() {
    return named.values().toString();
  }
}
