package io.higuma.xds;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of Kuma, as far as it decides what goes together. */
public record KumaVersion(int major, int minor) {
  /** The release that this control plane does as. */
  public static final KumaVersion COMPATIBLE = new KumaVersion(2, 14);

  private static final Pattern RELEASE = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.\\d{1,6}");
  private static final int DISTANCE = 2;

  /** Empty for what is no release, such as a preview. */
  static Optional<KumaVersion> parse(String text) {
    Matcher matcher = RELEASE.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new KumaVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /** Whether a kuma-dp of that version does. What is no release does, for all we know. */
  public boolean goesWith(String other) {
    return parse(other)
        .map(version -> version.major == major && Math.abs(version.minor - minor) <= DISTANCE)
        .orElse(true);
  }
}
