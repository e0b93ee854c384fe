package io.higuma.leader;

import java.util.regex.Pattern;

/**
 * A replica that would lead.
 *
 * @param host its pod: no two processes have the same at a time
 * @param identity unlike that of any process before: the host, a hyphen and four hexadecimal digits
 */
public record Candidate(String host, String identity) {
  private static final Pattern START = Pattern.compile("-[0-9a-f]{4}");

  /** Whether the holder is this pod's process before this one, which has ended by then. */
  boolean succeeds(String holder) {
    return holder.startsWith(host)
        && START.matcher(holder.substring(host.length())).matches()
        && !holder.equals(identity);
  }
}
