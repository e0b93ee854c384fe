package io.higuma.validation;

import java.util.regex.Pattern;

/** Addresses and names of hosts. Nothing is looked up, and long texts take no longer. */
public final class NetworkNames {
  private static final int MAX_NAME = 253;
  private static final int MAX_IPV6 = 45;
  private static final int IPV4_BITS = 32;
  private static final int IPV6_BITS = 128;
  private static final int IPV6_GROUPS = 8;

  private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern LOOSE_LABEL = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62}");
  private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
  private static final Pattern PREFIX_LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final Pattern TRUST_DOMAIN = Pattern.compile("[a-z0-9._-]{1,255}");
  private static final Pattern SPIFFE_SEGMENT = Pattern.compile("[a-zA-Z0-9._-]+");
  private static final int MAX_SPIFFE = 2048;

  private NetworkNames() {}

  public static boolean isIp(String text) {
    return isIpv4(text) || isIpv6(text);
  }

  public static boolean isIpv4(String text) {
    if (text.length() > 15) {
      return false;
    }
    String[] octets = text.split("\\.", -1);
    if (octets.length != 4) {
      return false;
    }
    for (String octet : octets) {
      if (!OCTET.matcher(octet).matches() || Integer.parseInt(octet) > 255) {
        return false;
      }
    }
    return true;
  }

  public static boolean isIpv6(String text) {
    if (text.length() > MAX_IPV6 || !text.contains(":")) {
      return false;
    }
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text, true) == IPV6_GROUPS;
    }
    int before = groups(text.substring(0, gap), false);
    int after = groups(text.substring(gap + 2), true);
    return before >= 0 && after >= 0 && before + after < IPV6_GROUPS;
  }

  /** How many groups these are; -1 if one is none. An IPv4 address at the end makes two. */
  private static int groups(String text, boolean isEnd) {
    if (text.isEmpty()) {
      return 0;
    }
    String[] parts = text.split(":", -1);
    int count = 0;
    for (int i = 0; i < parts.length; i++) {
      if (GROUP.matcher(parts[i]).matches()) {
        count++;
      } else if (isEnd && i == parts.length - 1 && isIpv4(parts[i])) {
        count += 2;
      } else {
        return -1;
      }
    }
    return count;
  }

  /** An IP address and the length of its prefix: {@code 10.0.0.0/8}. */
  public static boolean isCidr(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || slash > MAX_IPV6) {
      return false;
    }
    String length = text.substring(slash + 1);
    if (!PREFIX_LENGTH.matcher(length).matches()) {
      return false;
    }
    String address = text.substring(0, slash);
    int bits = Integer.parseInt(length);
    return (isIpv4(address) && bits <= IPV4_BITS) || (isIpv6(address) && bits <= IPV6_BITS);
  }

  /** A name as resolvers take it: upper case, underscores and a final dot included; no IP. */
  public static boolean isDnsName(String text) {
    if (text.isEmpty() || text.length() > MAX_NAME + 2 || isIp(text)) {
      return false;
    }
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    for (String label : name.split("\\.", -1)) {
      if (!LOOSE_LABEL.matcher(label).matches()) {
        return false;
      }
    }
    return true;
  }

  /** Lower-case labels with dots between. */
  public static boolean isSubdomain(String text) {
    if (text.length() > MAX_NAME) {
      return false;
    }
    for (String label : text.split("\\.", -1)) {
      if (!LABEL.matcher(label).matches()) {
        return false;
      }
    }
    return true;
  }

  /** Host and port: {@code collector:4317}, {@code [::1]:4317}. */
  public static boolean isHostAndPort(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0 || text.length() > MAX_NAME + 10) {
      return false;
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    boolean isHost =
        bracketed ? isIpv6(host.substring(1, host.length() - 1)) : isIpv4(host) || isDnsName(host);
    return isHost && isPortText(text.substring(colon + 1));
  }

  static boolean isPortText(String text) {
    return text.length() <= 5
        && !text.isEmpty()
        && text.chars().allMatch(c -> c >= '0' && c <= '9')
        && NumberRules.isPort(Integer.parseInt(text));
  }

  /**
   * An identity: {@code spiffe://domain/path}.
   *
   * @see <a href="https://github.com/spiffe/spiffe/blob/main/standards/SPIFFE-ID.md">SPIFFE-ID</a>
   */
  public static boolean isSpiffeId(String text) {
    String scheme = "spiffe://";
    if (text.length() > MAX_SPIFFE || !text.startsWith(scheme)) {
      return false;
    }
    String[] parts = text.substring(scheme.length()).split("/", -1);
    if (!TRUST_DOMAIN.matcher(parts[0]).matches()) {
      return false;
    }
    for (int i = 1; i < parts.length; i++) {
      String segment = parts[i];
      boolean isDots = segment.equals(".") || segment.equals("..");
      if (isDots || !SPIFFE_SEGMENT.matcher(segment).matches()) {
        return false;
      }
    }
    return true;
  }
}
