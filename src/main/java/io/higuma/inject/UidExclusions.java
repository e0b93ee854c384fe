package io.higuma.inject;

import java.util.regex.Pattern;

/**
 * The users whose outbound traffic is not redirected, in the notation of kuma-init: {@code
 * [[PROTOCOLS:]PORTS:]UIDS}, separated by semicolons.
 */
final class UidExclusions {
  private static final String NUMBER =
      "0*(?:[0-5]?[0-9]{1,4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";
  private static final String RANGE = NUMBER + "(?:-" + NUMBER + ")?";
  private static final String PROTOCOLS = "(?:\\*?|(?:tcp|udp)(?:,(?:tcp|udp))*)";
  private static final String PORTS = "(?:\\*?|" + RANGE + "(?:," + RANGE + ")*)";
  private static final Pattern EXCLUSION =
      Pattern.compile("(?:(?:" + PROTOCOLS + ":)?" + PORTS + ":)?" + RANGE);

  private UidExclusions() {}

  /** Whether kuma-init takes them; arguments leave empty ones out, the settings in YAML don't. */
  static boolean areReadable(String value, RedirectionMode mode) {
    for (String exclusion : value.split(";", -1)) {
      boolean leftOut = exclusion.isEmpty() && mode == RedirectionMode.ANNOTATIONS;
      if (!leftOut && !EXCLUSION.matcher(exclusion).matches()) {
        return false;
      }
    }
    return true;
  }
}
